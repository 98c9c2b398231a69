"""Pages of the lists: ``limit`` and ``offset``, checked instead of corrected."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response

LARGEST_LIMIT = 1000
# Within what every database takes for a row number.
LARGEST_OFFSET = 1_000_000_000


class StrictPagination(LimitOffsetPagination):
    """Pages whose parameters are refused when they are wrong."""

    default_limit = 100
    max_limit = LARGEST_LIMIT

    def get_limit(self, request) -> int:
        return _number(request, "limit", self.default_limit, 1, LARGEST_LIMIT)

    def get_offset(self, request) -> int:
        return _number(request, "offset", 0, 0, LARGEST_OFFSET)

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            _parameter("limit", "Rows of a page.", 1, LARGEST_LIMIT, self.default_limit),
            _parameter("offset", "Rows to leave out before the page.", 0, LARGEST_OFFSET, 0),
        ]


class FeaturePagination(StrictPagination):
    """Pages that are GeoJSON feature collections."""

    def get_paginated_response(self, data: dict) -> Response:
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response(
            {
                "type": "FeatureCollection",
                "count": self.count,
                **links,
                "features": data["features"],
            }
        )

    def get_paginated_response_schema(self, schema: dict) -> dict:
        page = super().get_paginated_response_schema(schema)
        properties = page["properties"]
        del properties["results"]
        properties["type"] = {"type": "string", "enum": ["FeatureCollection"]}
        # ``schema`` refers to the unpaged collection, ``VillageList``; its rows are ``Village``.
        row = {"$ref": schema["$ref"].removesuffix("List")}
        properties["features"] = {"type": "array", "items": row}
        page["required"] = ["type", "count", "features"]
        return page


def _number(request, name: str, default: int, least: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and least <= int(text[:12]) <= most and len(text) <= 12:
        return int(text)
    message = _("Expected a whole number from %(least)s to %(most)s.")
    raise ValidationError({name: [message % {"least": least, "most": most}]})


def _parameter(name: str, description: str, least: int, most: int, default: int) -> dict:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return {"name": name, "in": "query", "description": description, "schema": schema}
