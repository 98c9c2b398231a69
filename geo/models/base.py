"""What every place has: where the knowledge comes from, when it holds, and a stable identity."""

import uuid
from datetime import date
from typing import Self

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.constraints import geometry_constraints


def new_public_id() -> str:
    """Return a fresh public identifier."""
    return str(uuid.uuid4())


class Quality(models.TextChoices):
    """How far a geometry can be trusted, best first."""

    SURVEYED = "surveyed", _("surveyed")
    OFFICIAL = "official", _("official")
    DERIVED = "derived", _("derived")
    ILLUSTRATIVE = "illustrative", _("illustrative")
    UNLOCATED = "unlocated", _("unlocated")


class Provenance(models.Model):
    """Where a record comes from and how far its geometry can be trusted."""

    quality = models.CharField(
        _("quality"), max_length=16, choices=Quality, default=Quality.ILLUSTRATIVE
    )
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as of"), help_text=_("The day the source speaks of."))

    class Meta:
        abstract = True


class ValidityQuerySet(models.QuerySet):
    """Questions of time."""

    def as_of(self, day: date):
        """Return what is valid on ``day``; the first and the last day both count."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


def same_place(place: models.Model, reference: str = "") -> Q:
    """Return which rows are ``place`` or, with the name of a ``reference``, refer to it.

    A reference to a place means the place of its code, in whatever generation.
    """
    before = f"{reference}__" if reference else ""
    return Q(**{f"{before}{name}": value for name, value in place.codes().items()})


class Validity(models.Model):
    """A first day and, once it is known, a last day; both inclusive."""

    valid_from = models.DateField(_("valid from"), help_text=_("The first day."))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The last day; empty while it lasts.")
    )

    objects = ValidityQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_validity_order",
                violation_error_message=_("The last day lies before the first day."),
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """Return whether it holds on ``day``; the first and the last day both count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def codes(self) -> dict[str, str]:
        """Return what tells it from others whatever its generation, as a filter."""
        return {"code": self.code}

    def on(self, day: date) -> Self:
        """Return its generation that is valid on ``day``, itself where there is none."""
        if self.is_valid_on(day):
            return self
        generations = type(self)._default_manager.filter(same_place(self))
        return generations.as_of(day).order_by("-valid_from").first() or self


class Identity(models.Model):
    """A stable public identifier, the ``id`` of the feature in every export."""

    public_id = models.CharField(
        _("public id"), max_length=36, unique=True, default=new_public_id, editable=False
    )

    class Meta:
        abstract = True


class Record(Identity, Validity):
    """Something a subdistrict keeps, with a code of its own among what begins on the same day."""

    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    code = models.CharField(_("code"), max_length=32)

    class Meta:
        abstract = True
        ordering = ["code", "valid_from"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["subdistrict", "code", "valid_from"],
                name="%(app_label)s_%(class)s_code_generation",
            ),
        ]

    def codes(self) -> dict[str, str]:
        """Return what tells it from others whatever its generation, as a filter."""
        return {"subdistrict__code": self.subdistrict.code, "code": self.code}


class Term(Identity, Validity):
    """Somebody answers for something from a first day to a last."""

    code = models.CharField(_("code"), max_length=32)

    class Meta:
        abstract = True
        ordering = ["-valid_from", "code"]
        constraints = [*Validity.Meta.constraints]


class Place(Record, Provenance):
    """A named thing on the map."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)

    class Meta(Record.Meta):
        abstract = True
        constraints = [*Record.Meta.constraints, *geometry_constraints()]

    def __str__(self) -> str:
        return self.short_name or self.name or self.code

    @property
    def metric_srid(self) -> int:
        """EPSG code of the CRS this place is measured in."""
        return self.subdistrict.metric_srid
