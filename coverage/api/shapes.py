"""Figures as GeoJSON; the API and the command share them.

Each is a function (register, question) -> a feature collection as plain data.
"""

import orjson
import shapely

from coverage.api.questions import LayerQuestion, RankingQuestion
from coverage.figures import layers, ranking, service
from coverage.figures.register import Register
from geo.features.geometry import geometries


def layer_areas(found: Register, asked: LayerQuestion) -> dict:
    """Return one layer by state: areas of the ground, or lines of the waters."""
    reach = service.reach(found, asked.minutes, asked.mode)
    made = layers.layer(found, reach, asked.layer, asked.kind)
    rows = layers.features(found, reach, asked.layer, asked.kind)
    return collection(
        found, rows, layer=asked.layer, parameters=made.parameters, shares=made.summary()
    )


def ranked_gaps(found: Register, asked: RankingQuestion) -> dict:
    """Return the first gaps with their geometry, and the formula of their points."""
    reach = service.reach(found, asked.minutes, asked.mode)
    made = ranking.ranking(found, reach, asked.layer, asked.limit)
    rows = [(gap.id, gap.shape, gap.properties()) for gap in made.gaps]
    formula = {"formula_zh": made.formula.zh, "formula_en": made.formula.en}
    return collection(found, rows, **formula, weights=made.weights, total=made.total)


def collection(found: Register, rows: list[tuple], **members: object) -> dict:
    """Return a GeoJSON collection of rows (id, shape in EPSG:4326 or None, properties)."""
    identities, shapes, properties = zip(*rows, strict=True) if rows else ((), (), ())
    texts = geometries(shapely.to_wkb(list(shapes)))
    return {
        "type": "FeatureCollection",
        "date": found.day.isoformat(),
        **members,
        "features": [
            {
                "type": "Feature",
                "id": identity,
                "geometry": orjson.Fragment(text),
                "properties": values,
            }
            for identity, text, values in zip(identities, texts, properties, strict=True)
        ],
    }
