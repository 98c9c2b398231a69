"""Draw the pictures of the documentation into docs/pictures.

Usage: python tools/screenshots.py [NAME ...]. Starts the service on a new scratch database in var/,
with the reference data, and takes every picture on a desk and on a phone.
"""

import json
import shutil
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from tools.browser import DESK, PHONE, RECEIVER_CLOCK, chromium, wait_until_drawn  # noqa: E402
from tools.png import squeeze  # noqa: E402
from tools.service import service  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
SCRATCH = ROOT / "var" / "screenshots"
LARGEST_BYTES = 400_000
LONGEST_RUN_S = 120
WALK_ACCURACY_M = 12
# The reference data speaks of this year; with a fixed day the pictures do not change by themselves.
DAY = "2026-11-22"


@dataclass(frozen=True)
class Picture:
    """A page to take: its file's name, its address, and the buttons to press first.

    With ``asks`` somebody of the committee asks for that, and the page of the answer is taken;
    ``of`` says of what: scenarios, or inspection routes. With ``user`` that demo user signs in
    first, with ``walks`` a patrol is under way, and with ``sends`` a changed register was sent.
    """

    name: str
    path: str
    locale: str = "zh-CN"
    press: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ("desk", "phone")
    asks: dict | None = None
    user: str = ""
    walks: bool = False
    sends: bool = False
    of: str = "scenarios"


ALL = (
    Picture("map", f"/?date={DAY}"),
    Picture("map-en", f"/?date={DAY}", locale="en-GB", sizes=("desk",)),
    Picture("map-density", f"/?date={DAY}&by=density", sizes=("desk",)),
    Picture("map-card", f"/?date={DAY}&place=villages:371327001203"),
    Picture(
        "map-layers", f"/?date={DAY}", press=(".sheet-tabs [data-panel=left]",), sizes=("phone",)
    ),
    Picture(
        "map-figures", f"/?date={DAY}", press=(".sheet-tabs [data-panel=right]",), sizes=("phone",)
    ),
    Picture("village", f"/villages/371327001001/?date={DAY}"),
    Picture("station", f"/stations/ST01/?date={DAY}"),
    Picture("segment", f"/segments/R01-03/?date={DAY}"),
    Picture("deputy", f"/deputies/DB03/?date={DAY}"),
    Picture("villages-unpaired", f"/villages/?date={DAY}&pairing=gap"),
    Picture("gaps", f"/gaps/?date={DAY}"),
    Picture(
        "map-recency",
        f"/?date={DAY}&by=recency&layers=villages,stations,segments,gap-recency,gap-patrol",
        sizes=("desk",),
    ),
    Picture("map-bands", f"/?date={DAY}&layers=stations,bands,villages", sizes=("desk",)),
    Picture("trend", "/trend/?from=2025-12&to=2026-10"),
    Picture("changes", f"/changes/?from=2026-10-01&to={DAY}", sizes=("desk",)),
    Picture("scenario", "", asks={"kind": "maximal_covering", "k": 2, "date": DAY}),
    Picture("patrol", "/patrol/", sizes=("phone",), user="demo_patroller"),
    Picture("patrol-walking", "/patrol/", sizes=("phone",), user="demo_patroller", walks=True),
    Picture("import", "/imports/new/", user="demo_committee", sends=True),
    Picture(
        "route",
        "",
        of="routes",
        asks={
            "date": DAY,
            "visit": ["segment", "pond"],
            "people": [{"start": f"ST0{number}"} for number in (1, 2, 3)],
            "balance": True,
            "seconds": 10,
        },
    ),
)
SIZES = {"desk": DESK, "phone": PHONE}
APIS = {"scenarios": "/api/coverage/scenarios", "routes": "/api/inspection-routes/"}


def take(browser, base: str, picture: Picture, size: str) -> None:
    """Take one picture at one size and say how large its file is."""
    context = browser.new_context(viewport=SIZES[size], locale=picture.locale)
    page = context.new_page()
    if picture.walks:
        context.clock.install()
        context.add_init_script(RECEIVER_CLOCK)
    if picture.user:
        sign_in(page, base, picture.user, picture.path)
    page.goto(base + (answer(page, base, picture) if picture.asks else picture.path))
    if page.locator(".map, .screen").count():
        wait_until_drawn(page)
    if picture.walks:
        walk(page)
    if picture.sends:
        send(page, base)
    for selector in picture.press:
        page.click(selector)
    page.wait_for_timeout(300)
    file = PICTURES / f"{picture.name}-{size}.png"
    file.write_bytes(squeeze(page.screenshot()))
    context.close()
    length = file.stat().st_size
    print(f"{file.relative_to(ROOT)}  {length / 1000:.0f} kB")
    if length > LARGEST_BYTES:
        raise SystemExit(f"{file.name} is larger than {LARGEST_BYTES / 1000:.0f} kB")


def sign_in(page, base: str, name: str, path: str) -> None:
    """Sign in as a demo user and wait for the page that follows."""
    users = json.loads((SCRATCH / "demo_users.json").read_text())
    page.goto(f"{base}/login/?next={path}")
    page.fill("#id_username", name)
    page.fill("#id_password", users[name]["password"])
    page.click("form.form button[type=submit]")
    page.wait_for_url(f"**{path}")


def walk(page) -> None:
    """Start the patrol that is most urgent and walk most of its segment, with the clock wound on.

    From the first point to two thirds of the points of the segment, 10 s apart.
    """
    data = page.evaluate("fetch('/patrol/data').then((answer) => answer.json())")
    lines = {one["code"]: one["line"] for one in data["ground"]["segments"]}
    course = lines[data["due"]["items"][0]["code"]]
    page.context.grant_permissions(["geolocation"])
    places = [
        (a[0] + (b[0] - a[0]) * part / 4, a[1] + (b[1] - a[1]) * part / 4)
        for a, b in pairwise(course[: len(course) * 2 // 3])
        for part in range(4)
    ]
    for number, (longitude, latitude) in enumerate(places):
        page.context.set_geolocation(
            {"longitude": longitude, "latitude": latitude, "accuracy": WALK_ACCURACY_M}
        )
        if number == 0:
            page.click("#begin")
        page.context.clock.run_for(10_000)
        page.wait_for_timeout(150)


def send(page, base: str) -> None:
    """Send the villages with other populations, a place that moved and a wrong kind; check them."""
    found = page.context.request.get(f"{base}/data/villages.geojson?date={DAY}").json()
    for number, feature in enumerate(found["features"]):
        members = feature["properties"]
        if number % 9 == 1:
            members["population"] += 12
        if number % 20 == 4:
            members["kind"] = "小区"
    east = found["features"][30]["geometry"]["coordinates"]
    for ring in (ring for polygon in east for ring in polygon):
        ring[:] = [[x + 0.002, y + 0.001] for x, y in ring]
    body = json.dumps(found, ensure_ascii=False).encode()
    page.set_input_files(
        "#file", {"name": "村居.geojson", "mimeType": "application/geo+json", "buffer": body}
    )
    page.click("#send")
    wait_until_drawn(page)
    page.fill("#as_of", DAY)
    if page.locator("#quality").input_value() == "":
        page.select_option("#quality", "surveyed")
    page.click("button[value=check]")
    page.wait_for_selector("#state[data-state=checked]")
    wait_until_drawn(page)


def answer(page, base: str, picture: Picture) -> str:
    """Sign in, ask, wait until it is computed, and return the path of the answer's page."""
    sign_in(page, base, "demo_committee", "/scenarios/")
    request, cookies = page.context.request, page.context.cookies()
    token = next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")
    address = base + APIS[picture.of]
    headers = {"X-CSRFToken": token, "Referer": base}
    asked = request.post(address, data=picture.asks, headers=headers).json()
    for _ in range(LONGEST_RUN_S):
        if request.get(f"{address.rstrip('/')}/{asked['id']}").json()["state"] == "done":
            return f"/{picture.of}/{asked['id']}/"
        time.sleep(1)
    raise SystemExit(f"{picture.name} was not computed within {LONGEST_RUN_S} s")


def main(names: list[str]) -> None:
    """Take the pictures with the given names, all of them without names."""
    unknown = set(names) - {picture.name for picture in ALL}
    if unknown:
        known = ", ".join(picture.name for picture in ALL)
        raise SystemExit(f"no picture is called {', '.join(sorted(unknown))}; there are: {known}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    # The loader leaves rows that are there as they are; older ones would show older data.
    shutil.rmtree(SCRATCH, ignore_errors=True)
    with service(SCRATCH) as base, chromium() as browser:
        for picture in ALL:
            for size in picture.sizes:
                if not names or picture.name in names:
                    take(browser, base, picture, size)


if __name__ == "__main__":
    main(sys.argv[1:])
