"""Active Directory, Microsoft's and Samba's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import ldap3
from django.utils.translation import gettext_noop
from ldap3.utils.conv import escape_bytes

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.ldap.dialect import Dialect
from grunnmur.access.connectors.ldap.directory import Changes, Entry
from grunnmur.access.connectors.port import Connection, Who

PERMISSIVE_MODIFY = "1.2.840.113556.1.4.1413"  # what is so already is no error
KEPT_OUT = 0x2  # of userAccountControl: the one bit that is ours
NORMAL_ACCOUNT = 0x200
LONGEST_NAME = 20
NEVER = 0x7FFFFFFFFFFFFFFF
SINCE = datetime(1601, 1, 1, tzinfo=UTC)
TICKS = 10_000_000  # a second


@dataclass(frozen=True)
class ActiveDirectory(Dialect):
    """Passwords are never set here: whoever runs the directory does that, and until then an account is kept out."""

    id_attribute: ClassVar[str] = "objectGUID"
    username_attribute: ClassVar[str] = "sAMAccountName"
    key_attribute: ClassVar[str] = "employeeID"
    user_filter: ClassVar[str] = "(&(objectCategory=person)(objectClass=user))"
    group_filter: ClassVar[str] = "(objectClass=group)"
    named_by: ClassVar[str] = "cn"
    needs_member: ClassVar[bool] = False
    member_controls: ClassVar[Sequence[object] | None] = ((PERMISSIVE_MODIFY, False, None),)
    domain: str = ""

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Read `domain`, the end of names that people log in with, from what the target says."""
        return cls(domain=connection.options.get("domain", ""))

    @property
    def state_attribute(self) -> str:
        """The attribute of which one bit keeps her out."""
        return "userAccountControl"

    def id_of(self, entry: Entry) -> str:
        """Return the entry's GUID."""
        found = entry.all(self.id_attribute)
        return str(UUID(bytes_le=bytes(found[0]))) if found else ""

    def with_id(self, external_id: str) -> str:
        """Return the filter that finds the entry of a GUID."""
        return f"({self.id_attribute}={escape_bytes(UUID(external_id).bytes_le)})"

    def is_active(self, entry: Entry) -> bool:
        """Tell whether the bit is clear."""
        return not self._control(entry) & KEPT_OUT

    def _control(self, entry: Entry) -> int:
        return int(entry.text(self.state_attribute) or NORMAL_ACCOUNT)

    def new_entry(self, who: Who) -> Mapping[str, Any]:  # Any: as the base says
        """Return the classes and a state that keeps her out. Raises ConnectorError for too long a name."""
        if len(who.username) > LONGEST_NAME:
            message = gettext_noop("The name %(username)s is longer than %(most)s characters, the most there can be.")
            raise ConnectorError(Fault(message, {"username": who.username, "most": LONGEST_NAME}, is_final=True))
        entry = {
            "objectClass": ["top", "person", "organizationalPerson", "user"],
            self.state_attribute: str(NORMAL_ACCOUNT | KEPT_OUT),
        }
        return entry | ({"userPrincipalName": f"{who.username}@{self.domain}"} if self.domain else {})

    def switched(self, entry: Entry, *, is_on: bool) -> Changes:
        """Flip the one bit; all others are somebody else's."""
        if is_on == self.is_active(entry):
            return {}
        return {self.state_attribute: [(ldap3.MODIFY_REPLACE, [str(self._control(entry) ^ KEPT_OUT)])]}

    def facts(self, who: Who) -> Mapping[str, str]:
        """Return what any directory says of her, and when the account expires."""
        ticks = NEVER if who.expires_at is None else int((who.expires_at - SINCE).total_seconds()) * TICKS
        return {**super().facts(who), "accountExpires": str(ticks)}
