"""Whole collections as files with plain addresses: ``/data/villages.geojson``."""

from django.http import HttpRequest, HttpResponse

from geo.features import answers
from geo.features.collections import find
from geo.features.kept import kept
from geo.features.negotiation import GEOJSON, NDJSON
from geo.features.parameters import Period, Query, allow, day
from geo.features.responses import (
    body_answer,
    data_resource,
    entity_tag,
    is_fresh,
    not_modified,
    packed_too,
    stream_answer,
)
from geo.features.systems import target
from geo.models import TableVersion

WRITERS = {
    "geojson": (answers.whole_file, GEOJSON),
    "geojsonl": (answers.whole_lines, NDJSON),
}


@data_resource
def download(request: HttpRequest, collection_id: str, extension: str) -> HttpResponse:
    """Answer all features valid on ``date`` (without it: today).

    Long files are streamed; short ones are kept and have a length, which some programs need.
    """
    collection = find(collection_id)
    allow(request.GET, "date", "datum")
    asked, placed = day(request.GET), target(request.GET)
    query = Query(Period(asked, asked), datum=placed.datum)
    version = TableVersion.objects.token(*collection.models)
    tag = entity_tag(collection.signature, version, query, extension)
    if is_fresh(request, tag):
        return not_modified(tag)
    write, media_type = WRITERS[extension]
    if answers.count(collection, query, version) > answers.LONG_PAGE_ROWS:
        response = stream_answer(request, write(collection, query), media_type, tag)
    else:
        key = (version, collection.signature, query, extension)
        body, packed = kept.once(key, lambda: packed_too(b"".join(write(collection, query))))
        response = body_answer(request, body, media_type, tag, packed)
    for name, value in placed.headers.items():
        response[name] = value
    response["Content-Disposition"] = f'inline; filename="{collection.id}.{extension}"'
    return response
