"""Photos of issues over HTTP: sent as they are, handed out anew-drawn to who may see the issue."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from coverage import pictures
from coverage.api import issue_answers, issue_requests
from coverage.api.issues import IssueView
from coverage.issues import access, photos
from coverage.issues.errors import UnknownError
from geo.features.responses import entity_tag, is_fresh, not_modified


class BytesParser(BaseParser):
    """The body as it is, and never more of it than a photo may have."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None) -> bytes:
        """Return the body; raises TooLargeError for one that says or turns out to be too long."""
        most = pictures.most_bytes()
        length = parser_context["request"].META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length[:18]) > most:
            raise pictures.too_long(int(length[:18]))
        body = stream.read(most + 1)
        if len(body) > most:
            raise pictures.too_long(len(body))
        return body


class PhotoView(IssueView):
    """What is sent of a photo: it never changes under its id."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and response.status_code in (200, 304):
            response["Cache-Control"] = "private, max-age=3600"
            response["Vary"] = "Authorization, Cookie"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def send(self, issue: str, photo: str, field: str) -> HttpResponse:
        """Return a file of a photo."""
        found = photos.one(self.issue(issue), issue_requests.identity(photo, "photo"))
        tag = entity_tag(found.public_id, found.sha256, field)
        if is_fresh(self.request._request, tag):
            return not_modified(tag)
        path = Path(settings.MEDIA_ROOT) / getattr(found, field).name
        if not path.is_file():
            text = _("The file of this photo is not there.")
            raise UnknownError(text, "photo", found.public_id)
        response = FileResponse(path.open("rb"), content_type="image/jpeg")
        response["ETag"] = tag
        return response


class IssuePhotoView(PhotoView):
    """A photo: kept by PUT, read by GET."""

    parser_classes = (BytesParser,)

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("phase",) if self.request.method == "PUT" else ()

    def get(self, request, issue: str, photo: str) -> HttpResponse:
        return self.send(issue, photo, "image")

    def put(self, request, issue: str, photo: str) -> Response:
        public_id = issue_requests.identity(photo, "photo")
        found = self.issue(issue)
        phase = issue_requests.phase_of(request.GET)
        kept, is_new = photos.add(request.user, found, public_id, phase, request.data or b"")
        body = issue_answers.photo_of(kept, found, access.sees_people(request.user, found))
        return Response(body, status=201 if is_new else 200)


class IssueThumbnail(PhotoView):
    """A small copy of a photo."""

    def get(self, request, issue: str, photo: str) -> HttpResponse:
        return self.send(issue, photo, "thumbnail")
