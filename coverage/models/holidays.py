"""Days off and days worked instead, which deadlines in working days are counted by."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models.base import Identity


class Holiday(Identity):
    """A day that is off though it is a weekday, or worked though it is a weekend."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("is worked"), default=False)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
