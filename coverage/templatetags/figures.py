"""Template filters for figures and dates, and links that carry the page's question on."""

from datetime import date
from urllib.parse import urlencode

from django import template

from coverage.pages import numbers
from coverage.roles import rights_of

register = template.Library()
register.filter("number", numbers.number)
register.filter("minutes", numbers.minutes)
register.filter("percentage", numbers.percentage)


@register.filter
def is_desk(user) -> bool:
    """Return whether a user is staff: coordinator, committee or administrator."""
    return rights_of(user).is_staff


@register.filter
def walks(user) -> bool:
    """Return whether a user stands for a deputy or a river chief, who go on patrols."""
    membership = rights_of(user).membership
    return membership is not None and bool(membership.deputy_id or membership.chief_id)


@register.filter
def km2(value_m2: float | None) -> str:
    """Return square metres as square kilometres with two digits."""
    return numbers.number(None if value_m2 is None else value_m2 / 1e6, 2)


@register.filter
def km(value_m: float | None) -> str:
    """Return metres as kilometres with two digits."""
    return numbers.number(None if value_m is None else value_m / 1e3, 2)


@register.filter
def iso(day: date | str | None) -> str:
    """Return a date as year-month-day."""
    if not day:
        return numbers.NOTHING
    return day if isinstance(day, str) else day.isoformat()


@register.simple_tag(takes_context=True)
def carry(context: template.Context, **parameters: str) -> str:
    """Return a query string of ``parameters``, with the date if the page was asked for one."""
    given = {key: value for key, value in parameters.items() if value not in (None, "")}
    if context.get("asks_date"):
        given["date"] = context["day"].isoformat()
    if context.get("asks_subdistrict"):
        given["subdistrict"] = context["subdistrict"].code
    return f"?{urlencode(given)}" if given else ""
