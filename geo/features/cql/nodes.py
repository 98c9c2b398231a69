"""The parts of a checked filter: names, values and calls, each with its type; hashable.

The types are ``boolean``, ``number``, ``string``, ``date``, ``timestamp``, ``interval``,
``geometry`` and ``array``.
"""

from dataclasses import dataclass

from geo.features.errors import BadParameterError

# West, south, east, north in degrees of WGS 84.
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A property; the geometry has the name ``geometry``."""

    name: str
    type: str


@dataclass(frozen=True)
class Value:
    """A literal: bool, int, float, str, date, Shape; None is the open end of an interval."""

    value: object
    type: str


@dataclass(frozen=True)
class Call:
    """An operator or a function with its arguments."""

    op: str
    args: tuple["Node", ...]
    type: str


@dataclass(frozen=True)
class Shape:
    """A geometry in WGS 84, longitude first: WKB, and the boxes that hold it.

    ``parts`` are the shapes of a collection of points, lines and areas together, which GEOS
    relates to nothing as a whole; empty for everything else.
    """

    wkb: bytes
    boxes: tuple[Corners, ...]
    parts: tuple["Shape", ...] = ()


Node = Name | Value | Call

GEOMETRY = "geometry"


def wrong(place: object, expected: str, why: str) -> BadParameterError:
    """Return the error of a filter that says which part of it is wrong."""
    text = place if isinstance(place, str) else shown(place)
    detail = f"In the parameter 'filter': {why}, in {text}. Right would be: {expected}."
    return BadParameterError("filter", text, expected, detail)


LONGEST_SHOWN = 120
_INFIX = {"=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^", "div", "like", "and", "or"}


def shown(tree: object) -> str:
    """Return a part of a filter as text for people, shortened."""
    text = _shown(tree)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _shown(tree: object) -> str:
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, list | tuple):
        return f"({', '.join(map(_shown, tree))})"
    if isinstance(tree, bool) or tree is None:
        return {True: "TRUE", False: "FALSE", None: "NULL"}[tree]
    if isinstance(tree, float) and tree.is_integer() and abs(tree) < 1e15:
        return str(int(tree))
    if not isinstance(tree, dict):
        return str(tree)
    if isinstance(tree.get("property"), str):
        return tree["property"]
    op, args = tree.get("op"), tree.get("args")
    if isinstance(op, str) and isinstance(args, list):
        if op in _INFIX and len(args) > 1:
            return f"({f' {op.upper()} '.join(map(_shown, args))})"
        return f"{op.upper()}({', '.join(map(_shown, args))})"
    if "type" in tree:
        return f"{tree['type']}(…)"
    return ", ".join(f"{str(key).upper()}({_shown(value)})" for key, value in tree.items()) or "{}"
