"""Files of places that somebody sent: what was understood, checked, written and undone."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models.base import Identity, Quality


class Import(Identity):
    """A file that somebody sent for one kind of place, and what became of it.

    ``state`` says what is true of the register; ``step`` what is being done at the moment, whose
    progress and lock lie beside the file (``geo.ingest.folder``).
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be checked")
        CHECKED = "checked", _("checked, not taken in")
        COMMITTED = "committed", _("taken in")
        UNDONE = "undone", _("undone")

    class Step(models.TextChoices):
        NONE = "", _("nothing")
        CHECK = "check", _("checking")
        COMMIT = "commit", _("taking in")
        UNDO = "undo", _("undoing")

    target = models.CharField(_("kind of place"), max_length=24)
    subdistrict = models.ForeignKey(
        "geo.Subdistrict",
        on_delete=models.PROTECT,
        related_name="imports",
        verbose_name=_("subdistrict"),
        help_text=_("The unit of rows that name none; for divisions the one above them."),
    )
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.BigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("made by"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    step = models.CharField(_("step"), max_length=8, choices=Step, default=Step.NONE, blank=True)
    task_id = models.CharField(_("task"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)

    options = models.JSONField(_("how the file is read"), default=dict, blank=True)
    understanding = models.JSONField(_("what was understood"), default=dict, blank=True)
    mapping = models.JSONField(
        _("columns"), default=dict, blank=True, help_text=_("Field of the register -> column.")
    )
    constants = models.JSONField(
        _("fixed values"), default=dict, blank=True, help_text=_("Field -> value of every row.")
    )
    is_boundary_set = models.BooleanField(
        _("boundary set"),
        default=False,
        help_text=_("The file holds all units from a day on; units it does not have end."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    quality = models.CharField(_("quality"), max_length=16, choices=Quality, blank=True)
    repair = models.BooleanField(_("repair invalid geometries"), default=False)
    confirmed = models.JSONField(_("confirmed questions"), default=list, blank=True)

    report = models.JSONField(_("report"), default=dict, blank=True)
    plan_digest = models.CharField(_("digest of the plan"), max_length=64, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    committed_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken in by"),
    )
    first_history_id = models.BigIntegerField(_("first row of its history"), null=True, blank=True)
    last_history_id = models.BigIntegerField(_("last row of its history"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "checked", "committed", "undone"]),
                name="geo_import_state",
                violation_error_message=_("There is no such state of an import."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What happens to one row: the first ones of each action, for lists and the map."""

    class Action(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")
        CLOSED = "closed", _("ended")
        GAP = "gap", _("gap")
        OVERLAP = "overlap", _("overlap")

    of_import = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    row = models.PositiveIntegerField(
        _("row"), null=True, blank=True, help_text=_("As a person counts them in the file.")
    )
    action = models.CharField(_("action"), max_length=12, choices=Action)
    code = models.CharField(_("code"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    changes = models.JSONField(
        _("changes"), default=dict, blank=True, help_text=_("Field -> value before and after.")
    )
    geom = models.GeometryField(_("shape"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["pk"]
        indexes = [models.Index(fields=["of_import", "action"], name="geo_importrow_action")]

    def __str__(self) -> str:
        return f"{self.row}: {self.action} {self.code}"


class ColumnMapping(models.Model):
    """Which columns a person took for which fields, for files with the same columns."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("user"),
    )
    subdistrict = models.ForeignKey(
        "geo.Subdistrict",
        on_delete=models.CASCADE,
        related_name="column_mappings",
        verbose_name=_("subdistrict"),
    )
    target = models.CharField(_("kind of place"), max_length=24)
    columns_digest = models.CharField(_("digest of the columns"), max_length=64)
    mapping = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("fixed values"), default=dict, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "target", "columns_digest"], name="geo_columnmapping_of_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.user_id}"
