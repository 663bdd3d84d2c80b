"""Accounts of a directory: found, made, linked, let in, kept out."""

from collections.abc import Collection, Mapping, Sequence

import ldap3
from django.utils.translation import gettext_noop
from ldap3.utils.conv import escape_filter_chars

from grunnmur.access.connectors.batches import in_parts
from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.ldap.dialect import FACTS, Dialect
from grunnmur.access.connectors.ldap.directory import UNWILLING, Directory, Entry, RefusedError
from grunnmur.access.connectors.ldap.names import child
from grunnmur.access.connectors.port import Who

AT_ONCE = 100  # accounts looked up in one search


class Accounts:
    """The accounts below one entry."""

    def __init__(self, directory: Directory, dialect: Dialect, *, base: str) -> None:
        self._directory = directory
        self._dialect = dialect
        self._base = base
        self.attributes = [
            dialect.id_attribute,
            dialect.username_attribute,
            dialect.key_attribute,
            dialect.state_attribute,
            "accountExpires",
            "givenName",
            "sn",
            *FACTS.values(),
        ]

    def names_of(self, people: Collection[Who]) -> tuple[dict[str, str], dict[str, Fault]]:
        """Return the entry of each person who has an account, by her key, and why one cannot be told.

        One search for each hundred whose id is known. Raises ConnectorError when the directory does not answer.
        """
        by_id = {who.external_id: who.key for who in people if who.external_id}
        found: dict[str, str] = {}
        faults: dict[str, Fault] = {}
        for part in in_parts(list(by_id), most=AT_ONCE):
            condition = "".join(self._dialect.with_id(one) for one in part)
            for entry in self._directory.search(self._base, f"(|{condition})", [self._dialect.id_attribute]):
                found[by_id[self._dialect.id_of(entry)]] = entry.dn
        for who in people:
            if who.key in found:
                continue
            try:
                own = self.find(who)
            except ConnectorError as error:
                if error.is_whole:
                    raise
                faults[who.key] = error.fault
            else:
                found |= {who.key: own.dn} if own else {}
        return found, faults

    def find(self, who: Who, *, more: Sequence[str] = ()) -> Entry | None:
        """Return her entry: by its id, else by its name. Raises ConnectorError for somebody else's."""
        attributes = [*self.attributes, *more]
        if who.external_id:
            entry = self._directory.one(self._base, self._dialect.with_id(who.external_id), attributes)
            if entry:
                return entry
        named = f"({self._dialect.username_attribute}={escape_filter_chars(who.username)})"
        entry = self._directory.one(self._base, f"(&{self._dialect.user_filter}{named})", attributes)
        if entry and entry.text(self._dialect.key_attribute) not in {"", who.employee_number, who.key}:
            message = gettext_noop("The account %(username)s is there already, and says it is somebody else's.")
            raise ConnectorError(Fault(message, {"username": who.username}, is_final=True))
        return entry

    def ensure(self, who: Who) -> str:
        """Let there be an account for her, and return its id; it is let in by `switch`. Raises ConnectorError."""
        entry = self.find(who)
        if entry is None:
            self._directory.add(child(self._dialect.named_by, who.username, self._base), self._new(who))
            entry = self.find(who)
        if entry is None:
            raise ConnectorError(Fault(gettext_noop("The account was made, but cannot be found again.")))
        self._name(entry, who)
        return self._dialect.id_of(entry)

    def _new(self, who: Who) -> Mapping[str, object]:
        key = {self._dialect.key_attribute: who.employee_number} if who.employee_number else {}
        names = {self._dialect.username_attribute: who.username}
        return {**names, **key, **self._dialect.facts(who), **self._dialect.new_entry(who)}

    def _name(self, entry: Entry, who: Who) -> None:
        """Bring what is said of her in step; what we do not know is left as it is."""
        wanted = dict(self._dialect.facts(who))
        if who.employee_number:
            wanted[self._dialect.key_attribute] = who.employee_number
        changes = {
            name: [(ldap3.MODIFY_REPLACE, [value])] for name, value in wanted.items() if entry.text(name) != value
        }
        if changes:
            self._directory.modify(entry.dn, changes)

    def switch(self, who: Who, *, is_on: bool) -> None:
        """Let her in, or keep her out; no account is as good as one kept out. Raises ConnectorError."""
        entry = self.find(who)
        changes = self._dialect.switched(entry, is_on=is_on) if entry else {}
        if entry is None or not changes:
            return
        try:
            self._directory.modify(entry.dn, changes)
        except RefusedError as error:
            if error.code != UNWILLING or not is_on:
                raise
            message = gettext_noop("The account has no password that the directory accepts yet. Set one there.")
            raise ConnectorError(Fault(message)) from error

    def delete(self, who: Who) -> None:
        """Remove her account; none is as good. Raises ConnectorError."""
        entry = self.find(who)
        if entry:
            self._directory.delete(entry.dn)

    def change_value(self, who: Who, attribute: str, value: str, *, is_added: bool) -> None:
        """Put a value into an attribute of hers, or take it out. Raises ConnectorError."""
        entry = self.find(who, more=[attribute])
        if entry is None and is_added:
            raise ConnectorError(Fault(gettext_noop("She has no account in the system.")))
        if entry is None or (value.encode() in entry.all(attribute)) == is_added:
            return
        operation = ldap3.MODIFY_ADD if is_added else ldap3.MODIFY_DELETE
        self._directory.modify(entry.dn, {attribute: [(operation, [value])]})
