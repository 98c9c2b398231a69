"""Long lists in pages of a hundred rows."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from coverage.pages.errors import BadParameter

ROWS = 100


def paged(request: HttpRequest, rows, count: int) -> dict:
    """Return what a template needs of the page asked for: its ``rows``, and the way to others.

    ``rows`` are cut by a slice, so that of a query only the page is read. Raises BadParameter for
    a page that there is not.
    """
    page = _number(request.GET.get("page", "1"), count)
    return {
        "rows": rows[(page - 1) * ROWS : page * ROWS],
        "count": count,
        "page": page,
        "before": _address(request, page - 1) if page > 1 else "",
        "after": _address(request, page + 1) if page * ROWS < count else "",
    }


def _number(text: str, count: int) -> int:
    last = max(1, -(-count // ROWS))
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= last:
        return int(text[:9])
    wanted = _("A whole number from 1 to %(last)s.") % {"last": last}
    raise BadParameter("page", text, wanted)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
