"""A kind of thing to find, whose owner is a list in the test, and people who ask."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from grunnmur.core import links
from grunnmur.core.models import User
from grunnmur.core.search import Entry, index, register_kind

LONG_AGO = datetime(2026, 3, 2, 12, tzinfo=UTC)


def asker(*keys: str) -> User:
    """Somebody with these audience keys."""
    user = User(username="asker")
    user.__dict__["_permission_answers"] = {"keys": frozenset(keys)}
    return user


@dataclass
class Things:
    """The owner of a kind: knows its entries, and hides what it is told to."""

    kind: str
    entries: dict[UUID, Entry] = field(default_factory=dict)
    hidden: set[UUID] = field(default_factory=set)
    asked: int = 0

    def make(self, title: str = "Ting", **facts) -> Entry:
        """Make one thing, without a word to search."""
        defaults = {"ref": uuid4(), "audience_keys": ["everyone"], "happened_at": LONG_AGO}
        entry = Entry(kind=self.kind, title=title, **(defaults | facts))
        self.entries[entry.ref] = entry
        return entry

    def put(self, title: str = "Ting", **facts) -> UUID:
        """Make one thing and index it."""
        entry = self.make(title, **facts)
        index([entry])
        return entry.ref

    def put_many(self, number: int, title: str, **facts) -> list[UUID]:
        """Make and index many with equal titles, at once."""
        entries = [self.make(title, **facts) for _ in range(number)]
        index(entries)
        return [entry.ref for entry in entries]

    def resolve(self, refs: Collection[UUID], _seen_by: object) -> list[links.Link]:
        """Answer for `core.links`."""
        self.asked += 1
        known = [ref for ref in refs if ref not in self.hidden]
        return [links.Link(links.Ref(self.kind, ref), self.entries[ref].title, f"/things/{ref}/") for ref in known]

    def all_entries(self, after: UUID | None) -> list[Entry]:
        """Answer for `rebuild`."""
        return [self.entries[ref] for ref in sorted(self.entries) if after is None or ref > after]


def register(things: Things, *, label: str, weight: float = 1.0) -> Things:
    """Register with search and with links."""
    register_kind(things.kind, label=label, weight=weight, entries=things.all_entries)
    links.register_kind(things.kind, things.resolve)
    return things
