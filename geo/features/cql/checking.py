"""The tree of a filter against a collection: every name known, every value of the right type."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.features.collections import Collection
from geo.features.cql import arithmetic, literals
from geo.features.cql.folding import FOLDS
from geo.features.cql.nodes import GEOMETRY, Call, Name, Node, Value, wrong
from geo.features.cql.shapes import Placing, shape

# What the SQL of a filter may weigh: arguments that are written several times count each time.
HEAVIEST = 4000
LOGICAL, COMPARISONS = ("and", "or"), ("=", "<>", "<", "<=", ">", ">=")
SPATIAL = (
    "s_intersects", "s_disjoint", "s_equals", "s_touches",
    "s_within", "s_contains", "s_crosses", "s_overlaps",
)  # fmt: skip
# Of instants and intervals; then of intervals alone.
INSTANTS = ("t_after", "t_before", "t_disjoint", "t_equals", "t_intersects")
INTERVALS = (
    "t_contains", "t_during", "t_finishedby", "t_finishes", "t_meets", "t_metby",
    "t_overlappedby", "t_overlaps", "t_startedby", "t_starts",
)  # fmt: skip
ARRAYS = ("a_equals", "a_contains", "a_containedby", "a_overlaps")
SCALARS = ("number", "string", "boolean", "date", "timestamp")
ORDERED = ("number", "string", "date", "timestamp")
_EXPECTED = {
    "boolean": "a condition such as kind = 'village'",
    "number": "a number",
    "string": "text in single quotes",
    "date": literals.DATE,
    "timestamp": literals.TIMESTAMP,
    "geometry": "a geometry such as POINT(118.83 35.17) or the property geometry",
    "interval": "INTERVAL('2018-01-01', '..')",
    "array": "an array such as ('a', 'b')",
}


def check(tree: object, collection: Collection, place: Placing) -> Node:
    """Return the condition that a tree makes; raises BadParameterError that names the part."""
    found = _Checker(collection, place).expect(tree, "boolean")
    if weight(found) > HEAVIEST:
        raise wrong(tree, "a simpler filter", "it is too much for the database")
    return found


def weight(node: Node) -> int:
    """Return about how many parts the SQL of a condition has."""
    if not isinstance(node, Call):
        return 1
    args = [weight(one) for one in node.args]
    if node.op in ARRAYS:
        return 1 + args[0] * args[1]
    return 1 + arithmetic.COPIES.get(node.op, 4 if node.op[:2] == "t_" else 1) * sum(args)


@dataclass(frozen=True)
class _Checker:
    collection: Collection
    place: Placing

    def expect(self, tree: object, *types: str) -> Node:
        """Return an expression of one of some types."""
        found = self.expression(tree)
        if found.type not in types:
            expected = " or ".join(_EXPECTED[one] for one in types)
            raise wrong(tree, expected, f"this is of the type {found.type}")
        return found

    def expression(self, tree: object) -> Node:
        if isinstance(tree, bool):
            return Value(tree, "boolean")
        if isinstance(tree, int | float):
            return arithmetic.literal(tree)
        if isinstance(tree, str):
            return self._text(tree)
        if isinstance(tree, list):
            return Call("array", tuple(self.element(one) for one in tree), "array")
        if isinstance(tree, dict):
            return self._object(tree)
        raise wrong(tree, "IS NULL or IS NOT NULL", "NULL is no value to compare with")

    def element(self, tree: object) -> Node:
        return self.expect(tree, *SCALARS)

    def _text(self, tree: str) -> Value:
        if "\x00" in tree:
            raise wrong(tree.replace("\x00", "\\0"), "text without NUL", "a NUL character")
        if not tree.isprintable() and any("\ud800" <= one <= "\udfff" for one in tree):
            raise wrong("text", "text without lone surrogates", "half a character")
        return Value(tree, "string")

    def _object(self, tree: dict) -> Node:
        if set(tree) == {"property"}:
            return self._name(tree)
        if set(tree) == {"date"}:
            return literals.day(tree["date"])
        if set(tree) == {"timestamp"}:
            return literals.timestamp(tree["timestamp"])
        if set(tree) == {"interval"}:
            return self._interval(tree)
        if "type" in tree or set(tree) == {"bbox"}:
            return Value(shape(tree, self.place), "geometry")
        op, args = tree.get("op"), tree.get("args")
        if set(tree) != {"op", "args"} or not isinstance(op, str) or not isinstance(args, list):
            raise wrong(tree, '{"op": …, "args": […]}, a property or a literal', "no expression")
        return self._call(tree, op, args)

    def _name(self, tree: dict) -> Name:
        name = tree["property"]
        if name == GEOMETRY and self.collection.geometry:
            return Name(GEOMETRY, "geometry")
        if not isinstance(name, str) or name not in self.collection.queryables:
            names = [*self.collection.queryables, *([GEOMETRY] if self.collection.geometry else [])]
            expected = "one of " + ", ".join(names)
            raise wrong(tree, expected, f"no queryable of '{self.collection.id}'")
        kind = self.collection.queryables[name].type
        return Name(name, "number" if kind == "integer" else kind)

    def _call(self, tree: dict, op: str, args: list) -> Node:
        # The standard writes isNull and t_metBy in JSON, and takes any case in text.
        op = op.lower()
        for names, make, fewest, most in _CALLS:
            if op in names:
                if not fewest <= len(args) <= most:
                    expected = f"{fewest} arguments" if fewest == most else "at least 2 arguments"
                    raise wrong(tree, expected, f"{len(args)} arguments")
                return make(self, tree, op, args)
        known = [name for names, *_ in _CALLS for name in names]
        raise wrong(tree, "one of " + ", ".join(known), f"there is no function or operator '{op}'")

    def logical(self, tree: dict, op: str, args: list) -> Node:
        return Call(op, tuple(self.expect(one, "boolean") for one in args), "boolean")

    def comparison(self, tree: dict, op: str, args: list) -> Node:
        types = SCALARS if op in ("=", "<>") else ORDERED
        return Call(op, self.alike(tree, args, types), "boolean")

    def among(self, tree: dict, op: str, args: list) -> Node:
        value, choices = args
        if not isinstance(choices, list) or not choices:
            raise wrong(tree, "IN ('a', 'b')", "a list that is missing or empty")
        return Call(op, self.alike(tree, [value, *choices], SCALARS), "boolean")

    def alike(self, tree: dict, args: list, types: tuple[str, ...]) -> tuple[Node, ...]:
        """Return arguments of one type; text beside a date is a date, a timestamp its day."""
        found = [self.expression(one) for one in args]
        kinds = {one.type for one in found}
        if "date" in kinds or ("timestamp" in kinds and "string" in kinds):
            found = [
                literals.instant(one.value)
                if isinstance(one, Value) and one.type == "string"
                else one
                for one in found
            ]
            kinds = {one.type for one in found}
        if kinds == {"date", "timestamp"}:
            found = [literals.to_day(one) if isinstance(one, Value) else one for one in found]
            kinds = {"date"}
        if len(kinds) > 1 or not kinds <= set(types):
            other = next((one for one in found if one.type != found[0].type), found[0])
            wanted = found[0].type if found[0].type in types else types[0]
            why = f"{found[0].type} and {other.type} are not compared with {tree['op'].upper()}"
            raise wrong(tree, _EXPECTED.get(wanted, wanted), why)
        return tuple(found)

    def like(self, tree: dict, op: str, args: list) -> Node:
        value, pattern = self.expect(args[0], "string"), self.expect(args[1], "string")
        if not isinstance(pattern, Value):
            raise wrong(args[1], "a pattern in single quotes, such as 'R%'", "this is no pattern")
        if (len(pattern.value) - len(pattern.value.rstrip("\\"))) % 2:
            raise wrong(args[1], "a character after the last backslash", "nothing is escaped")
        return Call(op, (value, pattern), "boolean")

    def is_null(self, tree: dict, op: str, args: list) -> Node:
        types = (*SCALARS, "geometry")
        return Call(op, (self.expect(args[0], *types),), "boolean")

    def fold(self, tree: dict, op: str, args: list) -> Node:
        text = self.expect(args[0], "string")
        if isinstance(text, Value):
            return Value(FOLDS[op](text.value), "string")
        return Call(op, (text,), "string")

    def arithmetic(self, tree: dict, op: str, args: list) -> Node:
        operands = tuple(self.expect(one, "number") for one in args)
        return arithmetic.checked(Call(op, operands, "number"), tree)

    def spatial(self, tree: dict, op: str, args: list) -> Node:
        found = tuple(self.expect(one, "geometry") for one in args)
        mixed = any(isinstance(one, Value) and one.value.parts for one in found)
        if mixed and op not in ("s_intersects", "s_disjoint"):
            expected = (
                "S_INTERSECTS or S_DISJOINT, or a collection of points or lines or areas only"
            )
            raise wrong(tree, expected, "a collection of several dimensions relates to nothing")
        return Call(op, found, "boolean")

    def temporal(self, tree: dict, op: str, args: list) -> Node:
        found = [self._time(one, op) for one in args]
        ends = [end for one in found for end in (one.args if isinstance(one, Call) else (one,))]
        if any(end.type == "date" for end in ends):
            found = [_to_days(one) for one in found]
        return Call(op, tuple(found), "boolean")

    def _time(self, tree: object, op: str) -> Node:
        if isinstance(tree, str):
            found: Node = literals.instant(tree)
        else:
            found = self.expect(tree, "date", "timestamp", "interval")
        if op in INTERVALS and found.type != "interval":
            raise wrong(tree, _EXPECTED["interval"], f"{op.upper()} is only between intervals")
        return found

    def _interval(self, tree: dict) -> Call:
        ends = tree["interval"]
        if not isinstance(ends, list) or len(ends) != 2:
            raise wrong(tree, _EXPECTED["interval"], "an interval has two ends")
        found = [self._end(one) for one in ends]
        if {one.type for one in found} >= {"date", "timestamp"}:
            found = [literals.to_day(one) if isinstance(one, Value) else one for one in found]
        first, last = (one.value if isinstance(one, Value) else None for one in found)
        if first is not None and last is not None and first > last:
            raise wrong(tree, "an interval that does not end before it starts", "it is reversed")
        return Call("interval", tuple(found), "interval")

    def _end(self, tree: object) -> Node:
        if tree == "..":
            return Value(None, "open")
        if isinstance(tree, str):
            return literals.instant(tree)
        return self.expect(tree, "date", "timestamp")

    def array(self, tree: dict, op: str, args: list) -> Node:
        # CQL2 text cannot tell an array of one name from the name in parentheses.
        arrays = [one if isinstance(one, list) else [one] for one in args]
        return Call(op, tuple(self.expression(one) for one in arrays), "boolean")


def _to_days(node: Node) -> Node:
    if isinstance(node, Call):
        return Call(node.op, tuple(_to_days(one) for one in node.args), node.type)
    return literals.to_day(node) if isinstance(node, Value) else node


MANY = 10_000
_Make = Callable[[_Checker, dict, str, list], Node]
_CALLS: tuple[tuple[tuple[str, ...], _Make, int, int], ...] = (
    (LOGICAL, _Checker.logical, 2, MANY),
    (("not",), _Checker.logical, 1, 1),
    (COMPARISONS, _Checker.comparison, 2, 2),
    (("between",), _Checker.comparison, 3, 3),
    (("in",), _Checker.among, 2, 2),
    (("like",), _Checker.like, 2, 2),
    (("isnull",), _Checker.is_null, 1, 1),
    (("casei", "accenti"), _Checker.fold, 1, 1),
    (("+", "-", "*", "/", "%", "div", "^"), _Checker.arithmetic, 2, 2),
    (SPATIAL, _Checker.spatial, 2, 2),
    ((*INSTANTS, *INTERVALS), _Checker.temporal, 2, 2),
    (ARRAYS, _Checker.array, 2, 2),
)
