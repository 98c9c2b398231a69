"""Every address that answers GET, with real identifiers filled in."""

from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

from coverage.api.tables import FORMS
from coverage.figures.layers import NAMES
from coverage.models import Deputy, Survey
from geo.models import LiaisonStation, NoticeBoard, RiverSegment, Village

ROW = {
    "villages": Village,
    "stations": LiaisonStation,
    "segments": RiverSegment,
    "deputies": Deputy,
    "surveys": Survey,
    "boards": NoticeBoard,
}


def page_addresses() -> list[str]:
    """Return the addresses of the pages: lists and one page of each kind."""
    found = []
    for pattern in _patterns(get_resolver("coverage.pages.urls").url_patterns, "/"):
        kind = pattern.split("/")[1]
        if "<str:code>" in pattern:
            code = ROW[kind].objects.order_by("code").first().code
            pattern = pattern.replace("<str:code>", code)
        if "<" not in pattern and "logout" not in pattern and "language" not in pattern:
            found.append(pattern)
    return found


def _patterns(patterns, prefix: str):
    for entry in patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address


def coverage_addresses(document: dict) -> list[str]:
    """Return the addresses of the figures of coverage; tables in each of their formats.

    ``document`` is the public OpenAPI document. All of them answer with 200.
    """
    found = []
    for path, item in document["paths"].items():
        if not path.startswith("/coverage/"):
            continue
        part = {**document, "paths": {path: item}}
        is_table = "text/csv" in item["get"]["responses"]["200"]["content"]
        for address in document_addresses(part, {"layer": list(NAMES)}):
            address += "?from=2026-01-01" if path.endswith("/changes") else "?lang=zh" * is_table
            found.append(address)
            found += [f"{address}&format={form}" for form in FORMS if is_table]
    return found


def document_addresses(document: dict, values: dict[str, list[str]]) -> list[str]:
    """Return the GET addresses of an OpenAPI document for each of the given values."""
    root = urlsplit(document["servers"][0]["url"]).path.rstrip("/")
    found = []
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        addresses = [root + path]
        for name, choices in values.items():
            slot = "{" + name + "}"
            addresses = [
                address.replace(slot, choice)
                for address in addresses
                for choice in (choices if slot in address else [""])
            ]
        found += [address for address in addresses if "{" not in address]
    return found
