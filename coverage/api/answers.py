"""How a view of the coverage API is made: a question is read, figures are asked, a body is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from coverage.analysis.errors import AnalysisError
from coverage.api import tables
from coverage.api.parameters import question, refused
from coverage.figures import register
from coverage.tables import Table
from geo.features.responses import body_answer, entity_tag, is_fresh, not_modified, resource

# (register, question) -> plain data, or a table.
Compute = Callable[[register.Register, Any], Any]


def answer(media_type: str, ask: Callable = question) -> Callable[[Compute], Callable]:
    """Make a view of a function (register, question) -> plain data.

    ``ask`` reads the question from the query string and the parts of the address.
    """

    def decorate(compute: Compute) -> Callable:
        @resource
        @wraps(compute)
        def view(request: HttpRequest, **parts: str) -> HttpResponse:
            asked = ask(request.GET, **parts)
            found = register.read(asked.subdistrict, asked.day)
            tag = entity_tag(compute.__name__, found.token, *asked.parts)
            if is_fresh(request, tag):
                return not_modified(tag)
            body = orjson.dumps(computed(compute, found, asked), option=orjson.OPT_SERIALIZE_NUMPY)
            return body_answer(request, body, media_type, tag)

        return view

    return decorate


def table(ask: Callable, data: Compute | None = None) -> Callable[[Compute], Callable]:
    """Make a view of a function (register, question) -> Table, in the format a client wants.

    ``data`` gives plain data for JSON where that is not a table's rows.
    """

    def decorate(compute: Compute) -> Callable:
        @resource
        @wraps(compute)
        def view(request: HttpRequest, **parts: str) -> HttpResponse:
            asked = ask(request.GET, *tables.PARAMETERS, **parts)
            form, language = tables.form_of(request), tables.language_of(request)
            found = register.read(asked.subdistrict, asked.day)
            tag = entity_tag(compute.__name__, found.token, form, language, *asked.parts)
            if is_fresh(request, tag):
                return not_modified(tag)
            if data is not None and form == "json":
                body = orjson.dumps(computed(data, found, asked), option=orjson.OPT_SERIALIZE_NUMPY)
                return body_answer(request, body, tables.MEDIA_TYPES[form], tag)
            made: Table = computed(compute, found, asked)
            return tables.table_answer(request, made, form, language, tag)

        return view

    return decorate


def computed(compute: Compute, found: register.Register, asked: Any) -> Any:
    """Return what a function computes; what the analyses refuse is a wrong parameter."""
    try:
        return compute(found, asked)
    except AnalysisError as error:
        raise refused(error) from error
