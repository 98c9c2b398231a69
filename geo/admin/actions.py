"""Bulk actions of the lists."""

import json
from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.rights import rights_of


@admin.action(description=gettext_lazy("End validity on a day"), permissions=["change"])
def close_validity(modeladmin, request, queryset):
    """Ask for the last day, then set it on all selected rows or, if one refuses, on none."""
    rows = rights_of(request.user).writable(queryset)
    if len(rows) < queryset.count():
        message = _("Your role does not allow changing all of the selected rows.")
        modeladmin.message_user(request, message, messages.ERROR)
        return None
    if "confirmed" not in request.POST:
        return _ask_for_day(modeladmin, request, rows, "")
    try:
        last_day = date.fromisoformat(request.POST.get("last_day", ""))
        _close(rows, last_day)
    except ValidationError as error:
        return _ask_for_day(modeladmin, request, rows, " ".join(error.messages))
    except ValueError:
        return _ask_for_day(modeladmin, request, rows, _("Expected a day as YYYY-MM-DD."))
    message = _("%(count)s rows are valid until %(day)s.")
    modeladmin.message_user(request, message % {"count": len(rows), "day": last_day})
    return None


def _ask_for_day(modeladmin, request, rows, error: str) -> TemplateResponse:
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("End validity on a day"),
        "opts": modeladmin.model._meta,
        "rows": rows,
        "error": error,
        "last_day": request.POST.get("last_day", date.today().isoformat()),
    }
    return TemplateResponse(request, "admin/close_validity.html", context)


@transaction.atomic
def _close(rows, last_day: date) -> None:
    for row in rows:
        row.valid_to = last_day
        try:
            row.full_clean()
        except ValidationError as error:
            raise ValidationError([f"{row}: {text}" for text in error.messages]) from error
        row.save()


@admin.action(description=gettext_lazy("Export as GeoJSON"), permissions=["view"])
def export_geojson(modeladmin, request, queryset) -> HttpResponse:
    """Send the selected rows as a feature collection; private fields stay at home."""
    left_out = {"id", "public_id", "geom", *modeladmin.private}
    fields = [f for f in modeladmin.model._meta.concrete_fields if f.name not in left_out]
    references = [field.name for field in fields if field.is_relation]
    features = [
        {
            "type": "Feature",
            "id": row.public_id,
            "geometry": _geojson(getattr(row, "geom", None)),
            "properties": {field.name: _value(row, field) for field in fields},
        }
        for row in queryset.select_related(*references)
    ]
    body = {"type": "FeatureCollection", "features": features}
    name = f"{modeladmin.model._meta.model_name}.geojson"
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str),
        content_type="application/geo+json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _geojson(geometry) -> dict | None:
    return json.loads(geometry.geojson) if geometry is not None else None


def _value(row, field):
    value = getattr(row, field.name)
    if value is not None and field.is_relation:
        return value.public_id
    return _geojson(value) if hasattr(value, "geojson") else value
