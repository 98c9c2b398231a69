"""Coordinates as people write them: decimal numbers and degrees, minutes, seconds."""

import re
import unicodedata
from math import isfinite, nan

# Degrees, then minutes and seconds with whatever stands between them; letters before or after.
_SIGN = "[NSEW]|[东南西北][经纬]?"
_ANGLE = re.compile(
    rf"^(?P<before>{_SIGN})?\s*(?P<sign>[+-])?\s*(?P<degrees>\d{{1,3}}(?:\.\d+)?)\s*(?:[°º˚度dD]\s*)"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:['′’‘`分mM]\s*))?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:''|[\"″”“秒sS]|'')?\s*)?"
    rf"(?P<after>{_SIGN})?$"
)
_BARE = re.compile(
    rf"^(?P<before>{_SIGN})?\s*(?P<sign>[+-])?(?P<degrees>\d{{1,3}})[\s:\-_](?P<minutes>\d{{1,2}})"
    rf"(?:[\s:\-_](?P<seconds>\d{{1,2}}(?:\.\d+)?))?\s*(?P<after>{_SIGN})?$"
)
_LETTERED = re.compile(
    rf"^(?:(?P<before>{_SIGN})\s*)?(?P<number>\d+(?:\.\d+)?)(?:\s*(?P<after>{_SIGN}))?$"
)
_LONG_ENOUGH = re.compile(r"^[+-]?\d{1,3}\.(\d{4,})$")


def number(cell: object) -> float:
    """Return the number of a coordinate, degrees, minutes and seconds as decimal degrees.

    NaN for what is none; "118°50′12″E", "118-50-12", "东经118度50分12秒" and "118.8367" are.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1e300 else nan
    text = str(cell).strip()
    try:
        found = float(text) if "_" not in text else nan
    except ValueError:
        return _angle(text)
    return found if isfinite(found) else nan


def _angle(text: str) -> float:
    if len(text) > 60:
        return nan
    # Normalizing would turn the masculine ordinal, a common slip, into the letter o.
    text = unicodedata.normalize("NFKC", text.replace("º", "°")).strip()
    text = text.replace("′", "'").replace("″", '"').replace("''", '"').upper()
    lettered = _LETTERED.match(text)
    if lettered and (lettered["before"] or lettered["after"]):
        return _signed(float(lettered["number"]), lettered)
    found = _ANGLE.match(text) or _BARE.match(text)
    if not found:
        return nan
    minutes, seconds = (float(found[part] or 0) for part in ("minutes", "seconds"))
    if minutes >= 60 or seconds >= 60:
        return nan
    value = float(found["degrees"]) + minutes / 60 + seconds / 3600
    return _signed(-value if found["sign"] == "-" else value, found)


def _signed(value: float, found: re.Match) -> float:
    side = (found["before"] or found["after"] or "")[:1]
    return -value if side in ("S", "W", "南", "西") else value


def packed(cell: object) -> float:
    """Return the decimal degrees of a number that means degrees.minutes-seconds.

    118.5012 is 118°50′12″, 118.50123 is 118°50′12.3″. NaN where minutes or seconds are 60 or more.
    """
    text = _plain(cell)
    sign, _point, _rest = text.partition(".")
    try:
        whole = float(sign)
    except ValueError:
        return number(cell)
    digits = text.partition(".")[2].ljust(4, "0")
    if not digits.isdecimal():
        return number(cell)
    minutes, seconds = int(digits[:2]), float(f"{digits[2:4]}.{digits[4:] or 0}")
    if minutes >= 60 or seconds >= 60:
        return nan
    value = abs(whole) + minutes / 60 + seconds / 3600
    return -value if sign.startswith("-") else value


def may_be_packed(cell: object) -> bool:
    """Return whether a cell can be degrees.minutes-seconds: four decimals, both below 60."""
    found = _LONG_ENOUGH.match(_plain(cell))
    return bool(found) and int(found[1][:2]) < 60 and int(found[1][2:4]) < 60


def _plain(cell: object) -> str:
    return repr(cell) if isinstance(cell, float) else str(cell).strip()
