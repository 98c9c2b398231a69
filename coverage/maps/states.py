"""The five layers of coverage and their four classes: how they are named and drawn.

The same colours everywhere: covered plain, due dotted amber, a gap grey below brick hatching, what
is unknown hatched the other way. They differ in lightness and pattern, so a grey print tells them
apart.
"""

from django.utils.translation import gettext as _

from coverage.maps.legend import (
    AMBER,
    BRICK,
    DOTS_DUE,
    GREY,
    HATCH_NO_DATA,
    SLATE,
    TEAL_LIGHT,
    WATER,
    Drawing,
    Entry,
)

LAYERS = ("pairing", "service", "recency", "patrol", "chiefs")
# Layers that are about segments and waters; a village has the worst state of its own.
LINEAR = ("patrol", "chiefs")
LINE = {"opacity": 0.95, "fill": False}
NEVER = "never"
STATES = ("covered", "due", "gap", "unknown")


def layer_titles() -> dict[str, str]:
    """Return the names of the layers in the language in force."""
    return {
        "pairing": _("Paired assistance"),
        "service": _("Station within reach"),
        "recency": _("Recent visits"),
        "patrol": _("Patrols"),
        "chiefs": _("River chiefs"),
    }


def short_titles() -> dict[str, str]:
    """Return the names of the layers where there is little room."""
    return {
        "pairing": _("pairing"),
        "service": _("service"),
        "recency": _("visits"),
        "patrol": _("patrol"),
        "chiefs": _("chiefs"),
    }


def state_words() -> dict[str, str]:
    """Return the words for the states in the language in force."""
    return {
        "covered": _("Covered"),
        "due": _("Due"),
        "gap": _("Gap"),
        "unknown": _("Not known"),
    }


def village_words(minutes: int) -> dict[str, tuple[str, str, str, str]]:
    """Return what covered, due, gap and unknown mean for a village in each layer."""
    return {
        "pairing": (
            _("Paired with a deputy"),
            _("Pairing ends soon"),
            _("No paired deputy"),
            _("Not known"),
        ),
        "service": (
            _("Station reached within %(minutes)s min") % {"minutes": minutes},
            _("Due"),
            _("No station within %(minutes)s min") % {"minutes": minutes},
            _("Position not known"),
        ),
        "recency": (
            _("Visited lately"),
            _("Next visit due"),
            _("Overdue or never visited"),
            _("Not known"),
        ),
        "patrol": (
            _("All waters patrolled in time"),
            _("A patrol is due"),
            _("A patrol is overdue"),
            _("Nothing to patrol"),
        ),
        "chiefs": (
            _("A chief on every segment"),
            _("A chief's term ends soon"),
            _("A segment without a chief"),
            _("No river segment"),
        ),
    }


def village_drawing(layer: str, minutes: int) -> Drawing:
    """Return how villages are drawn by their state in ``layer``."""
    covered, due, gap, unknown = village_words(minutes)[layer]
    entries = [
        Entry(covered, {"fillColor": TEAL_LIGHT, "fillOpacity": 0.85}, value="covered"),
        Entry(due, {"fillColor": DOTS_DUE, "fillOpacity": 1}, value="due"),
        Entry(gap, {"fillColor": GREY, "fillOpacity": 0.85}, value="gap"),
    ]
    if layer == "service":
        del entries[1]
    none = Entry(unknown, {"fillColor": HATCH_NO_DATA, "fillOpacity": 1}, value="unknown")
    return Drawing(entries, "values", f"states.{layer}", none)


def patrol_drawing(kind: str) -> Drawing:
    """Return how segments are drawn by the state of their patrols, in colour and dash both.

    ``kind`` is "patrol" or "supervision". A gap that was never patrolled is a class of its own.
    """
    entries = [
        Entry(_("Patrolled in time"), {"color": WATER, "weight": 4}, value="covered"),
        Entry(_("Patrol due"), {"color": AMBER, "weight": 4, "dashArray": "14 5"}, value="due"),
        Entry(_("Patrol overdue"), {"color": BRICK, "weight": 4, "dashArray": "5 5"}, value="gap"),
        Entry(_("Never patrolled"), {"color": SLATE, "weight": 4, "dashArray": "1 7"}, value=NEVER),
    ]
    absent = (f"last_{kind}_on", NEVER)
    return Drawing(entries, "values", f"states.{kind}", no_line(), LINE, absent=absent)


def no_line() -> Entry:
    """Return the entry for segments of which nothing is known."""
    return Entry(_("No data"), {"color": "#7d8683", "weight": 3}, value="unknown")
