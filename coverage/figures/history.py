"""Coverage over time: a trend by month, and what changed between two days."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from coverage.analysis.errors import InvalidValueError
from coverage.figures import layers, register, service
from coverage.figures.layer import Layer
from geo.models import Subdistrict

LONGEST_MONTHS = 120

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Rule:
    """How a station must be reached; None means as the subdistrict's settings say."""

    minutes: int | None = None
    mode: str | None = None

    def reach(self, found: register.Register) -> service.Reach:
        """Return how the stations are reached on the register's day."""
        mode = self.mode or found.settings.mode
        return service.reach(found, self.minutes or found.settings.minutes(mode), mode)


USUAL = Rule()


def month_ends(first: date, last: date, until: date | None = None) -> list[date]:
    """Return the last day of each month from that of ``first`` to that of ``last``.

    ``until`` is the day up to which the register knows: a month that is not over by then is
    shown as of that day, and later ones not at all. Raises InvalidValueError when the months run
    backwards or are more than ``LONGEST_MONTHS``.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise InvalidValueError("to", f"{last:%Y-%m}", f"{first:%Y-%m} or later")
    if count > LONGEST_MONTHS:
        raise InvalidValueError("to", f"{last:%Y-%m}", f"at most {LONGEST_MONTHS} months")
    found = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = number // 12, number % 12 + 1
        if until is None or date(year, month, 1) <= until:
            end = date(year, month, monthrange(year, month)[1])
            found.append(end if until is None else min(end, until))
    return found


def trend(
    subdistrict: Subdistrict,
    days: list[date],
    rule: Rule = USUAL,
    progress: Progress | None = None,
) -> list[dict]:
    """Return the shares of every layer on each of ``days``, usually the ends of months.

    A row is {"month", "date", "layers": {layer: {measure: amounts}}}. ``progress`` is called
    with the part that is done, from 0 to 1, and a note; what it raises ends the work.
    """
    rows = []
    for number, day in enumerate(days):
        found = register.read(subdistrict, day)
        every = layers.every(found, rule.reach(found))
        shares = {name: layer.summary() for name, layer in every.items()}
        rows.append({"month": f"{day:%Y-%m}", "date": day.isoformat(), "layers": shares})
        if progress is not None:
            progress((number + 1) / len(days), day.isoformat())
    return rows


def changes(
    subdistrict: Subdistrict, first: date, second: date, rule: Rule = USUAL
) -> dict[str, dict[str, list[dict]]]:
    """Return what each layer gained and lost from ``first`` to ``second``.

    {layer: {"gained": rows, "lost": rows}}: what was not reached and is, and the other way
    round; what is due counts as reached. A row has ``kind``, ``code``, ``name``, ``from_state``,
    ``to_state``, the reason on the second day and, as ``before_zh`` and ``before_en``, that on
    the first. A place that exists on one of the days only has the state None on the other. Raises
    InvalidValueError when the second day lies before the first.
    """
    if second < first:
        raise InvalidValueError("to", second.isoformat(), f"{first} or later")
    before, after = (_layers(subdistrict, day, rule) for day in (first, second))
    return {name: _changed(before[name], after[name]) for name in layers.NAMES}


def _layers(subdistrict: Subdistrict, day: date, rule: Rule) -> dict[str, Layer]:
    found = register.read(subdistrict, day)
    return layers.every(found, rule.reach(found))


def _changed(before: Layer, after: Layer) -> dict[str, list[dict]]:
    old, new = _by_place(before), _by_place(after)
    changed = {"gained": [], "lost": []}
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place), new.get(place)
        if _is_reached(was) != _is_reached(now):
            changed["gained" if _is_reached(now) else "lost"].append(_change(was, now))
    return changed


def _by_place(layer: Layer) -> dict[tuple[str, str], dict]:
    """Return rows by what they are and their code, which is unique on a day."""
    waters = layer.name in layers.OF_WATERS
    return {(row["kind"] if waters else "village", row["code"]): row for row in layer.rows}


def _is_reached(row: dict | None) -> bool:
    return row is not None and row["state"] in ("covered", "due")


def _change(was: dict | None, now: dict | None) -> dict:
    place = now or was
    gone_zh, gone_en = "已不在册。", "It is no longer in the register."
    fresh_zh, fresh_en = "尚未在册。", "It was not in the register yet."
    return {
        "kind": place["kind"],
        "code": place["code"],
        "name": place["name"],
        "population": place["population"],
        "from_state": was and was["state"],
        "to_state": now and now["state"],
        "reason_zh": now["reason_zh"] if now else gone_zh,
        "reason_en": now["reason_en"] if now else gone_en,
        "before_zh": was["reason_zh"] if was else fresh_zh,
        "before_en": was["reason_en"] if was else fresh_en,
    }
