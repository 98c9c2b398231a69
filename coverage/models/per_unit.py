"""Settings that belong to a part of the administrative tree, and their limits."""

from typing import Self

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.models.base import Identity


def limited(limits: dict, name: str) -> list:
    """Return the validators of a limited number."""
    low, high = limits[name]
    return [MinValueValidator(low), MaxValueValidator(high)]


def limits(model: str, limits: dict) -> list[models.CheckConstraint]:
    """Return the constraints that hold the limits in the database too."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}__gte": low, f"{name}__lte": high}),
            name=f"coverage_{model}_{name}",
            violation_error_message=_("A number lies outside its limits."),
        )
        for name, (low, high) in limits.items()
    ]


class PerUnit(Identity):
    """The settings of a part of the administrative tree; the nearest row above a place counts."""

    subdistrict = models.OneToOneField(
        "geo.Subdistrict",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("subdistrict"),
    )

    class Meta:
        abstract = True
        ordering = ["subdistrict__code"]

    def __str__(self) -> str:
        return str(self.subdistrict)

    @classmethod
    def of(cls, subdistrict: models.Model) -> Self:
        """Return the row of ``subdistrict`` or of the nearest unit above it, with one query.

        Where there is none, an unsaved row with the defaults. Codes nest by prefix.
        """
        code = subdistrict.code
        above = [code[:end] for end in range(1, len(code) + 1)]
        rows = (
            cls.objects.filter(subdistrict__code__in=above)
            .select_related("subdistrict")
            .defer("subdistrict__geom")
        )

        def nearness(row: Self) -> tuple:
            unit = row.subdistrict
            return len(unit.code), unit.pk == subdistrict.pk, unit.valid_from

        return max(rows, key=nearness, default=None) or cls(subdistrict=subdistrict)
