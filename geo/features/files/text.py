"""Text that other programs take for more than text: formulas, markup, control characters."""

import re
from xml.sax.saxutils import escape, quoteattr

from geo.features.collections import Text

LANGUAGES = ("zh", "en")
# What a spreadsheet program takes for the start of a formula, also after an import (OWASP).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Characters that XML cannot carry, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_language(text: Text, language: str) -> str:
    """Return one of the two texts, whatever language is in force."""
    return text.en if language == "en" else text.zh


def harmless(cell: object) -> object:
    """Return a cell of a CSV file: text like a formula gets an apostrophe, numbers stay.

    >>> [harmless("=1+1"), harmless("-"), harmless(-1), harmless("a=b")]
    ["'=1+1", "'-", -1, 'a=b']
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def writable(text: str) -> str:
    """Return a text without the characters that XML cannot carry."""
    return _UNWRITABLE.sub("", text)


def markup(text: object) -> str:
    """Return a value as the text of an XML element."""
    return escape(writable(str(text)))


def attribute(text: object) -> str:
    """Return a value as an XML attribute, quotes included."""
    return quoteattr(writable(str(text)))
