"""Words of the figures, in Chinese and English: states, numbers, days, kinds of places."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from coverage.analysis.shares import State

# Later than any day that a register names: no end is known.
_OPEN = np.datetime64("9999-12-31")

STATES = {
    State.GAP: "gap",
    State.COVERED: "covered",
    State.UNKNOWN: "unknown",
    State.DUE: "due",
}
MODES_ZH = {"foot": "步行", "ebike": "骑电动自行车", "car": "驾车"}
MODES_EN = {"foot": "on foot", "ebike": "by e-bike", "car": "by car"}
LEVELS_ZH = {"county": "县级", "subdistrict": "街道级", "village": "村级"}
DUTIES_ZH = {"visit": "走访", "contact": "联系", "reception": "接待"}
PATROLS_ZH = {"chief": "巡河", "supervision": "代表监督巡查"}
PATROLS_EN = {"chief": "patrol", "supervision": "supervision patrol"}
LISTED = 3


@dataclass(frozen=True)
class Text:
    """One thing said in Chinese and in English."""

    zh: str
    en: str

    def members(self, name: str = "reason") -> dict[str, str]:
        """Return the text as two members of a row."""
        return {f"{name}_zh": self.zh, f"{name}_en": self.en}


def state_words(state: np.ndarray) -> list[str]:
    """Return the states as words."""
    return [STATES[State(code)] for code in state.tolist()]


def village_kind(village) -> str:
    """Return what a village is called in Chinese."""
    return "社区" if village.kind == "community" else "村"


def whole(value: float) -> str:
    """Return a number without decimals, commas between thousands.

    >>> whole(2345.4)
    '2,345'
    """
    return f"{round(value):,}"


def percent(share: float) -> str:
    """Return a share as whole per cent, rounded down so that 79.9 % never reads as 80 %.

    >>> percent(0.7999)
    '79 %'
    """
    return f"{int(share * 100 + 1e-6)} %"


def days_en(count: float) -> str:
    """Return a number of days in English.

    >>> days_en(1), days_en(7)
    ('1 day', '7 days')
    """
    return "1 day" if round(count) == 1 else f"{round(count)} days"


def ago(days: float) -> Text:
    """Return how long ago something was.

    >>> ago(0).en, ago(1).zh
    ('that day', '1 天前')
    """
    if days == 0:
        return Text("当天", "that day")
    return Text(f"{days:.0f} 天前", f"{days_en(days)} ago")


def people_en(count: int) -> str:
    """Return a number of people in English."""
    return "1 person" if count == 1 else f"{whole(count)} people"


def begun(text: str) -> str:
    """Return a text with a capital at its beginning and the rest as it is.

    >>> begun("around 富民社区 by E-bike")
    'Around 富民社区 by E-bike'
    """
    return text[:1].upper() + text[1:]


def listed(names: list[str], separator: str) -> tuple[str, bool]:
    """Return the first names joined, and whether some were left out."""
    return separator.join(names[:LISTED]), len(names) > LISTED


def known_day(day: np.datetime64) -> date | None:
    """Return a day, None for no day and for an end that is not known."""
    return None if np.isnat(day) or day == _OPEN else day.astype(date)


def day_before(day: np.datetime64 | date, days: float) -> date:
    """Return the day a number of days before another."""
    return (np.datetime64(day, "D") - np.timedelta64(round(days), "D")).astype(date)
