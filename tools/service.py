"""The service as ``make run`` starts it, on a free port: for tests, pictures and benchmarks."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A first start migrates and loads, on a machine that may be busy.
LONGEST_START_S = 120


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def service(folder: Path, database_url: str = "") -> Iterator[str]:
    """Serve the reference data and give the base address; files and log are kept in ``folder``.

    Without ``database_url`` from a SpatiaLite database in ``folder``. Raises RuntimeError when the
    service stops or does not answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, log = free_port(), folder / "server.log"
    environment = os.environ | {
        "DATABASE_URL": database_url or f"spatialite:///{folder / 'server.sqlite3'}",
        "SECRET_KEY": "only-for-a-scratch-service",
        "DEMO_USERS_FILE": str(folder / "demo_users.json"),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_serving(base, process, log)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_serving(base: str, process: subprocess.Popen, log: Path) -> None:
    latest = time.monotonic() + LONGEST_START_S
    while process.poll() is None and time.monotonic() < latest:
        try:
            urllib.request.urlopen(f"{base}/api/", timeout=10).close()  # noqa: S310 - our own address
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the service does not answer: {log.read_text()[-500:]}")
