"""The one way text gets into a map: escaped for HTML, for scripts and for template literals."""

import json
from html import escape

from django.utils.safestring import SafeString, mark_safe

# Harmless as JSON, and unable to end a script element, a comment, a string or a template literal.
SCRIPT_ESCAPES = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "'": "\\u0027",
        "`": "\\u0060",
        "$": "\\u0024",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def html_text(text: object) -> SafeString:
    """Return ``text`` as HTML text that is inert in elements, attributes and template literals."""
    escaped = escape(str(text)).replace("`", "&#96;").replace("$", "&#36;")
    return mark_safe(escaped)  # noqa: S308 - escaped in the line above


def script_json(data: object) -> SafeString:
    """Return ``data`` as JSON that may stand inside a script element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    return mark_safe(written.translate(SCRIPT_ESCAPES))  # noqa: S308 - escaped just here
