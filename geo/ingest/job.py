"""What decides the plan of an import: the target, the columns, the answers and whose rights."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from geo.ingest.rights import acting
from geo.ingest.tables import Options
from geo.ingest.targets import PROVENANCE, Target, targets
from geo.models import Import, Subdistrict
from geo.rights import Rights

KEYS = ("code", "public_id", "name")


@dataclass(frozen=True)
class Job:
    """An import as the planner needs it.

    ``key`` is the field by which rows are found; ``answers`` are the provenance of rows that say
    nothing of it.
    """

    target: Target
    unit: Subdistrict
    rights: Rights
    mapping: dict[str, str]
    constants: dict[str, str]
    answers: dict[str, object]
    valid_from: date
    is_boundary_set: bool
    repair: bool
    has_shapes: bool

    @cached_property
    def key(self) -> str | None:
        return next((name for name in KEYS if name in self.mapping), None)

    @cached_property
    def by_generation(self) -> bool:
        """Whether the file itself says from when each row holds."""
        return "valid_from" in self.mapping


def job_of(kept: Import, user) -> Job:
    """Return the job of an import as ``user`` would do it; None is the command line."""
    return Job(
        target=targets()[kept.target],
        unit=kept.subdistrict,
        rights=acting(user),
        mapping=_columns(kept),
        constants=kept.constants,
        answers={name: getattr(kept, name) for name in PROVENANCE if getattr(kept, name)},
        valid_from=kept.valid_from or timezone.localdate(),
        is_boundary_set=kept.is_boundary_set,
        repair=kept.repair,
        has_shapes=kept.understanding.get("geometry", "none") != "none",
    )


def _columns(kept: Import) -> dict[str, str]:
    """Return the mapping; days of a boundary set are those of the set."""
    left_out = ("valid_from", "valid_to") if kept.is_boundary_set else ()
    return {name: column for name, column in kept.mapping.items() if name not in left_out}


def options_of(kept: Import) -> Options:
    """Return the options for the reader that are kept with an import."""
    given = dict(kept.options)
    for name in ("columns", "accept"):
        if given.get(name) is not None:
            given[name] = tuple(given[name])
    return Options(**given)
