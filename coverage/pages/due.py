"""The page of what is due: by person for staff, one's own, and by place for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.api.duty.base import is_staff_of
from coverage.api.duty.people import chiefs, deputies, own_person, person_of
from coverage.figures import due
from coverage.figures.due import DueItem
from coverage.figures.patrol import KINDS
from coverage.models import ChiefLevel, Deputy
from coverage.pages.errors import BadParameter
from coverage.pages.filters import Filter
from coverage.pages.numbers import number
from coverage.pages.paging import paged
from coverage.pages.parameters import Question, choice, question, text
from geo.features.errors import NotFoundError

VIEWS = ("people", "places")
PLACES = ("segment", "pond", "ditch", "board", "village")
LONGEST_CODE = 32


def due_words() -> dict[str, str]:
    """Return the words for how it stands with a duty, in the language in force."""
    return {
        "overdue": _("Overdue"),
        "due": _("Due now"),
        "coming": _("Due soon"),
        "done": _("Done for now"),
    }


def kind_words() -> dict[str, str]:
    """Return the words for what is owed, in the language in force."""
    return {
        "segment": _("River segment"),
        "pond": _("Pond"),
        "ditch": _("Ditch"),
        "board": _("Notice board"),
        "village": _("Visit of a village"),
    }


def patrol_words() -> dict[str, str]:
    """Return the words for the two kinds of patrols, in the language in force."""
    return {"chief": _("Chiefs' patrols"), "supervision": _("Supervision patrols of deputies")}


@require_safe
@never_cache
@gzip_page
def due_page(request: HttpRequest) -> HttpResponse:
    """Show what is due on a day.

    Staff see everybody they may see, with ``view=places`` every place; a deputy or chief what they
    owe; others every segment, pond and ditch, whoever walked there.
    """
    asked = question(request, "view", "person", "kind", "state", "place", "level", "page")
    view = choice(request.GET, "view", VIEWS)
    person = _person(request, asked, view)
    is_staff = is_staff_of(request.user, asked.subdistrict)
    if person is None and view != "places" and is_staff:
        return _people(request, asked)
    if view == "people" and person is None:
        raise BadParameter("view", view, _("Only staff see this by person."))
    return _items(request, asked, person)


def _person(request: HttpRequest, asked: Question, view: str):
    code = text(request.GET, "person", LONGEST_CODE)
    if code and request.user.is_authenticated:
        try:
            return person_of(request.user, code, asked.register)
        except NotFoundError as error:
            message = _("There is no chief or deputy %(code)s, or you may not see them.")
            raise Http404(message % {"code": code}) from error
    if code:
        raise BadParameter("person", code, _("Log in to see what a person owes."))
    return None if view else own_person(request.user)


def _people(request: HttpRequest, asked: Question) -> HttpResponse:
    for name in ("place", "level", "page"):
        if request.GET.get(name):
            raise BadParameter(name, request.GET[name], _("Nothing: this is a list of people."))
    kind = choice(request.GET, "kind", KINDS)
    state = choice(request.GET, "state", due.STATES)
    people = [
        *(chiefs(request.user, asked.register) if kind in ("", "chief") else ()),
        *(deputies(request.user, asked.register) if kind in ("", "supervision") else ()),
    ]
    rows = [row for row in due.of_people(asked.register, people) if not state or row[state]]
    levels = dict(ChiefLevel.choices) | dict(Deputy.Level.choices)
    for row in rows:
        row["level_word"] = levels[row["person"].level]
        row["kind_word"] = patrol_words()[row["kind"]]
    context = {
        "rows": rows,
        "totals": [
            (name, word, sum(row[name] for row in rows)) for name, word in due_words().items()
        ],
        "words": due_words(),
        "filters": [
            Filter("kind", _("Whose"), list(patrol_words().items()), kind),
            Filter("state", _("With something"), list(due_words().items()), state),
        ],
        "chosen": {"view": "people", "kind": kind, "state": state},
    }
    return render(request, "pages/due_people.html", asked.context() | context)


def _items(request: HttpRequest, asked: Question, person) -> HttpResponse:
    kind = choice(request.GET, "kind", KINDS)
    state = choice(request.GET, "state", due.STATES)
    place = choice(request.GET, "place", PLACES)
    level = choice(request.GET, "level", tuple(ChiefLevel.values))
    items = due.due_items(asked.register, person, kind or KINDS[0])
    chosen = [
        item
        for item in items
        if state in ("", item.state) and place in ("", item.kind) and level in ("", item.level)
    ]
    shown = paged(request, chosen, len(chosen))
    present = {item.kind for item in items}
    kinds = [(value, word) for value, word in kind_words().items() if value in present]
    filters = [
        Filter("state", _("State"), list(due_words().items()), state),
        Filter("place", _("What"), kinds, place),
        Filter("level", _("Level"), list(ChiefLevel.choices), level),
    ]
    context = {
        "person": person,
        "is_deputy": isinstance(person, Deputy),
        **shown,
        "rows": [_row(asked, item) for item in shown["rows"]],
        "all": len(items),
        "counts": [(name, word, due.summary(items)[name]) for name, word in due_words().items()],
        "patrol_word": patrol_words()[kind or KINDS[0]],
        "kinds": Filter("kind", _("Patrols"), list(patrol_words().items()), kind or KINDS[0]),
        "filters": filters,
        "by_people": is_staff_of(request.user, asked.subdistrict),
        "own": own_person(request.user),
        "query": {
            "person": person and person.code,
            "kind": None if person else kind or KINDS[0],
            "state": state,
        },
    }
    return render(request, "pages/due_items.html", asked.context() | context)


def _days(item: DueItem, left: int) -> str:
    if item.overdue_days:
        return _("%(days)s days") % {"days": number(item.overdue_days)}
    if left == 0:
        return _("today")
    return _("%(days)s days left") % {"days": number(left)}


def _row(asked: Question, item: DueItem) -> dict:
    villages = asked.register.villages
    row = villages.row_of_id.get(item.village_id)
    said = item.said
    path = {"segment": "/segments/", "board": "/boards/", "village": "/villages/"}.get(item.kind)
    return {
        "item": item,
        "word": due_words()[item.state],
        "kind_word": kind_words()[item.kind],
        "level_word": dict(ChiefLevel.choices).get(item.level, ""),
        "village": None if row is None else villages.rows[row],
        "path": path and f"{path}{item.code}/",
        "rule": said.en if (get_language() or "").startswith("en") else said.zh,
        "days": _days(item, (item.due_on - asked.day).days),
    }
