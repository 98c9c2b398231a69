"""Errors of every interface for machines, as problem details (RFC 9457).

A problem names the parameter, the value that was given and what would be right.
"""

import json
import math
from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler as default_handler
from rest_framework.views import set_rollback

MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE = 200
MOST_REFERENCES = 20
RETRY_AFTER_S = 5
BUSY = (
    "Another write holds the database. Nothing was changed: "
    f"send the request again after {RETRY_AFTER_S} seconds."
)
# Never repeated in an answer, which may end in somebody's log.
SECRET_PARAMETERS = {"password", "token", "phone", "home_address"}


def problem(
    status: int,
    detail: str,
    title: str = "",
    parameter: str | None = None,
    value: object = None,
    expected: object = None,
    **members: object,
) -> dict:
    """Return the members of a problem; those without a value are left out."""
    optional = {
        "parameter": parameter,
        "value": None if parameter in SECRET_PARAMETERS else shorten(value),
        "expected": expected,
        **members,
    }
    return {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **{key: item for key, item in optional.items() if item is not None},
    }


def shorten(value: object) -> object:
    """Return a value fit to be repeated in an answer: a number, or text of bounded length.

    What JSON cannot carry (infinities, lone surrogates) is made text that it can.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode(errors="replace").decode()
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def is_busy(error: Exception) -> bool:
    """Return whether an error says that another write held the database for too long."""
    return isinstance(error, OperationalError) and "locked" in str(error)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Turn any error of a REST framework view into a problem; None for what is not foreseen."""
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(_fields_of(error))
    if isinstance(error, ProtectedError | RestrictedError):
        return _answer(_still_referred_to(error), context)
    if isinstance(error, RecursionError):
        return _answer(problem(400, "The body is nested too deeply.", "Invalid input"), context)
    if is_busy(error):
        answer = _answer(problem(503, BUSY), context)
        answer["Retry-After"] = str(RETRY_AFTER_S)
        return answer
    if isinstance(error, IntegrityError):
        detail = f"The database refused the record: {str(error).splitlines()[0]}"
        return _answer(problem(409, detail), context)
    response = default_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        body = _invalid(response.data, context["request"])
    else:
        body = problem(response.status_code, _detail(response.data), **_members(error))
    return _answer(body, context, response)


def _members(error: Exception) -> dict:
    names = ("parameter", "value", "expected")
    return {name: getattr(error, name) for name in names if hasattr(error, name)}


def _detail(data: object) -> str:
    return str(data.get("detail", data)) if isinstance(data, dict) else str(data)


def _fields_of(error: ValidationError) -> dict | list:
    if hasattr(error, "error_dict"):
        rename = {NON_FIELD_ERRORS: api_settings.NON_FIELD_ERRORS_KEY}
        return {rename.get(key, key): texts for key, texts in error.message_dict.items()}
    return error.messages


def _still_referred_to(error: ProtectedError | RestrictedError) -> dict:
    objects = getattr(error, "protected_objects", None) or error.restricted_objects
    references = sorted(
        f"{item._meta.verbose_name}: {item} ({getattr(item, 'public_id', item.pk)})"
        for item in objects
    )
    detail = f"{len(references)} records still refer to it; change or delete them first."
    return problem(409, detail, references=references[:MOST_REFERENCES])


def _invalid(data: object, request) -> dict:
    """Return the problem of a refused input: one entry in ``errors`` for each fault."""
    errors = list(_faults(data, ()))
    for fault in errors:
        value = _given(request, fault.get("parameter"))
        if value is not None:
            fault["value"] = value
    first = errors[0]
    members = {"errors": errors} if len(errors) > 1 else {}
    return problem(
        400, first["detail"], "Invalid input", first.get("parameter"), first.get("value"), **members
    )


def _faults(data: object, path: tuple[str, ...]):
    if isinstance(data, dict):
        for key, inner in data.items():
            step = () if key == api_settings.NON_FIELD_ERRORS_KEY else (str(key),)
            yield from _faults(inner, path + step)
    elif isinstance(data, list):
        for inner in data:
            yield from _faults(inner, path)
    else:
        fault = {"parameter": ".".join(path)} if path else {}
        yield fault | {"detail": str(data), "code": getattr(data, "code", "invalid")}


def _given(request, parameter: str | None) -> object:
    """Return what the request said for ``parameter``: in its address, else in its body."""
    if parameter is None or parameter in SECRET_PARAMETERS:
        return None
    if parameter in request.query_params:
        return shorten(request.query_params[parameter])
    try:
        body = request.data
    except exceptions.APIException:
        return None
    if not isinstance(body, dict):
        return None
    properties = body.get("properties")
    if isinstance(properties, dict) and parameter in properties:
        return shorten(properties[parameter])
    return shorten(body.get(parameter))


def _answer(body: dict, context: dict, response: Response | None = None) -> Response:
    set_rollback()
    renderer = getattr(context["request"], "accepted_renderer", None)
    readable = renderer is not None and renderer.media_type == "text/html"
    answer = Response(body, body["status"], content_type=None if readable else MEDIA_TYPE)
    if response is not None:
        for name, value in response.items():
            if name.lower() != "content-type":
                answer[name] = value
    return answer
