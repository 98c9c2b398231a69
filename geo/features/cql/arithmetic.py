"""Arithmetic of filters, in double precision, that no database can be made to fail with.

PostgreSQL stops at a division by nought, at results that are too large or too small, and at powers
that do not exist; SQLite goes on with something. Here the first and the last are unknown (NULL) on
both, and that no result leaves the range of double precision is shown before: from the literals,
and from ``LEAST`` and ``MOST``, beyond which a property's value counts as unknown.
"""

import math

from geo.features.cql.nodes import Call, Node, Value, shown, wrong

LEAST, MOST = 1e-9, 1e15
LARGEST_EXPONENT = 8
# A difference of two numbers of double precision is nought or at least this part of the smaller.
_ROUNDING = 2.0**-53
_SMALLEST_RESULT, _LARGEST_RESULT = 1e-280, 1e280
# How often the SQL of an operator holds each of its operands.
COPIES = {"%": 2, "^": 8}


def literal(number: float) -> Value:
    """Return a number; a whole one as an integer when 64 bits hold it."""
    if not math.isfinite(number):
        raise wrong("a number", "numbers that double precision holds", "a number is too large")
    if number == int(number) and abs(number) < 2**63:
        return Value(int(number), "number")
    return Value(float(number), "number")


def checked(call: Call, tree: object) -> Call:
    """Return an operation whose result stays in range; raises BadParameterError for others."""
    exponent = call.args[1]
    if call.op == "^" and isinstance(exponent, Value) and abs(exponent.value) > LARGEST_EXPONENT:
        expected = f"an exponent from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}"
        raise wrong(tree, expected, f"the exponent {shown(exponent.value)} is out of range")
    low, high = reach(call)
    if low < _SMALLEST_RESULT or high > _LARGEST_RESULT:
        raise wrong(tree, "fewer or smaller factors", "results could leave double precision")
    return call


def reach(node: Node) -> tuple[float, float]:
    """Return bounds of the size of all results on the way to a number that are not nought."""
    if isinstance(node, Value):
        size = abs(float(node.value)) or 1.0
        return size, size
    if not isinstance(node, Call):
        return LEAST, MOST
    (low, high), (other_low, other_high) = map(reach, node.args)
    if node.op in "+-":
        return min(low, other_low) * _ROUNDING, high + other_high
    if node.op == "*":
        return low * other_low, high * other_high
    if node.op == "^":
        furthest = max(high, 1 / low, 1.0)
        far = furthest**LARGEST_EXPONENT if furthest < 1e30 else float("inf")
        return 1 / far, far
    quotient = low / other_high, high / other_low
    if node.op == "%":
        return min(*quotient, low, other_low) * _ROUNDING, high + quotient[1] * other_high
    return quotient


def guarded(column: str) -> str:
    """Return the SQL of a property's value in arithmetic."""
    size = f"abs({column}) BETWEEN {LEAST} AND {MOST}"
    return f"CASE WHEN {size} OR {column} = 0 THEN CAST({column} AS DOUBLE PRECISION) END"


def sql(op: str, left: str, right: str) -> tuple[str, str]:
    """Return the SQL of an operation, and which operands it holds, in order, such as ``ab``."""
    if op in "+-*":
        return f"({left} {op} {right})", "ab"
    quotient = f"({left} / NULLIF({right}, 0))"
    if op == "/":
        return quotient, "ab"
    if op == "div":
        return f"trunc({quotient})", "ab"
    if op == "%":
        return f"({left} - {right} * trunc({quotient}))", "abab"
    power = f"power({left}, {right})"
    is_small = f"abs({right}) <= {LARGEST_EXPONENT}"
    # A power of nought to a negative number, or of a negative number to a fraction, is none.
    return (
        f"CASE WHEN {is_small} AND {left} > 0 THEN {power} "
        f"WHEN {left} = 0 AND {right} > 0 THEN 0.0 WHEN {left} = 0 AND {right} = 0 THEN 1.0 "
        f"WHEN {is_small} AND {left} < 0 AND {right} = trunc({right}) THEN {power} END"
    ), "baab" + "abab" + "babbab"
