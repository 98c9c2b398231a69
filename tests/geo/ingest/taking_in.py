"""A process that takes a file in and waits in the middle, and one that does it again.

Usage: python -m tests.geo.ingest.taking_in begin|again FILE, with DATABASE_URL and MEDIA_ROOT.
Run by ``test_killed``; prints lines of JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

import django

HALF = 30


def begin(path: Path) -> None:
    """Check a file, take it in, and wait when half of it is written."""
    from django.core.management import call_command

    from geo.ingest import opening, steps
    from geo.ingest.targets import targets
    from geo.models import Village
    from tests import register

    call_command("migrate", verbosity=0)
    unit = register.unit()
    answers = {"as_of": "2023-06-30", "quality": "official"}
    with path.open("rb") as file:
        kept = opening.open_import(None, file, path.name, targets()["villages"], unit, answers)
    kept.refresh_from_db()
    steps.run(kept, steps.CHECK, None)
    kept.refresh_from_db()

    def wait(_share: float, rows: int) -> None:
        if rows >= HALF:
            tell(written=Village.objects.count(), noted=Village.history.count())
            time.sleep(600)

    steps.run(kept, steps.COMMIT, None, wait)


def again() -> None:
    """Tell what is there, then take the same import in."""
    from geo.ingest import steps
    from geo.models import Import, Village

    kept = Import.objects.get()
    before = {"villages": Village.objects.count(), "history": Village.history.count()}
    left = kept.step
    steps.settle(kept)
    kept.refresh_from_db()
    tell(**before, left=left, step=kept.step, state=kept.state, error=kept.error)
    steps.run(kept, steps.COMMIT, None)
    kept.refresh_from_db()
    tell(state=kept.state, villages=Village.objects.count(), history=Village.history.count())


def tell(**found: object) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from geo.ingest import checking

    checking.BATCH_ROWS = 10
    if sys.argv[1] == "begin":
        begin(Path(sys.argv[2]))
    else:
        again()
