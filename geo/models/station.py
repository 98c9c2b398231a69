"""Places where people meet deputies: liaison stations, activity rooms, service centres."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.models.base import Place
from geo.models.history import PlaceHistory


class MeetingPlace(Place):
    """A point that belongs to a village and may not be placed yet."""

    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("village"),
    )
    geom = models.PointField(_("position"), null=True, blank=True)

    class Meta(Place.Meta):
        abstract = True


class LiaisonStation(MeetingPlace):
    """A deputy liaison station (代表联络工作站); an enterprise may host it."""

    class HostKind(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        COMMUNITY = "community", _("community")

    host_kind = models.CharField(_("kind of host"), max_length=12, choices=HostKind)
    host = models.CharField(_("host"), max_length=120)
    position_note = models.CharField(_("note on the position"), max_length=200, blank=True)

    history = PlaceHistory()

    class Meta(MeetingPlace.Meta):
        verbose_name = _("deputy liaison station")
        verbose_name_plural = _("deputy liaison stations")


class ActivityRoom(MeetingPlace):
    """The activity room (活动室) of a deputy group."""

    history = PlaceHistory()

    class Meta(MeetingPlace.Meta):
        verbose_name = _("activity room")
        verbose_name_plural = _("activity rooms")


class ServiceCentre(MeetingPlace):
    """A party service centre (党群服务中心)."""

    history = PlaceHistory()

    class Meta(MeetingPlace.Meta):
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
