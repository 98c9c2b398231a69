"""Who may see a patrol and its track; the public sees neither points nor hours nor names."""

from datetime import UTC, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coverage.models import Patrol, PatrolSettings, PatrolTrack
from coverage.roles import rights_of
from tests import register
from tests.api.addresses import coverage_addresses
from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db
ZONES = (UTC, timezone.get_default_timezone())


@pytest.fixture
def station():
    return register.station(register.reference_unit(), "S50")


@pytest.fixture
def deputy(station):
    return register.deputy(register.reference_unit(), "D50", station=station, name="示例走动人")


@pytest.fixture
def patrol(deputy, walk) -> str:
    unit = register.reference_unit()
    phone = walks.Phone(register.user("deputy", unit, name="deputy", deputy=deputy))
    return phone.walk(walk, started()).json()["patrol"]["id"]


def phone_with(role: str, **values) -> walks.Phone:
    unit = values.pop("unit", None) or register.reference_unit()
    return walks.Phone(register.user(role, unit, name=f"a {role}", **values))


def tracks_seen(phone: walks.Phone, patrol: str) -> int | None:
    """Return how many tracks somebody sees of a patrol; None where the patrol is not there."""
    answer = phone("get", patrol)
    shapes = phone("get", f"{patrol}/track")
    assert shapes.status_code == answer.status_code
    listed = phone("get", "?person=D50").json()
    ids = [one["id"] for one in listed.get("patrols", [])]
    assert (patrol in ids) == (answer.status_code == 200)
    if answer.status_code != 200:
        return None
    kinds = [one["properties"]["kind"] for one in shapes.json()["features"]]
    assert kinds.count("track") == len(answer.json()["tracks"])
    return len(answer.json()["tracks"])


def test_the_table(patrol, station):
    other = register.station(register.reference_unit(), "S51")
    elsewhere = register.unit()
    assert tracks_seen(phone_with("committee"), patrol) == 1
    assert tracks_seen(phone_with("administrator"), patrol) == 1
    assert tracks_seen(phone_with("gis_reader"), patrol) is None
    assert tracks_seen(phone_with("patroller", chief=walks.chief()), patrol) is None
    assert tracks_seen(phone_with("coordinator", station=station), patrol) == 1
    rows = PatrolTrack.objects.all()
    for user in (
        register.user("coordinator", register.reference_unit(), name="b", station=other),
        register.user(
            "deputy",
            register.reference_unit(),
            name="c",
            deputy=register.deputy(register.reference_unit(), "D51"),
        ),
        register.user("committee", elsewhere, name="d"),
        register.user(None, name="e"),
    ):
        assert not rights_of(user).readable(rows).exists()
        answer = walks.Phone(user)("get", patrol)
        assert answer.status_code in (403, 404)
    assert walks.Phone()("get", patrol).status_code == 401


def test_a_coordinator_sees_a_track_for_a_time_and_the_patrol_for_longer(patrol, station):
    PatrolSettings.objects.update(track_days=30)
    coordinator = phone_with("coordinator", station=station)
    committee = phone_with("committee")
    for days, seen in ((30, 1), (31, 0)):
        Patrol.objects.filter(public_id=patrol).update(
            date=timezone.localdate() - timedelta(days=days)
        )
        assert tracks_seen(coordinator, patrol) == seen
        assert tracks_seen(committee, patrol) == 1


def test_nobody_reads_another_s_patrol_by_the_page(patrol, client):
    for path in (f"/patrols/{patrol}/", "/patrols/", "/patrols/upload/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
    client.force_login(register.user("gis_reader", register.reference_unit(), name="reader"))
    assert client.get(f"/patrols/{patrol}/").status_code == 404
    assert patrol not in client.get("/patrols/").content.decode()


def test_the_public_sees_the_share_and_the_day_and_no_more(patrol, deputy, walk, segment):
    row = Patrol.objects.get(public_id=patrol)
    first, last = row.tracks.values_list("first_at", "last_at").get()
    hours = [f"{moment.astimezone(zone):%H:%M:%S}" for moment in (first, last) for zone in ZONES]
    points = [f"{lon:.5f}" for lon in walk[5:-5:7, 0]]
    # By an id, a code, an hour or a point one would find who walked where and when.
    secrets = [patrol, row.code, row.tracks.get().public_id, *hours]
    public = Client()
    document = public.get("/api/openapi.json").json()
    addresses = [
        *(one for one in coverage_addresses(document) if "format=" not in one),
        f"/segments/{segment.code}/",
        f"/api/collections/river-segments/items/{segment.public_id}",
        f"/deputies/{deputy.code}/",
        "/",
    ]
    for address in addresses:
        text = public.get(address).content.decode(errors="replace")
        assert not [secret for secret in secrets if secret in text], address
    supervised = public.get("/api/coverage/layers/patrol?kind=supervision").json()
    mine = next(one for one in supervised["rows"] if one["code"] == segment.code)
    assert mine["last_on"] == str(started().date())
    # Stretches lie on the river's own line, never on a fix.
    lines = public.get("/api/coverage/layers/patrol/areas?kind=supervision").content.decode()
    assert sum(point in lines for point in points) < len(points) / 4
    assert deputy.name not in lines
    for path in (patrol, f"{patrol}/track", ""):
        answer = public.get(f"/api/patrols/{path}")
        assert answer.status_code == 401
        text = answer.content.decode()
        assert not [secret for secret in (*secrets[1:], deputy.name) if secret in text]
    assert public.post("/api/patrols/upload").status_code == 401
