"""What differs between directories: how accounts are named, found, let in and kept out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from grunnmur.access.connectors.ldap.directory import Changes, Entry
from grunnmur.access.connectors.port import Who

FACTS = {"display_name": "displayName", "email": "mail"}


@dataclass(frozen=True)
class Dialect(ABC):
    """A kind of directory: names of attributes, and the few things that are done in another way.

    needs_member: whether a group must never be empty. named_by: what a new account's entry is named by.
    """

    id_attribute: ClassVar[str]
    username_attribute: ClassVar[str]
    key_attribute: ClassVar[str]
    user_filter: ClassVar[str]
    group_filter: ClassVar[str]
    named_by: ClassVar[str]
    needs_member: ClassVar[bool]
    member_controls: ClassVar[Sequence[object] | None] = None
    member_attribute: str = "member"

    @property
    @abstractmethod
    def state_attribute(self) -> str:
        """The attribute that says whether an account is let in."""

    @abstractmethod
    def id_of(self, entry: Entry) -> str:
        """Return what stays the same when the entry is moved or renamed."""

    @abstractmethod
    def with_id(self, external_id: str) -> str:
        """Return the filter that finds the entry of an id."""

    @abstractmethod
    def is_active(self, entry: Entry) -> bool:
        """Tell whether the account is let in."""

    @abstractmethod
    def new_entry(self, who: Who) -> Mapping[str, Any]:  # Any: text or list of text
        """Return the attributes of a new account, besides those that name her. Raises ConnectorError."""

    @abstractmethod
    def switched(self, entry: Entry, *, is_on: bool) -> Changes:
        """Return what lets an account in, or keeps it out; nothing when it is so already."""

    def facts(self, who: Who) -> Mapping[str, str]:
        """Return the attributes that are kept in step, by their names in the directory; blank ones are left alone."""
        found = {
            "displayName": who.display_name,
            "givenName": who.given_name,
            "sn": who.family_name,
            "mail": who.email,
        }
        return {name: value for name, value in found.items() if value}
