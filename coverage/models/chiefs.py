"""River chiefs and the segments they answer for."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models.base import Record, Term


class ChiefLevel(models.TextChoices):
    """The level a chief answers at."""

    COUNTY = "county", _("county")
    SUBDISTRICT = "subdistrict", _("subdistrict")
    VILLAGE = "village", _("village")


class RiverChief(Record):
    """A river chief (河长); the phone is for staff only."""

    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=120)
    level = models.CharField(_("level"), max_length=12, choices=ChiefLevel)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    history = HistoricalRecords()

    class Meta(Record.Meta):
        verbose_name = _("river chief")
        verbose_name_plural = _("river chiefs")

    def __str__(self) -> str:
        return self.name


class RiverChiefAssignment(Term):
    """The term of office (任职) of a chief for one segment at one level."""

    chief = models.ForeignKey(
        RiverChief, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("chief")
    )
    river_segment = models.ForeignKey(
        "geo.RiverSegment",
        on_delete=models.PROTECT,
        related_name="chief_assignments",
        verbose_name=_("river segment"),
    )
    level = models.CharField(_("level"), max_length=12, choices=ChiefLevel)

    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("river chief's term of office")
        verbose_name_plural = _("river chiefs' terms of office")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["chief", "river_segment", "level", "valid_from"],
                name="coverage_riverchiefassignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chief} – {self.river_segment}"
