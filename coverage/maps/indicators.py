"""The indicators a village can be coloured by: its state in each layer, and numbers about it."""

from django.utils.translation import gettext as _

from coverage.maps.legend import GREEN_BLUE, HATCH_NO_DATA, YELLOW_BROWN, Drawing, Entry
from coverage.maps.states import LAYERS, layer_titles, village_drawing

NUMBERS = ("density", "travel", "chiefless")
INDICATORS = (*LAYERS, *NUMBERS)
DENSITY_LIMITS = (300, 600, 2000, 5000)
# Classes of travel time as parts of the time allowed; what is over 1 is out of reach.
TRAVEL_PARTS = (1 / 3, 2 / 3, 1, 4 / 3)


def number_titles() -> dict[str, str]:
    """Return the names of the numbers in the language in force."""
    return {
        "density": _("Population density"),
        "travel": _("Travel time to the station"),
        "chiefless": _("Segments without a chief"),
    }


def titles() -> dict[str, str]:
    """Return the indicators' names in the language in force."""
    return layer_titles() | number_titles()


def drawings(minutes: int) -> dict[str, Drawing]:
    """Return how villages are drawn by each indicator; ``minutes`` is the time allowed."""
    return {layer: village_drawing(layer, minutes) for layer in LAYERS} | {
        "density": _classes(
            "density_per_km2", DENSITY_LIMITS, GREEN_BLUE, _("people per km²"), decimals=0
        ),
        "travel": _classes(
            "travel_time_s",
            tuple(round(part * minutes, 1) for part in TRAVEL_PARTS),
            YELLOW_BROWN,
            _("min"),
            divisor=60.0,
            decimals=1,
        ),
        "chiefless": _classes(
            "segments_without_chief", (1, 2, 3), YELLOW_BROWN[:4], "", decimals=0
        ),
    }


def no_data() -> Entry:
    """Return the entry for villages of which nothing is known."""
    return Entry(_("No data"), {"fillColor": HATCH_NO_DATA, "fillOpacity": 1})


def _classes(
    name: str,
    limits: tuple[float, ...],
    colors: tuple[str, ...],
    unit: str,
    *,
    divisor: float = 1.0,
    decimals: int = 0,
) -> Drawing:
    """Return classes of numbers: below the first limit, between two, and from the last on.

    Without a unit the numbers are counts, and a class is one number.
    """
    entries = []
    for number, color in enumerate(colors):
        lower = limits[number - 1] if number else None
        upper = limits[number] if number < len(limits) else None
        label = _class_label(lower, upper, unit)
        entries.append(Entry(label, {"fillColor": color, "fillOpacity": 0.8}, below=upper))
    return Drawing(entries, "classes", name, no_data(), divisor=divisor, decimals=decimals)


def _class_label(lower: float | None, upper: float | None, unit: str) -> str:
    if not unit:
        first = lower or 0
        return f"{first:g}" if upper is not None else f"≥ {first:g}"
    if lower is None:
        return f"< {upper:,g} {unit}"
    return f"≥ {lower:,g} {unit}" if upper is None else f"{lower:,g} – {upper:,g} {unit}"
