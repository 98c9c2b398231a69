"""Finding one place or person by its code, as of a day."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coverage.pages.parameters import Question


def one(queryset: QuerySet, code: str, asked: Question):
    """Return the generation of ``code`` that is valid on the day asked for.

    Raises Http404, which says when it was valid if it was so on other days.
    """
    generations = queryset.filter(subdistrict__code=asked.subdistrict.code, code=code)
    found = generations.as_of(asked.day).first()
    if found is not None:
        return found
    other = generations.order_by("-valid_from").first()
    if other is None:
        raise Http404(_("Nothing here has the code %(code)s.") % {"code": code[:60]})
    raise Http404(
        _("%(name)s was not valid on %(day)s. Valid: %(span)s.")
        % {"name": other, "day": asked.day.isoformat(), "span": span(other)}
    )


def span(term) -> str:
    """Return the first and the last day of ``term`` in words."""
    return dates(term.valid_from, term.valid_to)


def dates(first: date, last: date | None) -> str:
    """Return a span of days in words; without a last day it lasts."""
    if last is None:
        return _("since %(first)s") % {"first": first.isoformat()}
    return _("%(first)s to %(last)s") % {"first": first.isoformat(), "last": last.isoformat()}
