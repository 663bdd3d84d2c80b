"""What a step can be linked to, and the process whose steps are linked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Lower

from grunnmur.core.links import Ref
from grunnmur.core.permissions import Actor, System
from grunnmur.landscape import queries as landscape
from grunnmur.processes.bpmn.linking import WEB
from grunnmur.processes.models import Process
from grunnmur.processes.queries.reading import ReadProcess, find_draft, find_process
from grunnmur.processes.rules import ELEMENT, published_kind_of
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.rules import PUBLISHED_ITEM, item_ref

MOST = 20
SYSTEM = System("What links name")


@dataclass(frozen=True)
class Candidate:
    """Something a step can be linked to."""

    ref: Ref
    title: str
    detail: str


def find_to_link(code: str, *, seen_by: Actor) -> ReadProcess:
    """Return a process to link the steps of: its valid version, or the one on its way if none was ever valid.

    Raises Process.DoesNotExist, Version.DoesNotExist when that is not for the asker.
    """
    try:
        return find_process(code, seen_by=seen_by)
    except Process.DoesNotExist:
        process = Process.objects.get(item__code=code)
        version = publishing.open_version(process.item_id)
        if version is None:
            raise
        return find_draft(version.pk, seen_by=seen_by)


def candidates(kind: str, words: str, *, seen_by: Actor) -> list[Candidate]:
    """Return what a link of a kind can point to, that the asker may know of and that has these words; at most 20.

    By name. One statement.
    """
    if kind == WEB:
        return []
    if published := published_kind_of(kind):
        items = publishing.items(published, seen_by=seen_by).filter(title__icontains=words).order_by("title", "pk")
        return [Candidate(item_ref(item.pk), item.title, item.code) for item in items[:MOST]]
    rows = landscape.visible(seen_by=seen_by).filter(type=kind, retired_at=None, name__icontains=words)
    return [Candidate(Ref(ELEMENT, row.pk), row.name, row.summary) for row in rows.order_by("sort_key", "pk")[:MOST]]


def is_of_kind(ref: Ref, kind: str, *, seen_by: Actor) -> bool:
    """Tell whether a thing is what links of a kind lead to, and the asker's to know of. One statement."""
    if published := published_kind_of(kind):
        return ref.kind == PUBLISHED_ITEM and publishing.items(published, seen_by=seen_by).filter(pk=ref.id).exists()
    return ref.kind == ELEMENT and landscape.visible(seen_by=seen_by).filter(pk=ref.id, type=kind).exists()


def targets_named(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Ref]:
    """Return the one thing of each kind and name, if there is one; keys with names in lower case. Three statements.

    wanted: (kind of link, name). Whoever may know of it: the name stands in the process already.
    """
    on_map = landscape.elements_named({(kind, name) for kind, name in wanted if not published_kind_of(kind)})
    found = {key: Ref(ELEMENT, pk) for key, pk in on_map.items()}
    for published in sorted({published_kind_of(kind) for kind, _name in wanted} - {""}):
        keys = {(kind, name.casefold()) for kind, name in wanted if published_kind_of(kind) == published}
        rows = publishing.items(published, seen_by=SYSTEM).annotate(lowered=Lower("title"))
        titles: defaultdict[str, list[UUID]] = defaultdict(list)
        for pk, title in rows.filter(lowered__in={name for _kind, name in keys}).values_list("pk", "title"):
            titles[title.casefold()].append(pk)
        found |= {key: item_ref(titles[key[1]][0]) for key in keys if len(titles[key[1]]) == 1}
    return found
