"""Tracks of patrols: raw points in the parts they came in, and what was made of them.

Raw points are kept apart from the cleaned track and from the figures, because they are deleted
after a time that the settings say (DOMAIN 3) and the figures stay.
"""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coverage.models.patrols import Patrol
from geo.constraints import ValidGeometry
from geo.models.base import Identity


class PatrolTrack(Identity):
    """A patrol track (巡河轨迹): one recording of one patrol, live or from a file.

    ``public_id`` is made by the client, so that sending it twice makes one track. ``geom`` is
    the cleaned track; ``dropped`` counts the points that were not used, by reason.
    """

    class Source(models.TextChoices):
        LIVE = "live", _("recorded on the phone")
        GPX = "gpx", "GPX"
        KML = "kml", "KML"
        CSV = "csv", "CSV"
        GEOJSON = "geojson", "GeoJSON"
        FIT = "fit", "FIT"

    class Datum(models.TextChoices):
        WGS84 = "wgs84", "WGS 84"
        GCJ02 = "gcj02", "GCJ-02"
        BD09 = "bd09", "BD-09"

    patrol = models.ForeignKey(
        Patrol, on_delete=models.CASCADE, related_name="tracks", verbose_name=_("patrol")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    datum = models.CharField(
        _("datum"),
        max_length=8,
        choices=Datum,
        default=Datum.WGS84,
        help_text=_("As declared; the raw points are kept in it."),
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    is_closed = models.BooleanField(
        _("complete"), default=False, help_text=_("No more parts are to come.")
    )
    points_received = models.PositiveIntegerField(_("points received"), default=0)
    points_kept = models.PositiveIntegerField(_("points used"), default=0)
    dropped = models.JSONField(_("points dropped, by reason"), default=dict, blank=True)
    holes = models.PositiveIntegerField(_("gaps"), default=0)
    first_at = models.DateTimeField(_("first point at"), null=True, blank=True)
    last_at = models.DateTimeField(_("last point at"), null=True, blank=True)
    length_m = models.FloatField(_("length (m)"), null=True, blank=True)
    duration_s = models.FloatField(_("duration (s)"), null=True, blank=True)
    hint = models.JSONField(
        _("hint"),
        null=True,
        blank=True,
        help_text=_("What a person should check, such as another datum."),
    )
    marks = models.BinaryField(
        _("marks"), null=True, help_text=_("By which copies of the track are found.")
    )
    raw_deleted_on = models.DateField(_("raw points deleted on"), null=True, blank=True)
    geom = models.MultiLineStringField(_("cleaned track"), null=True, blank=True)

    class Meta:
        verbose_name = _("patrol track")
        verbose_name_plural = _("patrol tracks")
        ordering = ["patrol", "received_at", "pk"]
        constraints = [
            ValidGeometry(name="coverage_patroltrack_geom_valid"),
            models.CheckConstraint(
                condition=Q(source__in=["live", "gpx", "kml", "csv", "geojson", "fit"]),
                name="coverage_patroltrack_source",
                violation_error_message=_("There is no such source of a track."),
            ),
            models.CheckConstraint(
                condition=Q(datum__in=["wgs84", "gcj02", "bd09"]),
                name="coverage_patroltrack_datum",
                violation_error_message=_("The datum is wgs84, gcj02 or bd09."),
            ),
            models.CheckConstraint(
                condition=Q(points_kept__lte=F("points_received")),
                name="coverage_patroltrack_points",
                violation_error_message=_("More points are used than were received."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patrol} {self.get_source_display()}"


class TrackPart(Identity):
    """A part of a track as it was received; ``public_id`` is made by the client.

    ``points`` are compressed rows of longitude, latitude, seconds since 1970 and accuracy in
    metres (NaN where unknown), as doubles in the track's datum; empty once they were deleted.
    """

    track = models.ForeignKey(
        PatrolTrack, on_delete=models.CASCADE, related_name="parts", verbose_name=_("track")
    )
    sequence = models.PositiveIntegerField(_("number in the track"))
    points_count = models.PositiveIntegerField(_("points"))
    sha256 = models.CharField(_("SHA-256 of the points"), max_length=64)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    points = models.BinaryField(_("points as received"), null=True)

    class Meta:
        verbose_name = _("part of a track")
        verbose_name_plural = _("parts of tracks")
        ordering = ["track", "sequence", "pk"]
        indexes = [models.Index(fields=["track", "sequence"], name="coverage_trackpart_order")]

    def __str__(self) -> str:
        return f"{self.track} {self.sequence}"
