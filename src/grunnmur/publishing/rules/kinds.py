"""Kinds of content: what a domain above tells publishing of what it publishes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext

from grunnmur.core.links import Ref
from grunnmur.core.permissions import Actor

GUIDE_SECTION = "publishing_guide_section"
PUBLISHED_ITEM = "published_item"
"""The kind of link that leads to where an item is read."""


class Level(StrEnum):
    """How much a gate's answer weighs: an error stops, a warning wants a comment."""

    ERROR = "error"
    WARNING = "warning"
    OK = "ok"


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """What one gate says of a version.

    message: an English msgid with named placeholders for `params`. anchor: the part it is about. mend_url: where it
    is mended. explained_url: where the method explains it. comment: what the assurer said of a warning.
    """

    key: str
    level: Level
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    anchor: str = ""
    mend_url: str = ""
    explained_url: str = ""
    comment: str = ""

    @property
    def sentence(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.message) % self.params

    @property
    def name(self) -> str:
        """What tells it from the others of the same run."""
        return f"{self.key}:{self.anchor}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two versions, as a sentence in the reader's language.

    is_significant: those whom it concerns should read again. is_small: it may be made as a correction.
    """

    sentence: str
    is_significant: bool
    is_small: bool = False


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A place where a version leads to something else.

    ref: what it leads to; something that is published as `item_ref`. label: what the text calls it. anchor: the part
    it stands in. mend_url: where it is replaced.
    """

    ref: Ref
    label: str = ""
    anchor: str = ""
    mend_url: str = ""


@dataclass(frozen=True, kw_only=True)
class WebLink:
    """A place where an item leads to an address of the web. label, mend_url: as of Reference."""

    item_id: UUID
    url: str
    label: str = ""
    mend_url: str = ""


@dataclass(frozen=True, kw_only=True)
class OldDocument:
    """An old document of the tidy list that is kept: its id there, where it lies, and the line that takes it over."""

    id: UUID
    line_id: UUID
    title: str
    path: str
    owner_hint: str = ""


def item_ref(item_id: UUID) -> Ref:
    """Return how one leads to something that is published, whatever its kind: to where it is read."""
    return Ref(PUBLISHED_ITEM, item_id)


Keys = Mapping[str, Sequence[str]]
"""Group keys, each with the names of the roles it stands for; LEADERS for all who lead a unit."""
LEADERS = "leaders"


Page = tuple[str, str]  # what a tab says, and where it leads


@dataclass(frozen=True, kw_only=True)
class ContentKind:
    """A kind of content, registered by the domain it lies in. Ids are those of versions, save where it says item.

    url: the address of the valid version, by code. draft_url: where a version that is not valid is looked at.
    compare_url: where two versions are compared: code, number of the older, number of the newer.
    fill: lay down the content of a new version, as a copy of another; returns its hash. forget: the draft is discarded.
    gates: what is right and wrong with a version. changes: from one version (None: from nothing) to another.
    published: the version is valid from now on. withdrawn: the item's version is not valid any more.
    audience: whom a version concerns: all of it, or what changed significantly since another.
    parts: what feedback can be about: (anchor, label) in reading order.
    edit_url: where a draft is worked on, for kinds that are worked on here.
    links: what a version leads to; a gate looks for what is withdrawn or gone.
    linked_from: the items of this kind whose valid version leads to a thing: their owners hear of its withdrawal.
    web_links: the addresses of the web that a version leads to; of None, those of every valid version.
    recoded: the item of this valid version has another code.
    keep: make drafts of old documents that are kept; returns the item of each, by the old document's id.
    words: what a version says, for those who may find it before it is valid.
    pages: the tabs of an item, by code, before those of publishing and after them, its history last; not that of `url`.
    """

    key: str
    label: Promise | str
    url: Callable[[str], str]
    draft_url: Callable[[UUID], str]
    compare_url: Callable[[str, str, str], str]
    fill: Callable[[UUID, UUID, Actor], str]
    freeze: Callable[[UUID], None]
    gates: Callable[[UUID], Sequence[GateResult]]
    changes: Callable[[UUID | None, UUID], Sequence[Change]]
    published: Callable[[UUID], None]
    withdrawn: Callable[[UUID], None]
    audience: Callable[[UUID | None, UUID], Keys]
    parts: Callable[[UUID], Sequence[tuple[str, str]]]
    edit_url: Callable[[UUID], str] | None = None
    links: Callable[[UUID], Sequence[Reference]] | None = None
    linked_from: Callable[[Ref], Collection[UUID]] | None = None
    web_links: Callable[[UUID | None], Sequence[WebLink]] | None = None
    recoded: Callable[[UUID], None] | None = None
    keep: Callable[[Sequence[OldDocument], Actor], Mapping[UUID, UUID]] | None = None
    words: Callable[[UUID], str] | None = None
    pages: Callable[[str], tuple[Sequence[Page], Sequence[Page]]] | None = None


Gate = Callable[[UUID], Sequence[GateResult]]
_kinds: dict[str, ContentKind] = {}
_gates: dict[str, list[Gate]] = {}


def register(kind: ContentKind) -> None:
    """Make a kind of content known; called when its domain loads."""
    _kinds[kind.key] = kind


def kind_named(key: str) -> ContentKind:
    """Return a registered kind. Raises KeyError for one nobody registered: a programming error."""
    return _kinds[key]


def all_kinds() -> tuple[ContentKind, ...]:
    """Return every registered kind."""
    return tuple(_kinds.values())


def kind_choices() -> list[tuple[str, str]]:
    """Return every registered kind with its label, for choosing."""
    return [(kind.key, str(kind.label)) for kind in _kinds.values()]


def add_gate(kind: str, gate: Gate) -> None:
    """Let a domain above a kind's own check its versions too."""
    gates = _gates.setdefault(kind, [])
    if gate not in gates:
        gates.append(gate)


def gates_of(kind: str) -> tuple[Gate, ...]:
    """Return every gate of a kind: its own, then those added."""
    return (_kinds[kind].gates, *_gates.get(kind, ()))


def stored(result: GateResult) -> dict[str, Any]:  # Any: JSON
    """Return a result as it is kept."""
    return {
        "key": result.key,
        "level": str(result.level),
        "message": result.message,
        "params": dict(result.params),
        "anchor": result.anchor,
        "mend_url": result.mend_url,
        "explained_url": result.explained_url,
        "comment": result.comment,
    }


def read_back(row: Mapping[str, Any]) -> GateResult:  # Any: JSON
    """Return a result that was kept."""
    return GateResult(**{**row, "level": Level(row["level"])})
