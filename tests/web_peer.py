"""A web server on this machine that answers as a test wants, and remembers what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class WebPeer:
    """answers: for each path a status, or where it redirects to. asked: (method, path), in order."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.answers = {}
        self.no_head = set()
        self.asked = []


@contextmanager
def web_peer() -> Iterator[WebPeer]:
    """Serve until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.peer = WebPeer(server.server_port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        peer = self.server.peer
        peer.asked.append((self.command, self.path))
        said = peer.answers.get(self.path, 404)
        if self.command == "HEAD" and self.path in peer.no_head:
            said = 405
        self.send_response(said if isinstance(said, int) else 302)
        if isinstance(said, str):
            self.send_header("Location", said)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing."""
