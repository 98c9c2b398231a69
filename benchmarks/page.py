"""How long until the map is usable, and how much its first view weighs.

Usage: python -m benchmarks.page URL [--runs N]. Every run is a cold load: a fresh browser context
with an empty cache. "Usable" is when the layers of the first view are drawn and the figures stand.
"""

import argparse
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser

from tools.browser import DESK, PHONE, chromium, wait_until_drawn

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
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000/")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    print(f"First view of {given.url}, cold cache, headless Chromium, {given.runs} runs")
    print(f"{'size':<8}{'median (s)':>12}{'worst (s)':>12}{'kB':>12}{'requests':>12}")
    for row in rows(given.url, given.runs):
        print(row)
    print(f"Targets: {TARGET_S} s, {TARGET_KB} kB")


if __name__ == "__main__":
    main()
