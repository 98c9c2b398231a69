"""Rivers and their segments, ponds and ditches, and what stands beside them."""

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.fields import AreaField, LengthField
from geo.models.base import Place
from geo.models.history import PlaceHistory


class CodeScheme(models.TextChoices):
    """Who gave a water its code: rivers over 30 km or 500 km² have a national one."""

    NATIONAL = "national", _("national")
    LOCAL = "local", _("local")


class River(Place):
    """A river, drawn from its source to its mouth."""

    code_scheme = models.CharField(
        _("code scheme"), max_length=12, choices=CodeScheme, default=CodeScheme.LOCAL
    )
    reported_length_km = models.FloatField(_("reported length (km)"), null=True, blank=True)
    reported_basin_km2 = models.FloatField(_("reported basin (km²)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    geom = models.LineStringField(_("course"), null=True, blank=True)
    length_m = LengthField(_("length (m)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("river")
        verbose_name_plural = _("rivers")


class RiverSegment(Place):
    """A stretch of a river from one chainage to another that chiefs answer for."""

    class Bank(models.TextChoices):
        BOTH = "both", _("both banks")
        LEFT = "left", _("left bank")
        RIGHT = "right", _("right bank")
        # Of both banks either is enough; here each has to be walked.
        EACH = "each", _("each bank by itself")

    river = models.ForeignKey(
        River, on_delete=models.PROTECT, related_name="segments", verbose_name=_("river")
    )
    code_scheme = models.CharField(
        _("code scheme"), max_length=12, choices=CodeScheme, default=CodeScheme.LOCAL
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="river_segments",
        verbose_name=_("village"),
        help_text=_("The village in which most of the segment lies."),
    )
    sequence = models.PositiveIntegerField(_("number along the river"))
    start_chainage_m = models.FloatField(_("start chainage (m)"))
    end_chainage_m = models.FloatField(_("end chainage (m)"))
    bank = models.CharField(_("bank"), max_length=8, choices=Bank, default=Bank.BOTH)
    geom = models.LineStringField(_("course"), null=True, blank=True)
    length_m = LengthField(_("length (m)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("river segment")
        verbose_name_plural = _("river segments")
        constraints = [
            *Place.Meta.constraints,
            models.CheckConstraint(
                condition=Q(start_chainage_m__gte=0) & Q(end_chainage_m__gt=F("start_chainage_m")),
                name="geo_riversegment_chainage_order",
                violation_error_message=_("The end chainage must be greater than the start's."),
            ),
        ]


class WaterBody(Place):
    """A pond (汪塘), a ditch (沟渠) or a reservoir."""

    class Kind(models.TextChoices):
        POND = "pond", _("pond")
        DITCH = "ditch", _("ditch")
        RESERVOIR = "reservoir", _("reservoir")

    class Pollution(models.TextChoices):
        NONE = "none", _("none found")
        LIGHT = "light", _("light")
        MODERATE = "moderate", _("moderate")
        HEAVY = "heavy", _("heavy")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    code_scheme = models.CharField(
        _("code scheme"), max_length=12, choices=CodeScheme, default=CodeScheme.LOCAL
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="water_bodies",
        verbose_name=_("village"),
    )
    width_m = models.FloatField(_("width (m)"), null=True, blank=True)
    # Null is "not assessed"; the empty string would be a fifth finding.
    pollution_code = models.CharField(
        _("pollution"), max_length=12, choices=Pollution, null=True, blank=True
    )
    geom = models.GeometryField(
        _("shape"),
        null=True,
        blank=True,
        help_text=_("A polygon for a pond or reservoir, a line for a ditch."),
    )
    area_m2 = AreaField(_("area (m²)"))
    length_m = LengthField(_("length or shore (m)"))

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("pond or ditch")
        verbose_name_plural = _("ponds and ditches")

    def clean(self) -> None:
        """Refuse a ditch that is drawn as an area, and a pond that is drawn as a line."""
        if self.geom is None:
            return
        is_line = self.geom.geom_type == "LineString"
        if is_line != (self.kind == self.Kind.DITCH):
            raise ValidationError(
                {"geom": _("A ditch is drawn as a line, a pond or reservoir as a polygon.")}
            )


class Outfall(Place):
    """A place where water is let into a river or pond."""

    class Kind(models.TextChoices):
        RAINWATER = "rainwater", _("rainwater")
        SEWAGE = "sewage", _("sewage")
        FARMLAND = "farmland", _("farmland drainage")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    river_segment = models.ForeignKey(
        RiverSegment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outfalls",
        verbose_name=_("river segment"),
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outfalls",
        verbose_name=_("village"),
    )
    geom = models.PointField(_("position"), null=True, blank=True)

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("outfall")
        verbose_name_plural = _("outfalls")


class NoticeBoard(Place):
    """A notice board (公示牌); one stands at each village that a river crosses."""

    class State(models.TextChoices):
        GOOD = "good", _("good")
        DAMAGED = "damaged", _("damaged")
        MISSING = "missing", _("missing")

    river_segment = models.ForeignKey(
        RiverSegment,
        on_delete=models.PROTECT,
        related_name="notice_boards",
        verbose_name=_("river segment"),
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        related_name="notice_boards",
        verbose_name=_("village"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.GOOD)
    renewed_on = models.DateField(_("renewed on"), null=True, blank=True)
    geom = models.PointField(_("position"), null=True, blank=True)

    history = PlaceHistory()

    class Meta(Place.Meta):
        verbose_name = _("notice board")
        verbose_name_plural = _("notice boards")
