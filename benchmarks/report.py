"""The tables of the benchmarks: what was measured, and what is required."""

import os

from benchmarks.measure import Dump

OURS, SPATIALITE, STOCK = "ours, PostGIS", "ours, SpatiaLite", "DRF-GIS"
PEERS = ("tipg", "pygeoapi")


def measured_table(pages: dict[str, tuple[float, int]], dumps: dict[str, Dump]) -> str:
    """Return the measured values, a server a line."""
    head = ("server", "CPU/page ms", "page kB", "dump s", "dump MB", "first ms", "memory MB")
    lines = [head]
    for name, (cpu_ms, size) in pages.items():
        found = dumps.get(name)
        whole = (
            (
                f"{found.seconds:.2f}",
                f"{found.size_mb:.1f}",
                f"{found.first_byte_s * 1000:.0f}",
                f"{found.memory_mb:.1f}",
            )
            if found
            else ("", "", "", "")
        )
        lines.append((name, f"{cpu_ms:.2f}", f"{size / 1000:.1f}", *whole))
    return table(lines)


def required_table(pages: dict[str, tuple[float, int]], dumps: dict[str, Dump]) -> tuple[str, bool]:
    """Return what is required beside what was reached, and whether all of it was."""
    page = {name: value[0] for name, value in pages.items()}
    ours = dumps[OURS]
    best_peer = min(dumps[name].seconds for name in PEERS)
    ratios = [
        ("page: CPU below DRF-GIS, times", 15, page[STOCK] / page[OURS]),
        ("page: CPU below tipg, times", 4, page["tipg"] / page[OURS]),
        ("dump: faster than DRF-GIS, times", 25, dumps[STOCK].seconds / ours.seconds),
        ("dump: faster than the best peer, times", 6, best_peer / ours.seconds),
    ]
    limits = [
        ("dump: memory grows by at most, MB", 20, ours.memory_mb),
        ("dump: first byte within, ms", 50, ours.first_byte_s * 1000),
        ("dump on SpatiaLite: memory, MB", 20, dumps[SPATIALITE].memory_mb),
        ("dump on SpatiaLite: first byte, ms", 50, dumps[SPATIALITE].first_byte_s * 1000),
    ]
    return required(
        [(name, ">=", *rest) for name, *rest in ratios]
        + [(name, "<=", *rest) for name, *rest in limits]
    )


def required(rows: list[tuple[str, str, float, float]]) -> tuple[str, bool]:
    """Return what is required (name, sign, wanted, reached) with a verdict, and whether all is."""
    lines = [("required", "", "reached", "")]
    verdicts = []
    for name, sign, wanted, reached in rows:
        passed = reached >= wanted if sign == ">=" else reached <= wanted
        verdicts.append(passed)
        lines.append(
            (
                name,
                f"{sign} {wanted:g}",
                f"{reached:.3g}" if abs(reached) < 10 else f"{reached:.1f}",
                "pass" if passed else "FAIL",
            )
        )
    return table(lines), all(verdicts)


def load() -> str:
    """Return the load of the machine over 1, 5 and 15 minutes."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def say(text: str) -> None:
    """Show progress at once."""
    print(f"benchmark: {text}", flush=True)


def table(lines: list[tuple[str, ...]]) -> str:
    """Return lines of cells in columns; the first line is the head."""
    widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]
    shown = []
    for number, line in enumerate(lines):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        shown.append("  ".join(cells).rstrip())
        if number == 0:
            shown.append("  ".join("-" * width for width in widths))
    return "\n".join(shown) + "\n"
