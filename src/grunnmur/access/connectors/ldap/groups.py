"""Groups of a directory, and who is in them."""

import re
from collections.abc import Iterator, Sequence

import ldap3
from django.utils.translation import gettext_noop
from ldap3.utils.conv import escape_filter_chars

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.ldap.dialect import Dialect
from grunnmur.access.connectors.ldap.directory import (
    CLASS_VIOLATION,
    ENTRY_EXISTS,
    NO_SUCH_ATTRIBUTE,
    UNWILLING,
    VALUE_EXISTS,
    Directory,
    Entry,
    RefusedError,
)
from grunnmur.access.connectors.ldap.names import normalised

MOST_MEMBERS = 500  # in one change
SO_ALREADY = frozenset({VALUE_EXISTS, NO_SUCH_ATTRIBUTE, UNWILLING})  # the last is what Samba says
ANYTHING = "(objectClass=*)"
_RANGE = re.compile(r"range=\d+-(\d+|\*)$", re.IGNORECASE)


class Groups:
    """The groups of one directory, each looked up once: by its whole name, or by its `cn` below the base."""

    def __init__(self, directory: Directory, dialect: Dialect, *, base: str) -> None:
        self._directory = directory
        self._dialect = dialect
        self._base = base
        self._names: dict[str, str] = {}

    def name_of(self, group: str) -> str:
        """Return the whole name of a group. Raises ConnectorError, final, unless there is exactly one."""
        if group not in self._names:
            if normalised(group).endswith(f",{normalised(self._base)}"):
                found = [entry for entry in [self._directory.one(group, ANYTHING, ["cn"], is_one=True)] if entry]
            else:
                named = f"(&{self._dialect.group_filter}(cn={escape_filter_chars(group)}))"
                found = list(self._directory.search(self._base, named, ["cn"]))
            if len(found) != 1:
                message = gettext_noop("There is no group %(group)s in the system, or more than one.")
                raise ConnectorError(Fault(message, {"group": group}, is_final=True))
            self._names[group] = found[0].dn
        return self._names[group]

    def members(self, group: str) -> Iterator[str]:
        """Yield the normalised names of a group's members; a directory may tell them in parts."""
        name = self.name_of(group)
        asked = self._dialect.member_attribute
        while asked:
            entry = self._directory.one(name, ANYTHING, [asked], is_one=True)
            found, asked = self._part(entry) if entry else ((), "")
            for value in found:
                member = normalised(value.decode(errors="replace"))
                if member != normalised(name):
                    yield member

    def _part(self, entry: Entry) -> tuple[Sequence[bytes], str]:
        """Return the members of one answer, and what to ask for next; blank after the last part."""
        attribute = self._dialect.member_attribute
        for name, values in entry.values.items():
            if name.casefold().startswith(f"{attribute.casefold()};") and (last := _RANGE.search(name)):
                return values, "" if last[1] == "*" else f"{attribute};range={int(last[1]) + 1}-*"
        return entry.all(attribute), ""

    def change(self, group: str, members: Sequence[str], *, is_added: bool) -> None:
        """Let entries in, or take them out, in one change. What is so already counts as done. Raises ConnectorError."""
        try:
            self._modify(group, members, is_added=is_added)
        except RefusedError as error:
            if error.code == ENTRY_EXISTS and len(members) == 1:
                return  # it is her primary group, which lists no members
            if error.code not in SO_ALREADY:
                raise
            inside = set(self.members(group))
            left = [member for member in members if (normalised(member) in inside) != is_added]
            if len(left) == len(members):
                raise
            if left:
                self._modify(group, left, is_added=is_added)

    def _modify(self, group: str, members: Sequence[str], *, is_added: bool) -> None:
        name, attribute = self.name_of(group), self._dialect.member_attribute
        operation = (ldap3.MODIFY_ADD if is_added else ldap3.MODIFY_DELETE, list(members))
        try:
            self._directory.modify(name, {attribute: [operation]}, controls=self._dialect.member_controls)
        except RefusedError as error:
            if error.code != CLASS_VIOLATION or is_added or not self._dialect.needs_member:
                raise
            # the last one goes, and the class wants one: the group itself stands in
            self._directory.modify(name, {attribute: [operation, (ldap3.MODIFY_ADD, [name])]})
