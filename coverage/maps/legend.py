"""How a layer is drawn and what its legend says: the same entries serve both."""

from dataclasses import dataclass, field

GREY = "#a9b0ad"
TEAL = "#0b5d5e"
TEAL_LIGHT = "#b5ddd6"
WATER = "#2f7fb5"
AMBER = "#b26b00"
BRICK = "#a33a2a"
PLUM = "#4f3f7d"
SLATE = "#33403f"
# ColorBrewer's GnBu and YlOrBr, five classes: sequential and safe for the colour-blind.
GREEN_BLUE = ("#e3f3de", "#bae4bc", "#7bccc4", "#43a2ca", "#0868ac")
YELLOW_BROWN = ("#fff7c9", "#fed98e", "#fe9929", "#d95f0e", "#993404")
# Fills that name a pattern of the page's own SVG definitions.
HATCH_NO_DATA = "url(#hatch-no-data)"
DOTS_DUE = "url(#dots-due)"
ILLUSTRATIVE_DASH = "5 3"


def gap_hatch(layer: str) -> str:
    """Return the fill of the gaps of a layer: hatched, in a direction of its own."""
    return f"url(#hatch-gap-{layer})"


@dataclass(frozen=True)
class Entry:
    """One line of a legend and the style of what it stands for.

    ``value`` matches one value of the layer's property; ``below`` is the upper limit, excluded,
    of a class of numbers (None: no limit). ``style`` has Leaflet's path options.
    """

    label: str
    style: dict
    value: object = None
    below: float | None = None

    def definition(self) -> dict:
        """Return the entry as data for the scripts."""
        return {
            "label": self.label,
            "style": self.style,
            "value": self.value,
            "below": self.below,
        }


@dataclass(frozen=True)
class Drawing:
    """How the features of a layer are drawn by one property.

    ``kind`` is "one" (all alike), "values" (an entry a value) or "classes" (entries ordered by
    ``below``). ``none`` is for features whose property is not known. A number is divided by
    ``divisor`` before it is classed and shown with ``decimals`` digits. The property may be that
    of an object, as in "states.pairing". With ``absent``, (property, value), a gap of which that
    property is not known has the value.
    """

    entries: list[Entry]
    kind: str = "one"
    property: str = ""
    none: Entry | None = None
    base: dict = field(default_factory=dict)
    divisor: float = 1.0
    decimals: int = 0
    absent: tuple[str, str] | None = None

    def definition(self) -> dict:
        """Return the drawing as data for the scripts."""
        return {
            "kind": self.kind,
            "property": self.property,
            "base": self.base,
            "entries": [entry.definition() for entry in self.entries],
            "none": self.none and self.none.definition(),
            "divisor": self.divisor,
            "decimals": self.decimals,
            "absent": self.absent,
        }
