"""Patrols along the waters, and what of the waters each one covered."""

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coverage.models.chiefs import RiverChief
from coverage.models.deputies import Deputy
from geo.models.base import Identity

# How far a stretch may seem to lie beyond its segment: measures are rounded to the centimetre.
ROUNDING_M = 0.01


class Patrol(Identity):
    """A river chief's patrol (巡河) or a deputy's supervision patrol (代表监督巡查).

    Who walked and at what hours is for staff only. ``is_valid`` is empty until a patrol that was
    done has been judged by the rule in force; only a valid one counts for the coverage.
    """

    class Kind(models.TextChoices):
        CHIEF = "chief", _("patrol")
        SUPERVISION = "supervision", _("supervision patrol")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ACTIVE = "active", _("under way")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    code = models.CharField(_("code"), max_length=32)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    chief = models.ForeignKey(
        RiverChief,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patrols",
        verbose_name=_("chief"),
    )
    deputy = models.ForeignKey(
        Deputy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patrols",
        verbose_name=_("deputy"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    date = models.DateField(_("date"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    is_valid = models.BooleanField(
        _("valid"), null=True, blank=True, help_text=_("Empty until the patrol has been judged.")
    )
    invalid_reason = models.CharField(_("why not valid"), max_length=200, blank=True)
    reasons = models.JSONField(
        _("reasons"),
        default=list,
        blank=True,
        help_text=_("Codes of what the rule in force found against it."),
    )
    flags = models.JSONField(
        _("marks"),
        default=list,
        blank=True,
        help_text=_("Codes of what a person should look at, such as a track that was driven."),
    )
    walked_m = models.FloatField(_("length of the way (m)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    survey = models.ForeignKey(
        "coverage.Survey",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patrols",
        verbose_name=_("full survey"),
    )
    route_round = models.ForeignKey(
        "coverage.RouteRound",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="patrols",
        verbose_name=_("round of an inspection route"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("patrol")
        verbose_name_plural = _("patrols")
        ordering = ["-date", "code"]
        indexes = [models.Index(fields=["subdistrict", "date"], name="coverage_patrol_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code"], name="coverage_patrol_code_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="chief", chief__isnull=False, deputy__isnull=True)
                | Q(kind="supervision", chief__isnull=True, deputy__isnull=False),
                name="coverage_patrol_person_of_kind",
                violation_error_message=_(
                    "A patrol is a chief's, a supervision patrol a deputy's; name that one alone."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "active", "done", "cancelled"]),
                name="coverage_patrol_status",
                violation_error_message=_("A patrol is planned, under way, done or cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(is_valid__isnull=True) | Q(status="done"),
                name="coverage_patrol_judged_when_done",
                violation_error_message=_("Only a patrol that is done is valid or not."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="coverage_patrol_hours_order",
                violation_error_message=_("The end lies before the start, or there is no start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.date}"


class PatrolStretch(models.Model):
    """A part of a river segment that a patrol covered.

    Metres along the segment's line from its first point, in the subdistrict's metric CRS. The bank
    is named, looking along the line, where the segment asks for each by itself.
    """

    class Bank(models.TextChoices):
        LEFT = "left", _("left bank")
        RIGHT = "right", _("right bank")

    patrol = models.ForeignKey(
        Patrol, on_delete=models.CASCADE, related_name="stretches", verbose_name=_("patrol")
    )
    river_segment = models.ForeignKey(
        "geo.RiverSegment",
        on_delete=models.PROTECT,
        related_name="patrol_stretches",
        verbose_name=_("river segment"),
    )
    start_m = models.FloatField(_("start (m)"))
    end_m = models.FloatField(_("end (m)"))
    bank = models.CharField(
        _("bank"),
        max_length=8,
        choices=Bank,
        blank=True,
        default="",
        help_text=_("Named where the segment asks for each bank by itself; else empty."),
    )

    class Meta:
        verbose_name = _("stretch of a patrol")
        verbose_name_plural = _("stretches of patrols")
        ordering = ["patrol", "river_segment", "bank", "start_m"]
        constraints = [
            models.CheckConstraint(
                # The upper limit also refuses NaN and infinity, which PostgreSQL would take.
                condition=Q(start_m__gte=0, end_m__gt=F("start_m"), end_m__lte=10_000_000),
                name="coverage_patrolstretch_order",
                violation_error_message=_("A stretch starts at 0 m or later and then goes on."),
            ),
            models.CheckConstraint(
                condition=Q(bank__in=["", "left", "right"]),
                name="coverage_patrolstretch_bank",
                violation_error_message=_("A stretch is on the left bank, the right, or on none."),
            ),
        ]

    def __str__(self) -> str:
        bank = f" {self.get_bank_display()}" if self.bank else ""
        return f"{self.river_segment}{bank}: {self.start_m:.0f}–{self.end_m:.0f} m"

    def clean(self) -> None:
        """Refuse a stretch beyond the end of its segment, and one on a bank that does not count."""
        segment = self.river_segment if self.river_segment_id else None
        if segment is None:
            return
        self._clean_bank(segment.bank)
        if segment.length_m is None or self.end_m is None:
            return
        if self.end_m > segment.length_m + ROUNDING_M:
            raise ValidationError(
                {
                    "end_m": _("The segment is %(length)s m long.")
                    % {"length": f"{segment.length_m:.2f}"}
                }
            )

    def _clean_bank(self, asked: str) -> None:
        if asked == "each" and not self.bank:
            raise ValidationError(
                {"bank": _("The segment asks for each bank by itself: say left or right.")}
            )
        if asked in self.Bank.values and self.bank not in ("", asked):
            raise ValidationError({"bank": _("The segment asks for the other bank alone.")})


class WaterVisit(models.Model):
    """How much of the shore of a pond or ditch a patrol covered, from 0 to 1."""

    patrol = models.ForeignKey(
        Patrol, on_delete=models.CASCADE, related_name="water_visits", verbose_name=_("patrol")
    )
    water_body = models.ForeignKey(
        "geo.WaterBody",
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name=_("pond or ditch"),
    )
    shore_share = models.FloatField(_("share of the shore"))

    class Meta:
        verbose_name = _("visit of a pond or ditch")
        verbose_name_plural = _("visits of ponds and ditches")
        ordering = ["patrol", "water_body"]
        constraints = [
            models.UniqueConstraint(
                fields=["patrol", "water_body"], name="coverage_watervisit_once"
            ),
            models.CheckConstraint(
                condition=Q(shore_share__gte=0, shore_share__lte=1),
                name="coverage_watervisit_share",
                violation_error_message=_("A share lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.water_body}: {self.shore_share:.0%}"
