"""A large group is told in parts (`member;range=0-1499`), which only Active Directory does.

Microsoft's serves at most MaxValRange values of an attribute, 1,500 unless somebody changed it. Samba has that limit in
its query policy and does not keep to it, but it serves every part it is asked for; so here the first question is made
to ask for a part, and each next one for no more than a part, and what answers is the real thing.
"""

import re

import pytest

from grunnmur.access.connectors import Change, Operation
from grunnmur.access.connectors.ldap.active_directory import ActiveDirectory
from grunnmur.access.connectors.ldap.directory import Directory, Entry
from grunnmur.access.connectors.ldap.groups import Groups
from tests.access.targets.peers.port import who

GROUP, MANY, PART = "Alle ansatte", 250, 100
NAME = "CN=Alle ansatte,OU=groups,DC=ad,DC=example"


@pytest.fixture
def parts(monkeypatch):
    """Let the directory serve PART members at a time; returns what was asked for."""
    asked = []
    real = Directory.one

    def one(directory, base, condition, attributes, **options):
        capped = [re.sub(r"^member(;range=(\d+)-\*)?$", _part, name) for name in attributes]
        asked.extend(name for name in capped if name.startswith("member"))
        return real(directory, base, condition, capped, **options)

    monkeypatch.setattr(Directory, "one", one)
    return asked


def _part(found):
    first = int(found[2] or 0)
    return f"member;range={first}-{first + PART - 1}"


def test_every_member_of_a_group_that_is_told_in_parts_is_seen(ad, parts):
    ad.make_group(GROUP)
    ad.make_accounts(who(number) for number in range(MANY))
    place = ad.place(GROUP)
    accounts = {one.username: one.external_id for one in ad.connector(GROUP).observe()}
    people = [who(number, external_id=accounts[f"kari{number}"]) for number in range(MANY)]
    batch = [Change(str(number), Operation.ADD, one, place) for number, one in enumerate(people)]
    assert not [outcome for outcome in ad.connector(GROUP).apply(batch) if outcome.fault]
    parts.clear()
    seen = {one.username for one in ad.connector(GROUP).observe() if place in one.places}
    assert seen == {one.username for one in people}
    assert parts == ["member;range=0-99", "member;range=100-199", "member;range=200-299"]


class Recorded:
    """A directory that answers as they do on the wire: by the attribute asked for, its name in the answer, values."""

    def __init__(self, answers):
        self.answers = answers

    def one(self, _base, _condition, attributes, **_options):
        return self.answers.get(attributes[0])

    def search(self, *_asked, **_options):
        yield Entry(NAME, {"cn": [b"Alle ansatte"]})


def members_of(answers):
    return list(Groups(Recorded(answers), ActiveDirectory(), base="OU=groups,DC=ad,DC=example").members(GROUP))


def dns(first, last):
    return [f"CN=kari{number},OU=people,DC=ad,DC=example".encode() for number in range(first, last)]


def test_parts_are_read_until_the_one_that_says_it_is_the_last():
    answers = {
        "member": Entry(NAME, {"member": [], "member;range=0-1": dns(0, 2)}),
        "member;range=2-*": Entry(NAME, {"member;Range=2-3": dns(2, 4)}),
        "member;range=4-*": Entry(NAME, {"member;range=4-*": dns(4, 5)}),
    }
    assert members_of(answers) == [f"cn=kari{number},ou=people,dc=ad,dc=example" for number in range(5)]


def test_a_group_that_is_gone_between_two_parts_ends_there():
    assert len(members_of({"member": Entry(NAME, {"member;range=0-1": dns(0, 2)})})) == 2
