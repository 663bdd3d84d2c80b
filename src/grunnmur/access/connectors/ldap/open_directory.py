"""OpenLDAP and its like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

import ldap3

from grunnmur.access.connectors.ldap.dialect import Dialect
from grunnmur.access.connectors.ldap.directory import Changes, Entry
from grunnmur.access.connectors.port import Connection, Who

LOCKED = "pwdAccountLockedTime=000001010000Z"  # for ever, by the policy of passwords that OpenLDAP ships


@dataclass(frozen=True)
class OpenDirectory(Dialect):
    """Accounts are `inetOrgPerson`, groups `groupOfNames`. An account with the value `kept_out` is not let in."""

    id_attribute: ClassVar[str] = "entryUUID"
    username_attribute: ClassVar[str] = "uid"
    key_attribute: ClassVar[str] = "employeeNumber"
    user_filter: ClassVar[str] = "(objectClass=inetOrgPerson)"
    group_filter: ClassVar[str] = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))"
    named_by: ClassVar[str] = "uid"
    needs_member: ClassVar[bool] = True
    kept_out: str = LOCKED

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Read `kept_out` (attribute=value) and `member_attribute` from what the target says."""
        options = connection.options
        return cls(
            member_attribute=options.get("member_attribute") or "member",
            kept_out=options.get("kept_out") or LOCKED,
        )

    @property
    def state_attribute(self) -> str:
        """The attribute that one value of keeps her out."""
        return self.kept_out.partition("=")[0].strip()

    @property
    def _out(self) -> str:
        return self.kept_out.partition("=")[2].strip()

    def id_of(self, entry: Entry) -> str:
        """Return the entry's UUID."""
        return entry.text(self.id_attribute)

    def with_id(self, external_id: str) -> str:
        """Return the filter that finds the entry of a UUID."""
        return f"({self.id_attribute}={UUID(external_id)})"

    def is_active(self, entry: Entry) -> bool:
        """Tell whether the value is missing."""
        return self._out.encode() not in entry.all(self.state_attribute)

    def new_entry(self, who: Who) -> Mapping[str, Any]:  # Any: as the base says
        """Return the classes, and the names that they want."""
        return {
            "objectClass": ["inetOrgPerson", "organizationalPerson", "person", "top"],
            "cn": who.display_name or who.username,
            "sn": who.family_name or who.display_name or who.username,
        }

    def switched(self, entry: Entry, *, is_on: bool) -> Changes:
        """Take the value out, or put it in."""
        if is_on == self.is_active(entry):
            return {}
        operation = ldap3.MODIFY_DELETE if is_on else ldap3.MODIFY_ADD
        return {self.state_attribute: [(operation, [self._out])]}
