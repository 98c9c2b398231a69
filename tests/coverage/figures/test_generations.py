"""A new generation of the villages: what is stored refers to the old rows and means the codes.

The facts are those of the statistics: of the 50 units of the reference data 45 go on in the list
of 2023, 5 do not, and 14 are new. Their outlines are invented.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
import shapely
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverage.figures import boards, due, history, layers, ranking, register, service
from coverage.issues import access
from coverage.models import Deputy, Pairing, RiverChief
from geo.models import LiaisonStation, RiverSegment, Subdistrict, Village
from tests import register as make
from tests.coverage.figures import makers

# Fixtures: one reader of files for all tests.
from tests.geo.ingest.conftest import (  # noqa: F401
    Sender,
    _one_reader,
    _reused_reader,
    features,
    sender_with,
)

pytestmark = pytest.mark.django_db
FIRST = date(2027, 1, 1)
EVE = FIRST - timedelta(days=1)
PAIRED_BUT_GONE = {"371327001023", "371327001029", "371327001030"}
# Paired, and about to be cut in two.
CUT = "371327001001"
SET = {"boundary_set": True, "valid_from": str(FIRST), "as_of": str(FIRST)}


@dataclass
class Loaded:
    """A set that was taken in: its import, and who sent it."""

    sender: Sender
    report: dict

    def undo(self) -> None:
        answer = self.sender("post", f"{self.report['id']}/undo")
        assert answer.status_code == 200, answer.content.decode()


def codes_of_2023() -> dict[str, dict]:
    path = Path(settings.BASE_DIR, "fixtures", "sources", "villages_2023.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def outlines(before: list[Village], after: list[str]) -> dict[str, shapely.Geometry]:
    """Return invented outlines: the new codes take what ends, then halves of what goes on."""
    shapes = {row.code: shapely.from_wkb(bytes(row.geom.wkb)) for row in before}
    centers = {row.code: shapely.Point(row.center.x, row.center.y) for row in before}
    found = {code: shapes[code] for code in after if code in shapes}
    ended = sorted(shapes.keys() - found.keys())
    fresh = [code for code in after if code not in shapes]
    found |= {code: shapes[old] for code, old in zip(fresh, ended, strict=False)}
    for code, old in zip(fresh[len(ended) :], sorted(found), strict=False):
        west, south, _east, north = shapes[old].bounds
        half = shapely.box(west, south, shapes[old].centroid.x, north)
        parts = [shapes[old].intersection(half), shapes[old].difference(half)]
        parts.sort(key=lambda part: part.distance(centers[old]))
        found[old], found[code] = parts
    return found


@pytest.fixture
def unit():
    return make.reference_unit()


@pytest.fixture
def loaded(unit) -> Loaded:
    rows = codes_of_2023()
    before = list(Village.objects.filter(subdistrict=unit).as_of(EVE))
    shapes = outlines(before, list(rows))
    listed = [
        {
            "code": code,
            "name": row["full_name"],
            "short_name": row["short_name"],
            "kind": row["kind"],
            "geometry": shapely.geometry.mapping(shapes[code]),
        }
        for code, row in rows.items()
    ]
    sender = sender_with("committee", unit)
    report = sender.committed("2027.json", features(*listed), "villages", unit.code, **SET)
    assert report["counts"]["closed"] == 5
    return Loaded(sender, report)


def village_states(unit, day: date, name: str) -> dict[str, dict]:
    found = register.read(unit, day)
    every = layers.layer(found, service.reach(found, *service.usual(found)), name)
    return {row["code"]: row for row in every.villages}


def same(before: dict, after: dict, *names: str) -> None:
    """Check that what goes on is told the same on both days."""
    going_on = before.keys() & after.keys()
    assert len(going_on) == 45
    for code in going_on:
        old, new = before[code], after[code]
        assert {n: old[n] for n in names} == {n: new[n] for n in names}, code


def test_pairings_go_on_with_the_code(unit, loaded):
    old, new = (village_states(unit, day, "pairing") for day in (EVE, FIRST))
    assert (len(old), len(new)) == (50, 59)
    same(old, new, "state", "deputies", "paired_until")
    paired = [{c for c, row in day.items() if row["state"] == "covered"} for day in (old, new)]
    assert len(paired[0]) == 30
    assert paired[0] - paired[1] == PAIRED_BUT_GONE
    assert not paired[1] - paired[0]
    # What was dissolved is no village of the day; its pairing covers nothing.
    found = register.read(unit, FIRST)
    ended = Village.objects.filter(code__in=PAIRED_BUT_GONE).values_list("pk", flat=True)
    assert set(ended) == found.pairings.keys() - {row.pk for row in found.villages.rows}


def test_a_pairing_with_the_new_row_holds_before_it_began(unit, loaded):
    Pairing.objects.filter(village__code=CUT).delete()
    row = Village.objects.get(subdistrict=unit, code=CUT, valid_from=FIRST)
    deputy = Deputy.objects.order_by("code").last()
    Pairing.objects.create(code="P-X", deputy=deputy, village=row, valid_from=date(2026, 1, 1))
    assert village_states(unit, EVE, "pairing")[CUT]["state"] == "covered"
    assert village_states(unit, date(2025, 12, 31), "pairing")[CUT]["state"] == "gap"


def test_visits_stations_and_waters_go_on(unit, loaded):
    for name, told in (
        ("recency", ("last_on", "last_kind", "allowed_days")),
        ("service", ("state",)),
        ("chiefs", ("state", "waters", "waters_covered", "waters_gap")),
        ("patrol", ("waters",)),
    ):
        old, new = (village_states(unit, day, name) for day in (EVE, FIRST))
        same(old, new, *told)
    assert {row["waters"] for code, row in new.items() if code not in old} == {0}


def test_rivers_and_boards_refer_to_the_villages_of_the_day(unit, loaded):
    for day in (EVE, FIRST):
        found = register.read(unit, day)
        known = {village.pk: village for village in found.villages.rows}
        places = [*found.segments.rows, *found.waters.rows, *found.stations.rows]
        boarded = [one.board for one in boards.boards(found)]
        stored = dict(RiverSegment.objects.values_list("pk", "village__code"))
        inside = [place for place in (*places, *boarded) if place.village_id in known]
        for place in inside:
            assert place.village.valid_from <= day
            assert place.village == known[place.village_id]
        ended = {place.village.code for place in (*places, *boarded) if place not in inside}
        assert ended <= {"371327001011", "371327001026", *PAIRED_BUT_GONE}
        assert (day == EVE) == (not ended)
        for segment in found.segments.rows:
            assert segment.village.code == stored[segment.pk]


def test_the_changes_tell_what_was_dissolved(unit, loaded):
    found = history.changes(unit, EVE, FIRST)
    assert found["pairing"]["gained"] == []
    lost = found["pairing"]["lost"]
    assert {row["code"] for row in lost} == PAIRED_BUT_GONE
    assert {(row["to_state"], row["reason_en"]) for row in lost} == {
        (None, "It is no longer in the register.")
    }
    assert found["chiefs"] == {"gained": [], "lost": []}


def test_gaps_are_ranked_by_the_villages_of_the_day(unit, loaded):
    def ranked(day: date) -> dict[str, dict]:
        found = register.read(unit, day)
        reach = service.reach(found, *service.usual(found))
        return {row["code"]: row for row in ranking.ranking(found, reach, "pairing").rows()}

    old, new = ranked(EVE), ranked(FIRST)
    assert (len(old), len(new)) == (20, 32)
    assert new.keys() - old.keys() == codes_of_2023().keys() - {
        row.code for row in Village.objects.as_of(EVE).filter(subdistrict=unit)
    }


def test_what_is_owed_goes_on(unit, loaded):
    before, after = (register.read(unit, day) for day in (EVE, FIRST))
    for person in (
        Deputy.objects.get(pairings__village__code=CUT, pairings__valid_to=None),
        RiverChief.objects.filter(level="village").order_by("code").first(),
        None,
    ):
        old, new = (
            {item.key: item for item in due.due_items(found, person)} for found in (before, after)
        )
        assert old.keys() - {f"village:{code}" for code in PAIRED_BUT_GONE} >= new.keys()
        assert len(new) > len(old) / 2
    # It is not owed from the first day of the new outline on, but since the village is known.
    days = {row.code: after.villages.first_days[row.pk] for row in after.villages.rows}
    assert days[CUT] == date(2018, 9, 28)
    assert days["371327001012"] == FIRST


def test_a_deputy_of_a_dissolved_village_owes_nothing_there(unit, loaded):
    deputy = Deputy.objects.get(pairings__village__code="371327001030", pairings__valid_to=None)
    assert due.due_items(register.read(unit, EVE), deputy)
    assert due.due_items(register.read(unit, FIRST), deputy) == []


def test_pages_by_code_show_the_same_on_both_days(unit, loaded):
    client = Client(headers={"Accept-Language": "en"})
    pairing = Pairing.objects.as_of(FIRST).get(village__code=CUT)

    def page(path: str, day: date):
        return client.get(f"{path}?date={day}")

    for day in (EVE, FIRST):
        shown = page(f"/villages/{CUT}/", day)
        assert shown.status_code == 200
        assert shown.context["row"]["paired"]
        assert [term.deputy for term in shown.context["pairings"]] == [pairing.deputy]
        assert shown.context["place"].valid_from == (FIRST if day == FIRST else date(2018, 9, 28))
        listed = page("/deputies/", day)
        held = {row.code: row.pairings_now for row in listed.context["rows"]}
        (term,) = held[pairing.deputy.code]
        assert term.village.valid_from == shown.context["place"].valid_from
    segment = RiverSegment.objects.exclude(village__code__in=PAIRED_BUT_GONE).first()
    path = f"/villages/{segment.village.code}/"
    old, new = (page(path, day).context for day in (EVE, FIRST))
    for name in ("segments", "water_bodies", "boards"):
        assert len(old[name]) == len(new[name])
    assert new["segments"]
    gone = "/villages/371327001030/"
    assert [page(gone, day).status_code for day in (EVE, FIRST)] == [200, 404]
    fresh = "/villages/371327001012/"
    assert [page(fresh, day).status_code for day in (EVE, FIRST)] == [404, 200]
    for station in LiaisonStation.objects.filter(subdistrict=unit):
        place = page(f"/stations/{station.code}/", FIRST).context["place"]
        assert place.village.code == station.village.code
        assert place.village.valid_from == FIRST or place.village.valid_to is None


def test_a_point_is_answered_by_the_same_deputy(unit, loaded):
    place = Village.objects.get(subdistrict=unit, code=CUT, valid_from=FIRST).geom.point_on_surface

    def at(day: date) -> dict:
        return Client().get(f"/api/at?lon={place.x}&lat={place.y}&date={day}").json()

    old, new = at(EVE), at(FIRST)
    assert old["village"]["code"] == new["village"]["code"] == CUT
    assert old["village"]["id"] != new["village"]["id"]
    assert len(old["deputies"]) == 1
    assert old["deputies"] == new["deputies"]
    assert old["segment"]["chiefs"] == new["segment"]["chiefs"]


def test_the_features_of_the_map_agree_with_the_figures(unit, loaded):
    for day, count, paired in ((EVE, 50, 30), (FIRST, 59, 27)):
        answer = Client().get(f"/api/collections/villages/items?datetime={day}&limit=1000&f=json")
        shown = [
            one["properties"]["code"]
            for one in orjson.loads(answer.content)["features"]
            if one["properties"]["code"].startswith(unit.code)
        ]
        rows = Client().get(f"/api/coverage/villages?date={day}").json()["villages"]
        assert sorted(shown) == [row["code"] for row in rows]
        assert len(rows) == count
        assert sum(row["paired"] for row in rows) == paired


def test_issues_are_seen_by_the_deputy_of_the_code(unit, loaded):
    pairing = Pairing.objects.as_of(FIRST).get(village__code=CUT)
    user = make.user("deputy", unit, "paired", deputy=pairing.deputy)
    rows = Village.objects.filter(subdistrict=unit, code=CUT)
    made = [make.issue(unit, f"I{row.pk}", village=row) for row in rows]
    assert len(made) == 2
    assert set(made) <= set(access.visible(user))
    other = Village.objects.filter(subdistrict=unit, code="371327001012").get()
    assert make.issue(unit, "I0", village=other) not in set(access.visible(user))


def test_undoing_restores_the_figures(unit, loaded):
    new = village_states(unit, FIRST, "pairing")
    loaded.undo()
    old, restored = (village_states(unit, day, "pairing") for day in (EVE, FIRST))
    assert len(new) == 59
    assert {c: row["state"] for c, row in restored.items()} == {
        c: row["state"] for c, row in old.items()
    }
    found = register.read(unit, FIRST)
    assert not found.villages.moved
    assert found.villages.generations == ()


def test_a_register_without_generations_asks_nothing_more(unit):
    Village.objects.filter(code=CUT).update(population=1)
    found = register.read(unit, EVE)
    with CaptureQueriesContext(connection) as asked:
        assert found.villages.moved == {}
    # The days on which rows change, and the rows.
    assert len(asked) == 2


def test_with_generations_a_table_costs_one_question_more(unit, loaded):
    Village.objects.filter(code=CUT).update(population=1)
    found = register.read(unit, FIRST)
    with CaptureQueriesContext(connection) as asked:
        assert len(found.villages.moved) == 45 - 1
    assert len(asked) == 3


def test_a_segment_that_begins_anew_keeps_its_chief_and_its_walks():
    unit = make.unit()
    village = makers.villages(unit, 1)[0]
    old = makers.segment(unit, village=village)
    chief = make.chief(unit)
    makers_term = chief.assignments.create(
        code="A", river_segment=old, level="village", valid_from=make.START
    )
    RiverSegment.objects.filter(pk=old.pk).update(valid_to=EVE)
    new = makers.segment(unit, village=village, valid_from=FIRST)
    assert new.pk != old.pk
    found = register.read(unit, FIRST)
    assert found.chiefs == {new.pk: [makers_term]}
    assert found.chief_terms.place.tolist() == [new.pk]
    assert register.read(unit, EVE).chief_terms.place.tolist() == [old.pk]
    assert layers.layer(found, None, "chiefs").rows[0]["state"] == "covered"


def test_a_code_that_comes_again_later_begins_anew():
    unit = make.unit()
    first = makers.villages(unit, 1)[0]
    Village.objects.filter(pk=first.pk).update(valid_to=date(2022, 12, 31))
    again = make.village(unit, "V1", valid_from=date(2024, 1, 1))
    found = register.read(unit, FIRST)
    assert found.villages.moved == {first.pk: again.pk}
    assert found.villages.first_days == {again.pk: date(2024, 1, 1)}
    assert register.read(unit, date(2023, 6, 1)).villages.moved == {}


def test_a_new_generation_of_the_subdistrict_keeps_its_villages(unit):
    Subdistrict.objects.filter(pk=unit.pk).update(valid_to=EVE)
    old = Subdistrict.objects.get(pk=unit.pk)
    values = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields}
    values |= {"id": None, "public_id": "new", "valid_from": FIRST, "valid_to": None}
    new = Subdistrict.objects.create(**values | {"name": "新十字路街道"})
    for asked in (old, new):
        found = register.read(asked, FIRST)
        assert found.subdistrict == new
        assert register.read(asked, EVE).subdistrict == old
        assert len(found.villages) == 50
        assert sum(village.pk in found.pairings for village in found.villages.rows) == 30
        assert len(found.stretches.place) > 0
        assert boards.boards(found)
    renewed, before = (
        village_states(one, day, "pairing") for one, day in ((new, FIRST), (old, EVE))
    )
    assert renewed.keys() == before.keys()
    client = Client()
    assert client.get(f"/villages/{CUT}/?date={FIRST}").status_code == 200
    at = client.get(f"/api/at?lon=118.83&lat=35.17&date={FIRST}").json()
    assert at["subdistricts"][-1]["name"] == "新十字路街道"
    assert at["village"]
