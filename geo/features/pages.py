"""The resources of the feature API as pages for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.features.answers import Page
from geo.features.collections import Collection
from geo.features.links import with_query

# What a table can show side by side; the feature's own page has all of it.
COLUMNS = 8
SKIPPED_IN_TABLES = {"source", "subdistrict", "village_code", "code_scheme", "as_of"}


def page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """Render a page; it is the visitor's own and not kept by others."""
    response = render(request, template, context)
    response["Vary"] = "Accept, Cookie"
    response["Cache-Control"] = "private, no-cache"
    return response


def items(request: HttpRequest, collection: Collection, found: Page) -> HttpResponse:
    """Show a page of features as a table."""
    shown = [
        (index, item)
        for index, item in enumerate(found.shown.properties)
        if item.name not in SKIPPED_IN_TABLES or found.query.properties
    ][:COLUMNS]
    names = [item.name for item in found.shown.properties]
    rows = [
        {
            "id": row[1],
            "is_illustrative": "quality" in names
            and row[3 + names.index("quality")] == "illustrative",
            "cells": [_cell(row[3 + index]) for index, _ in shown],
        }
        for row in found.rows
    ]
    parameters = {name: value for name, value in request.GET.items() if name != "offset"}
    onward = with_query("", parameters | {"after": found.next_after, "f": "html"})
    parameters.pop("after", None)
    context = {
        "collection": collection,
        "columns": [item for _, item in shown],
        "rows": rows,
        "matched": found.matched,
        "filter": request.GET.get("filter", ""),
        "next": onward if found.next_after is not None else "",
        "first": with_query("", parameters | {"f": "html"}),
        "is_first": found.query.after is None and not found.query.offset,
        "as_json": with_query("", request.GET.dict() | {"f": "json"}),
    }
    return page(request, "features/items.html", context)


def feature(request: HttpRequest, collection: Collection, body: dict) -> HttpResponse:
    """Show one feature with all its properties."""
    values = body["properties"]
    context = {
        "collection": collection,
        "feature_id": body["id"],
        "heading": values.get("short_name") or values.get("name") or values.get("code"),
        "facts": [(item, _cell(values[item.name])) for item in collection.properties],
        "is_illustrative": values.get("quality") == "illustrative",
        "geometry_type": body["geometry"]["type"] if body["geometry"] else "",
    }
    return page(request, "features/item.html", context)


def schema(request: HttpRequest, collection: Collection, name: str, document: dict) -> HttpResponse:
    """Show the properties of a collection with their types."""
    context = {"collection": collection, "document": document, "is_schema": name == "schema"}
    return page(request, "features/schema.html", context)


def operations(request: HttpRequest, document: dict) -> HttpResponse:
    """Show the operations of the OpenAPI document."""
    parameters = document["components"]["parameters"]

    def resolved(parameter: dict) -> dict:
        return parameters[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter

    listed = [
        {
            "method": method.upper(),
            "path": path,
            "summary": one["summary"],
            "parameters": [resolved(parameter) for parameter in one["parameters"]],
            "media_types": list(next(iter(one["responses"].values())).get("content", ())),
        }
        for path, item in document["paths"].items()
        for method, one in item.items()
    ]
    return page(request, "features/operations.html", {"document": document, "operations": listed})


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
