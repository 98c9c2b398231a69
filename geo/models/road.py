"""Roads, one row an edge between two junctions."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.fields import LengthField
from geo.models.base import Place
from geo.models.history import PlaceHistory


class Road(Place):
    """An edge of the road network; edges that meet share their end point."""

    class RoadClass(models.TextChoices):
        HIGHWAY = "highway", _("highway")
        MAIN = "main", _("main road")
        STREET = "street", _("street")
        COUNTY = "county", _("county road")
        VILLAGE = "village", _("village road")
        PATH = "path", _("path")
        RAILWAY = "railway", _("railway")

    road_class = models.CharField(_("class"), max_length=12, choices=RoadClass)
    speed_kmh = models.FloatField(
        _("speed by car (km/h)"), null=True, blank=True, help_text=_("Empty for a railway.")
    )
    is_one_way = models.BooleanField(_("one way"), default=False)
    geom = models.LineStringField(_("course"), null=True, blank=True)
    length_m = LengthField(_("length (m)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("road")
        verbose_name_plural = _("roads")
        constraints = [
            *Place.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(speed_kmh__gt=0)
                | models.Q(speed_kmh__isnull=True, road_class="railway"),
                name="geo_road_speed_positive",
                violation_error_message=_(
                    "The speed must be greater than 0 km/h; only a railway has none."
                ),
            ),
        ]
