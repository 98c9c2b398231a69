"""Columns that hold a place, by their Chinese and English names."""

import re
import unicodedata

LONGITUDE = ("lon", "lng", "long", "longitude", "经度", "东经", "jd", "中心经度", "经度坐标")
LATITUDE = ("lat", "latitude", "纬度", "北纬", "wd", "中心纬度", "纬度坐标")
EASTING = ("easting", "east", "东坐标", "横坐标", "东向坐标", "东", "pointe")
NORTHING = ("northing", "north", "北坐标", "纵坐标", "北向坐标", "北", "pointn")
X = ("x", "x坐标", "坐标x", "pointx", "coordx", "xcoord", "centerx")
Y = ("y", "y坐标", "坐标y", "pointy", "coordy", "ycoord", "centery")
WKT = ("wkt", "geom", "geometry", "thegeom", "wktgeom", "几何", "空间坐标")
PAIR = ("坐标", "经纬度", "location", "coordinates", "lnglat", "lonlat")
PAIRS = ((LONGITUDE, LATITUDE), (EASTING, NORTHING), (X, Y))
_BRACKET = re.compile(r"[(\[【](.*?)[)\]】]?$")
_BETWEEN = re.compile(r"[\s_\-:.·]+")
# What a remark in brackets says of a coordinate: X坐标(北) is the northing.
_REMARKS = ((NORTHING, ("北", "纵", "northing")), (EASTING, ("东", "横", "easting")))


def meaning(name: str) -> tuple[str, ...] | None:
    """Return which of the lists above the name of a column belongs to, None for no place."""
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    remark = _BRACKET.search(plain)
    word = _BETWEEN.sub("", _BRACKET.sub("", plain))
    found = next((words for pair in (*PAIRS, (WKT, PAIR)) for words in pair if word in words), None)
    if remark and found in (X, Y):
        inner = remark[1]
        return next((kind for kind, hints in _REMARKS if any(h in inner for h in hints)), found)
    return found


def places(names: list[str]) -> list[tuple[str, ...]]:
    """Return the columns that may hold the place: (x, y), or one with WKT or a pair of numbers."""
    meanings = {}
    for name in names:
        meanings.setdefault(meaning(name), name)
    found = [(meanings[x], meanings[y]) for x, y in PAIRS if x in meanings and y in meanings]
    return found + [(meanings[one],) for one in (WKT, PAIR) if one in meanings]
