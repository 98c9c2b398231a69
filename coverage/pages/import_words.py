"""Words of an import: systems, encodings, and how a value or a geometry changes."""

from django.utils.translation import gettext as _

from coverage.pages.numbers import number
from geo.ingest.targets import TargetField
from geo.models.base import Quality

ENCODINGS = ("utf-8", "gb18030", "big5")


def crs_words(found: str | None) -> list[tuple[str, str]]:
    """Return the systems to choose from, with what a person calls them."""
    known = {
        "EPSG:4326": _("WGS 84, degrees"),
        "EPSG:4490": _("CGCS2000, degrees"),
        "EPSG:4549": _("CGCS2000, 3-degree zone at 120°E, easting without zone number"),
        "EPSG:4528": _("CGCS2000, 3-degree zone 40, easting with zone number"),
        "EPSG:3857": _("Web Mercator"),
        "gcj02": _("GCJ-02: Amap, Tencent, Ovital"),
        "bd09": _("BD-09: Baidu"),
    }
    others = [(found, "")] if found and found not in known else []
    return [*known.items(), *others]


def encoding_words(found: str | None) -> list[str]:
    """Return the encodings to choose from."""
    others = [found] if found and found not in ENCODINGS else []
    return [*ENCODINGS, *others]


def qualities() -> list[tuple[str, str]]:
    """Return how far the geometries of a file can be trusted."""
    return [choice for choice in Quality.choices if choice[0] != Quality.UNLOCATED]


def change_words(change: dict, field: TargetField | None) -> dict:
    """Return a change as a title and one sentence; ``field`` is None for the geometry."""
    if "geometry" not in change:
        old, new = (_value(change[key], field) for key in ("old", "new"))
        return {"title": change["title"], "old": old, "new": new}
    told = change["geometry"]
    old, new = "", _("given a place")
    if "moved_m" in told:
        text = _("moved by up to %(metres)s m")
        new = text % {"metres": number(told["moved_m"], 2)}
    for name, unit in (("area_m2", "m²"), ("length_m", "m")):
        if name in told:
            before, after = told[name]
            old = "" if before is None else f"{number(before, 1)} {unit}"
            new = f"{number(after, 1)} {unit}, {new}"
    return {"title": change["title"], "old": old, "new": new}


def _value(value: object, field: TargetField | None) -> str:
    if value is None or value == "":
        return _("nothing")
    labels = dict(field.choices) if field else {}
    return str(labels.get(value, value))
