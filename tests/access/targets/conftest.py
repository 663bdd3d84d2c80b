"""The systems that the tests keep in step: real ones, started on this machine, stopped when the tests are done."""

import pytest

from tests.access.targets.peers import samba, slapd
from tests.access.targets.peers.files import FilePeer
from tests.access.targets.peers.scim import scim_peer
from tests.access.targets.peers.slapd import slapd_peer
from tests.access.targets.worlds import name_everybody


@pytest.fixture(scope="session")
def scim_server():
    with scim_peer() as peer:
        yield peer


@pytest.fixture(scope="session")
def slapd_server():
    if slapd.PROGRAM is None:
        pytest.skip("slapd is not installed: tools/bootstrap.sh packages slapd")
    with slapd_peer() as peer:
        yield peer


@pytest.fixture(scope="session")
def samba_server():
    if reason := samba.cannot_start():
        pytest.skip(reason)
    with samba.samba_peer() as peer:
        yield peer


@pytest.fixture
def ad(samba_server):
    samba_server.empty()
    return samba_server


@pytest.fixture
def scim(scim_server):
    scim_server.empty()
    return scim_server


@pytest.fixture
def ldap(slapd_server):
    slapd_server.empty()
    return slapd_server


@pytest.fixture
def csv(tmp_path):
    folder = tmp_path / "fjordvik"  # as the municipality is called
    folder.mkdir()
    return FilePeer(folder)


@pytest.fixture
def everybody(house, here, settings, monkeypatch):
    """The small municipality, entered, with an address for everyone; what the operator must allow is allowed."""
    monkeypatch.setenv("fjordvik__target_peer", "")
    name_everybody()
    return house


@pytest.fixture(params=["scim", "ldap", "csv", "ad"])
def peer(request):
    """Every kind of system, empty."""
    return request.getfixturevalue(request.param)
