"""Pages of imports: the list, a new file, and one import from its file to its undoing."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.exceptions import APIException
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied

from coverage.maps.imports import actions, preview_map, report_map
from coverage.pages.filters import Filter
from coverage.pages.guards import staff_only
from coverage.pages.import_form import body_of
from coverage.pages.import_words import change_words, crs_words, encoding_words, qualities
from coverage.pages.paging import paged
from coverage.pages.parameters import allow, choice
from coverage.pages.places import bounds_of
from coverage.pages.texts import map_texts
from coverage.roles import rights_of
from geo.ingest import opening, steps
from geo.ingest.api import answers, requests
from geo.ingest.api.views import FORM_BYTES, MEGABYTE, too_large
from geo.ingest.errors import ImportFault
from geo.ingest.rights import visible
from geo.ingest.targets import targets
from geo.models import Import, Subdistrict

SAVE, CHECK, COMMIT, UNDO, DISCARD = "save", "check", "commit", "undo", "discard"
# What a person looks for first comes first; what most files leave to the answers comes last.
FIRST = ("code", "name", "short_name")
LAST = ("public_id", "subdistrict", "parent_code", "quality", "source", "as_of")
LAST += ("valid_from", "valid_to")
ENDINGS = ".zip,.gpkg,.geojson,.json,.geojsonl,.kml,.kmz,.ovkml,.ovkmz,.gpx,.csv,.txt,.xlsx"


@require_safe
@staff_only
def import_list(request: HttpRequest) -> HttpResponse:
    """List the imports one may see, the newest first."""
    allow(request.GET, "target", "state", "page")
    state = choice(request.GET, "state", tuple(Import.State.values))
    target = choice(request.GET, "target", tuple(targets()))
    rows = visible(request.user)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(target=target) if target else rows
    page = paged(request, rows, rows.count())
    titles = [(slug, str(one.title)) for slug, one in targets().items()]
    context = {
        **page,
        "rows": [answers.summary(row) for row in page["rows"]],
        "filters": [
            Filter("target", _("Kind of place"), titles, target),
            Filter("state", _("State"), list(Import.State.choices), state),
        ],
        "is_filtered": bool(state or target),
    }
    return render(request, "pages/import_list.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file in and look at it; one that is too large is refused before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length[:18]) > settings.IMPORT_UPLOAD_MB * MEGABYTE + FORM_BYTES:
        return _new_form(request, {}, too_large(int(length[:18])))
    return _new(request)


# Looking for the token against forgery reads the form, so it comes after the length.
@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    allow(request.GET)
    if request.method != "POST":
        return _new_form(request, {})
    try:
        kept = _open(request)
    except ApiPermissionDenied as refused:
        raise PermissionDenied from refused
    except ImportFault as refused:
        return _new_form(request, request.POST, refused)
    return redirect("import", kept.public_id)


def _new_form(request: HttpRequest, given, error: ImportFault | None = None) -> HttpResponse:
    rights = rights_of(request.user)
    units = rights.readable(Subdistrict.objects.as_of(timezone.localdate())).order_by("code")
    allowed = [one for one in targets().values() if rights.may_change(one.model)]
    context = {
        "targets": [(one.slug, str(one.title)) for one in allowed],
        "target": given.get("target", "villages"),
        "units": units.only("code", "name"),
        "unit": given.get("subdistrict") or rights.root or _smallest(units),
        "endings": ENDINGS,
        "most_mb": settings.IMPORT_UPLOAD_MB,
        "error": error,
    }
    status = error.status_code if error else 200
    return render(request, "pages/import_new.html", context, status=status)


def _smallest(units) -> str:
    return max(units.values_list("code", flat=True), key=len, default="")


def _open(request: HttpRequest) -> Import:
    file = request.FILES.get("file")
    if file is None:
        raise ImportFault(_("Choose a file first."), "file", None, ENDINGS)
    if file.size > settings.IMPORT_UPLOAD_MB * MEGABYTE:
        raise too_large(file.size)
    target = requests.target_of(request.user, request.POST)
    unit = requests.unit_of(request.user, request.POST)
    return opening.open_import(request.user, file, file.name, target, unit, {})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def import_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one import, or do the next step with it."""
    allow(request.GET, "action", "page")
    kept = _one(request, public_id)
    error = None
    if request.method == "POST":
        try:
            is_there = _do(request, kept)
        except ApiPermissionDenied as refused:
            raise PermissionDenied from refused
        except APIException as refused:
            error = refused
        else:
            return redirect("import", kept.public_id) if is_there else redirect("import-list")
        kept = _one(request, public_id)
    status = error.status_code if error else 200
    return render(request, "pages/import.html", _shown(request, kept, error), status=status)


def _one(request: HttpRequest, public_id: str) -> Import:
    kept = visible(request.user).filter(public_id=public_id).first()
    if kept is None:
        raise Http404(_("There is no such import, or you may not see it."))
    steps.settle(kept)
    return kept


def _do(request: HttpRequest, kept: Import) -> bool:
    """Do what the form asks for; return whether the import is still there."""
    wish = request.POST.get("do")
    if wish == DISCARD:
        return not steps.cancel(kept)
    if wish == UNDO:
        steps.start(kept, steps.UNDO, request.user)
        return True
    if wish not in (SAVE, CHECK, COMMIT):
        expected = ", ".join((SAVE, CHECK, COMMIT, UNDO, DISCARD))
        raise ImportFault(_("There is no such step."), "do", wish, expected)
    _save(request, kept)
    if wish != SAVE:
        steps.start(kept, steps.CHECK if wish == CHECK else steps.COMMIT, request.user)
    return True


def _save(request: HttpRequest, kept: Import) -> None:
    """Take over what the form says: the options first, as the columns follow from them."""
    body = body_of(request.POST, kept)
    given = body.pop("options", None)
    if given is not None:
        found = requests.changes_of(kept, {"options": given})
        if found["options"] != kept.options:
            # The columns of the form were those of the old options.
            opening.change(kept, request.user, found)
            body.pop("mapping", None)
    opening.change(kept, request.user, requests.changes_of(kept, body))


def _shown(request: HttpRequest, kept: Import, error: APIException | None) -> dict:
    told = answers.detail(kept)
    address = reverse("imports:import", args=[kept.public_id])
    has_report = bool(kept.report)
    context = {
        "kept": kept,
        "day": timezone.localdate(),
        "subdistrict": kept.subdistrict,
        "told": told,
        "error": error,
        "address": address,
        "step": _step_number(kept),
        "fields": _fields(request, kept, told),
        "crs_words": crs_words(told["understanding"].get("crs")),
        "encoding_words": encoding_words(told["understanding"].get("encoding")),
        "chosen": dict(kept.options),
        "qualities": qualities(),
        "questions": told["questions"],
        "is_asked_by_form": {one["option"] for one in told["questions"]},
        "texts": map_texts(),
        "may_change": rights_of(request.user).may_change(targets()[kept.target].model),
    }
    if not kept.step:
        made = report_map if has_report else preview_map
        part = "features" if has_report else "preview"
        day = timezone.localdate().isoformat()
        bounds = told["understanding"].get("bounds") or bounds_of(kept.subdistrict)
        drawn = made(tuple(bounds), f"{address}/{part}", kept.subdistrict.code, day)
        context["map"] = drawn.parts()
    if has_report:
        context |= _report(request, kept)
    return context


def _step_number(kept: Import) -> int:
    if kept.state == Import.State.OPEN:
        return 2
    return 3 if kept.state == Import.State.CHECKED else 4


def _fields(request: HttpRequest, kept: Import, told: dict) -> list[dict]:
    """Return the fields with the column and the fixed value each has."""
    columns = [one["name"] for one in told["understanding"].get("columns", [])]
    names = [one["name"] for one in told["fields"]]
    middle = [name for name in names if name not in (*FIRST, *LAST)]
    order = [*FIRST, *middle, *LAST]
    return [
        one
        | {
            "column": told["mapping"].get(one["name"], ""),
            "why": told["mapping_reasons"].get(one["name"], ""),
            "constant": told["constants"].get(one["name"], ""),
            "columns": columns,
            "may_be_constant": one["name"] not in ("public_id", "code", "name"),
        }
        for one in sorted(told["fields"], key=lambda field: order.index(field["name"]))
    ]


def _report(request: HttpRequest, kept: Import) -> dict:
    target = targets()[kept.target]
    counts = kept.report.get("counts", {})
    known = tuple(action for action, _title, _colour in actions())
    action = choice(request.GET, "action", known)
    rows = kept.rows.order_by("pk").defer("geom")
    # What stays as it is would hide the rows that a person has to look at.
    rows = rows.filter(action=action) if action else rows.exclude(action="unchanged")
    page = paged(request, rows, rows.count())
    listed = [answers.row(one, target) for one in page["rows"]]
    for one in listed:
        one["told"] = [
            change_words(change, target.fields.get(change["field"])) for change in one["changes"]
        ]
    titles = {name: title for name, title, _colour in actions()}
    return {
        **page,
        "rows": [one | {"title": titles[one["action"]]} for one in listed],
        "action": action,
        "counts": [
            (name, title, counts[name])
            for name, title, _colour in reversed(actions())
            if name in counts
        ],
        "total": kept.report.get("rows", 0),
        "is_cut": any(
            kept.report.get("shown", {}).get(name, 0) < number for name, number in counts.items()
        ),
    }


def _texts() -> dict[str, str]:
    return {
        "row": _("Row"),
        "importMap": _("The map"),
        "noPlace": _("no place"),
        "uploading": _("Sending the file …"),
    }
