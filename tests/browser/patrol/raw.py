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
    return json.loads(run(service, READ.format(patrol=patrol)))


def run(service: Service, code: str) -> str:
    """Run code in a process beside the service and return the last line it printed."""
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT,
        env=service.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.splitlines()[-1]
