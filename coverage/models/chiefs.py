"""River chiefs and the segments they answer for."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models.base import Identity, Validity


class ChiefLevel(models.TextChoices):
    """The level a chief answers at."""

    COUNTY = "county", _("county")
    SUBDISTRICT = "subdistrict", _("subdistrict")
    VILLAGE = "village", _("village")


class RiverChief(Identity, Validity):
    """A river chief (河长); the phone is for staff only."""

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=120)
    level = models.CharField(_("level"), max_length=12, choices=ChiefLevel)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("river chief")
        verbose_name_plural = _("river chiefs")
        ordering = ["code"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["subdistrict", "code", "valid_from"],
                name="coverage_riverchief_code_generation",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RiverChiefAssignment(Identity, Validity):
    """The term of office (任职) of a chief for one segment at one level."""

    code = models.CharField(_("code"), max_length=32)
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

    class Meta:
        verbose_name = _("river chief's term of office")
        verbose_name_plural = _("river chiefs' terms of office")
        ordering = ["-valid_from", "code"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["chief", "river_segment", "level", "valid_from"],
                name="coverage_riverchiefassignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chief} – {self.river_segment}"
