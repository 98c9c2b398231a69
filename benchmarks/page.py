"""How long until the map is usable, and how much its first view weighs.

Usage: python -m benchmarks.page [URL] [--runs N]; without URL a scratch service is started.
Every run is a cold load: a fresh browser context with an empty cache. "Usable" is when the layers
of the first view are drawn and the figures stand.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from tools.browser import DESK, PHONE, chromium, wait_until_drawn
from tools.service import service

TARGET_S, TARGET_KB = 1.5, 400
USABLE_S = "() => performance.now() / 1000"
SIZES = {"desk": DESK, "phone": PHONE}


def load(browser: Browser, url: str, size: dict) -> tuple[float, float, int]:
    """Load ``url`` cold; return seconds until usable, kB over the wire, and requests."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(url)
    wait_until_drawn(page)
    usable_s = page.evaluate(USABLE_S)
    context.close()
    return usable_s, sum(weights) / 1000, len(weights)


def rows(url: str, runs: int) -> Iterator[str]:
    """Measure each size and return the lines of the table."""
    with chromium() as browser:
        load(browser, url, DESK)
        for name, size in SIZES.items():
            times, weights, requests = zip(
                *(load(browser, url, size) for _ in range(runs)), strict=True
            )
            yield (
                f"{name:<8}{statistics.median(times):>12.2f}{max(times):>12.2f}"
                f"{statistics.median(weights):>12.0f}{requests[0]:>12}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = given.url or stack.enter_context(service(Path(folder)))
        report(url, given.runs)


def report(url: str, runs: int) -> None:
    """Measure and print the table, with the load the machine had."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nFirst view of the map, cold cache, headless Chromium, {runs} runs; load {load}\n")
    print(f"{'size':<8}{'median (s)':>12}{'worst (s)':>12}{'kB':>12}{'requests':>12}")
    for row in rows(url, runs):
        print(row)
    print(f"Required: {TARGET_S} s, {TARGET_KB} kB", flush=True)


if __name__ == "__main__":
    main()
