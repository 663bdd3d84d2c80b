"""A wire that breaks: what is sent arrives, and the answer is lost, now and then."""

import random
import socket
import threading
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

SIZE = 65_536


class Proxy:
    """Passes everything on; drops the answer, and the connection, with a chance."""

    def __init__(self, *, seed):
        self._random = random.Random(seed)  # noqa: S311 (the same each time)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.chance = 0.0
        self.dropped = 0
        self._to = ("127.0.0.1", 0)
        threading.Thread(target=self._accept, daemon=True).start()

    def address(self, address):
        """Stand between whoever asks and an address; return the one to ask instead."""
        parts = urlsplit(address)
        self._to = (parts.hostname, parts.port)
        return parts._replace(netloc=f"127.0.0.1:{self._server.getsockname()[1]}").geturl()

    def _accept(self):
        while True:
            try:
                here, _from = self._server.accept()
                there = socket.create_connection(self._to)
            except OSError:
                return
            threading.Thread(target=self._pass, args=(here, there), kwargs={"is_answer": False}, daemon=True).start()
            threading.Thread(target=self._pass, args=(there, here), kwargs={"is_answer": True}, daemon=True).start()

    def _pass(self, source, sink, *, is_answer):
        with suppress(OSError):
            while data := source.recv(SIZE):
                if is_answer and self._random.random() < self.chance:
                    self.dropped += 1
                    break
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self):
        self._server.close()


@contextmanager
def breaking(*, seed):
    """A wire for as long as it is needed."""
    proxy = Proxy(seed=seed)
    try:
        yield proxy
    finally:
        proxy.close()
