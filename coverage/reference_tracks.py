"""Loading the tracks of the reference data: raw points from a file, figures by measuring them.

A track is made together with its patrol. What the patrol covered stands in files of its own and
is not measured again here.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

import numpy as np

from coverage.models import Patrol, PatrolTrack, TrackPart
from coverage.tracks import measuring, points

FILE = "patrol_tracks.csv"
# Degrees are written in units of this many to one.
SCALE = 10_000_000


def load(rows: Iterable[dict], patrols: dict[str, Patrol], namespace: uuid.UUID) -> int:
    """Make the tracks of the ``patrols`` (by code) and return how many; others are left out."""
    wanted = [row for row in rows if row["patrol"] in patrols]
    for row in wanted:
        _make(row, patrols[row["patrol"]], namespace)
    return len(wanted)


def _make(row: dict, patrol: Patrol, namespace: uuid.UUID) -> None:
    fixes = raw_points(row["points"], datetime.fromisoformat(row["started_at"]))
    track = PatrolTrack(
        public_id=str(uuid.uuid5(namespace, f"track:{patrol.code}")),
        patrol=patrol,
        source=row["source"],
        datum=row["datum"],
        is_closed=True,
        received_at=patrol.ended_at,
    )
    measuring.measure(patrol, [measuring.Recording(track, fixes)])
    track.save()
    TrackPart.objects.create(
        public_id=str(uuid.uuid5(namespace, f"part:{patrol.code}")),
        track=track,
        sequence=0,
        points_count=len(fixes),
        sha256=points.digest(fixes),
        points=points.pack(fixes),
        received_at=patrol.ended_at,
    )


def raw_points(text: str, started_at: datetime) -> points.Points:
    """Return points (n, 4) of a text of "seconds longitude latitude accuracy" with ";" between.

    The first three are differences to the row before; the seconds count from ``started_at``.
    """
    table = np.array([row.split(" ") for row in text.split(";")], dtype=np.int64)
    table[:, :3] = np.cumsum(table[:, :3], axis=0)
    seconds, lon, lat, accuracy = table.astype(float).T
    return np.column_stack([lon / SCALE, lat / SCALE, started_at.timestamp() + seconds, accuracy])
