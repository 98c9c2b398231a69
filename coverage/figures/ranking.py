"""Which gap first: the gaps with their points, and the formula beside them."""

from dataclasses import dataclass, replace

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.ranking import Weights
from coverage.figures import gaps, layers
from coverage.figures.gaps import Gap
from coverage.figures.register import Register
from coverage.figures.service import Reach
from coverage.figures.words import Text


@dataclass(frozen=True)
class Ranking:
    """The first of ``total`` gaps, and how their points are made."""

    gaps: list[Gap]
    total: int
    weights: dict[str, float]
    formula: Text

    def rows(self) -> list[dict]:
        """Return the gaps as plain rows, each with a point inside it."""
        return [gap.row() for gap in self.gaps]


def ranking(
    register: Register, reach: Reach, layer: str | None = None, limit: int | None = None
) -> Ranking:
    """Return the gaps of all layers or of one, most points first; at most ``limit`` of them.

    Ranks count among what is returned for the layer. Raises InvalidValueError for an unknown
    layer or a limit below 1.
    """
    if layer is not None and layer not in layers.NAMES:
        raise InvalidValueError("layer", layer, "one of " + ", ".join(layers.NAMES))
    if limit is not None and limit < 1:
        raise InvalidValueError("limit", limit, "a whole number from 1")
    chosen = [gap for gap in gaps.ranked(register, reach) if layer in (None, gap.layer)]
    found = [replace(gap, rank=rank) for rank, gap in enumerate(chosen[:limit], 1)]
    weights = gaps.weights(register)
    return Ranking(found, len(chosen), dict(vars(weights)), formula(weights))


def formula(by: Weights) -> Text:
    """Return how the points are made, with the weights in it."""
    return Text(
        f"得分 = 人口 ÷ 1000 × {by.per_1000_people:g} + 逾期天数 ÷ 30 × {by.per_30_days:g}"
        f" + 长度（公里）× {by.per_km:g}",
        f"points = people / 1000 × {by.per_1000_people:g} + days overdue / 30 × "
        f"{by.per_30_days:g} + length in km × {by.per_km:g}",
    )
