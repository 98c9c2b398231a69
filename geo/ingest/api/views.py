"""The views of imports: sent, looked at, changed, checked, taken in, undone."""

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from geo.editing.members import MemberView, chosen, page_of
from geo.features.negotiation import GEOJSON
from geo.ingest import folder, opening, steps, tables
from geo.ingest.api import answers, requests
from geo.ingest.errors import ImportConflict, ImportFault, TooLargeFault
from geo.ingest.job import options_of
from geo.ingest.rights import visible
from geo.ingest.tables import UnreadableFileError
from geo.ingest.targets import targets
from geo.models import Import, ImportRow
from geo.rights import rights_of

PREVIEW_ROWS = 100
MEGABYTE = 1_000_000
# What a form has around the file.
FORM_BYTES = 100_000


class StaffPermission(BasePermission):
    """Whoever may change anything in the register."""

    message = _("Your role does not allow imports.")

    def has_permission(self, request, view) -> bool:
        return rights_of(request.user).is_staff


class LimitedMultiPartParser(MultiPartParser):
    """A form with a file; one that says that it is too long is not read."""

    def parse(self, stream, media_type=None, parser_context=None):
        length = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        most = settings.IMPORT_UPLOAD_MB * MEGABYTE + FORM_BYTES
        if length.isdigit() and int(length[:18]) > most:
            raise too_large(int(length[:18]))
        return super().parse(stream, media_type, parser_context)


def too_large(size: int) -> TooLargeFault:
    """Return the refusal of a file."""
    most = settings.IMPORT_UPLOAD_MB
    text = _("The file has %(given)s MB; at most %(most)s MB are taken.")
    shown = {"given": f"{size / MEGABYTE:.1f}", "most": most}
    return TooLargeFault(text % shown, "file", size, f"<= {most * MEGABYTE}")


class ImportView(MemberView):
    """What all views of imports share."""

    permission_classes = (StaffPermission,)

    def found(self, public_id: str) -> Import:
        """Return the import; one that the user may not see is not there."""
        kept = visible(self.request.user).filter(public_id=public_id).first()
        if kept is None:
            raise NotFound(_("There is no such import, or you may not see it."))
        steps.settle(kept)
        return kept

    def handle_exception(self, error: Exception) -> HttpResponse:
        response = super().handle_exception(error)
        if isinstance(error, ImportConflict) and error.reasons:
            response.data["reasons"] = error.reasons
        return response


class ImportList(ImportView):
    """The imports one may see, the newest first; POST sends a file."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return () if self.request.method == "POST" else ("target", "state", "limit", "offset")

    def get_parsers(self):
        return [LimitedMultiPartParser()]

    def get(self, request) -> Response:
        rows = visible(request.user)
        for name, values in (("target", list(targets())), ("state", Import.State.values)):
            value = chosen(request.GET, name, values)
            rows = rows.filter(**{name: value}) if value else rows
        page = page_of(request.GET, rows)
        listed = [answers.summary(kept) for kept in page]
        return Response({"numberMatched": rows.count(), "imports": listed})

    def post(self, request) -> Response:
        form = request.data
        _refuse_members(form)
        target = requests.target_of(request.user, form)
        unit = requests.unit_of(request.user, form)
        file = request.FILES.get("file")
        if file is None:
            raise ImportFault(_("A file is needed."), "file", None, "multipart/form-data")
        if file.size > settings.IMPORT_UPLOAD_MB * MEGABYTE:
            raise too_large(file.size)
        given = {}
        if "options" in form:
            given["options"] = requests.options(Import(), "options", _json(form["options"]))
        kept = opening.open_import(request.user, file, file.name, target, unit, given)
        body = answers.detail(kept)
        return Response(body, status=201, headers={"Location": body["links"][0]["href"]})


def _refuse_members(form: QueryDict) -> None:
    known = ("file", "target", "subdistrict", "options")
    for name in form:
        if name not in (*known, "csrfmiddlewaretoken"):
            text = _("There is no member %(name)s; known are: %(expected)s.")
            shown = {"name": name, "expected": ", ".join(known)}
            raise ImportFault(text % shown, name, None, ", ".join(known))


def _json(text: object) -> object:
    try:
        return orjson.loads(text)
    except (ValueError, TypeError) as error:
        raise ImportFault(_("A JSON object is expected."), "options", text) from error


class ImportDetail(ImportView):
    """One import: how it is understood, its questions and its report."""

    parser_classes = (JSONParser,)

    def get(self, request, public_id: str) -> Response:
        return Response(answers.detail(self.found(public_id)))

    def patch(self, request, public_id: str) -> Response:
        kept = self.found(public_id)
        body = request.data
        if isinstance(body, dict) and "options" in body and "mapping" in body:
            # The columns that the mapping names are those of the new options.
            first = requests.changes_of(kept, {"options": body["options"]})
            opening.change(kept, request.user, first)
            body = {name: value for name, value in body.items() if name != "options"}
        opening.change(kept, request.user, requests.changes_of(kept, body))
        return Response(answers.detail(kept))

    def delete(self, request, public_id: str) -> Response:
        kept = self.found(public_id)
        if steps.cancel(kept):
            return Response(status=204)
        return Response(answers.detail(kept), status=202)


class ImportStep(ImportView):
    """Begin a step; 202 when the worker does it."""

    parser_classes = (JSONParser,)
    step = ""

    def post(self, request, public_id: str) -> Response:
        kept = self.found(public_id)
        if not rights_of(request.user).may_change(targets()[kept.target].model):
            raise PermissionDenied(_("Your role does not allow changing places of this kind."))
        kept = steps.start(kept, self.step, request.user)
        return Response(answers.detail(kept), status=202 if kept.step else 200)


class ImportRows(ImportView):
    """The rows of the report."""

    parameters = ("action", "limit", "offset")

    def get(self, request, public_id: str) -> Response:
        kept = self.found(public_id)
        rows = rows_of(kept, request.GET)
        target = targets()[kept.target]
        counts = kept.report.get("counts", {})
        action = request.GET.get("action")
        total = counts.get(action, 0) if action else sum(counts.values())
        page = page_of(request.GET, rows.defer("geom"))
        body = {"numberMatched": rows.count(), "total": total}
        return Response(body | {"rows": [answers.row(one, target) for one in page]})


def rows_of(kept: Import, query: QueryDict) -> QuerySet:
    """Return the kept rows of an import with the action that is asked for."""
    action = chosen(query, "action", ImportRow.Action.values)
    rows = kept.rows.order_by("pk")
    return rows.filter(action=action) if action else rows


class ImportFeatures(ImportView):
    """The rows of the report on a map, as GeoJSON."""

    parameters = ("action", "limit", "offset")

    def get(self, request, public_id: str) -> HttpResponse:
        kept = self.found(public_id)
        rows = rows_of(kept, request.GET).filter(geom__isnull=False)
        target = targets()[kept.target]
        page = page_of(request.GET, rows)
        body = {
            "type": "FeatureCollection",
            "numberMatched": rows.count(),
            "features": [answers.feature(one, target) for one in page],
        }
        return HttpResponse(orjson.dumps(body), content_type=GEOJSON)


class ImportPreview(ImportView):
    """The first rows of the file as they are read."""

    def get(self, request, public_id: str) -> HttpResponse:
        kept = self.found(public_id)
        path, name = folder.file_of(kept), kept.file_name
        try:
            batches = tables.batches(path, name, options_of(kept), PREVIEW_ROWS)
            body = answers.preview(next(batches, None))
        except UnreadableFileError as error:
            raise ImportFault(
                error.message, error.parameter, error.value, error.expected
            ) from error
        return HttpResponse(orjson.dumps(body), content_type=GEOJSON)


class ImportFile(ImportView):
    """The file as it came."""

    def get(self, request, public_id: str) -> FileResponse:
        kept = self.found(public_id)
        path = folder.file_of(kept)
        if not path.is_file():
            raise NotFound(_("The file is no longer kept."))
        response = FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=kept.file_name,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
