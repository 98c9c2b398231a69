"""The time a run may take, and the word it sends about how far it is."""

import time
from collections.abc import Callable
from enum import StrEnum

from coverage.analysis import checks

SHORTEST_S = 1e-6

Progress = Callable[[float, str], None]


class Step(StrEnum):
    """What a run is doing: the note of its progress."""

    SEARCH = "search"
    BOUND = "bound"
    PROOF = "proof"


class Clock:
    """Counts the seconds of one run and passes its progress on.

    `progress(fraction, note)` is called at once and then now and then, with a fraction in [0, 1]
    that never falls and a Step; what it raises (Cancelled) ends the run. Raises
    InvalidValueError for a time limit not above 0.
    """

    def __init__(self, time_limit_s: float, progress: Progress | None = None) -> None:
        self._limit_s = checks.positive(time_limit_s, "time_limit_s")
        self._progress = progress
        self._started = time.monotonic()
        self._fraction = 0.0
        self.report(0.0, Step.SEARCH)

    @property
    def seconds(self) -> float:
        """Seconds since the start of the run."""
        return time.monotonic() - self._started

    @property
    def left_s(self) -> float:
        """Seconds until the limit, at least 0."""
        return max(self._limit_s - self.seconds, 0.0)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.left_s == 0

    @property
    def watched(self) -> bool:
        """Whether somebody listens, and so may cancel."""
        return self._progress is not None

    def part(self, share: float) -> "Clock":
        """A clock that stops when `share` of the time left is used; it reports through this."""
        inner = Clock(max(share * self.left_s, SHORTEST_S))
        inner._progress = None if self._progress is None else self._pass_on
        return inner

    def _pass_on(self, fraction: float, note: str) -> None:
        self.report(0.0, Step(note))

    def report(self, fraction: float, step: Step) -> None:
        """Tell how far the run is: at least `fraction`, at least the share of its time used."""
        if self._progress is None:
            return
        used = self.seconds / self._limit_s
        self._fraction = min(max(self._fraction, fraction, used), 1.0)
        # A search that runs within this one passes on its word, not the member.
        self._progress(self._fraction, Step(step).value)
