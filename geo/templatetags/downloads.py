"""The menu of files of a collection: each format in each system it can name."""

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from geo.features.collections import find
from geo.features.files.formats import REGISTER, Format, formats_of
from geo.features.files.frames import SRIDS
from geo.features.links import with_query
from geo.features.parameters import PAGING

register = template.Library()
GCJ02 = {"datum": "gcj02"}
SYSTEMS = {f"EPSG:{srid}": {"crs": f"EPSG:{srid}"} for srid in SRIDS} | {"GCJ-02": GCJ02}
# WGS 84 is what there is without asking; the formats that know no other can also be shifted.
SYSTEMS["EPSG:4326"] = {}


@register.inclusion_tag("features/downloads.html", takes_context=True)
def downloads(context: template.Context, name: str, query: QueryDict | None = None) -> dict:
    """Show the menu of a collection; ``query`` selects features as a request for items does."""
    asked = {key: value for key, value in (query or {}).items() if key not in PAGING}
    if not asked and context.get("asks_date"):
        asked["date"] = context["day"].isoformat()
    return {"rows": [_row(one, name, asked) for one in formats_of(find(name))]}


@register.simple_tag
def register_file(extension: str, day: str = "") -> str:
    """Return the address of a file of all collections, in the language of the page."""
    asked = _language() | ({"date": day} if day and extension in REGISTER else {})
    name = "downloads:register" if extension in REGISTER else "downloads:project"
    args = [extension] if extension in REGISTER else []
    return with_query(reverse(name, args=args), asked)


def _row(made: Format, name: str, asked: dict) -> dict:
    address = reverse("downloads:download", args=[name, made.extension])
    titled = asked | (_language() if made.language else {})
    return {
        "title": made.title,
        "files": [
            (system, with_query(address, titled | given))
            for system, given in SYSTEMS.items()
            if not (made.is_wgs84 and "crs" in given)
        ],
    }


def _language() -> dict:
    return {"lang": "en"} if (get_language() or "").startswith("en") else {}
