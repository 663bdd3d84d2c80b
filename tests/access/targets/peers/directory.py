"""What the tests see of a directory, by a connection of their own."""

import ldap3

from grunnmur.access.connectors import Connection
from tests.access.targets.peers.port import Peer


class DirectoryPeer(Peer):
    """A directory with a place for people and one for groups."""

    user_class = "inetOrgPerson"
    group_class = "groupOfNames"
    people: str
    groups: str
    options: dict
    authorities = ""

    def __init__(self, address, direct, secret):
        self.address = address
        self.direct = direct
        self.secret = secret

    def connection(self):
        return Connection(
            address=self.address,
            secret=self.secret,
            options=self.options,
            hosts=frozenset({"127.0.0.1"}),
            authorities=self.authorities,
        )

    def names(self, base, condition):
        self.direct.search(base, condition, attributes=[ldap3.NO_ATTRIBUTES])
        return [row["dn"] for row in self.direct.response if row["type"] == "searchResEntry"]

    def empty(self):
        for base, wanted in ((self.groups, self.group_class), (self.people, self.user_class)):
            while names := self.names(base, f"(objectClass={wanted})"):
                for name in names:
                    self.direct.delete(name)

    def make_accounts(self, people):
        """Make many, as fast as this directory can."""
        for person in people:
            self.make_account(person)

    def make_account(self, person):
        facts = {
            "cn": person.display_name,
            "sn": person.family_name,
            "uid": person.username,
            "employeeNumber": person.key,
        }
        assert self.direct.add(f"uid={person.username},{self.people}", self.user_class, facts), self.direct.result

    def forget(self, external_id):
        self.direct.delete(self.with_id(external_id))

    def with_id(self, external_id):
        (name,) = self.names(self.people, f"(entryUUID={external_id})")
        return name
