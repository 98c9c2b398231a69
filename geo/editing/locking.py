"""Optimistic locking: an ETag for a row, and If-Match before a change (RFC 9110, 13.1.1)."""

import hashlib

from django.db.models import Model
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class StaleError(APIException):
    """The row is no longer what the client saw: 412."""

    status_code = 412
    default_detail = _(
        "The record has changed since you read it. Read it again, then repeat the change."
    )
    default_code = "stale"

    def __init__(self, given: str, current: str):
        super().__init__()
        self.parameter, self.value, self.expected = "If-Match", given, current


def etag_of(instance: Model) -> str:
    """Return the ETag of a row: a hash of every stored value, whoever wrote it."""
    digest = hashlib.blake2s(digest_size=12)
    for field in instance._meta.concrete_fields:
        value = field.value_from_object(instance)
        text = value.hex if hasattr(value, "hex") and hasattr(value, "wkb") else value
        digest.update(f"{field.attname}={text!r};".encode())
    return f'"{digest.hexdigest()}"'


def require_match(request, current: str) -> None:
    """Raise StaleError when the request has an If-Match that does not name the current ETag.

    A compressed answer carries the tag in its weak form, which is accepted: it names the same row.
    """
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return
    tags = {tag.removeprefix("W/") for tag in parse_etags(given)}
    if current.removeprefix("W/") not in tags:
        raise StaleError(given, current)
