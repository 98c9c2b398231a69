"""What deputies did where: visits, contacts and receptions."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coverage.models.deputies import Deputy
from geo.models.base import Identity


class DutyRecord(Identity):
    """A duty (履职) a deputy did for a village on a day; the note is for staff only.

    Every kind counts as reaching the village, as long as the record is valid.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit")
        CONTACT = "contact", _("contact")
        RECEPTION = "reception", _("reception")

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    code = models.CharField(_("code"), max_length=32)
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="duties", verbose_name=_("deputy")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    date = models.DateField(_("date"))
    village = models.ForeignKey(
        "geo.Village", on_delete=models.PROTECT, related_name="duties", verbose_name=_("village")
    )
    is_valid = models.BooleanField(
        _("valid"), default=True, help_text=_("Only a valid record counts for the coverage.")
    )
    note = models.TextField(_("note"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["-date", "code"]
        indexes = [
            models.Index(fields=["subdistrict", "date"], name="coverage_dutyrecord_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code"], name="coverage_dutyrecord_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["visit", "contact", "reception"]),
                name="coverage_dutyrecord_kind",
                violation_error_message=_("A duty is a visit, a contact or a reception."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.date}"
