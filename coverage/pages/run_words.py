"""What is computed in the background, in words: its state, its step, how far it is."""

from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.models.runs import Run
from coverage.pages.numbers import number
from coverage.runs.life import ENDED

MARKS = {"done": "covered", "running": "due", "waiting": "due", "failed": "gap"}
# A worker that runs takes a task up within a second.
LONG_WAIT_S = 20


def state_words() -> dict[str, str]:
    """Return the words for the states of a run."""
    return {
        "waiting": _("Waiting"),
        "running": _("Running"),
        "done": _("Done"),
        "failed": _("Failed"),
        "cancelled": _("Cancelled"),
    }


class ShownRun:
    """What the pages of a run share; whoever inherits says which ``run`` and its ``step_words``,
    the address to ``follow`` it at and the one to ``cancel`` it."""

    run: Run
    step_words: dict[str, str]
    follow: str
    cancel: str

    @property
    def state_word(self) -> str:
        return state_words()[self.run.state]

    @property
    def mark(self) -> str:
        return MARKS.get(self.run.state, "none")

    @property
    def has_ended(self) -> bool:
        return self.run.state in ENDED

    @property
    def percent(self) -> str:
        return number(self.run.progress * 100)

    @property
    def step(self) -> str:
        """What a run is doing now."""
        if self.run.cancel_requested:
            return _("Being cancelled")
        if self.run.state == "waiting":
            return _("Waiting for its turn")
        return self.steps.get(self.run.progress_note, "")

    @property
    def steps(self) -> dict[str, str]:
        """The words of all steps, for the script that follows the run."""
        return self.step_words | {
            "": _("Beginning"),
            "waiting": _("Waiting for its turn"),
            "cancelling": _("Being cancelled"),
        }

    @property
    def waits_long(self) -> bool:
        """Whether it waits so long that no worker seems to run."""
        waited_s = (timezone.now() - self.run.created_at).total_seconds()
        return self.run.state == "waiting" and waited_s > LONG_WAIT_S

    @property
    def error(self) -> str:
        return _(self.run.error) if self.run.error else ""

    @property
    def seconds(self) -> str:
        """How long it ran."""
        begun, ended = self.run.started_at, self.run.ended_at
        return number((ended - begun).total_seconds(), 1) if begun and ended else number(None)
