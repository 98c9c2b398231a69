"""Administrative villages and communities."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.fields import AreaField
from geo.models.base import Place
from geo.models.history import PlaceHistory


class Village(Place):
    """An administrative village (行政村) or community (社区)."""

    class Kind(models.TextChoices):
        COMMUNITY = "community", _("community")
        VILLAGE = "village", _("administrative village")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    center = models.PointField(
        _("committee point"),
        null=True,
        blank=True,
        help_text=_("Where the village's committee sits."),
    )
    geom = models.MultiPolygonField(_("boundary"), null=True, blank=True)
    area_m2 = AreaField(_("area (m²)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("village or community")
        verbose_name_plural = _("villages and communities")
