"""The numbers a subdistrict judges patrols, issues and notice boards by."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coverage.models.per_unit import PerUnit, limited, limits

# Lowest and highest value of each number; the highest also refuses infinity and NaN.
LIMITS = {
    "max_accuracy_m": (1, 1_000),
    "max_speed_kmh": (1, 400),
    "hole_s": (10, 3_600),
    "hole_m": (10, 5_000),
    "swath_m": (5, 200),
    "max_walk_kmh": (3, 60),
    "long_minutes": (1, 1_440),
    "fast_minutes": (1, 1_440),
    "fast_km": (0.1, 1_000),
    "raw_days": (1, 3_660),
    "track_days": (1, 36_600),
    "return_hours": (0, 720),
    "issue_days": (1, 366),
    "remind_days": (0, 366),
    "escalate_days": (0, 366),
    "board_days": (1, 366),
    "trace_m": (10, 5_000),
    "trace_days": (1, 3_660),
}


def _number(label: str, name: str, default: float, help_text: str = "") -> models.FloatField:
    return models.FloatField(
        label, default=default, validators=limited(LIMITS, name), help_text=help_text
    )


def _count(label: str, name: str, default: int, help_text: str = ""):
    return models.PositiveIntegerField(
        label, default=default, validators=limited(LIMITS, name), help_text=help_text
    )


class PatrolSettings(PerUnit):
    """By what a subdistrict cleans and judges tracks, and its deadlines of issues and boards."""

    max_accuracy_m = _number(
        _("worst accuracy (m)"), "max_accuracy_m", 50.0, _("Fixes less exact are dropped.")
    )
    max_speed_kmh = _number(
        _("highest possible speed (km/h)"),
        "max_speed_kmh",
        120.0,
        _("Fixes that nobody can have reached are dropped."),
    )
    hole_s = _number(
        _("longest gap of a track (s)"), "hole_s", 180.0, _("A track is cut at longer gaps.")
    )
    hole_m = _number(
        _("widest gap of a track (m)"), "hole_m", 200.0, _("A track is cut at wider gaps.")
    )
    swath_m = _number(
        _("width seen to each side (m)"),
        "swath_m",
        30.0,
        _("A bank is covered by whoever walks within this distance."),
    )
    max_walk_kmh = _number(
        _("highest speed of a walk (km/h)"),
        "max_walk_kmh",
        12.0,
        _("What is passed faster is not covered."),
    )
    long_minutes = _count(
        _("long patrol (minutes)"), "long_minutes", 60, _("A longer one is marked.")
    )
    fast_minutes = _count(
        _("fast patrol (minutes)"),
        "fast_minutes",
        15,
        _("A shorter one that is longer than the next number is marked as driven."),
    )
    fast_km = _number(_("way of a fast patrol (km)"), "fast_km", 4.0)
    raw_days = _count(
        _("days that raw points are kept"),
        "raw_days",
        180,
        _("Afterwards they are deleted; the figures computed from them stay."),
    )
    track_days = _count(
        _("days that station staff see a track"),
        "track_days",
        365,
        _("The person and the committee see it for longer."),
    )
    return_hours = _count(_("hours in which an issue may be returned"), "return_hours", 24)
    issue_days = _count(_("working days to rectify an issue"), "issue_days", 10)
    remind_days = _count(_("working days before the deadline to remind"), "remind_days", 2)
    escalate_days = _count(_("working days after the deadline to escalate"), "escalate_days", 3)
    board_days = _count(
        _("days to renew a notice board"), "board_days", 15, _("After a change of chief.")
    )
    trace_m = _number(_("radius of a trace-back (m)"), "trace_m", 100.0)
    trace_days = _count(_("days of a trace-back"), "trace_days", 30)

    history = HistoricalRecords()

    class Meta(PerUnit.Meta):
        verbose_name = _("patrol settings")
        verbose_name_plural = _("patrol settings")
        constraints = [*limits("patrolsettings", LIMITS)]
