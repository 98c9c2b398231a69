"""Filters of the lists: by day, by text and by what a record refers to; nothing is ignored."""

import django_filters
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.exceptions import ValidationError

from geo.editing.serializers import OUTSIDE

PAGING = {"limit", "offset"}


class RecordFilter(FilterSet):
    """What every list of records with a first and a last day can be filtered by."""

    date = django_filters.DateFilter(
        method="valid_on",
        label=gettext_lazy("valid on"),
        help_text="Only what is valid on this day (YYYY-MM-DD), first and last day included.",
        error_messages={"invalid": gettext_lazy("Expected a day as YYYY-MM-DD.")},
    )

    def valid_on(self, queryset, name, day):
        return queryset.as_of(day)


class ListedChoiceFilter(django_filters.ChoiceFilter):
    """A choice whose error lists the choices."""

    def __init__(self, *args, choices, **kwargs):
        listed = ", ".join(value for value, label in choices)
        message = gettext_lazy("%(value)s is not one of: ")
        errors = {"invalid_choice": _Joined(message, listed)}
        super().__init__(*args, choices=choices, error_messages=errors, **kwargs)


class _Joined:
    """A lazily translated text with a list behind it."""

    def __init__(self, text, listed: str):
        self.text, self.listed = text, listed

    def __str__(self) -> str:
        return f"{self.text}{self.listed}."

    def __mod__(self, values) -> str:
        return str(self) % values


class StrictFilterBackend(DjangoFilterBackend):
    """Filters of a list that refuse unknown parameters."""

    def filter_queryset(self, request, queryset, view):
        if view.action == "list":
            known = set(view.filterset_class.base_filters) | PAGING
            refuse_unknown(request, known)
            return super().filter_queryset(request, queryset, view)
        return queryset


def refuse_unknown(request, known: set[str]) -> None:
    """Raise ValidationError for a parameter of the address that is not in ``known``."""
    unknown = sorted(set(request.query_params) - known - {"format"})
    if not unknown:
        return
    message = _("Unknown parameter; known are: %(known)s.")
    listed = ", ".join(sorted(known)) or "-"
    raise ValidationError({name: [message % {"known": listed}] for name in unknown})


def refuse_unknown_confirmation(request) -> None:
    """Raise ValidationError unless ``confirm``, if given, is one that exists."""
    given = request.query_params.get("confirm", OUTSIDE)
    if given != OUTSIDE:
        raise ValidationError({"confirm": [_("The only value is: outside.")]})


def filterset_for(model: type[models.Model]) -> type[FilterSet]:
    """Return the filters of a model: its day, code, name, choices and references by public id."""
    filters: dict = {}
    for field in model._meta.concrete_fields:
        made = _filter_of(field)
        if made is not None:
            filters[field.name] = made
    filters["Meta"] = type("Meta", (), {"model": model, "fields": []})
    has_validity = hasattr(model._default_manager.all(), "as_of")
    base = RecordFilter if has_validity else FilterSet
    return type(f"{model.__name__}Filter", (base,), filters)


def _filter_of(field: models.Field) -> django_filters.Filter | None:
    if field.name == "code":
        return django_filters.CharFilter(label=field.verbose_name)
    if field.name == "name":
        return django_filters.CharFilter(lookup_expr="icontains", label=field.verbose_name)
    if field.name == "date":
        return django_filters.DateFilter(
            label=field.verbose_name,
            help_text="Only what is of this day (YYYY-MM-DD).",
            error_messages={"invalid": gettext_lazy("Expected a day as YYYY-MM-DD.")},
        )
    if field.is_relation:
        return django_filters.ModelChoiceFilter(
            queryset=field.related_model._default_manager.all(),
            to_field_name="public_id",
            label=field.verbose_name,
            error_messages={"invalid_choice": gettext_lazy("No record has this public id.")},
        )
    if field.choices and isinstance(field, models.CharField):
        return ListedChoiceFilter(choices=field.choices, label=field.verbose_name)
    return None
