"""What a file may cost: settings, handed to the process that reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """``docs/operation.md`` documents them; the settings are called IMPORT_… with these names."""

    unpacked_mb: int = 2_048
    ratio: int = 200
    members: int = 1_000
    memory_mb: int = 2_048
    cpu_s: int = 900
    wait_s: int = 60
