"""Answers of the coverage API."""

from coverage.api import shapes
from coverage.api.answers import answer, table
from coverage.api.parameters import Question, question
from coverage.api.questions import (
    BandsQuestion,
    ChangesQuestion,
    CombinedQuestion,
    LayerQuestion,
    RankingQuestion,
    TrendQuestion,
    bands_question,
    changes_question,
    combined_question,
    layer_question,
    ranking_question,
    trend_question,
)
from coverage.api.shapes import collection
from coverage.api.sheets import history, layer, ranking, travel
from coverage.figures import (
    bands,
    chiefs,
    combined,
    gaps,
    layers,
    overview,
    routes,
    service,
    villages,
)
from coverage.figures.register import Register
from coverage.tables import Table
from geo import crs
from geo.features.negotiation import GEOJSON, JSON


@answer(JSON)
def overview_view(found: Register, asked: Question) -> dict:
    """Reported and loaded totals, the shares of every layer, the ranked gaps."""
    return overview.overview(found, service.reach(found, asked.minutes, asked.mode))


@answer(JSON)
def villages_view(found: Register, asked: Question) -> dict:
    """Every village with its indicators."""
    reach = service.reach(found, asked.minutes, asked.mode)
    return {
        "date": found.day.isoformat(),
        "parameters": {"minutes": asked.minutes, "mode": asked.mode, "method": reach.method},
        "villages": villages.village_rows(found, reach),
    }


@answer(JSON)
def segments_view(found: Register, asked: Question) -> dict:
    """Every river segment with its chiefs in office."""
    return {"date": found.day.isoformat(), "segments": chiefs.segment_rows(found)}


@answer(GEOJSON)
def service_areas_view(found: Register, asked: Question) -> dict:
    """The area each station is reached from in time."""
    reach = service.reach(found, asked.minutes, asked.mode)
    rule = {"minutes": asked.minutes, "mode": asked.mode, "method": reach.method}
    return collection(
        found,
        [
            (
                f"service-{station.code}-{asked.mode}-{asked.minutes}",
                crs.project(area, crs.STORAGE_SRID, found.metric_srid),
                {
                    "station_code": station.code,
                    "name": station.short_name,
                    "area_m2": round(float(area.area), 2),
                    "illustrative": True,
                    **rule,
                },
            )
            for station, area in zip(found.stations.rows, reach.by_station, strict=False)
        ],
    )


@answer(GEOJSON, bands_question)
def bands_view(found: Register, asked: BandsQuestion) -> dict:
    """The rings in which a station is reached within growing times, and what lies beyond."""
    made = bands.bands(found, asked.mode, asked.minutes)
    return collection(
        found,
        [
            (
                f"band-{asked.mode}-{band.from_minutes}-{band.to_minutes or 'beyond'}",
                crs.project(band.shape, crs.STORAGE_SRID, found.metric_srid),
                {
                    "from_minutes": band.from_minutes,
                    "minutes": band.to_minutes,
                    "area_m2": round(band.area_m2, 2),
                    "people": band.people,
                    "villages": band.villages,
                    "illustrative": True,
                },
            )
            for band in made.bands
        ],
        parameters={"minutes": asked.minutes, "mode": asked.mode, "method": made.method},
    )


@table(question)
def travel_times_view(found: Register, asked: Question) -> Table:
    """The minutes from every village to every station."""
    return travel.sheet(found, asked)


@table(layer_question)
def layer_view(found: Register, asked: LayerQuestion) -> Table:
    """One layer: a row for each village, or for each segment and water."""
    return layer.sheet(found, asked)


@answer(GEOJSON, layer_question)
def layer_areas_view(found: Register, asked: LayerQuestion) -> dict:
    """One layer by state: areas of the ground, or lines of the waters."""
    return shapes.layer_areas(found, asked)


@answer(GEOJSON, combined_question)
def combined_view(found: Register, asked: CombinedQuestion) -> dict:
    """Where at least k of the layers reach, as areas of the ground; the villages beside."""
    reach = service.reach(found, asked.minutes, asked.mode)
    made = combined.combined(found, reach, asked.layers, asked.at_least)
    return collection(
        found,
        layers.area_features(found, made.areas, "combined"),
        parameters={
            "layers": made.layers,
            "at_least": made.at_least,
            "minutes": asked.minutes,
            "mode": asked.mode,
            "method": reach.method,
        },
        shares=made.summary(),
        villages=made.rows,
    )


@table(ranking_question)
def ranking_view(found: Register, asked: RankingQuestion) -> Table:
    """The gaps, the one with most points first, with the formula."""
    return ranking.sheet(found, asked)


@table(trend_question, history.trend_data)
def trend_view(found: Register, asked: TrendQuestion) -> Table:
    """The shares of every layer, month by month."""
    return history.trend_sheet(found, asked)


@table(changes_question, history.changes_data)
def changes_view(found: Register, asked: ChangesQuestion) -> Table:
    """What each layer gained and lost between two days."""
    return history.changes_sheet(found, asked)


@answer(GEOJSON)
def gaps_view(found: Register, asked: Question) -> dict:
    """Every gap with its geometry, ranked."""
    reach = service.reach(found, asked.minutes, asked.mode)
    rows = gaps.ranked(found, reach)
    return collection(found, [(gap.id, gap.shape, gap.properties()) for gap in rows])


@answer(GEOJSON)
def routes_view(found: Register, asked: Question) -> dict:
    """One inspection route a station, leg by leg, and the routes' totals."""
    planned = routes.routes(found, service.reach(found, asked.minutes, asked.mode), asked.mode)
    legs = [(leg.id, leg.shape, leg.properties()) for route in planned for leg in route.legs]
    return collection(found, legs, routes=[route.summary() for route in planned])
