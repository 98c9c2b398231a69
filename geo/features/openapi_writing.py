"""What the OpenAPI document says of writing features."""

from django.utils.translation import gettext as _

from geo.features.collections import Collection
from geo.features.negotiation import GEOJSON
from geo.features.writing import ITEM, ITEMS, MERGE_PATCH, methods

TOKEN = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "The word Token, a blank and a token. A session does as well, with X-CSRFToken.",
}
FEATURE_ID = {"$ref": "#/components/parameters/featureId"}
PARAMETERS = {
    "confirm": {
        "name": "confirm",
        "in": "query",
        "schema": {"type": "string", "enum": ["outside"]},
        "description": "Keeps a geometry that lies outside the expected surroundings.",
    },
    "ifMatch": {
        "name": "If-Match",
        "in": "header",
        "schema": {"type": "string"},
        "description": "The ETag of the feature as it was read; a stale one gets 412.",
    },
}
PROBLEMS = {
    "400": "The feature is wrong; the problem names the property and what would be right.",
    "401": "A token or a login is needed.",
    "403": "The role does not allow it here.",
    "404": "There is no such feature, or it is out of reach.",
    "409": "Other records still refer to it, or the database refused it.",
    "412": "The feature has changed since it was read.",
    "415": "The body is no GeoJSON.",
    "429": "Too many requests; Retry-After says when to go on.",
}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
_FEATURE = {"schema": {"$ref": "#/components/schemas/featureGeoJSON"}}
_TEXT = {"schema": {"type": "string"}}


def of_items(item: Collection, name: str) -> dict:
    """Return the operations that write to a collection's items."""
    if not methods(item, ITEMS):
        return {}
    made = _success("The feature that was made.") | {"headers": {"Location": _TEXT, "ETag": _TEXT}}
    return {"post": _operation(f"create{name}", _("Make one"), ["confirm"], {"201": made}, GEOJSON)}


def of_item(item: Collection, name: str) -> dict:
    """Return the operations that write one feature."""
    if not methods(item, ITEM):
        return {}
    written = _success("The feature as it is now.") | {"headers": {"ETag": _TEXT}}
    deleted = {"204": {"description": "There is no such feature any more."}}
    changing = ["ifMatch", "confirm"]
    return {
        "put": _operation(f"replace{name}", _("Replace one"), changing, {"200": written}, GEOJSON),
        "patch": _operation(
            f"update{name}", _("Change one"), changing, {"200": written}, MERGE_PATCH
        ),
        "delete": _operation(f"delete{name}", _("Delete one"), ["ifMatch"], deleted),
    }


def _success(description: str) -> dict:
    return {"description": description, "content": {GEOJSON: _FEATURE}}


def _operation(
    operation_id: str,
    summary: str,
    parameters: list[str],
    responses: dict,
    media_type: str = "",
) -> dict:
    is_new = "201" in responses
    codes = set(PROBLEMS) - ({"404", "412"} if is_new else set())
    named = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    body = {"requestBody": {"required": True, "content": {media_type: _FEATURE}}}
    return {
        "operationId": operation_id,
        "summary": summary,
        "tags": ["data"],
        "parameters": named if is_new else [FEATURE_ID, *named],
        **(body if media_type else {}),
        "responses": responses
        | {code: {"description": PROBLEMS[code], "content": _PROBLEM} for code in sorted(codes)},
        "security": [{"token": []}],
    }
