"""The register of a day and a scenario's parameters put as a question to the solvers."""

from datetime import date

import numpy as np
import shapely

from coverage.figures import register
from coverage.figures.register import Register
from coverage.models import Deputy, DeputyGroup, Pairing, Scenario
from coverage.scenarios import pairs, stations
from coverage.scenarios.kinds import PAIRING
from geo import crs
from geo.models import LiaisonStation, Road, Subdistrict, TableVersion, Village

# What a scenario is computed from: a later write to one of these makes it out of date.
SOURCES = (Subdistrict, Village, LiaisonStation, Road, Deputy, DeputyGroup, Pairing)


def token() -> str:
    """Return the name of the state of the tables that scenarios are computed from."""
    return TableVersion.objects.token(*SOURCES)


def register_of(scenario: Scenario, day: date | None = None) -> Register:
    """Return the register on the scenario's day, or on another."""
    return register.read(scenario.subdistrict, day or scenario.day)


def question_of(scenario: Scenario, found: Register):
    """Return what the solver of the scenario's kind is asked."""
    if scenario.kind == PAIRING:
        return pair_question(scenario, found)
    return station_question(scenario, found)


def rule_of(scenario: Scenario, found: Register) -> stations.Rule:
    """Return how one travels in the scenario, and which gaps count."""
    rules = found.settings
    mode = scenario.parameters["mode"]
    return stations.Rule(
        mode=mode,
        minutes=scenario.parameters.get("minutes") or rules.minutes(mode),
        walk_m=rules.walk_m,
        detour_factor=rules.detour_factor,
        min_gap_area_m2=rules.min_gap_area_m2,
        min_gap_width_m=rules.min_gap_width_m,
    )


def roads_of(found: Register) -> stations.Roads:
    """Return the roads of the register as columns."""
    rows = found.roads.rows
    return stations.Roads(
        found.roads.shapes, [row.speed_kmh for row in rows], [row.is_one_way for row in rows]
    )


def station_question(
    scenario: Scenario, found: Register, places: list[dict] | None = None
) -> stations.StationQuestion:
    """Return where to put more stations, at the scenario's candidates or at other ``places``."""
    offered = candidates(scenario, found) if places is None else places
    people = [village.population or 0 for village in found.villages.rows]
    return stations.StationQuestion(
        kind=scenario.kind,
        k=scenario.parameters.get("k"),
        rule=rule_of(scenario, found),
        roads=roads_of(found),
        stations=_points(found),
        candidates=_metric(found, offered),
        centers=found.centers,
        people=np.array(people, dtype=float),
        villages=found.villages.shapes,
        whole=found.whole,
    )


def candidates(scenario: Scenario, found: Register) -> list[dict]:
    """Return where a station could be: name, longitude, latitude, and the village's code."""
    given = scenario.parameters["candidates"]
    if given != "villages":
        return [point | {"village": _village_at(found, point)} for point in given]
    return [
        {
            "name": village.short_name or village.name,
            "lon": round(village.center.x, 7),
            "lat": round(village.center.y, 7),
            "village": village.code,
        }
        for village in found.villages.rows
        if village.center is not None
    ]


def _village_at(found: Register, point: dict) -> str | None:
    place = shapely.Point(_metric(found, [point])[0])
    inside = (
        village.code
        for village, shape in zip(found.villages.rows, found.villages.shapes, strict=True)
        if shape is not None and shapely.intersects(shape, place)
    )
    return next(inside, None)


def _metric(found: Register, places: list[dict]) -> np.ndarray:
    points = shapely.points([place["lon"] for place in places], [place["lat"] for place in places])
    return shapely.get_coordinates(crs.project(points, found.metric_srid)).reshape(-1, 2)


def _points(found: Register) -> np.ndarray:
    return shapely.get_coordinates(found.stations.shapes).reshape(-1, 2)


def deputies(found: Register) -> list[Deputy]:
    """Return the county deputies of the day: paired assistance is theirs."""
    unit = found.subdistrict.code
    rows = Deputy.objects.filter(subdistrict__code=unit, level=Deputy.Level.COUNTY)
    # Phone and home are not read: no scenario can tell them.
    rows = rows.as_of(found.day).defer("phone", "home_address")
    return list(rows.select_related("group").order_by("code"))


def pair_question(scenario: Scenario, found: Register) -> pairs.PairQuestion:
    """Return which deputy to pair with which village that has none."""
    people = deputies(found)
    row_of_deputy = {deputy.pk: row for row, deputy in enumerate(people)}
    row_of_village = found.villages.row_of_id
    held = [
        (row_of_deputy[term.deputy_id], row_of_village[village])
        for village, terms in found.pairings.items()
        for term in terms
        if term.deputy_id in row_of_deputy and village in row_of_village
    ]
    paired = [row_of_village[village] for village in found.pairings if village in row_of_village]
    row_of_station = found.stations.row_of_id
    return pairs.PairQuestion(
        rule=rule_of(scenario, found),
        roads=roads_of(found),
        centers=found.centers,
        stations=_points(found),
        deputy_station=np.array(
            [row_of_station.get(deputy.group.station_id, -1) for deputy in people], dtype=int
        ),
        pairs=np.array(sorted(held), dtype=int).reshape(-1, 2),
        paired=np.isin(np.arange(len(found.villages)), paired),
        limit=scenario.parameters["limit"],
        within_groups=scenario.parameters["within_groups"],
    )
