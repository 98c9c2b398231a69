"""A progress bar of one line on standard error."""

from django.core.management.base import OutputWrapper

WIDTH = 30


class ProgressBar:
    """How far a long run is, drawn over itself; nothing is written unless ``shown``.

    A call with the part that is done, 0 to 1, and a note draws it; ``close`` leaves the line.
    """

    def __init__(self, out: OutputWrapper, shown: bool):
        self._out, self._shown, self._drawn = out, shown, 0

    def __call__(self, fraction: float, note: str = "") -> None:
        if not self._shown:
            return
        done = min(max(fraction, 0.0), 1.0)
        full = int(done * WIDTH)
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {done:4.0%} {note}"
        # What is left of a longer line before is written over.
        self._out.write(f"\r{line:<{self._drawn}}", str, "")
        self._out.flush()
        self._drawn = len(line)

    def close(self) -> None:
        """End the line, if there is one."""
        if self._drawn:
            self._out.write("\n", str, "")
            self._drawn = 0
