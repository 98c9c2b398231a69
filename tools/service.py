"""The service as ``make run`` starts it, on a free port: for tests, pictures and benchmarks."""

import os
import signal
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


class Service:
    """The service on a port of its own, which it keeps when it is started again.

    Files and log are kept in ``folder``. Without ``database_url`` from a SpatiaLite database there.
    """

    def __init__(self, folder: Path, database_url: str = ""):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.log = folder, folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATABASE_URL": database_url or f"spatialite:///{folder / 'server.sqlite3'}",
            "SECRET_KEY": "only-for-a-scratch-service",
            "DEMO_USERS_FILE": str(folder / "demo_users.json"),
            "MEDIA_ROOT": str(folder / "media"),
            "FILES_ROOT": str(folder / "files"),
            "LOG_LEVEL": "WARNING",
        }
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Serve; raises RuntimeError when the service stops or does not answer."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "manage.py", "start", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own, so that a kill takes the workers too.
                start_new_session=True,
            )
        _wait_until_serving(self.url, self.process, self.log)

    def stop(self) -> None:
        """End the service as an operator does; nothing when it does not run."""
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process = None

    def kill(self) -> None:
        """End the service and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)
        self.process = None


@contextmanager
def service(folder: Path, database_url: str = "") -> Iterator[str]:
    """Serve the reference data and give the base address, as ``Service`` does."""
    served = Service(folder, database_url)
    try:
        served.start()
        yield served.url
    finally:
        served.stop()


def _wait_until_serving(base: str, process: subprocess.Popen, log: Path) -> None:
    latest = time.monotonic() + LONGEST_START_S
    while process.poll() is None and time.monotonic() < latest:
        try:
            urllib.request.urlopen(f"{base}/api/", timeout=10).close()  # noqa: S310 - our own address
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the service does not answer: {log.read_text()[-500:]}")
