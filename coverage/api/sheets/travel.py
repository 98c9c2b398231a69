"""The table of travel times: one row a village, one column a station."""

import numpy as np

from coverage.api import facts
from coverage.api.parameters import Question
from coverage.figures.register import Register
from coverage.figures.travel import travel_times
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

TITLE = Text("各村居到各工作站的行程时间", "Travel times from every village to every station")
MINUTES = Text("分钟", "min")
START = Text("村（居）委会位置", "the committee's position")
VILLAGE = (Column("code", "村居代码", "Village code"), Column("name", "村居", "Village"))
NEAREST = (
    Column("station_code", "最快到达的工作站代码", "Code of the quickest station"),
    Column("station", "最快到达的工作站", "Quickest station"),
    Column("minutes", "最短用时", "Least time", MINUTES, "number", 1),
    Column("reached", "时限内到达", "Reached in time"),
)


def sheet(found: Register, asked: Question) -> Table:
    """Return the minutes from every village's committee to every station, one decimal.

    A cell is empty where no way leads there or the committee's position is not known.
    """
    times = travel_times(found, asked.mode)
    stations = found.stations.rows
    minutes = [
        Column(
            f"minutes_{station.code}", station.short_name, station.short_name, "min", "number", 1
        )
        for station in stations
    ]
    keys = [column.key for column in minutes]
    rows = []
    for row, village in enumerate(found.villages.rows):
        taken = times.time_s[:, row] / 60
        nearest = int(times.nearest[row])
        station = stations[nearest] if nearest >= 0 else None
        rows.append(
            {
                "code": village.code,
                "name": village.short_name,
                **dict(zip(keys, taken, strict=True)),
                "station_code": station and station.code,
                "station": station and station.short_name,
                "minutes": taken[nearest] if station else None,
                "reached": _reached(taken, asked.minutes),
            }
        )
    return Table(
        f"travel-times-{found.subdistrict.code}-{found.day}-{asked.mode}",
        TITLE,
        (*VILLAGE, *minutes, *NEAREST),
        rows,
        (
            *facts.place_and_day(found),
            *facts.rule(asked.minutes, asked.mode, times.method),
            Fact("start", "起点", "From", START),
            *facts.sources([*found.villages.rows, *stations]),
        ),
    )


def _reached(taken: np.ndarray, minutes: int) -> bool | None:
    """Whether a station is reached in time; None without a committee's position or a station."""
    if len(taken) == 0 or np.isnan(taken).any():
        return None
    return bool((taken <= minutes).any())
