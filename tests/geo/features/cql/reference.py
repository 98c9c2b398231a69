"""CQL2 evaluated in plain Python, row by row: what the databases are compared with.

Written from the standard's tables and not from the translation: a tree of CQL2 JSON and a row give
True, False or None.
"""

import math
import operator
import re
import unicodedata
from datetime import date

import shapely

SIGNS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
RELATIONS = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
}
EARLIEST, LATEST = date.min, date.max


def evaluate(tree: object, row: dict) -> object:
    """Return the value of an expression for a row; None is unknown."""
    if not isinstance(tree, dict):
        return tree
    if "property" in tree:
        return row[tree["property"]]
    if "date" in tree:
        return date.fromisoformat(tree["date"])
    if "bbox" in tree:
        return shapely.box(*tree["bbox"])
    if "type" in tree:
        return shapely.geometry.shape(tree)
    op, args = tree["op"].lower(), tree["args"]
    if op in ("and", "or"):
        return _logical(op, [evaluate(one, row) for one in args])
    if op == "in":
        return _among(evaluate(args[0], row), [evaluate(one, row) for one in args[1]])
    if op.startswith("t_"):
        return _temporal(op, *(_interval(one, row) for one in args))
    if op.startswith("a_"):
        return _array(op, *({evaluate(one, row) for one in array} for array in args))
    values = [evaluate(one, row) for one in args]
    if op == "isnull":
        return values[0] is None
    if op == "between":
        value, low, high = values
        return _logical("and", [_compared("<=", low, value), _compared("<=", value, high)])
    if None in values:
        return None
    return _known(op, values)


def _logical(op: str, values: list) -> bool | None:
    decisive = op == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _among(value: object, choices: list) -> bool | None:
    if value is None:
        return None
    return _logical("or", [None if one is None else value == one for one in choices])


def _compared(sign: str, one: object, other: object) -> bool | None:
    return None if one is None or other is None else SIGNS[sign](one, other)


def _known(op: str, values: list) -> object:
    if op in SIGNS:
        return bool(SIGNS[op](*values))
    if op in RELATIONS:
        return bool(RELATIONS[op](*values))
    if op == "not":
        return not values[0]
    if op == "like":
        return _like(*values)
    if op == "casei":
        return values[0].casefold()
    if op == "accenti":
        apart = unicodedata.normalize("NFD", values[0])
        return "".join(one for one in apart if not unicodedata.combining(one))
    return _arithmetic(op, *map(float, values))


def _like(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    regular = "".join(wild.get(part) or re.escape(part[-1]) for part in parts)
    return re.fullmatch(regular, text, re.DOTALL) is not None


def _arithmetic(op: str, left: float, right: float) -> float | None:
    if op in ("/", "%", "div") and right == 0:
        return None
    if op == "^" and left == 0 > right:
        return None
    results = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "div": lambda: float(math.trunc(left / right)),
        "%": lambda: left - right * math.trunc(left / right),
        "^": lambda: math.pow(left, right),
    }
    return results[op]()


def _interval(tree: dict, row: dict) -> tuple | None:
    """Return the ends of a time; None for an instant that is unknown."""
    if "interval" not in tree:
        instant = evaluate(tree, row)
        return None if instant is None else (instant, instant)
    first, last = (
        None
        if one == ".."
        else date.fromisoformat(one)
        if isinstance(one, str)
        else row[one["property"]]
        for one in tree["interval"]
    )
    return first or EARLIEST, last or LATEST


def _temporal(op: str, one: tuple | None, other: tuple | None) -> bool | None:
    if one is None or other is None:
        return None
    (a, b), (c, d) = one, other
    return {
        "t_after": a > d,
        "t_before": b < c,
        "t_disjoint": b < c or a > d,
        "t_intersects": not (b < c or a > d),
        "t_equals": a == c and b == d,
        "t_contains": a < c and b > d,
        "t_during": a > c and b < d,
        "t_starts": a == c and b < d,
        "t_startedby": a == c and b > d,
        "t_finishes": a > c and b == d,
        "t_finishedby": a < c and b == d,
        "t_meets": b == c,
        "t_metby": a == d,
        "t_overlaps": a < c < b < d,
        "t_overlappedby": c < a < d < b,
    }[op]


def _array(op: str, one: set, other: set) -> bool:
    return {
        "a_equals": one == other,
        "a_contains": one >= other,
        "a_containedby": one <= other,
        "a_overlaps": bool(one & other),
    }[op]
