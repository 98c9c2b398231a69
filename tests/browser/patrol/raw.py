"""What a service really keeps of a patrol, read out of its database by a process of its own."""

import json
import subprocess
import sys

from tools.service import ROOT, Service

READ = """
import json
from coverage.models import TrackPart
from coverage.tracks.points import unpack
rows = TrackPart.objects.filter(track__patrol__public_id={patrol!r}).order_by("sequence", "pk")
print(json.dumps([point for part in rows for point in unpack(part.points).tolist()]))
"""


def points_of(service: Service, patrol: str) -> list[list[float]]:
    """Return every raw point of a patrol: longitude, latitude, seconds, accuracy."""
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", READ.format(patrol=patrol)],
        cwd=ROOT,
        env=service.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])
