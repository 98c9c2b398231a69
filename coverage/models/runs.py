"""What every computation that somebody asks for has: its state, progress and end."""

from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models.base import Identity


class Run(Identity):
    """Asked for, computed in the background, and done, failed or cancelled in the end."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    progress = models.FloatField(_("progress"), default=0.0, help_text=_("From 0 to 1."))
    progress_note = models.CharField(_("progress note"), max_length=200, blank=True)
    cancel_requested = models.BooleanField(_("cancel requested"), default=False)
    task_id = models.CharField(_("task"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        abstract = True
