"""Issues found on the waters: registered, handled by whom it concerns, verified by another."""

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from coverage.models.chiefs import RiverChief
from coverage.models.deputies import Deputy
from coverage.models.patrols import Patrol
from geo.constraints import ValidGeometry
from geo.models.base import Identity


class Issue(Identity):
    """An issue (问题) at a place. ``public_id`` may be made by the client that reports it.

    ``state`` is changed only through a step (``IssueStep``), which says who, when and why.
    """

    class Category(models.TextChoices):
        OCCUPATION = "occupation", _("illegal occupation")
        EXTRACTION = "extraction", _("illegal extraction")
        DUMPING = "dumping", _("illegal dumping")
        CONSTRUCTION = "construction", _("illegal construction")
        WATER_QUALITY = "water_quality", _("water quality")
        FLOATING_WASTE = "floating_waste", _("floating waste")
        BANK_DAMAGE = "bank_damage", _("bank damage")
        OUTFALL = "outfall", _("outfall")
        NOTICE_BOARD = "notice_board", _("notice board")
        FACILITY = "facility", _("facility")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        ASSIGNED = "assigned", _("assigned")
        RETURNED = "returned", _("returned")
        IN_PROGRESS = "in_progress", _("in progress")
        RECTIFIED = "rectified", _("rectified")
        VERIFIED = "verified", _("verified")
        CLOSED = "closed", _("closed")

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    code = models.CharField(_("code"), max_length=32)
    category = models.CharField(_("category"), max_length=16, choices=Category)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.REGISTERED, editable=False
    )
    description = models.TextField(_("description"), max_length=2000, blank=True)
    found_at = models.DateTimeField(_("found at"))
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    river_segment = models.ForeignKey(
        "geo.RiverSegment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("river segment"),
    )
    water_body = models.ForeignKey(
        "geo.WaterBody",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("pond or ditch"),
    )
    village = models.ForeignKey(
        "geo.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("village"),
    )
    patrol = models.ForeignKey(
        Patrol,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("patrol"),
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    deputy = models.ForeignKey(
        Deputy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("deputy"),
    )
    chief = models.ForeignKey(
        RiverChief,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("chief"),
    )
    handling_unit = models.CharField(_("responsible unit"), max_length=120, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)
    illustrative = models.BooleanField(_("illustrative"), default=False)
    geom = models.PointField(_("position"), null=True, blank=True)
    accuracy_m = models.FloatField(
        _("accuracy of the position (m)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100_000)],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-registered_at", "code"]
        indexes = [models.Index(fields=["subdistrict", "state"], name="coverage_issue_by_state")]
        constraints = [
            ValidGeometry(name="coverage_issue_geom_valid"),
            models.UniqueConstraint(
                fields=["subdistrict", "code"], name="coverage_issue_code_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "registered",
                        "assigned",
                        "returned",
                        "in_progress",
                        "rectified",
                        "verified",
                        "closed",
                    ]
                ),
                name="coverage_issue_state",
                violation_error_message=_("There is no such state of an issue."),
            ),
            models.CheckConstraint(
                condition=Q(verifier__isnull=True)
                | Q(handler__isnull=True)
                | ~Q(verifier=models.F("handler")),
                name="coverage_issue_verifier_is_another",
                violation_error_message=_("Who handled an issue cannot verify it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_category_display()}"


class IssueStep(models.Model):
    """What happened to an issue: a change of state, or a reminder or note that changes none."""

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="steps", verbose_name=_("issue")
    )
    action = models.CharField(_("action"), max_length=16)
    state_before = models.CharField(_("state before"), max_length=12, blank=True)
    state_after = models.CharField(_("state after"), max_length=12)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of an issue")
        verbose_name_plural = _("steps of issues")
        ordering = ["issue", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.issue} {self.action}"


class IssuePhoto(Identity):
    """A photo of an issue; what is kept was drawn anew and carries no metadata of the camera.

    Position and time of the picture are read before they are removed and are for staff only.
    """

    class Phase(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="photos", verbose_name=_("issue")
    )
    phase = models.CharField(_("phase"), max_length=8, choices=Phase)
    image = models.FileField(_("image"), max_length=200)
    thumbnail = models.FileField(_("thumbnail"), max_length=200)
    sha256 = models.CharField(_("SHA-256 as received"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    position = models.PointField(_("position of the camera"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("photo of an issue")
        verbose_name_plural = _("photos of issues")
        ordering = ["issue", "received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__in=["before", "after"]),
                name="coverage_issuephoto_phase",
                violation_error_message=_("A photo shows the place before or after."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_phase_display()}"
