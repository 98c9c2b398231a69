"""Template filters for figures: the same digits as the map shows, in every language."""

from datetime import date
from urllib.parse import urlencode

from django import template

register = template.Library()
NOTHING = "–"


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Return ``value`` with thousands separated by commas and ``decimals`` digits."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,.{decimals}f}"


@register.filter
def km2(value_m2: float | None) -> str:
    """Return square metres as square kilometres with two digits."""
    return NOTHING if value_m2 is None else f"{value_m2 / 1e6:,.2f}"


@register.filter
def km(value_m: float | None) -> str:
    """Return metres as kilometres with two digits."""
    return NOTHING if value_m is None else f"{value_m / 1e3:,.2f}"


@register.filter
def minutes(value_s: float | None) -> str:
    """Return seconds as minutes with one digit."""
    return NOTHING if value_s is None else f"{value_s / 60:,.1f}"


@register.filter
def percent(share: float | None) -> str:
    """Return a share of 1 as a percentage with one digit."""
    return NOTHING if share is None else f"{share * 100:.1f} %"


@register.filter
def iso(day: date | str | None) -> str:
    """Return a date as year-month-day."""
    if not day:
        return NOTHING
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
