"""A directory as a connector."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.batches import sent
from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.ldap.accounts import Accounts
from grunnmur.access.connectors.ldap.active_directory import ActiveDirectory
from grunnmur.access.connectors.ldap.dialect import FACTS, Dialect
from grunnmur.access.connectors.ldap.directory import Directory, Entry
from grunnmur.access.connectors.ldap.groups import ANYTHING, MOST_MEMBERS, Groups
from grunnmur.access.connectors.ldap.names import normalised
from grunnmur.access.connectors.ldap.open_directory import OpenDirectory
from grunnmur.access.connectors.port import Change, Connection, Operation, Outcome, Place, Seen


class DirectoryConnector:
    """A directory: accounts lie below `user_base`, groups below `group_base`; attributes are changed value by value."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect
        self._users = connection.options.get("user_base", "")
        self._group_base = connection.options.get("group_base", "") or self._users

    @contextmanager
    def _open(self) -> Iterator[tuple[Directory, Accounts, Groups]]:
        with Directory(self._connection) as directory:
            accounts = Accounts(directory, self._dialect, base=self._users)
            yield directory, accounts, Groups(directory, self._dialect, base=self._group_base)

    def test(self) -> None:
        """Bind, look for where accounts lie, and for each group that is mapped."""
        with self._open() as (directory, _accounts, groups):
            for base in {self._users, self._group_base}:
                if directory.one(base, ANYTHING, ["objectClass"], is_one=True) is None:
                    message = gettext_noop("There is nothing at %(base)s in the directory.")
                    raise ConnectorError(Fault(message, {"base": base}, is_final=True))
            for place in self._connection.places:
                if place.kind == "group":
                    groups.name_of(place.name)

    def observe(self) -> Iterator[Seen]:
        """Yield all accounts: groups are read first, then the accounts page by page."""
        with self._open() as (directory, accounts, groups):
            inside: defaultdict[str, set[Place]] = defaultdict(set)
            for place in self._connection.places:
                if place.kind == "group":
                    for member in groups.members(place.name):
                        inside[member].add(place)
            attributes = {place.name for place in self._connection.places if place.kind == "attribute"}
            asked = [*accounts.attributes, *sorted(attributes)]
            for entry in directory.search(self._users, self._dialect.user_filter, asked):
                if entry.text(self._dialect.username_attribute):
                    yield self._seen(entry, inside.get(normalised(entry.dn), set()))

    def _seen(self, entry: Entry, groups: set[Place]) -> Seen:
        values = {
            place
            for place in self._connection.places
            if place.kind == "attribute" and place.value.encode() in entry.all(place.name)
        }
        return Seen(
            external_id=self._dialect.id_of(entry),
            username=entry.text(self._dialect.username_attribute),
            key=entry.text(self._dialect.key_attribute),
            is_active=self._dialect.is_active(entry),
            facts={name: entry.text(attribute) for name, attribute in FACTS.items()},
            places=frozenset(groups | values),
        )

    def apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Do accounts one by one, then each group in as few changes as it takes."""
        try:
            with self._open() as (_directory, accounts, groups):
                return _Applying(accounts, groups).run(batch)
        except ConnectorError as error:
            return [Outcome(change.id, error.fault) for change in batch]


class _Applying:
    """One run over a batch. Once the directory does not answer, nothing more is sent."""

    def __init__(self, accounts: Accounts, groups: Groups) -> None:
        self._accounts = accounts
        self._groups = groups
        self._stop: Fault | None = None

    def run(self, batch: Sequence[Change]) -> list[Outcome]:
        outcomes = [self._one(change) for change in batch if change.place is None or change.place.kind != "group"]
        in_groups = [change for change in batch if change.place is not None and change.place.kind == "group"]
        if in_groups and not self._stop:
            outcomes += self._in_groups(in_groups)
        elif in_groups:
            outcomes += [Outcome(change.id, self._stop) for change in in_groups]
        return outcomes

    def _one(self, change: Change) -> Outcome:
        if self._stop:
            return Outcome(change.id, self._stop)
        external_id = ""
        try:
            if change.operation is Operation.ENSURE:
                external_id = self._accounts.ensure(change.who)
                self._accounts.switch(change.who, is_on=True)
            else:
                self._do(change)
        except ConnectorError as error:
            self._stop = error.fault if error.is_whole else None
            return Outcome(change.id, error.fault, external_id)
        return Outcome(change.id, None, external_id)

    def _do(self, change: Change) -> None:
        match change.operation:
            case Operation.DISABLE:
                self._accounts.switch(change.who, is_on=False)
            case Operation.DELETE:
                self._accounts.delete(change.who)
            case _ if change.place is not None:
                is_added = change.operation is Operation.ADD
                self._accounts.change_value(change.who, change.place.name, change.place.value, is_added=is_added)

    def _in_groups(self, changes: Sequence[Change]) -> list[Outcome]:
        try:
            names, faults = self._accounts.names_of({change.who.key: change.who for change in changes}.values())
        except ConnectorError as error:
            return [Outcome(change.id, error.fault) for change in changes]
        by_group: defaultdict[tuple[str, bool], list[tuple[Change, str]]] = defaultdict(list)
        outcomes = []
        for change in changes:
            is_added = change.operation is Operation.ADD
            if name := names.get(change.who.key, ""):
                by_group[change.place.name if change.place else "", is_added].append((change, name))
            else:
                missing = Fault(gettext_noop("She has no account in the system.")) if is_added else None
                outcomes.append(Outcome(change.id, faults.get(change.who.key, missing)))
        for (group, is_added), members in by_group.items():
            outcomes += self._in_group(group, members, is_added=is_added)
        return outcomes

    def _in_group(self, group: str, members: list[tuple[Change, str]], *, is_added: bool) -> list[Outcome]:
        try:
            self._groups.name_of(group)
        except ConnectorError as error:
            return [Outcome(change.id, error.fault) for change, _name in members]

        def send(part: Sequence[tuple[Change, str]]) -> None:
            self._groups.change(group, [name for _change, name in part], is_added=is_added)

        return [Outcome(change.id, fault) for (change, _name), fault in sent(members, send, most=MOST_MEMBERS)]


def open_directory(connection: Connection) -> DirectoryConnector:
    """Return a connector for OpenLDAP and its like."""
    return DirectoryConnector(connection, OpenDirectory.of(connection))


def active_directory(connection: Connection) -> DirectoryConnector:
    """Return a connector for Active Directory."""
    return DirectoryConnector(connection, ActiveDirectory.of(connection))
