"""What every layer of features has."""

from dataclasses import dataclass

from coverage.maps.base import MapPiece
from coverage.maps.legend import Drawing


@dataclass(frozen=True)
class Amount:
    """What a legend sums up instead of counting features: a property, divided and rounded."""

    property: str
    unit: str
    divisor: float = 1.0
    decimals: int = 0


@dataclass(frozen=True)
class Source:
    """Where features come from: an address, and a table of figures that is joined by the code.

    ``features`` takes the day as ``?date=`` or ``?datetime=``: ``dated`` says which.
    ``figures`` is an address below ``/api/coverage/`` whose member ``member`` holds the rows.
    ``where`` keeps only the features with that property and value.
    """

    features: str
    dated: str = "datetime"
    figures: str = ""
    member: str = ""
    where: tuple[str, str] | None = None


def collection(name: str) -> str:
    """Return the address of the features of a collection of the feature API."""
    return f"/api/collections/{name}/items"


class FeatureLayer(MapPiece):
    """A layer whose features the page's scripts fetch and draw.

    ``shape`` is "area", "line" or "point"; ``page`` is the address of a feature's page with
    ``{code}`` in it; ``min_zoom`` hides the layer below that zoom; ``label`` names a property;
    ``titles`` names the drawings where there are several.
    """

    def __init__(
        self,
        identity: str,
        title: str,
        source: Source,
        drawings: dict[str, Drawing],
        *,
        group: str,
        shape: str,
        kind: str,
        page: str = "",
        on: bool = False,
        min_zoom: int = 0,
        label: str = "",
        interactive: bool = True,
        titles: dict[str, str] | None = None,
        amount: Amount | None = None,
    ):
        super().__init__(
            {
                "id": identity,
                "title": title,
                "group": group,
                "shape": shape,
                "kind": kind,
                "page": page,
                "on": on,
                "minZoom": min_zoom,
                "label": label,
                "interactive": interactive,
                "source": vars(source),
                "drawings": {key: drawing.definition() for key, drawing in drawings.items()},
                "titles": titles or {},
                "amount": amount and vars(amount),
            }
        )
