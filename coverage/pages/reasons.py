"""Coverage in words: the state of a place in each layer and the reason for it."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coverage.figures import layers
from coverage.maps.states import STATES, layer_titles, state_words
from coverage.pages.parameters import Question


@dataclass(frozen=True)
class Finding:
    """What one layer says of a place: its state ("" where there are several), and why."""

    layer: str
    state: str
    word: str
    reason: str


def mode_words() -> dict[str, str]:
    """Return the ways of travelling in the language in force."""
    return {"foot": _("on foot"), "ebike": _("by e-bike"), "car": _("by car")}


def said(row: dict, name: str = "reason") -> str:
    """Return the text of a row of figures in the language in force."""
    english = (get_language() or "").startswith("en")
    return row[f"{name}_en" if english else f"{name}_zh"]


def of_village(asked: Question, code: str) -> list[Finding]:
    """Return what the five layers say of a village."""
    number = _row_of_village(asked, code)
    every = layers.every(asked.register, asked.reach)
    titles = layer_titles()
    return [_finding(titles[name], layer.villages[number]) for name, layer in every.items()]


def of_segment(asked: Question, code: str) -> list[Finding]:
    """Return what the layers of waters say of a segment; supervision patrols apart."""
    titles = layer_titles() | {"supervision": _("Supervision patrols")}
    layer = partial(layers.layer, asked.register, asked.reach)
    found = {
        "patrol": layer("patrol"),
        "supervision": layer("patrol", "supervision"),
        "chiefs": layer("chiefs"),
    }
    return [
        _finding(titles[name], next(row for row in one.rows if _is_segment(row, code)))
        for name, one in found.items()
    ]


def of_station(asked: Question, codes: set[str]) -> list[Finding]:
    """Return in how many of the villages that reach a station first each layer is covered."""
    every = layers.every(asked.register, asked.reach)
    titles, words = layer_titles(), state_words()
    findings = []
    for name, layer in every.items():
        counts = Counter(row["state"] for row in layer.villages if row["code"] in codes)
        parts = [f"{words[state]} {counts[state]}" for state in STATES if counts[state]]
        reason = _(", ").join(parts) or _("No village reaches this station first.")
        findings.append(Finding(titles[name], "", "", reason))
    return findings


def _row_of_village(asked: Question, code: str) -> int:
    rows = asked.register.villages.rows
    return next(number for number, village in enumerate(rows) if village.code == code)


def _is_segment(row: dict, code: str) -> bool:
    return row["kind"] == "segment" and row["code"] == code


def _finding(title: str, row: dict) -> Finding:
    return Finding(title, row["state"], state_words()[row["state"]], said(row))
