"""Text to the tree of CQL2's JSON encoding, within bounds of length and depth.

The grammar's parser nests with the text and tries both ways at each parenthesis when something
inside is wrong: its stack ends and its time doubles with every level. So what is in parentheses is
parsed first, by itself, and stands in the text around it as a name of the same length; what is
left nests as deep as its operators and calls, which are counted before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cql2
import orjson

from geo.features.cql.nodes import LONGEST_SHOWN, wrong
from geo.features.errors import BadParameterError

LONGEST = 10_000
DEEPEST = 64
# CQL2's own parser takes time that doubles with each list in a list.
DEEPEST_LISTS = 3
DEEPEST_COORDINATES = 5
# A private character names what was in parentheses; the text itself may hold none outside strings.
FIRST_GROUP, LAST_GROUP = 0xE000, 0xF8FF

EXAMPLE = "CQL2 text such as kind = 'village' AND population > 1000"
_TOKEN = re.compile(
    r"""\s+|'(?:[^']|'')*'|"[^"]*"|[^\W\d][\w:.]*|\d[\w.]*|<>|<=|>=|!=|.""", re.DOTALL
)
_PLACE = re.compile(r"--> (\d+):(\d+)")
_BEFORE_GROUP = {"AND", "OR", "NOT", "BETWEEN", "LIKE", "ILIKE", "DIV", "IS", "NULL"}
_WKT = {
    "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
    "GEOMETRYCOLLECTION", "Z", "M", "ZM",
}  # fmt: skip
_OPERATORS = {"=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^", "NOT", "DIV"}


@dataclass
class _Frame:
    """An open parenthesis: where, of what kind, and how deep its text nests so far."""

    start: int
    kind: str
    has_comma: bool = False
    operators: int = 0


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The token in capitals, empty for what is no word."""
        return self.text.upper() if self.text[0].isalpha() or self.text[0] == "_" else ""


def from_json(text: str) -> object:
    """Return the tree of CQL2 JSON; raises BadParameterError."""
    _check_length(text)
    example = 'CQL2 JSON such as {"op": "=", "args": [{"property": "kind"}, "village"]}'
    try:
        tree = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise wrong(_around(text, error.pos), example, f"no JSON: {error.msg}") from None
    level, depth = [[tree]], -1
    while level:
        depth += 1
        if depth > DEEPEST:
            raise wrong(text[:LONGEST_SHOWN], f"at most {DEEPEST} levels", "it nests too deep")
        nested = (value.values() if isinstance(value, dict) else value for value in level)
        level = [one for part in nested for one in part if isinstance(one, dict | list)]
    return tree


def from_text(text: str) -> object:
    """Return the tree of CQL2 text; raises BadParameterError that names the place.

    ``ILIKE`` is understood too: GDAL writes it, as the draft of CQL had it.
    """
    _check_length(text)
    return _Reader(text).read()


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        expected = f"at most {LONGEST} characters, not {len(text)}"
        raise wrong(text[:LONGEST_SHOWN] + "…", expected, "it is too long")


class _Reader:
    """Reads a text once, from the innermost parentheses outwards."""

    def __init__(self, text: str):
        self.text = text
        self.letters = list(text)
        self.groups: list[object] = []
        self.frames = [_Frame(-1, "group")]

    def read(self) -> object:
        tokens = list(self._tokens())
        for index, token in enumerate(tokens):
            before = tokens[index - 1] if index else None
            if token.text == "(":
                self._open(token, before)
            elif token.text == ")":
                self._close(token)
            elif token.word == "ILIKE" and 0 < index < len(tokens) - 1:
                self._ilike(tokens[index - 1], tokens[index + 1])
            else:
                self._count(token)
        if len(self.frames) > 1:
            raise self._wrong(self.frames[-1].start, "a ')' for it", "this '(' is not closed")
        return self._parsed(0, len(self.letters))

    def _tokens(self) -> Iterator[_Token]:
        for found in _TOKEN.finditer(self.text):
            token = _Token(found.group(), *found.span())
            if token.text.isspace():
                continue
            if token.text in ("'", '"'):
                raise self._wrong(token.start, "a closing quote", "this quote is not closed")
            if token.text[0] != "'" and any(
                FIRST_GROUP <= ord(one) <= LAST_GROUP for one in token.text
            ):
                raise self._wrong(token.start, EXAMPLE, "a private character")
            yield token

    def _open(self, token: _Token, before: _Token | None) -> None:
        outer, word = self.frames[-1].kind, before.word if before else ""
        if word in _WKT or outer == "coordinates":
            kind = "coordinates"
        elif word == "IN":
            kind = "list"
        else:
            kind = "call" if word and word not in _BEFORE_GROUP else "group"
        self.frames.append(_Frame(token.start, kind))
        kinds = [frame.kind for frame in self.frames]
        if kinds.count("coordinates") > DEEPEST_COORDINATES or kinds.count("list") > DEEPEST_LISTS:
            raise self._wrong(token.start, EXAMPLE, "parentheses nest too deep here")
        self._check_depth(token)

    def _close(self, token: _Token) -> None:
        if len(self.frames) == 1:
            raise self._wrong(token.start, "a '(' before it", "this ')' closes nothing")
        frame = self.frames.pop()
        if frame.kind == "group" and not frame.has_comma:
            self._replace(frame.start, token.end, self._parsed(frame.start + 1, token.start))

    def _count(self, token: _Token) -> None:
        frame = self.frames[-1]
        if token.text == ",":
            frame.has_comma = True
        if token.text == "," or token.word in ("AND", "OR"):
            frame.operators = 0
        if token.text in _OPERATORS or token.word in _OPERATORS:
            frame.operators += 1
            self._check_depth(token)

    def _check_depth(self, token: _Token) -> None:
        if len(self.frames) + sum(frame.operators for frame in self.frames) > DEEPEST:
            raise self._wrong(token.start, f"at most {DEEPEST} levels", "it nests too deep")

    def _ilike(self, operand: _Token, pattern: _Token) -> None:
        """Replace ``a ILIKE 'b'`` by what CQL2 has for it: both with CASEI."""
        tree = self._parsed(operand.start, operand.end)
        text = self._parsed(pattern.start, pattern.end)
        args = [{"op": "casei", "args": [one]} for one in (tree, text)]
        self._replace(operand.start, pattern.end, {"op": "like", "args": args})

    def _replace(self, start: int, end: int, tree: object) -> None:
        name = chr(FIRST_GROUP + len(self.groups))
        self.letters[start:end] = f'"{name}'.ljust(end - start - 1) + '"'
        self.groups.append(tree)

    def _parsed(self, start: int, end: int) -> object:
        try:
            tree = cql2.parse_text("".join(self.letters[start:end])).to_json()
        except Exception as error:
            place = start + self._offset(str(error), start, end)
            why = "this is no CQL2" if _PLACE.search(str(error)) else str(error).splitlines()[0]
            raise self._wrong(place, EXAMPLE, why) from None
        return self._whole(tree)

    def _offset(self, message: str, start: int, end: int) -> int:
        """Return where in the parsed piece the parser stopped."""
        found = _PLACE.search(message)
        if not found:
            return 0
        line, column = int(found[1]), int(found[2])
        lines = self.text[start:end].split("\n")[: line - 1]
        return min(sum(len(one) + 1 for one in lines) + column - 1, end - start)

    def _whole(self, tree: object) -> object:
        """Return a tree with what stood in parentheses put back."""
        if isinstance(tree, list):
            return [self._whole(one) for one in tree]
        if not isinstance(tree, dict):
            return tree
        name = tree.get("property")
        if isinstance(name, str) and name and FIRST_GROUP <= ord(name[0]) <= LAST_GROUP:
            return self.groups[ord(name[0]) - FIRST_GROUP]
        return {key: self._whole(value) for key, value in tree.items()}

    def _wrong(self, place: int, expected: str, why: str) -> BadParameterError:
        return wrong(_around(self.text, place), expected, why)


def _around(text: str, place: int) -> str:
    if place >= len(text):
        return f"the end, character {len(text) + 1}"
    return f"'{text[place : place + 20]}' at character {place + 1}"
