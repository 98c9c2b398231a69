"""The administrative tree: provinces, prefectures, counties, and subdistricts or towns."""

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo import crs
from geo.constraints import geometry_constraints
from geo.fields import AreaField
from geo.models.base import Identity, Provenance, Validity, ValidityQuerySet
from geo.models.history import PlaceHistory


class SubdistrictQuerySet(ValidityQuerySet):
    """Questions about the tree."""

    def within(self, root: "Subdistrict"):
        """Return ``root`` and everything below it.

        Division codes nest by prefix (37, 3713, 371327, 371327001), so the tree needs no recursion.
        """
        return self.filter(code__startswith=root.code)


class Subdistrict(Identity, Provenance, Validity):
    """A node of the administrative tree; the leaves are subdistricts (街道) and towns."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture-level city")
        COUNTY = "county", _("county")
        TOWNSHIP = "township", _("subdistrict or town")

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    code = models.CharField(_("statistical division code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    metric_srid = models.PositiveIntegerField(
        _("metric CRS"),
        default=crs.DEFAULT_METRIC_SRID,
        choices=[(srid, f"EPSG:{srid}") for srid in crs.METRIC_SRIDS],
        help_text=_("EPSG code of the CRS that areas and lengths are measured in."),
    )
    seat = models.PointField(_("seat"), null=True, blank=True)
    reported_villages = models.PositiveIntegerField(_("reported villages"), null=True, blank=True)
    reported_communities = models.PositiveIntegerField(
        _("reported communities"), null=True, blank=True
    )
    reported_administrative_villages = models.PositiveIntegerField(
        _("reported administrative villages"), null=True, blank=True
    )
    reported_area_km2 = models.FloatField(_("reported area (km²)"), null=True, blank=True)
    reported_population = models.PositiveIntegerField(
        _("reported population"), null=True, blank=True
    )
    reported_as_of = models.DateField(_("reported as of"), null=True, blank=True)
    reported_source = models.CharField(
        _("source of the reported totals"), max_length=300, blank=True
    )
    geom = models.MultiPolygonField(_("boundary"), null=True, blank=True)
    area_m2 = AreaField(_("area (m²)"))

    objects = SubdistrictQuerySet.as_manager()
    history = PlaceHistory()

    class Meta:
        verbose_name = _("subdistrict")
        verbose_name_plural = _("subdistricts")
        ordering = ["code", "valid_from"]
        constraints = [
            *Validity.Meta.constraints,
            *geometry_constraints(),
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="geo_subdistrict_code_generation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a code that does not nest in the parent's: rights follow the codes."""
        above = self.parent.code if self.parent_id else ""
        if self.code.startswith(above) and self.code != above:
            return
        raise ValidationError(
            {
                "code": _("The code must begin with the parent's, %(code)s, and go on.")
                % {"code": above}
            }
        )
