"""A scenario as GeoJSON: villages with their states, gaps before and after, stations, new pairs.

Each feature has a member ``part``: village, gap_before, gap_after, station, new_station or pair.
"""

import orjson
import shapely

from coverage.figures.register import Register
from coverage.models import Scenario
from geo import crs
from geo.features.geometry import geometries


def features(scenario: Scenario, found: Register) -> dict:
    """Return the feature collection; a scenario that is not done has no features.

    The villages' areas are those of the register on the scenario's day.
    """
    result = scenario.result or {}
    parts = [
        *_villages(result, found),
        *_gaps(result, "before"),
        *_gaps(result, "after"),
        *_stations(result, found),
        *_pairs(result),
    ]
    return {
        "type": "FeatureCollection",
        "scenario": scenario.public_id,
        "date": scenario.day.isoformat(),
        "note": "A proposal: nothing of it is applied.",
        "features": parts,
    }


def _feature(identity: str, part: str, geometry: object, properties: dict) -> dict:
    return {
        "type": "Feature",
        "id": identity,
        "geometry": geometry,
        "properties": {"part": part, "illustrative": True} | properties,
    }


def _villages(result: dict, found: Register) -> list[dict]:
    shapes = crs.project(found.villages.shapes, crs.STORAGE_SRID, found.metric_srid)
    texts = geometries(shapely.to_wkb(shapes))
    outlines = dict(zip((row.code for row in found.villages.rows), texts, strict=True))
    return [
        _feature(
            f"village-{row['code']}",
            "village",
            orjson.Fragment(outlines[row["code"]]) if outlines.get(row["code"]) else None,
            row | {"short_name": row["name"], "population": row["people"]},
        )
        for row in result.get("villages", [])
    ]


def _gaps(result: dict, when: str) -> list[dict]:
    return [
        _feature(
            f"gap-{when}-{number}", f"gap_{when}", gap["geometry"], {"area_m2": gap["area_m2"]}
        )
        for number, gap in enumerate(result.get("gaps", {}).get(when, []), 1)
    ]


def _stations(result: dict, found: Register) -> list[dict]:
    if "stations" in result:
        return [
            _feature(
                f"station-{station['code']}",
                "new_station" if station["proposed"] else "station",
                {"type": "Point", "coordinates": [station["lon"], station["lat"]]},
                station | {"short_name": station["name"]},
            )
            for station in result["stations"]
        ]
    if not result:
        return []
    return [
        _feature(
            f"station-{station.code}",
            "station",
            {"type": "Point", "coordinates": [station.geom.x, station.geom.y]},
            {"code": station.code, "short_name": station.short_name or station.name},
        )
        for station in found.stations.rows
    ]


def _pairs(result: dict) -> list[dict]:
    return [
        _feature(
            f"pair-{pair['village']}",
            "pair",
            {"type": "LineString", "coordinates": pair["line"]},
            {name: value for name, value in pair.items() if name != "line"}
            | {"name": f"{pair['deputy_name']} – {pair['village_name']}"},
        )
        for pair in result.get("pairs", [])
        if None not in pair["line"]
    ]
