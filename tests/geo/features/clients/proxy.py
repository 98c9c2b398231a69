"""A proxy that writes down what is asked, in a process of its own.

A thread would not do: GDAL inside pyogrio waits for an answer with Python's lock in its hands.

Usage: python proxy.py SERVER LOG; prints its port.
"""

import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SERVER, LOG = sys.argv[1:]
# The Host too: links then lead back to the proxy.
PASSED_ON = ("Accept", "Accept-Encoding", "Accept-Language", "Host", "If-None-Match")
OWN = ("connection", "transfer-encoding", "content-length")


class Proxy(BaseHTTPRequestHandler):
    """Passes GET on, notes the address first."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer what the server answers."""
        with Path(LOG).open("a", encoding="utf-8") as log:
            log.write(self.path + "\n")
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        request = urllib.request.Request(SERVER + self.path, headers=headers)  # noqa: S310
        try:
            answer = urllib.request.urlopen(request, timeout=60)  # noqa: S310
        except urllib.error.HTTPError as error:
            answer = error
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_values: object) -> None:
        """Say nothing: the log is the file."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        proxy.daemon_threads = True
        print(proxy.server_port, flush=True)
        proxy.serve_forever()
