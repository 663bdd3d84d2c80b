"""The links of a process and its steps: what holds, what a version says, and how they are shown to one asker."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from grunnmur.core.links import Ref, is_kind, links_to
from grunnmur.core.permissions import Actor, may
from grunnmur.processes.bpmn.linking import KINDS, Linked, links_of_model, merged, uids_of
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import Process, ProcessVersion, StepLink
from grunnmur.processes.rules import IMPORT
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Item, Version, WebAddress

REPLACED = (Version.State.REPLACED, Version.State.DISCARDED)


@dataclass(frozen=True)
class NamedLink:
    """A link as one asker sees it: its name of today, and an address if she may open it, or if it is of the web.

    pk: of the row that holds, None in a version that is not valid. ref: what it points to here, for those who may know.
    web: whether an address of the web answered when it was last asked.
    """

    kind: str
    name: str
    url: str = ""
    note: str = ""
    strength: str = ""
    use: str = ""
    gives_access: bool = False
    is_web: bool = False
    ref: Ref | None = None
    uid: str = ""
    pk: UUID | None = None
    web: WebAddress | None = None


def linked(row: StepLink) -> Linked:
    """Return a stored link as a version tells of it."""
    return Linked(
        uid=row.uid,
        kind=row.kind,
        name=row.name,
        url=row.url,
        target=f"{row.target_kind}:{row.target_id}" if row.target_id else "",
        strength=row.strength,
        use=row.use,
        note=row.note,
        gives_access=row.gives_access,
    )


def links_held(process_id: UUID) -> list[StepLink]:
    """Return the links of a process that hold now, in the order they were made. One statement."""
    return list(StepLink.objects.filter(process_id=process_id).order_by("ordinal", "linked_at", "pk"))


def links_said(row: ProcessVersion) -> list[Linked]:
    """Return the links that a version's file says. No statements."""
    model = read(bytes(row.xml))
    return links_of_model(model, uids_of(steps_of(model)))


def links_of(row: ProcessVersion) -> list[Linked]:
    """Return the links of a version: those that hold for the valid one, those that would hold for one on its way.

    One statement at most. row: with its version.
    """
    if row.version.state in REPLACED:
        return links_said(row) if row.link_snapshot is None else [_kept(one) for one in row.link_snapshot]
    held = [linked(one) for one in links_held(row.process_id)]
    return merged(links_kept(row.link_base), links_said(row), held) if row.version.is_open else held


def links_kept(rows: Iterable[Mapping[str, object]]) -> list[Linked]:
    """Return links that were laid down with a version."""
    return [_kept(one) for one in rows]


def _kept(fields: Mapping[str, object]) -> Linked:
    texts = {name: str(value) for name, value in fields.items() if name != "gives_access"}
    return Linked(**texts, gives_access=bool(fields["gives_access"]))


def as_kept(links: Iterable[Linked]) -> list[dict[str, object]]:
    """Return links as they are laid down with a version."""
    return [asdict(one) for one in links]


def named_links(row: ProcessVersion, *, seen_by: Actor) -> dict[str, list[NamedLink]]:
    """Return a version's links as the asker sees them, by uid of the step ("" the whole), kinds together.

    Two statements, and those of each kind of thing that is linked to, however many there are. row: with its version.
    """
    if row.version.state in {Version.State.CURRENT, Version.State.WITHDRAWN}:
        return named([(linked(one), one.pk) for one in links_held(row.process_id)], seen_by=seen_by)
    return named([(one, None) for one in links_of(row)], seen_by=seen_by)


def named(pairs: Sequence[tuple[Linked, UUID | None]], *, seen_by: Actor) -> dict[str, list[NamedLink]]:
    """Return links with the names and addresses of today, by uid; what the asker may not open has its name only."""
    refs = {one.target: ref for one, _pk in pairs if (ref := ref_of(one.target))}
    found = links_to(set(refs.values()), seen_by=seen_by)
    states = publishing.web_states({one.url for one, _pk in pairs if one.url})
    shown: defaultdict[str, list[NamedLink]] = defaultdict(list)
    for one, pk in sorted(pairs, key=lambda pair: KINDS.index(pair[0].kind)):
        there = found.get(refs[one.target]) if one.target in refs else None
        shown[one.uid].append(
            NamedLink(
                kind=one.kind,
                name=there.title if there else one.name,
                url=there.url if there else one.url,
                note=one.note,
                strength=one.strength,
                use=one.use,
                gives_access=one.gives_access,
                is_web=bool(one.url),
                ref=there.ref if there else None,
                uid=one.uid,
                pk=pk,
                web=states.get(one.url),
            )
        )
    return dict(shown)


def ref_of(target: str) -> Ref | None:
    """Return what "kind:id" points to; None for nonsense, and for kinds that no domain registers."""
    kind, _colon, value = target.partition(":")
    try:
        return Ref(kind, UUID(value)) if is_kind(kind) else None
    except ValueError:
        return None


def may_link(item: Item, *, by: Actor) -> bool:
    """Tell whether somebody may link and unlink: who may draft in the line, or own it; without a line who may import.

    Two statements at most.
    """
    return publishing.standing(item, by=by).may_draft or (item.line_id is None and may(by, IMPORT))


def code_of(process_id: UUID) -> str:
    """Return the code a process is read under. One statement."""
    return Process.objects.select_related("item").get(pk=process_id).item.code


def item_of(process_id: UUID) -> UUID | None:
    """Return the item a process is published as; None for one that is not there. One statement."""
    return Process.objects.filter(pk=process_id).values_list("item_id", flat=True).first()
