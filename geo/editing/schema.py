"""What the generated OpenAPI document of the editing interface leaves out."""

PREFIX = "/api/manage/"
PROBLEMS = {
    "400": "The input is wrong; the problem names the parameter and what would be right.",
    "401": "A login or token is needed.",
    "403": "The role does not allow it here.",
    "404": "There is no such record, or it is out of reach.",
    "409": "Other records still refer to it, or the database refused it.",
    "412": "The record has changed since it was read (If-Match).",
    "429": "Too many requests; Retry-After says when to go on.",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "What was wrong."},
        "value": {"description": "What was given."},
        "expected": {"description": "What would be right."},
        "errors": {"type": "array", "items": {"type": "object"}},
        "references": {"type": "array", "items": {"type": "string"}},
    },
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the record as it was read; a stale one gets 412.",
    "schema": {"type": "string"},
}
CONFIRM = {
    "name": "confirm",
    "in": "query",
    "description": "'outside' keeps a geometry that lies outside the expected surroundings.",
    "schema": {"type": "string", "enum": ["outside"]},
}
ETAG = {"description": "The version of the record.", "schema": {"type": "string"}}


def only_editing(endpoints: list[tuple]) -> list[tuple]:
    """Keep the endpoints of the editing interface, its own description apart."""
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0].startswith(PREFIX) and endpoint[0] != f"{PREFIX}schema/"
    ]


def complete(result: dict, generator, request, public) -> dict:
    """Add problems, ETag and If-Match to every operation, and geometries that may be null."""
    schemas = result["components"]["schemas"]
    schemas["Problem"] = PROBLEM_SCHEMA
    for name, schema in schemas.items():
        _allow_no_geometry(schema, is_partial=name.startswith("Patched"))
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, has_id="{public_id}" in path)
    return result


def _allow_no_geometry(schema: dict, is_partial: bool) -> None:
    properties = schema.get("properties", {})
    if "geometry" not in properties:
        return
    geometry = properties["geometry"]
    no_geometry = {"type": "object", "nullable": True, "enum": [None]}
    variants = geometry.get("oneOf", [geometry])
    for variant in variants:
        variant["required"] = ["type", "coordinates"]
        _take_two_dimensions(variant["properties"]["coordinates"])
    properties["geometry"] = {"oneOf": [*variants, no_geometry]}
    schema["required"] = ["type"] if is_partial else ["type", "geometry", "properties"]


def _take_two_dimensions(coordinates: dict) -> None:
    coordinates.pop("example", None)
    if "items" in coordinates:
        _take_two_dimensions(coordinates["items"])
    if coordinates.get("maxItems") == 3:
        coordinates["maxItems"] = 2


def _complete(operation: dict, method: str, has_id: bool) -> None:
    parameters = operation.setdefault("parameters", [])
    responses = operation["responses"]
    codes = ["400", "401", "403", "429"]
    if has_id:
        codes.append("404")
    if method in ("put", "patch", "delete"):
        parameters.append(IF_MATCH)
        codes += ["409", "412"]
    if method == "post":
        codes.append("409")
    if method in ("post", "put", "patch"):
        parameters.append(CONFIRM)
    for code in ("200", "201"):
        if code in responses and (has_id or code == "201"):
            responses[code].setdefault("headers", {})["ETag"] = ETAG
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code in sorted(codes):
        responses.setdefault(code, {"description": PROBLEMS[code], "content": content})
