"""What is measured: processor time of a page, and time, memory and first byte of a dump."""

import http.client
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import Server

LEAST_ROUNDS = 20
SECONDS = 12
PAGES_IN_ROUND = 20
DUMPS = 5
PIECE = 65_536
# The first byte is counted when features have come, not when a header has.
FIRST_BYTES = 4_096


@dataclass(frozen=True)
class Dump:
    """A whole table in one answer."""

    seconds: float
    first_byte_s: float
    memory_mb: float
    size_mb: float
    features: int


def processor_seconds(pids: list[int]) -> float:
    """Return the processor time of processes so far, to the nanosecond.

    The clock's number is made as clock_getcpuclockid(3) makes it.
    """
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def page_cpu_ms(
    port: int, pids: list[int], path: Callable[[int], str], headers: dict | None = None
) -> tuple[float, int]:
    """Return the processor milliseconds of one request, and the size of the last answer.

    The requests of a round ask for different pages over one connection; the best of many short
    rounds counts, for what else the machine does only ever adds. Every server is asked for the
    same time, so that each has the same chance of a quiet moment.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    rounds, size = [], 0
    end = time.monotonic() + SECONDS
    while len(rounds) <= LEAST_ROUNDS or time.monotonic() < end:
        before = processor_seconds(pids)
        for page in range(PAGES_IN_ROUND):
            connection.request("GET", path(page), headers=headers or {})
            answer = connection.getresponse()
            size = len(answer.read())
            assert answer.status in (200, 304), answer.status
        rounds.append(processor_seconds(pids) - before)
    connection.close()
    return 1000 * min(rounds) / PAGES_IN_ROUND, size


def entity_tag(port: int, path: str) -> str:
    """Return the ETag of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]


def check_page(port: int, path: str, expected: int) -> None:
    """Refuse to compare a server that does not answer with the features that were asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    found = json.loads(connection.getresponse().read())["features"]
    connection.close()
    assert len(found) == expected, f"{path}: {len(found)} features"
    ring = found[0]["geometry"]["coordinates"][0][0]
    assert len(ring) > 60, f"{path}: {len(ring)} vertices"


def dump(port: int, pids: list[int], server: Server) -> Dump:
    """Return the best of several dumps; memory is the most that any of them added."""
    runs = [_dump(port, pids, server.dump) for _ in range(DUMPS)]
    return Dump(
        seconds=min(run.seconds for run in runs),
        first_byte_s=statistics.median(run.first_byte_s for run in runs),
        memory_mb=max(run.memory_mb for run in runs),
        size_mb=runs[0].size_mb,
        features=runs[0].features,
    )


def _dump(port: int, pids: list[int], path: str) -> Dump:
    before = _resident_mb(pids, "VmRSS")
    for pid in pids:
        # 5 resets the peak that VmHWM shows: proc(5).
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    pieces = [answer.read(FIRST_BYTES)]
    first = time.perf_counter() - start
    while piece := answer.read(PIECE):
        pieces.append(piece)
    seconds = time.perf_counter() - start
    connection.close()
    peak = _resident_mb(pids, "VmHWM")
    body = b"".join(pieces)
    return Dump(seconds, first, peak - before, len(body) / 1e6, body.count(b'"geometry":'))


def _resident_mb(pids: list[int], name: str) -> float:
    total = 0
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith(name))
    return total * 1024 / 1e6


def peak_mb(pid: int) -> float:
    """Return the most memory that a process ever held, in MB."""
    return _resident_mb([pid], "VmHWM")
