"""The rules a subdistrict measures its coverage by."""

from itertools import pairwise

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coverage.models.chiefs import ChiefLevel
from coverage.models.per_unit import PerUnit, limited, limits
from geo.models.base import Record

LONGEST_MINUTES = 120
# Lowest and highest value of each number; the highest also refuses infinity and NaN.
SETTING_LIMITS = {
    "minutes_foot": (1, LONGEST_MINUTES),
    "minutes_ebike": (1, LONGEST_MINUTES),
    "minutes_car": (1, LONGEST_MINUTES),
    "walk_m": (0, 10_000),
    "detour_factor": (1, 10),
    "recency_days": (1, 3_660),
    "due_share": (0, 1),
    "term_due_days": (0, 3_660),
    "min_gap_area_m2": (0, 1_000_000_000),
    "min_gap_width_m": (0, 100_000),
    "points_per_1000_people": (0, 1_000_000),
    "points_per_30_days": (0, 1_000_000),
    "points_per_km": (0, 1_000_000),
    "max_pairings_per_deputy": (0, 1_000),
}
RULE_LIMITS = {
    "period_days": (1, 3_660),
    "times": (1, 366),
    "min_minutes": (0, 1_440),
    "min_length_m": (0, 1_000_000),
    "min_share_short": (0, 1),
    "done_share": (0, 1),
}


class Mode(models.TextChoices):
    """How one travels to a station."""

    FOOT = "foot", _("on foot")
    EBIKE = "ebike", _("by e-bike")
    CAR = "car", _("by car")


def minutes_of_bands(text: str) -> list[int]:
    """Return the minutes of a list such as ``5,10,15``. Raises ValidationError for another text."""
    parts = text.split(",")
    known = all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts)
    minutes = [int(part) for part in parts] if known else [0]
    grows = all(low < high for low, high in pairwise(minutes))
    if grows and minutes[0] >= 1 and minutes[-1] <= LONGEST_MINUTES:
        return minutes
    raise ValidationError(
        _("Growing whole minutes from 1 to %(most)s with commas between, such as 5,10,15.")
        % {"most": LONGEST_MINUTES}
    )


def check_bands(text: str) -> None:
    """Refuse a text that is not a list of minutes."""
    minutes_of_bands(text)


class CoverageSettings(PerUnit):
    """By what a subdistrict measures who is reached."""

    mode = models.CharField(_("way of travelling"), max_length=8, choices=Mode, default=Mode.EBIKE)
    minutes_foot = models.PositiveSmallIntegerField(
        _("minutes on foot"), default=45, validators=limited(SETTING_LIMITS, "minutes_foot")
    )
    minutes_ebike = models.PositiveSmallIntegerField(
        _("minutes by e-bike"), default=15, validators=limited(SETTING_LIMITS, "minutes_ebike")
    )
    minutes_car = models.PositiveSmallIntegerField(
        _("minutes by car"), default=15, validators=limited(SETTING_LIMITS, "minutes_car")
    )
    bands_min = models.CharField(
        _("bands (minutes)"), max_length=60, default="5,10,15,30,45", validators=[check_bands]
    )
    walk_m = models.FloatField(
        _("walk off the road (m)"),
        default=300.0,
        validators=limited(SETTING_LIMITS, "walk_m"),
        help_text=_("How far from the next road one still walks to it."),
    )
    detour_factor = models.FloatField(
        _("detour factor"),
        default=1.3,
        validators=limited(SETTING_LIMITS, "detour_factor"),
        help_text=_("Way over straight line, where there is no road network."),
    )
    recency_days = models.PositiveSmallIntegerField(
        _("days between visits"),
        default=90,
        validators=limited(SETTING_LIMITS, "recency_days"),
        help_text=_("After more days without a visit a village is a gap."),
    )
    due_share = models.FloatField(
        _("share until due"),
        default=0.8,
        validators=limited(SETTING_LIMITS, "due_share"),
        help_text=_("From this share of the days allowed on, a place is due."),
    )
    term_due_days = models.PositiveSmallIntegerField(
        _("days until a term's end is due"),
        default=30,
        validators=limited(SETTING_LIMITS, "term_due_days"),
    )
    min_gap_area_m2 = models.FloatField(
        _("smallest gap (m²)"),
        default=10_000.0,
        validators=limited(SETTING_LIMITS, "min_gap_area_m2"),
        help_text=_("Smaller parts of a gap are dropped and counted."),
    )
    min_gap_width_m = models.FloatField(
        _("narrowest gap (m)"),
        default=50.0,
        validators=limited(SETTING_LIMITS, "min_gap_width_m"),
        help_text=_("Narrower parts of a gap are dropped and counted."),
    )
    points_per_1000_people = models.FloatField(
        _("points for 1,000 people"),
        default=1.0,
        validators=limited(SETTING_LIMITS, "points_per_1000_people"),
        help_text=_("Weight in the ranking of gaps."),
    )
    points_per_30_days = models.FloatField(
        _("points for 30 days overdue"),
        default=1.0,
        validators=limited(SETTING_LIMITS, "points_per_30_days"),
        help_text=_("Weight in the ranking of gaps."),
    )
    points_per_km = models.FloatField(
        _("points for a kilometre"),
        default=1.0,
        validators=limited(SETTING_LIMITS, "points_per_km"),
        help_text=_("Weight in the ranking of gaps."),
    )
    max_pairings_per_deputy = models.PositiveSmallIntegerField(
        _("most pairings of a deputy"),
        default=2,
        validators=limited(SETTING_LIMITS, "max_pairings_per_deputy"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coverage settings")
        verbose_name_plural = _("coverage settings")
        ordering = ["subdistrict__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["foot", "ebike", "car"]),
                name="coverage_settings_mode",
                violation_error_message=_("One travels on foot, by e-bike or by car."),
            ),
            models.CheckConstraint(
                condition=~Q(bands_min=""),
                name="coverage_settings_bands",
                violation_error_message=_("There is at least one band."),
            ),
            *limits("settings", SETTING_LIMITS),
        ]

    def __str__(self) -> str:
        return str(self.subdistrict)

    def minutes(self, mode: str) -> int:
        """Return within how many minutes a station counts as reached by ``mode``."""
        return getattr(self, f"minutes_{mode}")

    @property
    def bands(self) -> list[int]:
        """The minutes of the isochrone bands, growing."""
        return minutes_of_bands(self.bands_min)


class PatrolRule(Record):
    """How often a place is to be patrolled, and what counts as a patrol and as done.

    Of the rules in force that apply to a place the one with the shortest interval counts.
    """

    class Target(models.TextChoices):
        SEGMENT = "segment", _("river segment")
        POND = "pond", _("pond")
        DITCH = "ditch", _("ditch")

    class Spread(models.TextChoices):
        INTERVAL = "interval", _("at equal intervals")
        THIRD_OF_MONTH = "third_of_month", _("one in each third of the month")

    name = models.CharField(_("name"), max_length=120)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    target = models.CharField(_("applies to"), max_length=8, choices=Target)
    level = models.CharField(
        _("level of the chief"),
        max_length=12,
        choices=ChiefLevel,
        blank=True,
        help_text=_("Empty for everybody."),
    )
    river_segment = models.ForeignKey(
        "geo.RiverSegment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patrol_rules",
        verbose_name=_("river segment"),
        help_text=_("Only for this segment; empty for all."),
    )
    period_days = models.PositiveSmallIntegerField(
        _("period (days)"), validators=limited(RULE_LIMITS, "period_days")
    )
    times = models.PositiveSmallIntegerField(
        _("times in the period"), default=1, validators=limited(RULE_LIMITS, "times")
    )
    spread = models.CharField(
        _("spread"),
        max_length=16,
        choices=Spread,
        default=Spread.INTERVAL,
        help_text=_("A third of the month ends on the 10th, the 20th and the last day."),
    )
    min_minutes = models.FloatField(
        _("shortest patrol (minutes)"),
        default=10.0,
        validators=limited(RULE_LIMITS, "min_minutes"),
    )
    min_length_m = models.FloatField(
        _("shortest way (m)"), default=1000.0, validators=limited(RULE_LIMITS, "min_length_m")
    )
    min_share_short = models.FloatField(
        _("least share of a shorter segment"),
        default=0.6,
        validators=limited(RULE_LIMITS, "min_share_short"),
    )
    done_share = models.FloatField(
        _("share that is done"), default=0.8, validators=limited(RULE_LIMITS, "done_share")
    )

    history = HistoricalRecords()

    class Meta(Record.Meta):
        verbose_name = _("patrol rule")
        verbose_name_plural = _("patrol rules")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(target="segment")
                | Q(target__in=["pond", "ditch"], level="", river_segment__isnull=True),
                name="coverage_patrolrule_target",
                violation_error_message=_(
                    "A rule is for segments, ponds or ditches; level and segment go with segments."
                ),
            ),
            models.CheckConstraint(
                condition=Q(spread="interval")
                | Q(spread="third_of_month", period_days=30, times=3),
                name="coverage_patrolrule_spread",
                violation_error_message=_(
                    "One in each third of the month is 3 times in 30 days; write it so."
                ),
            ),
            *limits("patrolrule", RULE_LIMITS),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def interval_days(self) -> float:
        """Days within which a place must be covered once."""
        return self.period_days / self.times
