"""A group of a real directory, for the bench of targets: filled in one batch, read back, and filled one by one."""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager

from grunnmur.access.connectors import Change, Connector, Operation, Place
from tests.access.targets.peers import samba, slapd
from tests.access.targets.peers.directory import DirectoryPeer
from tests.access.targets.peers.port import who

BATCHED, SINGLE = "Samlet", "Enkeltvis"


def directories() -> dict[str, AbstractContextManager[DirectoryPeer]]:
    """Return the directories that can be started here, by what they are called."""
    found: dict[str, AbstractContextManager[DirectoryPeer]] = {}
    if slapd.PROGRAM:
        found["OpenLDAP with memberof"] = slapd.slapd_peer()
    if not samba.cannot_start():
        found["Active Directory (Samba)"] = samba.samba_peer()
    return found


def fill(directory: AbstractContextManager[DirectoryPeer], members: int, *, single: int) -> tuple[float, float]:
    """Return the seconds of so many members in one batch, and of as many one by one, reckoned from a few."""
    with directory as peer:
        peer.make_accounts(who(number) for number in range(members))
        for group in (BATCHED, SINGLE):
            peer.make_group(group)
        connector: Connector = peer.connector(BATCHED, SINGLE)
        known = {one.username: one.external_id for one in connector.observe()}
        people = [who(number, external_id=known[f"kari{number}"]) for number in range(members)]
        places = {group: peer.place(group) for group in (BATCHED, SINGLE)}
        batch = [Change(str(number), Operation.ADD, one, places[BATCHED]) for number, one in enumerate(people)]
        whole = timed(connector, [batch])
        few = timed(connector, [[Change("1", Operation.ADD, one, places[SINGLE])] for one in people[:single]])
        check(connector, places[BATCHED], members)
        return whole, few * members / single


def timed(connector: Connector, batches: Sequence[Sequence[Change]]) -> float:
    """Return the seconds that batches take one after another."""
    began = time.perf_counter()
    for batch in batches:
        assert not [outcome for outcome in connector.apply(batch) if outcome.fault]
    return time.perf_counter() - began


def check(connector: Connector, place: Place, members: int) -> None:
    """Make sure that everybody is in the group."""
    assert sum(place in one.places for one in connector.observe()) == members
