"""A real system to keep in step, as the tests handle it."""

import os
import socket
import time
from abc import ABC, abstractmethod
from dataclasses import replace

from grunnmur.access.connectors import Connection, Connector, Place, Who, connector_for

SECRET = b"a secret of the peer"


class Peer(ABC):
    """One system, empty, with a way to look at it that is not ours where there is one."""

    kind: str
    address: str
    place_kind = "group"
    many = 120  # accounts that it makes in a second or two

    @abstractmethod
    def connection(self) -> Connection:
        """How it is reached; without places."""

    @abstractmethod
    def make_group(self, name):
        """Make something to be a member of."""

    @abstractmethod
    def make_foreign(self, username):
        """Make an account that says it is somebody else's."""

    @abstractmethod
    def forget(self, external_id):
        """Remove an account behind our back."""

    def place(self, name):
        return Place(self.place_kind, name)

    def connector(self, *names, through=None, **changes) -> Connector:
        """A connector that knows these groups; through: a proxy in between."""
        connection = self.connection()
        if through:
            here = through.address(self.address)
            connection = replace(connection, address=here, hosts=frozenset({"127.0.0.1"}))
        places = tuple(self.place(name) for name in names)
        return connector_for(self.kind, replace(connection, places=places, **changes))

    def unreachable(self) -> Connector:
        """A connector that has no chance."""
        return self.connector(through=Nowhere())


class Nowhere:
    """An address where nobody answers."""

    def address(self, address):
        return f"{address.split(':', maxsplit=1)[0]}://127.0.0.1:{free_port()}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_taken(port):
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port, process, *, seconds=20):
    """Wait until somebody listens on the port. Fails when the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args[0]} does not answer on port {port}.")


def is_root():
    return os.geteuid() == 0


def who(number, **changes):
    """Somebody with all that an account may say."""
    name = f"kari{number}"
    facts = {
        "key": f"00000000-0000-4000-8000-{number:012d}",
        "username": name,
        "given_name": "Kari",
        "family_name": f"Nordmann {number}",
        "display_name": f"Kari Nordmann {number}",
        "email": f"{name}@fjordvik.example",
        "employee_number": f"{1000 + number}",
    }
    return Who(**facts | changes)
