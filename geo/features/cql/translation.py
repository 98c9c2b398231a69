"""Checked conditions to SQL with parameters, with the same answers on both databases.

Names become columns of a collection's SELECT, values parameters: no text of a request is part of
the SQL. What is unknown (NULL) stays unknown, as SQL has it, except where only the rows count that
a condition is true for: there an index may be used.
"""

from datetime import date, datetime
from typing import Protocol

from geo.crs import STORAGE_SRID
from geo.features.cql import arithmetic, folding
from geo.features.cql.nodes import GEOMETRY, Call, Corners, Name, Node, Shape, Value

Piece = tuple[str, list]
_FUNCTIONS = {
    "s_intersects": "ST_Intersects",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_crosses": "ST_Crosses",
    "s_overlaps": "ST_Overlaps",
}
# First and last of both times; all comparisons of a line hold.
_TIMES = {
    "t_after": (("first", ">", "other_last"),),
    "t_before": (("last", "<", "other_first"),),
    "t_equals": (("first", "=", "other_first"), ("last", "=", "other_last")),
    "t_intersects": (("first", "<=", "other_last"), ("last", ">=", "other_first")),
    "t_contains": (("first", "<", "other_first"), ("last", ">", "other_last")),
    "t_during": (("first", ">", "other_first"), ("last", "<", "other_last")),
    "t_starts": (("first", "=", "other_first"), ("last", "<", "other_last")),
    "t_startedby": (("first", "=", "other_first"), ("last", ">", "other_last")),
    "t_finishes": (("first", ">", "other_first"), ("last", "=", "other_last")),
    "t_finishedby": (("first", "<", "other_first"), ("last", "=", "other_last")),
    "t_meets": (("last", "=", "other_first"),),
    "t_metby": (("first", "=", "other_last"),),
    "t_overlaps": (
        ("first", "<", "other_first"), ("last", ">", "other_first"), ("last", "<", "other_last"),
    ),
    "t_overlappedby": (
        ("first", ">", "other_first"), ("first", "<", "other_last"), ("last", ">", "other_last"),
    ),
}  # fmt: skip


class Columns(Protocol):
    """What a collection's SELECT tells: its columns, and where its geometry's index is."""

    column: dict[str, str]
    geometry: str | None

    def near(self, box: Corners) -> Piece: ...


def condition(node: Node, source: Columns, vendor: str) -> Piece:
    """Return the SQL of a checked condition, for a WHERE clause."""
    return _Translation(source, vendor == "postgresql").true(node)


class _Translation:
    def __init__(self, source: Columns, is_postgres: bool):
        self.source, self.is_postgres = source, is_postgres

    def true(self, node: Node) -> Piece:
        """Return SQL that is true where the condition is; false or NULL elsewhere."""
        if isinstance(node, Call) and node.op in ("and", "or"):
            return _joined([self.true(one) for one in node.args], node.op.upper())
        if isinstance(node, Call) and node.op in _FUNCTIONS:
            return self._spatial(node, only_true=True)
        return self.sql(node)

    def sql(self, node: Node) -> Piece:
        """Return the SQL of an expression, true, false or NULL as the expression is."""
        if isinstance(node, Name):
            return self._column(node), []
        if isinstance(node, Value):
            return self._value(node)
        if node.op in ("and", "or"):
            return _joined([self.sql(one) for one in node.args], node.op.upper())
        if node.op[:2] in _BY_PREFIX:
            return _BY_PREFIX[node.op[:2]](self, node)
        return _BY_NAME.get(node.op, _Translation._comparison)(self, node)

    def _column(self, node: Name) -> str:
        return self.source.geometry if node.name == GEOMETRY else self.source.column[node.name]

    def _value(self, node: Value) -> Piece:
        value = node.value
        if isinstance(value, bool):
            return ("TRUE" if value else "FALSE"), []
        if isinstance(value, Shape):
            maker = "ST_GeomFromWKB" if self.is_postgres else "GeomFromWKB"
            return f"{maker}(%s, {STORAGE_SRID})", [value.wkb]
        if isinstance(value, datetime):
            value = value.isoformat(timespec="microseconds")
        if isinstance(value, date):
            return ("%s::date", [value]) if self.is_postgres else ("%s", [value.isoformat()])
        if isinstance(value, str):
            return ("%s::text" if self.is_postgres else "%s"), [value]
        return "%s", [value]

    def _ordered(self, node: Node) -> Piece:
        """Return an expression for comparing sizes: text by code points, as SQLite does."""
        text, params = self.sql(node)
        if self.is_postgres and node.type in ("string", "timestamp"):
            return f'{text} COLLATE "C"', params
        return text, params

    def _comparison(self, node: Call) -> Piece:
        (left, params), (right, more) = self._ordered(node.args[0]), self.sql(node.args[1])
        return f"({left} {node.op} {right})", params + more

    def _not(self, node: Call) -> Piece:
        text, params = self.sql(node.args[0])
        return f"(NOT {text})", params

    def _between(self, node: Call) -> Piece:
        (text, params), *ends = self._ordered(node.args[0]), *map(self.sql, node.args[1:])
        (low, low_params), (high, high_params) = ends
        return f"({text} BETWEEN {low} AND {high})", params + low_params + high_params

    def _in(self, node: Call) -> Piece:
        (text, params), *choices = map(self.sql, node.args)
        marks = ", ".join(choice for choice, _ in choices)
        return f"({text} IN ({marks}))", params + [one for _, more in choices for one in more]

    def _is_null(self, node: Call) -> Piece:
        text, params = self.sql(node.args[0])
        return f"({text} IS NULL)", params

    def _like(self, node: Call) -> Piece:
        text, params = self.sql(node.args[0])
        pattern = node.args[1].value
        if self.is_postgres:
            return f"({text} LIKE %s::text)", [*params, pattern]
        # SQLite's LIKE takes capitals for small letters.
        return f"({text} GLOB %s)", [*params, _glob(pattern)]

    def _fold(self, node: Call) -> Piece:
        text, params = self.sql(node.args[0])
        return folding.sql(node.op, text, self.is_postgres), params

    def _arithmetic(self, node: Call) -> Piece:
        (left, params), (right, more) = map(self._number, node.args)
        text, operands = arithmetic.sql(node.op, left, right)
        return text, [one for name in operands for one in (params if name == "a" else more)]

    def _number(self, node: Node) -> Piece:
        if isinstance(node, Name):
            return arithmetic.guarded(self._column(node)), []
        if isinstance(node, Value):
            mark = "%s::double precision" if self.is_postgres else "%s"
            return mark, [float(node.value)]
        return self._arithmetic(node)

    def _spatial(self, node: Call, only_true: bool = False) -> Piece:
        if node.op == "s_disjoint":
            return self._not(Call("not", (Call("s_intersects", node.args, "boolean"),), "boolean"))
        pairs = [(one, other) for one in _parts(node.args[0]) for other in _parts(node.args[1])]
        pieces = [self._relation(_FUNCTIONS[node.op], *pair, only_true) for pair in pairs]
        return pieces[0] if len(pieces) == 1 else _joined(pieces, "OR")

    def _relation(self, function: str, one: Node, other: Node, only_true: bool) -> Piece:
        (left, params), (right, more) = self.sql(one), self.sql(other)
        call, values = f"{function}({left}, {right})", params + more
        if self.is_postgres:
            return call, values
        shapes = [part.value for part in (one, other) if isinstance(part, Value)]
        if len(shapes) != 1:
            # SpatiaLite answers -1 where an argument is NULL.
            return f"(CASE {call} WHEN 1 THEN 1 WHEN 0 THEN 0 END)", values
        near, box_values = _joined([self.source.near(box) for box in shapes[0].boxes], "OR")
        if only_true:
            return f"({near} AND {call} = 1)", box_values + values
        empty = f"WHEN {self.source.geometry} IS NULL THEN NULL"
        return f"(CASE {empty} WHEN {near} THEN {call} = 1 ELSE 0 END)", box_values + values

    def _temporal(self, node: Call) -> Piece:
        if node.op == "t_disjoint":
            return self._not(Call("not", (Call("t_intersects", node.args, "boolean"),), "boolean"))
        kinds = [end.type for one in node.args for end in _ends(one)]
        is_day = "date" in kinds
        first, last, other_first, other_last = (
            self._end(end, is_day, "infinity" if index else "-infinity")
            for one in node.args
            for index, end in enumerate(_ends(one))
        )
        times = {"first": first, "last": last, "other_first": other_first, "other_last": other_last}
        pieces = []
        for one, sign, other in _TIMES[node.op]:
            (left, params), (right, more) = times[one], times[other]
            pieces.append((f"({left} {sign} {right})", params + more))
        return _joined(pieces, "AND")

    def _end(self, node: Node, is_day: bool, infinity: str) -> Piece:
        """Return an end of a time; where a property of an interval is empty, it is open."""
        if self.is_postgres and is_day:
            bound = f"'{infinity}'::date"
        else:
            # Text that sorts before and after every date.
            bound = "'infinity'" if infinity == "infinity" else "''"
        if node.type == "open":
            return bound, []
        if isinstance(node, Call):
            text, params = self.sql(node.args[0])
            return f"COALESCE({text}, {bound})", params
        return self._ordered(node)

    def _array(self, node: Call) -> Piece:
        one, other = (array.args for array in node.args)
        contains, contained = self._contains(one, other), self._contains(other, one)
        if node.op == "a_contains":
            return contains
        if node.op == "a_containedby":
            return contained
        if node.op == "a_equals":
            return _joined([contains, contained], "AND")
        return _joined([self._same(left, right) for left in one for right in other], "OR")

    def _contains(self, whole: tuple[Node, ...], part: tuple[Node, ...]) -> Piece:
        found = [_joined([self._same(one, other) for one in whole], "OR") for other in part]
        return _joined(found, "AND")

    def _same(self, one: Node, other: Node) -> Piece:
        if one.type != other.type:
            return "FALSE", []
        if isinstance(one, Value) and isinstance(other, Value):
            return ("TRUE" if one.value == other.value else "FALSE"), []
        return self._comparison(Call("=", (one, other), "boolean"))


_BY_PREFIX = {
    "s_": _Translation._spatial,
    "t_": _Translation._temporal,
    "a_": _Translation._array,
}
_BY_NAME = {
    "not": _Translation._not,
    "between": _Translation._between,
    "in": _Translation._in,
    "like": _Translation._like,
    "isnull": _Translation._is_null,
    **dict.fromkeys(folding.FOLDS, _Translation._fold),
    **dict.fromkeys(("+", "-", "*", "/", "%", "div", "^"), _Translation._arithmetic),
}


def _ends(node: Node) -> tuple[Node, Node]:
    """Return the first and the last of a time; a property in an interval is marked as an end."""
    if node.type != "interval":
        return node, node
    return tuple(
        Call("end", (end,), end.type) if isinstance(end, Name) else end for end in node.args
    )


def _parts(node: Node) -> list[Node]:
    """Return a geometry, or the parts of a collection of points, lines and areas together."""
    if not isinstance(node, Value) or not node.value.parts:
        return [node]
    return [part for one in node.value.parts for part in _parts(Value(one, node.type))]


def _joined(pieces: list[Piece], word: str) -> Piece:
    """Return pieces joined by AND or OR, halved again and again: SQLite bounds the depth."""
    if not pieces:
        return ("TRUE" if word == "AND" else "FALSE"), []
    if len(pieces) == 1:
        return pieces[0]
    half = len(pieces) // 2
    (left, params), (right, more) = _joined(pieces[:half], word), _joined(pieces[half:], word)
    return f"({left} {word} {right})", params + more


def _glob(pattern: str) -> str:
    """Return a pattern of LIKE, with its backslashes, as one of SQLite's GLOB."""
    found, is_escaped = [], False
    for letter in pattern:
        if letter == "\\" and not is_escaped:
            is_escaped = True
            continue
        if not is_escaped and letter in "%_":
            found.append("*" if letter == "%" else "?")
        else:
            found.append(f"[{letter}]" if letter in "*?[" else letter)
        is_escaped = False
    return "".join(found)
