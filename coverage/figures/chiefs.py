"""Which segments have a chief in office, at which levels."""

from coverage.figures.register import CHIEF_LEVELS, Register


def segment_rows(register: Register) -> list[dict]:
    """Return one row a segment: its chiefs by level and whether all, some or none are filled."""
    return [_segment_row(register, segment) for segment in register.segments.rows]


def without_chief(register: Register) -> list[int]:
    """Return the row numbers of the segments without any chief in office."""
    return [
        number
        for number, segment in enumerate(register.segments.rows)
        if segment.pk not in register.chiefs
    ]


def _segment_row(register: Register, segment) -> dict:
    levels = {str(level): None for level in CHIEF_LEVELS}
    for assignment in register.chiefs.get(segment.pk, []):
        levels[assignment.level] = {
            "name": assignment.chief.name,
            "post": assignment.chief.post,
            "since": assignment.valid_from.isoformat(),
        }
    filled = sum(value is not None for value in levels.values())
    state = "none" if filled == 0 else "all" if filled == len(levels) else "some"
    return {
        "code": segment.code,
        "name": segment.name,
        "river": segment.river.name,
        "length_m": round(segment.length_m or 0.0, 2),
        "levels": levels,
        "state": state,
    }
