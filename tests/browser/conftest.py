"""A real Chromium for the tests, and what every page must keep to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tools.browser import DESK, PHONE, chromium, wait_until_drawn

# Counts what the page's policy refused.
WATCH_POLICY = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@dataclass
class Visit:
    """A page of the server, and everything that went wrong on it."""

    server: str
    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _see(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.server).netloc:
            self.faults.append(f"another host: {request.url}")

    def go(self, path: str = "/") -> Page:
        """Open a page and wait until its map is drawn, if it has one."""
        self.page.goto(self.server + path)
        if self.page.locator(".map").count():
            wait_until_drawn(self.page)
        return self.page

    def check(self) -> None:
        """Fail on console errors, refusals of the policy, and requests to other hosts."""
        assert self.faults == []
        assert self.page.evaluate("window.refused") == []


def _visit(browser: Browser, server: str, **options) -> Iterator[Visit]:
    context = browser.new_context(**options)
    context.add_init_script(WATCH_POLICY)
    # The first view of a fresh service computes every figure, on a machine that may be busy.
    context.set_default_timeout(60_000)
    visit = Visit(server, context.new_page())
    yield visit
    visit.check()
    context.close()


@pytest.fixture
def desk(browser, server) -> Iterator[Visit]:
    """A Chinese reader at a desk."""
    yield from _visit(browser, server, viewport=DESK, locale="zh-CN")


@pytest.fixture
def english(browser, server) -> Iterator[Visit]:
    """An English reader at a desk."""
    yield from _visit(browser, server, viewport=DESK, locale="en-GB")


@pytest.fixture
def phone(browser, server) -> Iterator[Visit]:
    """A Chinese reader with a phone."""
    yield from _visit(
        browser, server, viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True
    )


@pytest.fixture(scope="session")
def passwords(server, tmp_path_factory) -> dict[str, str]:
    """The passwords of the demo users, from the file the server wrote."""
    folder = tmp_path_factory.getbasetemp()
    path = max(folder.glob("server*/demo_users.json"), key=lambda file: file.stat().st_mtime)
    return {name: user["password"] for name, user in json.loads(path.read_text()).items()}


@pytest.fixture
def staff(browser, server, passwords) -> Iterator[BrowserContext]:
    """A context in which the demo administrator has logged in through the page."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{server}/login/")
    page.fill("#id_username", "demo_admin")
    page.fill("#id_password", passwords["demo_admin"])
    page.click("form.form button[type=submit]")
    page.wait_for_url(f"{server}/")
    yield context
    context.close()


@pytest.fixture
def record(server, staff):
    """A function (kind, code) that gives a record to change; all are put back afterwards.

    The server is shared: a test that leaves something changed would fail others.
    """
    opened = []

    def open_record(kind: str, code: str) -> Record:
        listing = staff.request.get(f"{server}/api/manage/{kind}/?code={code}&format=json")
        feature = listing.json()["features"][0]
        opened.append((Record(staff, f"{server}/api/manage/{kind}/{feature['id']}/"), feature))
        return opened[-1][0]

    yield open_record
    for changed, feature in opened:
        names = ("name", "short_name", "population")
        kept = {
            name: feature["properties"][name] for name in names if name in feature["properties"]
        }
        changed.patch({"properties": kept, "geometry": feature["geometry"]})


@dataclass
class Record:
    """A record of the editing interface, changed by somebody of the staff."""

    staff: BrowserContext
    address: str

    def patch(self, members: dict) -> None:
        """Change the record as it stands now."""
        etag = self.staff.request.get(f"{self.address}?format=json").headers["etag"]
        cookies = {cookie["name"]: cookie["value"] for cookie in self.staff.cookies()}
        headers = {
            "If-Match": etag,
            "X-CSRFToken": cookies["csrftoken"],
            "Referer": self.address,
        }
        body = {"type": "Feature", **members}
        answer = self.staff.request.patch(self.address, data=body, headers=headers)
        assert answer.ok, answer.text()
