"""Text without case and without accents: the same on both databases and for literals.

Case is folded by writing in capitals and back, which makes ``ß`` ``ss`` as Unicode's full case
folding does, and takes the final sigma for a sigma. Accents are the combining marks of a text that
is taken apart.
"""

import math
import re
import unicodedata
from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper

CASE_FUNCTION, ACCENT_FUNCTION = "cql_casei", "cql_accenti"
FINAL_SIGMA, SIGMA = "ς", "σ"
MARKS = "[\u0300-\u036f]"
_MARKS = re.compile(MARKS)


def without_case(text: str) -> str:
    """Return text that is equal for texts that differ in case alone.

    >>> without_case("Straße") == without_case("STRASSE")
    True
    """
    return text.upper().lower().replace(FINAL_SIGMA, SIGMA)


def without_accents(text: str) -> str:
    """Return text without combining marks.

    >>> without_accents("débárquér")
    'debarquer'
    """
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))


FOLDS = {"casei": without_case, "accenti": without_accents}


def register(sender: object, connection: BaseDatabaseWrapper, **kwargs) -> None:
    """Give a new connection to SQLite the functions it lacks: it knows only the case of ASCII.

    Not every build of it can truncate either.
    """
    if connection.vendor != "sqlite":
        return
    functions = {
        CASE_FUNCTION: without_case,
        ACCENT_FUNCTION: without_accents,
        "trunc": lambda number: float(math.trunc(number)),
    }
    for name, function in functions.items():
        connection.connection.create_function(name, 1, _or_null(function), deterministic=True)


def _or_null(function: Callable) -> Callable:
    return lambda value: None if value is None else function(value)


def sql(op: str, text: str, is_postgres: bool) -> str:
    """Return the SQL of a fold of a piece of SQL."""
    if not is_postgres:
        return f"{CASE_FUNCTION if op == 'casei' else ACCENT_FUNCTION}({text})"
    if op == "casei":
        # The collation of Unicode's root, whatever the locale of the database.
        root = 'COLLATE "und-x-icu"'
        small = f"lower(upper({text} {root}) {root})"
        return f"(translate({small}, '{FINAL_SIGMA}', '{SIGMA}') COLLATE \"C\")"
    bare = f"regexp_replace(normalize({text}, NFD), '{MARKS}', '', 'g')"
    return f"normalize({bare}, NFC)"
