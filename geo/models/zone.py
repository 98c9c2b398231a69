"""Livestock zones."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.fields import AreaField
from geo.models.base import Place
from geo.models.history import PlaceHistory


class LivestockZone(Place):
    """Where keeping livestock is prohibited (禁养区) or restricted (限养区)."""

    class Kind(models.TextChoices):
        PROHIBITED = "prohibited", _("prohibited")
        RESTRICTED = "restricted", _("restricted")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    geom = models.MultiPolygonField(_("boundary"), null=True, blank=True)
    area_m2 = AreaField(_("area (m²)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("livestock zone")
        verbose_name_plural = _("livestock zones")
