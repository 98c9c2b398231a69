"""``GET /api/patrols/due``: what is due, of a person or of every segment and water."""

from dataclasses import asdict

import orjson
import shapely
from django.http import HttpResponse

from coverage.api import tables
from coverage.api.duty.base import DutyView, require_login, require_staff, state_of
from coverage.api.duty.people import chiefs, deputies, person_of
from coverage.api.duty.sheets import due_table, people_table
from coverage.api.parameters import day_of, kind_of, subdistrict_of
from coverage.figures import due, register
from coverage.figures.register import Register
from coverage.models import BoardCheck, Deputy, PatrolSettings
from geo.features.errors import BadParameterError
from geo.features.geometry import geometries
from geo.features.parameters import allow
from geo.models import NoticeBoard, TableVersion

# What dues rest on beside the register's own tables.
SOURCES = (NoticeBoard, BoardCheck, PatrolSettings)


class DueView(DutyView):
    """What is due on a day.

    With ``person`` (a code, or "me") what that one owes, for the person and for their staff.
    Without, every segment at each level, ponds and ditches, whoever does it: dates and shares,
    which anybody may see; ``kind`` chooses the chiefs' patrols or the deputies' supervision.
    """

    def get(self, request) -> HttpResponse:
        query = request.GET
        allow(query, "date", "subdistrict", "person", "kind", "state", *tables.PARAMETERS)
        day = day_of(query)
        found = register.read(subdistrict_of(query, day), day)
        person = None
        if "person" in query:
            if "kind" in query:
                expected = "nothing: a person's own kind counts"
                raise BadParameterError("kind", query["kind"], expected)
            person = person_of(request.user, query["person"], found)
        kind, state = kind_of(query), _state(query)
        tokens = TableVersion.objects.tokens(*SOURCES)
        whose = person and f"{type(person).__name__}:{person.pk}"
        tag = state_of(found, tokens, "due", found.subdistrict.code, day, whose, kind, state)

        def items() -> list[due.DueItem]:
            rows = due.due_items(found, person, kind)
            return [row for row in rows if state in (None, row.state)]

        return self.tagged(
            tag,
            lambda: answer(found, person, kind, items()),
            lambda: due_table(found, person, kind, items()),
        )


class PeopleView(DutyView):
    """How it stands with what each chief and deputy owes that the user may see; for staff."""

    def get(self, request) -> HttpResponse:
        require_login(request.user)
        allow(request.GET, "date", "subdistrict", *tables.PARAMETERS)
        day = day_of(request.GET)
        unit = subdistrict_of(request.GET, day)
        require_staff(request.user, unit)
        found = register.read(unit, day)
        tokens = TableVersion.objects.tokens(*SOURCES)
        people = [*chiefs(request.user, found), *deputies(request.user, found)]
        tag = state_of(found, tokens, "people", unit.code, day, [row.pk for row in people])
        return self.tagged(
            tag,
            lambda: {
                "date": day,
                "subdistrict": unit.code,
                "people": [_person_row(row) for row in due.of_people(found, people)],
            },
            lambda: people_table(found, due.of_people(found, people)),
        )


def _person_row(row: dict) -> dict:
    person = row["person"]
    counts = {name: value for name, value in row.items() if name != "person"}
    return {
        "code": person.code,
        "name": person.name,
        "level": getattr(person, "level", None),
        **counts,
    }


def answer(found: Register, person, kind: str, items: list[due.DueItem]) -> dict:
    """Return dues as plain data for JSON."""
    is_deputy = isinstance(person, Deputy)
    return {
        "date": found.day,
        "subdistrict": found.subdistrict.code,
        "kind": ("supervision" if is_deputy else "chief") if person else kind,
        "person": person and {"code": person.code, "name": person.name},
        "summary": due.summary(items),
        "items": item_members(found, items),
    }


def item_members(found: Register, items: list[due.DueItem]) -> list[dict]:
    """Return items as plain data with their geometry as GeoJSON."""
    texts = geometries(shapely.to_wkb([item.shape for item in items]))
    villages = {village.pk: village.code for village in found.villages.rows}
    return [
        {
            **members(item),
            "village_code": villages.get(item.village_id),
            "geometry": orjson.Fragment(text),
        }
        for item, text in zip(items, texts, strict=True)
    ]


def members(item: due.DueItem) -> dict:
    """Return what an item says, without its geometry and its village."""
    hidden = ("shape", "rule", "village_id")
    plain = {name: value for name, value in vars(item).items() if name not in hidden}
    rule = {name: value for name, value in asdict(item.rule).items() if name != "said"}
    return {**plain, **item.said.members("rule"), "rule": rule}


def _state(query) -> str | None:
    state = query.get("state")
    if state is not None and state not in due.STATES:
        raise BadParameterError("state", state, f"one of {', '.join(due.STATES)}")
    return state
