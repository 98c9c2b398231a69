"""Coverage in words: the state of each layer and the reason for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.pages.numbers import minutes as minutes_text
from coverage.pages.numbers import percentage


@dataclass(frozen=True)
class Finding:
    """A layer's state ("covered", "due", "gap", "unknown" or "none": does not apply) and why."""

    layer: str
    state: str
    word: str
    reason: str


def mode_words() -> dict[str, str]:
    """Return the ways of travelling in the language in force."""
    return {"foot": _("on foot"), "ebike": _("by e-bike"), "car": _("by car")}


def words(state: str) -> str:
    """Return the word for a state."""
    return {
        "covered": _("Covered"),
        "due": _("Partly"),
        "gap": _("Gap"),
        "unknown": _("Not known"),
        "none": _("Does not apply"),
    }[state]


def _finding(layer: str, state: str, reason: str) -> Finding:
    return Finding(layer, state, words(state), reason)


def of_pairing(row: dict, day: str) -> Finding:
    """Explain whether a village is paired with a deputy."""
    layer = _("Paired assistance")
    if not row["deputies"]:
        return _finding(layer, "gap", _("No deputy is paired with it on %(day)s.") % {"day": day})
    texts = [
        _("%(name)s, since %(since)s") % {"name": deputy["name"], "since": deputy["since"]}
        for deputy in row["deputies"]
    ]
    return _finding(layer, "covered", "; ".join(texts))


def of_service(row: dict, minutes: int, mode: str, station: str) -> Finding:
    """Explain whether a station is reached from the village's committee point in time."""
    layer = _("Station within reach")
    if row["reached"] is None:
        return _finding(layer, "unknown", _("The committee's position is not known."))
    if row["travel_time_s"] is None:
        return _finding(layer, "gap", _("No road leads from here to a station."))
    parts = {
        "taken": minutes_text(row["travel_time_s"]),
        "mode": mode_words()[mode],
        "station": station,
        "minutes": minutes,
    }
    text = _("%(taken)s min %(mode)s from the committee to %(station)s; %(minutes)s min allowed.")
    reason = text % parts
    if row["reached_area_share"] is not None:
        share = percentage(row["reached_area_share"])
        reason += _(" %(share)s %% of the area is within reach.") % {"share": share}
    return _finding(layer, "covered" if row["reached"] else "gap", reason)


def of_village_chiefs(row: dict) -> Finding:
    """Explain whether the segments of a village have chiefs in office."""
    layer = _("River chiefs")
    total, without = row["segments"], row["segments_without_chief"]
    if total == 0:
        return _finding(layer, "none", _("No river segment lies mostly in it."))
    if without == 0:
        text = ngettext(
            "%(total)s segment, with a chief in office.",
            "%(total)s segments, each with a chief in office.",
            total,
        )
        return _finding(layer, "covered", text % {"total": total})
    text = ngettext(
        "%(without)s of %(total)s segments has no chief in office.",
        "%(without)s of %(total)s segments have no chief in office.",
        without,
    )
    state = "due" if without < total else "gap"
    return _finding(layer, state, text % {"without": without, "total": total})


def of_segment(row: dict, day: str) -> Finding:
    """Explain which levels of chiefs a segment has."""
    layer = _("River chiefs")
    names = {"county": _("county"), "subdistrict": _("subdistrict"), "village": _("village")}
    held = [names[level] for level, chief in row["levels"].items() if chief]
    empty = [names[level] for level, chief in row["levels"].items() if not chief]
    if row["state"] == "all":
        return _finding(layer, "covered", _("A chief is in office at every level on %s.") % day)
    if row["state"] == "none":
        return _finding(layer, "gap", _("No chief of any level is in office on %s.") % day)
    separator = _(", ")
    text = _("In office: %(held)s. Vacant: %(empty)s.")
    parts = {"held": separator.join(held), "empty": separator.join(empty)}
    return _finding(layer, "due", text % parts)
