"""Full surveys: campaigns in which every water must be visited once."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models.base import Record


class Survey(Record):
    """A full survey (全面排查): from ``valid_from`` to ``valid_to`` everything is visited once."""

    name = models.CharField(_("name"), max_length=120)
    segments = models.BooleanField(_("river segments"), default=True)
    ponds = models.BooleanField(_("ponds"), default=True)
    ditches = models.BooleanField(_("ditches"), default=True)
    done_share = models.FloatField(_("share that is done"), default=0.8)
    note = models.TextField(_("note"), blank=True)

    history = HistoricalRecords()

    class Meta(Record.Meta):
        verbose_name = _("full survey")
        verbose_name_plural = _("full surveys")
        ordering = ["-valid_from", "code"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done_share__gt=0, done_share__lte=1),
                name="coverage_survey_done_share",
                violation_error_message=_("A share lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False),
                name="coverage_survey_last_day",
                violation_error_message=_("A full survey has a last day."),
            ),
            models.CheckConstraint(
                condition=Q(segments=True) | Q(ponds=True) | Q(ditches=True),
                name="coverage_survey_targets",
                violation_error_message=_("A full survey visits segments, ponds or ditches."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
