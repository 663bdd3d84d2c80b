"""Linking steps to what they need, use and follow, and keeping that in step with what versions say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.links import Ref, links_to
from grunnmur.core.permissions import Actor, System
from grunnmur.processes.bpmn.linking import Linked, links_of_model, merged, uids_of
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.events import StepLinksChanged
from grunnmur.processes.models import Process, ProcessVersion, Step, StepLink
from grunnmur.processes.queries.linking import is_of_kind, targets_named
from grunnmur.processes.queries.links import (
    as_kept,
    linked,
    links_held,
    links_kept,
    links_said,
    may_link,
    ref_of,
)
from grunnmur.processes.rules import LinkError
from grunnmur.publishing.queries import Version

SYSTEM = System("The links follow what is valid")
COLUMNS = ("name", "target_kind", "target_id", "strength", "use", "note", "gives_access", "ordinal")


@dataclass(frozen=True, kw_only=True)
class NewLink:
    """What is linked: to something here (ref), to an address of the web (url), or to what has a name only.

    uid: of the step; "" for the whole process. kind, strength, use: as of StepLink.
    """

    kind: str
    uid: str = ""
    name: str = ""
    ref: Ref | None = None
    url: str = ""
    strength: str = ""
    use: str = ""
    note: str = ""


@transaction.atomic
def link_step(process_id: UUID, new: NewLink, *, by: Actor) -> StepLink:
    """Link a step, or the whole process, to something; it holds at once. The same again says more about it.

    Raises Process.DoesNotExist, PermissionDenied (who may draft it), LinkError: no such step, nothing of that kind
    that the actor may know of, an address that is not https, or nothing to link to.
    """
    process = _open_to(process_id, by=by)
    if new.uid and not _steps_of(process).filter(uid=new.uid).exists():
        raise LinkError(_("There is no such step in this process any more."))
    columns = _columns(new, by=by)
    held = StepLink.objects.filter(process=process, uid=new.uid, kind=new.kind, url=columns["url"])
    row = held.filter(name__iexact=columns["name"]).first()
    if row is None:
        last = StepLink.objects.filter(process=process).order_by("-ordinal").first()
        row = StepLink(process=process, uid=new.uid, kind=new.kind, ordinal=last.ordinal + 1 if last else 1)
    for column, value in columns.items():
        setattr(row, column, value)
    row.linked_at = now()
    row.save()
    publish(StepLinksChanged(process.pk))
    return row


@transaction.atomic
def unlink_step(link_id: UUID, *, of: UUID | None = None, by: Actor) -> UUID:
    """Take a link away; returns its process. of: the process it must be of, if that is said.

    Raises StepLink.DoesNotExist, PermissionDenied (who may draft it).
    """
    rows = StepLink.objects.filter(process_id=of) if of else StepLink.objects.all()
    row = rows.select_for_update().get(pk=link_id)
    process = _open_to(row.process_id, by=by)
    row.delete()
    publish(StepLinksChanged(process.pk))
    return process.pk


def _open_to(process_id: UUID, *, by: Actor) -> Process:
    process = Process.objects.select_related("item").select_for_update(of=("self",)).get(pk=process_id)
    if not may_link(process.item, by=by):
        raise PermissionDenied(_("Only those who may draft this process link its steps."))
    return process


def _steps_of(process: Process) -> QuerySet[Step]:
    states = (Version.State.REPLACED, Version.State.DISCARDED)
    return Step.objects.filter(process_version__process=process).exclude(process_version__version__state__in=states)


def _columns(new: NewLink, *, by: Actor) -> dict[str, str | UUID | None]:
    name, url = " ".join(new.name.split())[:400], new.url.strip()
    if url and not url.startswith("https://"):
        raise LinkError(_("The address must begin with https://."))
    if new.ref:
        name, url = _title_of(new.ref, kind=new.kind, by=by), ""
    if not (name or url):
        raise LinkError(_("Choose what to link to, or write its name."))
    return {
        "name": name or url[:400],
        "url": url,
        "target_kind": new.ref.kind if new.ref else "",
        "target_id": new.ref.id if new.ref else None,
        "strength": new.strength,
        "use": new.use,
        "note": " ".join(new.note.split())[:500],
    }


def _title_of(ref: Ref, *, kind: str, by: Actor) -> str:
    """Return what the target is called. Raises LinkError for what is not of the kind, or not the actor's to know of."""
    found = links_to([ref], seen_by=by).get(ref) if is_of_kind(ref, kind, seen_by=by) else None
    if found is None:
        raise LinkError(_("There is nothing of this kind to link to. Search again."))
    return found.title[:400]


def lay_down_links(row: ProcessVersion, model: Model) -> None:
    """Note with a version that is brought in which links held then, and with one that is valid at once what will hold.

    A file without any links of ours says nothing about them: those of steps it still has stay. Nothing is saved.
    """
    held = [linked(one) for one in links_held(row.process_id)]
    said = links_of_model(model, uids_of(steps_of(model)))
    row.link_base = as_kept(held if said else [])
    row.link_snapshot = None if row.is_draft else as_kept(merged(links_kept(row.link_base), said, held))


def would_hold(row: ProcessVersion) -> list[Linked]:
    """Return what would hold if a version became valid now. One statement."""
    held = [linked(one) for one in links_held(row.process_id)]
    return merged(links_kept(row.link_base), links_said(row), held)


def hold_links(row: ProcessVersion) -> None:
    """Let the links of a process be those of the version that became valid. Seven statements at most.

    What has a name only is looked for on the map; a target that is not here keeps its name.
    """
    wanted = {one.key: one for one in _pointed(would_hold(row))}
    rows = {linked(one).key: one for one in links_held(row.process_id)}
    StepLink.objects.filter(pk__in=[one.pk for key, one in rows.items() if key not in wanted]).delete()
    new, changed = [], []
    for ordinal, (key, link) in enumerate(wanted.items(), start=1):
        made = _row(link, process_id=row.process_id, ordinal=ordinal)
        before = rows.get(key)
        if before is None:
            new.append(made)
        elif any(getattr(before, column) != getattr(made, column) for column in COLUMNS):
            made.pk, made.linked_at = before.pk, before.linked_at
            changed.append(made)
    StepLink.objects.bulk_create(new)
    if changed:
        StepLink.objects.bulk_update(changed, COLUMNS)


def _row(link: Linked, *, process_id: UUID, ordinal: int) -> StepLink:
    ref = ref_of(link.target)
    return StepLink(
        process_id=process_id,
        uid=link.uid[:255],
        kind=link.kind,
        name=link.name[:400],
        target_kind=ref.kind if ref else "",
        target_id=ref.id if ref else None,
        url="" if ref else link.url,
        strength=link.strength if link.strength in StepLink.Strength.values else "",
        use=link.use if link.use in StepLink.Use.values else "",
        note=link.note[:500],
        gives_access=link.gives_access,
        ordinal=ordinal,
        linked_at=now(),
    )


def _pointed(links: Sequence[Linked]) -> list[Linked]:
    """Return the links with the targets they have here: those that are there, else the one thing of that name."""
    refs = {ref for one in links if (ref := ref_of(one.target))}
    there = links_to(refs, seen_by=SYSTEM)
    kept = [one if ref_of(one.target) in there else replace(one, target="") for one in map(_addressed, links)]
    named = targets_named({(one.kind, one.name) for one in kept if not (one.target or one.url)})
    return [
        replace(one, target=str(named[one.kind, one.name.casefold()]))
        if not (one.target or one.url) and (one.kind, one.name.casefold()) in named
        else one
        for one in kept
    ]


def _addressed(link: Linked) -> Linked:
    """Return a link without an address that is none, or too long to be kept."""
    is_web = link.url.startswith(("https://", "http://")) and len(link.url) <= 1000
    return link if is_web or not link.url else replace(link, url="")


@transaction.atomic
def point_named_links(process_ids: Collection[UUID] = ()) -> int:
    """Let links that have a name only point to the one thing of that name on the map; returns how many found one.

    process_ids: of these processes, else of all. For when things come on the map after processes were brought in.
    """
    rows = StepLink.objects.filter(target_id=None, url="")
    waiting = list(rows.filter(process_id__in=process_ids) if process_ids else rows)
    named = targets_named({(one.kind, one.name) for one in waiting})
    found = [one for one in waiting if (one.kind, one.name.casefold()) in named]
    for one in found:
        ref = named[one.kind, one.name.casefold()]
        one.target_kind, one.target_id = ref.kind, ref.id
    if found:
        StepLink.objects.bulk_update(found, ["target_kind", "target_id"])
    _tell({one.process_id for one in found})
    return len(found)


def _tell(process_ids: Iterable[UUID]) -> None:
    for process_id in sorted(process_ids):
        publish(StepLinksChanged(process_id))
