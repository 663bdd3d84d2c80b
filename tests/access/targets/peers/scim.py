"""`scim2-server`, which others wrote, keeping its users in memory."""

import subprocess
import sys
from contextlib import contextmanager

import httpx

from grunnmur.access.connectors import Connection
from tests.access.targets.peers.port import SECRET, Peer, free_port, wait_for

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


class ScimPeer(Peer):
    """Asked directly over http by the tests."""

    kind = "scim"

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}/v2"
        self.direct = httpx.Client(
            base_url=f"{self.address}/", headers={"Authorization": f"Bearer {SECRET.decode()}"}, trust_env=False
        )

    def connection(self):
        return Connection(address=self.address, secret=SECRET, hosts=frozenset({"127.0.0.1"}))

    def empty(self):
        for kind in ("Users", "Groups"):
            while found := self.direct.get(kind, params={"count": 100}).json().get("Resources"):
                for one in found:
                    self.direct.delete(f"{kind}/{one['id']}")

    def make_group(self, name):
        answer = self.direct.post("Groups", json={"schemas": [GROUP], "displayName": name})
        assert answer.status_code == 201, answer.text

    def make_foreign(self, username):
        told = {"schemas": [USER], "userName": username, "externalId": "somebody-else"}
        assert self.direct.post("Users", json=told).status_code == 201

    def forget(self, external_id):
        assert self.direct.delete(f"Users/{external_id}").status_code == 204


@contextmanager
def scim_peer():
    """Start one on a free port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "scim2_server.testserver.cli",
        "--port",
        str(port),
        "--bearer-token",
        SECRET.decode(),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (the peer's own program)
        try:
            wait_for(port, process)
            peer = ScimPeer(port)
            yield peer
            peer.direct.close()
        finally:
            process.terminate()
