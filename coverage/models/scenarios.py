"""What-if computations that somebody asked for, with their progress and result."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coverage.models.runs import Run


class Scenario(Run):
    """A proposal of stations or pairings; it is looked at and compared, never applied by itself."""

    class Kind(models.TextChoices):
        MAXIMAL_COVERING = "maximal_covering", _("maximal covering")
        P_MEDIAN = "p_median", _("p-median")
        P_CENTER = "p_center", _("p-centre")
        SET_COVERING = "set_covering", _("set covering")
        PAIRING = "pairing", _("pairing")

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    day = models.DateField(_("as-of day"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scenarios",
        verbose_name=_("made by"),
    )
    result = models.JSONField(_("result"), null=True, blank=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["maximal_covering", "p_median", "p_center", "set_covering", "pairing"]
                ),
                name="coverage_scenario_kind",
                violation_error_message=_("There is no such kind of scenario."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="coverage_scenario_state",
                violation_error_message=_("There is no such state of a scenario."),
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=1),
                name="coverage_scenario_progress",
                violation_error_message=_("Progress lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(started_at__isnull=True)
                | Q(ended_at__gte=F("started_at")),
                name="coverage_scenario_times_order",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
