"""A headless Chromium for screenshots, tests and benchmarks: Debian's, and nothing it fetches."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Grey edges of letters, not coloured ones: clearer in pictures, and half the bytes.
    "--disable-lcd-text",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
READY = "html[data-ready='true']"
# Gives emulated positions the time of the page's clock, which may be wound on: Chromium stamps them
# with the real one. Keeps them in a list for whoever compares.
RECEIVER_CLOCK = """
if (navigator.geolocation) {
  const watch = navigator.geolocation.watchPosition.bind(navigator.geolocation);
  window.fixesGiven = [];
  navigator.geolocation.watchPosition = (take, fail, options) => watch(({ coords }) => {
    const timestamp = Date.now();
    take({ coords, timestamp });
    window.fixesGiven.push([coords.longitude, coords.latitude, timestamp / 1000, coords.accuracy]);
  }, fail, options);
}
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; CHROMIUM names another program than the one on PATH."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is missing: sudo apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until the page's scripts say that the map is drawn."""
    page.wait_for_selector(READY, state="attached")
