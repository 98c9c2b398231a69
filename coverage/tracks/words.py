"""The codes of judgements in words, in the language of the request."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coverage.analysis.riverside import LEFT, RIGHT
from coverage.models import PatrolTrack


def reason(code: str) -> str:
    """Return why a patrol does not count; the code itself where it is not known."""
    return {
        "too_few": _("hardly a usable position"),
        "outside": _("never on the bank of a river segment or at the shore of a water"),
        "too_fast": _("most of the way was faster than on foot"),
        "standing": _("hardly a step was walked"),
        "too_brief": _("shorter than the rule asks for (minutes)"),
        "too_short": _("shorter than the rule asks for (metres along the water)"),
        "wrong_day": _("the positions are of another day"),
        "same_track": _("somebody else handed in the same track before"),
    }.get(code, code)


def flag(code: str) -> str:
    """Return what somebody should look at; the code itself where it is not known."""
    return {
        "driven": _("perhaps driven: further than anybody walks in the time"),
        "long": _("very long: was the recording forgotten?"),
        "drift": _("the phone lay and its positions drifted"),
        "straight_over_hole": _("a straight line was drawn over a gap of the signal"),
        "holes": _("a large part of the way was not recorded"),
        "copied": _("the same track as somebody else's"),
    }.get(code, code)


def dropped(code: str) -> str:
    """Return why points were not used; the code itself where it is not known."""
    return {
        "incomplete": _("without position or time"),
        "inaccurate": _("too inaccurate"),
        "backwards_in_time": _("time runs backwards"),
        "duplicate": _("a second one at the same time"),
        "impossible_speed": _("impossibly fast"),
        "jump": _("a jump aside and back"),
        "interpolated": _("a straight line drawn over a gap"),
    }.get(code, code)


def bank(code: int) -> str:
    """Return the word of a bank; empty where it makes no difference which one it is."""
    return {LEFT: _("left bank"), RIGHT: _("right bank")}.get(code, "")


def hint(found: dict | None) -> str:
    """Return the hint of a track in words; empty where there is none."""
    if not found:
        return ""
    text = _(
        "Probably %(datum)s: the track lies %(metres)s m beside rivers and roads. It was declared "
        "as %(declared)s and was not moved. If that is wrong, hand it in again with the right "
        "datum."
    )
    names = dict(PatrolTrack.Datum.choices)
    return text % {
        "datum": names.get(found["datum"], found["datum"]),
        "declared": names.get(found["declared"], found["declared"]),
        "metres": found["distance_m"],
    }


def sentence(reasons: Iterable[str]) -> str:
    """Return several reasons as one text, at most 200 characters."""
    return _("; ").join(reason(code) for code in reasons)[:200]
