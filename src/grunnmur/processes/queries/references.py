"""What versions of processes lead to, as publishing asks: links that are broken, and whom a withdrawal concerns."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.urls import reverse

from grunnmur.core.links import Ref
from grunnmur.processes.models import Process, ProcessVersion, StepLink
from grunnmur.processes.queries.links import links_of, ref_of
from grunnmur.publishing.rules import Reference, WebLink


def references(version_id: UUID) -> Sequence[Reference]:
    """Return what a version leads to, beside the web and what has a name only. Two statements."""
    row = ProcessVersion.objects.select_related("version", "process__item").get(version_id=version_id)
    address = reverse("processes:links", args=[row.process.item.code])
    return [
        Reference(ref=ref, label=one.name, anchor=one.uid, mend_url=address)
        for one in links_of(row)
        if (ref := ref_of(one.target))
    ]


def linked_from(ref: Ref) -> Collection[UUID]:
    """Return the items of the processes with a valid version that lead to a thing. One statement."""
    rows = StepLink.objects.filter(target_kind=ref.kind, target_id=ref.id).values("process_id")
    valid = ProcessVersion.objects.filter(version__state="current").values("process_id")
    found = Process.objects.filter(pk__in=rows).filter(pk__in=valid)
    return set(found.values_list("item_id", flat=True))


def web_links(version_id: UUID | None) -> Sequence[WebLink]:
    """Return the addresses of the web that a version leads to; of None, those of all processes. Two statements."""
    if version_id is None:
        valid = ProcessVersion.objects.filter(version__state="current").values("process_id")
        rows = StepLink.objects.exclude(url="").filter(process__in=valid).select_related("process__item")
        return [_web_link(row.process, url=row.url, label=row.name) for row in rows]
    version = ProcessVersion.objects.select_related("version", "process__item").get(version_id=version_id)
    return [_web_link(version.process, url=one.url, label=one.name) for one in links_of(version) if one.url]


def _web_link(process: Process, *, url: str, label: str) -> WebLink:
    address = reverse("processes:links", args=[process.item.code])
    return WebLink(item_id=process.item_id, url=url, label=label, mend_url=address)
