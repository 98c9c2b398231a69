"""Deputies, their groups and districts, whom they are paired with, and where they are on duty."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models.base import Place, Record, Term


class DeputyGroup(Record):
    """A deputy group (代表小组) with its activity room and its station."""

    name = models.CharField(_("name"), max_length=120)
    activity_room = models.ForeignKey(
        "geo.ActivityRoom",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("activity room"),
    )
    station = models.ForeignKey(
        "geo.LiaisonStation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("station"),
    )

    history = HistoricalRecords()

    class Meta(Record.Meta):
        verbose_name = _("deputy group")
        verbose_name_plural = _("deputy groups")

    def __str__(self) -> str:
        return self.name


class ElectoralDistrict(Place):
    """An electoral district (选区); a workplace's may have no geometry."""

    class Kind(models.TextChoices):
        RESIDENTIAL = "residential", _("residential")
        WORKPLACE = "workplace", _("workplace")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    seats = models.PositiveSmallIntegerField(_("seats"))
    geom = models.MultiPolygonField(_("boundary"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Place.Meta):
        verbose_name = _("electoral district")
        verbose_name_plural = _("electoral districts")
        constraints = [
            *Place.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=3),
                name="coverage_electoraldistrict_seats",
                violation_error_message=_("A district elects 1 to 3 deputies."),
            ),
        ]


class Deputy(Record):
    """A people's-congress deputy for a term; phone and home are for staff only."""

    class Level(models.TextChoices):
        CITY = "city", _("city")
        COUNTY = "county", _("county")

    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    group = models.ForeignKey(
        DeputyGroup, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("group")
    )
    electoral_district = models.ForeignKey(
        ElectoralDistrict,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name=_("electoral district"),
    )
    electing_unit = models.CharField(_("electing unit"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    home_address = models.CharField(_("home address"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta(Record.Meta):
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(level="county") | models.Q(electoral_district__isnull=True),
                name="coverage_deputy_city_has_no_district",
                violation_error_message=_(
                    "A city deputy has an electing unit and no electoral district."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pairing(Term):
    """A deputy is paired with a village (对口帮扶) for a time."""

    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("deputy")
    )
    village = models.ForeignKey(
        "geo.Village", on_delete=models.PROTECT, related_name="pairings", verbose_name=_("village")
    )

    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["deputy", "village", "valid_from"], name="coverage_pairing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} – {self.village}"


class StationDuty(Term):
    """A deputy receives voters at a station for a time."""

    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="station_duties", verbose_name=_("deputy")
    )
    station = models.ForeignKey(
        "geo.LiaisonStation",
        on_delete=models.PROTECT,
        related_name="duties",
        verbose_name=_("station"),
    )

    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("station duty")
        verbose_name_plural = _("station duties")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["deputy", "station", "valid_from"], name="coverage_stationduty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} – {self.station}"
