"""Inspection routes: computed in the background, assigned, accepted, walked."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coverage.models.chiefs import RiverChief
from coverage.models.deputies import Deputy
from coverage.models.runs import Run
from geo.constraints import ValidGeometry
from geo.models.base import Identity


class InspectionRoute(Run):
    """An inspection route (巡查路线) of one day: a round for each of one or several people.

    ``question`` is what was asked (whom, from where, what is to be visited, limits), ``figures``
    what came out (time, length, lower bound, time spent, what was left out).
    """

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    name = models.CharField(_("name"), max_length=120)
    day = models.DateField(_("day"))
    question = models.JSONField(_("question"), default=dict)
    figures = models.JSONField(_("figures"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inspection_routes",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("inspection route")
        verbose_name_plural = _("inspection routes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="coverage_inspectionroute_state",
                violation_error_message=_("There is no such state of a route."),
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=1),
                name="coverage_inspectionroute_progress",
                violation_error_message=_("Progress lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RouteRound(Identity):
    """The round of one person in an inspection route; who it is may be decided later."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        ASSIGNED = "assigned", _("assigned")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WALKED = "walked", _("walked")
        CANCELLED = "cancelled", _("cancelled")

    route = models.ForeignKey(
        InspectionRoute, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("route")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    chief = models.ForeignKey(
        RiverChief,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=_("chief"),
    )
    deputy = models.ForeignKey(
        Deputy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=_("deputy"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    limit_s = models.FloatField(_("time limit (s)"), null=True, blank=True)
    time_s = models.FloatField(_("time (s)"))
    length_m = models.FloatField(_("length (m)"))
    turns = models.JSONField(_("turn list"), default=list, blank=True)
    geom = models.MultiLineStringField(_("way"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of an inspection route")
        verbose_name_plural = _("rounds of inspection routes")
        ordering = ["route", "number"]
        constraints = [
            ValidGeometry(name="coverage_routeround_geom_valid"),
            models.UniqueConstraint(fields=["route", "number"], name="coverage_routeround_once"),
            models.CheckConstraint(
                condition=Q(chief__isnull=True) | Q(deputy__isnull=True),
                name="coverage_routeround_one_person",
                violation_error_message=_("A round is a chief's or a deputy's, not both."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["planned", "assigned", "accepted", "declined", "walked", "cancelled"]
                ),
                name="coverage_routeround_state",
                violation_error_message=_("There is no such state of a round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.number}"


class RouteStop(models.Model):
    """One thing a round visits, in order: a segment, a pond or ditch, a board or a village."""

    round = models.ForeignKey(
        RouteRound, on_delete=models.CASCADE, related_name="stops", verbose_name=_("round")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    river_segment = models.ForeignKey(
        "geo.RiverSegment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("river segment"),
    )
    water_body = models.ForeignKey(
        "geo.WaterBody",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pond or ditch"),
    )
    notice_board = models.ForeignKey(
        "geo.NoticeBoard",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice board"),
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("village"),
    )
    backwards = models.BooleanField(_("against the drawing"), default=False)
    arrive_s = models.FloatField(_("arrival (s after the start)"))
    leave_s = models.FloatField(_("departure (s after the start)"))
    locked = models.BooleanField(_("locked"), default=False)
    geom = models.GeometryField(_("place"), null=True, blank=True)

    class Meta:
        verbose_name = _("stop of a round")
        verbose_name_plural = _("stops of rounds")
        ordering = ["round", "order"]
        constraints = [
            ValidGeometry(name="coverage_routestop_geom_valid"),
            models.UniqueConstraint(fields=["round", "order"], name="coverage_routestop_once"),
            models.CheckConstraint(
                condition=Q(arrive_s__gte=0, leave_s__gte=F("arrive_s")),
                name="coverage_routestop_times",
                violation_error_message=_("One leaves a stop after reaching it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.order}"
