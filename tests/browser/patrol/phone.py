"""A phone in the tests: Chromium with an emulated receiver, signal and clock.

The positions come from Chromium's emulation of a receiver; the time of each is the page's clock,
which the tests wind on, so that twenty minutes take seconds.
"""

import re
import time
from datetime import datetime, timedelta

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WATCH_POLICY, Visit
from tools.browser import PHONE, READY, RECEIVER_CLOCK

ACCURACY_M = 6.0
# A machine that tests may be busy; this only ends a wait in vain.
LONGEST_WAIT_MS = 60_000
# Everything the phone's own database holds, by store.
STORES = """
async () => {
  const open = indexedDB.open("patrol");
  const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
  const found = {};
  for (const name of database.objectStoreNames) {
    const asked = database.transaction(name).objectStore(name).getAll();
    found[name] = await new Promise((give) => { asked.onsuccess = () => give(asked.result); });
  }
  database.close();
  return found;
}
"""


class Phone:
    """A phone with the patrol page; ``geolocation`` is where it is, None without a receiver."""

    def __init__(
        self, browser: Browser, server: str, geolocation: tuple[float, float] | None, **options
    ):
        receiver = {}
        if geolocation is not None:
            receiver = {"permissions": ["geolocation"], "geolocation": self._position(geolocation)}
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE,
            **({"locale": "zh-CN", "has_touch": True, "is_mobile": True} | receiver | options),
        )
        self.context.add_init_script(WATCH_POLICY)
        self.context.add_init_script(RECEIVER_CLOCK)
        self.context.set_default_timeout(LONGEST_WAIT_MS)
        self.server = server
        self.now: datetime | None = None
        self.allowed: list[re.Pattern] = []
        self.visits = [Visit(server, self.context.new_page())]

    @property
    def page(self) -> Page:
        return self.visits[-1].page

    @staticmethod
    def _position(place: tuple[float, float], accuracy_m: float = ACCURACY_M) -> dict:
        return {"longitude": place[0], "latitude": place[1], "accuracy": accuracy_m}

    # -- The page ---------------------------------------------------------------------------

    def log_in(self, name: str, password: str, path: str) -> None:
        """Log in through the page and go on to ``path``."""
        self.page.goto(f"{self.server}/login/?next={path}")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", password)
        self.page.click("form.form button[type=submit]")
        self.page.wait_for_url(f"{self.server}{path}")

    def wait_until_kept(self) -> None:
        """Wait until the page is drawn and stored for use without a network."""
        self.page.wait_for_selector(f"{READY}[data-kept='true']", state="attached")

    def open(self) -> None:
        """Open the patrol page."""
        self.page.goto(f"{self.server}/patrol/")
        self.page.wait_for_selector(READY, state="attached")

    def crash(self) -> None:
        """Kill the page's process and open a new page, as a phone does that ran out of memory."""
        self.page.close(run_before_unload=False)
        self.visits.append(Visit(self.server, self.context.new_page()))

    def allow(self, pattern: str) -> None:
        """Do not count what matches as a fault; the test says why."""
        self.allowed.append(re.compile(pattern))

    def check(self) -> None:
        """Fail on console errors, refusals of the policy, and requests to other hosts."""
        faults = [fault for visit in self.visits for fault in visit.faults]
        assert [f for f in faults if not any(p.search(f) for p in self.allowed)] == []
        assert self.page.evaluate("window.refused") == []

    def close(self) -> None:
        self.context.close()

    # -- The service, with the phone's session ----------------------------------------------

    def get(self, path: str) -> dict:
        answer = self.context.request.get(self.server + path)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: dict) -> dict:
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        headers = {"X-CSRFToken": token, "Referer": self.server}
        answer = self.context.request.post(self.server + path, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    # -- Walking ----------------------------------------------------------------------------

    def set_clock(self, moment: datetime) -> None:
        """Give the page a clock that stands at ``moment`` and is wound on by ``walk``."""
        self.context.clock.install(time=moment)
        self.now = moment

    def begin(self, name: str) -> None:
        """Start the patrol of what is called ``name``, with two taps."""
        self.page.click(f"#due .row:has-text('{name}')")
        self.page.click("#begin")
        expect(self.page.locator("#walking")).to_be_visible()

    def walk(self, places: list[tuple[float, float]], step_s: float) -> None:
        """Be at each place in turn, ``step_s`` seconds apart."""
        for place in places:
            if self.now is not None:
                self.context.clock.run_for(int(step_s * 1000))
                self.now += timedelta(seconds=step_s)
            known = self.page.evaluate("window.fixesGiven.length")
            self.context.set_geolocation(self._position(place))
            self.page.wait_for_function("(known) => window.fixesGiven.length > known", arg=known)

    def given(self) -> list[list[float]]:
        """Return every fix that the receiver gave the page since it was opened."""
        return self.page.evaluate("window.fixesGiven")

    def wait_until_recorded(self, count: int) -> None:
        """Wait until so many fixes are in the phone's own database."""
        self._wait(lambda: len(self.recorded()) >= count, f"{count} fixes in the store")

    def wait_until_sent(self) -> dict:
        """Wait until the last patrol was judged by the service; return its row on the phone."""
        self._wait(lambda: self.patrol()["state"] == "closed", "the patrol judged by the service")
        return self.patrol()

    def patrol(self) -> dict:
        """Return the newest patrol as the phone holds it."""
        return max(self.stores()["patrols"], key=lambda row: row["startedAt"])

    def _wait(self, is_so, what: str) -> None:
        latest = time.monotonic() + LONGEST_WAIT_MS / 1000
        while not is_so():
            assert time.monotonic() < latest, f"in vain: {what}; {self.stores()['patrols']}"
            if self.now is not None:
                # Pauses of the page pass only as its clock is wound on.
                self.context.clock.run_for(1000)
                self.now += timedelta(seconds=1)
            self.page.wait_for_timeout(100)

    def end(self) -> None:
        """End the patrol, which asks once."""
        self.page.click("#end")
        self.page.click("#ask-yes")
        expect(self.page.locator("#done")).to_be_visible()

    def stores(self) -> dict[str, list[dict]]:
        """Return what the phone's own database holds."""
        return self.page.evaluate(STORES)

    def recorded(self) -> list[list[float]]:
        """Return every fix the phone holds, in parts or not yet."""
        kept = self.stores()
        parts = sorted(kept["parts"], key=lambda part: part["sequence"])
        return [
            *(point for part in parts for point in part["points"]),
            *(row["point"] for row in kept["fixes"]),
        ]
