"""A group of a real directory, for the bench of targets: filled in one batch, and one by one."""

import time
from collections.abc import Sequence

from grunnmur.access.connectors import Change, Connector, Operation, Place
from tests.access.targets.peers.port import who
from tests.access.targets.peers.slapd import PROGRAM, slapd_peer

BATCHED, SINGLE = "Samlet", "Enkeltvis"


def slapd_program() -> str:
    """Return where slapd is; blank when it is not installed."""
    return PROGRAM or ""


def fill(members: int, *, single: int) -> tuple[float, float]:
    """Return the seconds of so many members in one batch, and of as many one by one, reckoned from a few."""
    with slapd_peer() as peer:
        for number in range(members):
            peer.make_account(who(number))
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
