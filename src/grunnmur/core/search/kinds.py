"""The kinds of things that can be found; each domain registers its own."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from grunnmur.core.search.analyse import fold


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a domain says about one thing, so that it is found by those who may open it.

    audience_keys: group keys, at least one; `everyone` opens it to all who are logged in. Name `person:<id>` of whoever
    is responsible too, also beside `everyone`: it makes the thing one of hers (`mine`).
    part: 0 is the thing itself; long texts add 1, 2 … under the same ref, and the best part is shown.
    language: of the text; empty means the municipality's.
    codes: numbers, codes and old numbers; typed alone, they lead straight to the thing.
    keywords: headings, names, the label of the type: whatever counts more than text and less than the title.
    happened_at: what decides how new it is; None means now.
    """

    kind: str
    ref: UUID
    title: str
    audience_keys: Collection[str]
    part: int = 0
    language: str = ""
    subtitle: str = ""
    body: str = ""
    codes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    unit: UUID | None = None
    scope: UUID | None = None
    type_code: str = ""
    grouping: str = ""
    class_code: str = ""
    state: int = 0
    happened_at: datetime | None = None


EntrySource = Callable[[UUID | None], Iterable[Entry]]
"""All entries of a kind in the order of their refs, beginning after the given ref; for `rebuild` and `check`."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing: how many and one of it are called, and how much it counts beside other kinds."""

    key: str
    label: Promise | str
    one: Promise | str
    weight: float = 1.0
    entries: EntrySource | None = field(default=None, compare=False)


_kinds: dict[str, Kind] = {}


def register_kind(
    key: str,
    *,
    label: Promise | str,
    one: Promise | str = "",
    weight: float = 1.0,
    entries: EntrySource | None = None,
) -> None:
    """Make a kind known; what is of no registered kind is never found.

    label: in the plural, to narrow by. one: what a single thing is called; the label where it is the same.
    The owner also registers it with `core.links`, whose resolver has the last word on who may open what.
    """
    _kinds[key] = Kind(key, label, one or label, weight, entries)


def registered() -> dict[str, Kind]:
    """Return all kinds by key, in the order they were registered."""
    return dict(_kinds)


def kind_named(text: str) -> Kind | None:
    """Return the kind that is meant by a key, or by a label in any of our languages; None if none is."""
    wanted = fold(text)
    return next((kind for kind in _kinds.values() if wanted in _names(kind)), None)


def _names(kind: Kind) -> set[str]:
    names = {fold(kind.key)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {fold(str(kind.label)), fold(str(kind.one))}
    return names
