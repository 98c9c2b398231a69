"""Given points: a line of text for each on the page, a list of objects in the API."""

import math

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_POINTS = 200
LONGEST_NAME = 40
# Enough for a centimetre.
DECIMALS = 7


class PointsField(forms.Field):
    """Points in WGS 84 as a list of {"name", "lon", "lat"}.

    From text each line is a name, longitude and latitude with commas between, the name may be
    missing. From a list each member is an object with ``lon``, ``lat`` and maybe ``name``.
    """

    widget = forms.Textarea

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value: object) -> list[dict]:
        """Return the points; raises ValidationError that names the number of the wrong one."""
        if value in (None, ""):
            return []
        rows = value
        if isinstance(value, str):
            rows = [_of_line(line) for line in value.splitlines() if line.strip()]
        if not isinstance(rows, list):
            raise ValidationError(_wanted(), code="invalid")
        if len(rows) > MOST_POINTS:
            text = _("At most %(most)s points.") % {"most": MOST_POINTS}
            raise ValidationError(text, code="invalid")
        return [_point(row, number) for number, row in enumerate(rows, 1)]


def _wanted() -> str:
    return _("Points as name, longitude, latitude, for example: East market, 118.85, 35.18.")


def _of_line(line: str) -> dict:
    parts = [part.strip() for part in line.replace("，", ",").split(",")]
    lon, lat = parts[-2:] if len(parts) >= 2 else ("", "")
    return {"name": ", ".join(parts[:-2]), "lon": lon, "lat": lat}


def _point(row: object, number: int) -> dict:
    if not isinstance(row, dict) or set(row) - {"name", "lon", "lat"}:
        raise _wrong(number)
    lon, lat = _degrees(row.get("lon"), 180, number), _degrees(row.get("lat"), 90, number)
    name = row.get("name") or ""
    if not isinstance(name, str) or len(name) > LONGEST_NAME or "\x00" in name:
        raise _wrong(number)
    return {"name": name.strip() or _("Point %(number)s") % {"number": number}} | {
        "lon": lon,
        "lat": lat,
    }


def _degrees(value: object, most: float, number: int) -> float:
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError
        degrees = float(value)
    except (ValueError, OverflowError):
        raise _wrong(number) from None
    if not math.isfinite(degrees) or abs(degrees) > most:
        raise _wrong(number)
    return round(degrees, DECIMALS)


def _wrong(number: int) -> ValidationError:
    text = _("Point %(number)s is not right. %(wanted)s") % {"number": number, "wanted": _wanted()}
    return ValidationError(text, code="invalid")


def as_lines(points: list[dict]) -> str:
    """Return points as the text of the page's field."""
    return "\n".join(f"{point['name']}, {point['lon']}, {point['lat']}" for point in points)
