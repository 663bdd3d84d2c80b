"""A group of a thousand is changed by few changes, never one by one: single ones are a hundred times slower."""

import pytest

from grunnmur.access.connectors import Change, Operation
from grunnmur.access.connectors.ldap.directory import Directory
from grunnmur.access.connectors.ldap.groups import MOST_MEMBERS
from tests.access.targets.peers.port import who

GROUP, MANY = "Alle ansatte", 1000


@pytest.fixture
def directory(request):
    """A directory with a thousand accounts, made behind our back, and a group that nobody is in."""
    peer = request.getfixturevalue(request.param)
    peer.make_group(GROUP)
    peer.make_accounts(who(number) for number in range(MANY))
    yield peer
    peer.empty()


@pytest.fixture
def changes_sent(monkeypatch):
    """How many members each change names."""
    sent = []
    real = Directory.modify

    def counted(directory, dn, changes, **options):
        sent.append(max(len(values) for operations in changes.values() for _how, values in operations))
        real(directory, dn, changes, **options)

    monkeypatch.setattr(Directory, "modify", counted)
    return sent


@pytest.mark.parametrize("directory", ["ldap", "ad"], indirect=True)
def test_a_group_of_a_thousand_is_filled_and_emptied_in_one_batch_of_two_changes(directory, changes_sent):
    place = directory.place(GROUP)
    accounts = {one.username: one.external_id for one in directory.connector(GROUP).observe()}
    people = [who(number, external_id=accounts[f"kari{number}"]) for number in range(MANY)]

    for operation, inside in ((Operation.ADD, MANY), (Operation.REMOVE, 0)):
        batch = [Change(str(number), operation, one, place) for number, one in enumerate(people)]
        assert not [outcome for outcome in directory.connector(GROUP).apply(batch) if outcome.fault]
        assert sum(place in one.places for one in directory.connector(GROUP).observe()) == inside
    assert [size for size in changes_sent if size > 1] == [MOST_MEMBERS] * 4
    assert len(changes_sent) <= 5, "and one more where a group must not be empty"
