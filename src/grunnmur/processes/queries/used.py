"""Where things are used: which steps of which processes need a system, follow a law, use a document."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.links import Link, Ref, links_to
from grunnmur.core.permissions import Actor
from grunnmur.processes.models import Process, ProcessVersion, Step, StepLink
from grunnmur.processes.queries.library import processes
from grunnmur.publishing.queries import Version

VALID = Version.State.CURRENT
FILTERS = ("system", "law", "document")  # kinds of links the library is narrowed by


@dataclass(frozen=True)
class UsingStep:
    """A step that uses a thing; uid and label are empty for the whole process. kind, use, strength: as of its link."""

    uid: str
    label: str
    kind: str
    use: str
    strength: str
    note: str


@dataclass(frozen=True)
class UsingProcess:
    """A process with steps that use a thing."""

    process: Process
    steps: tuple[UsingStep, ...]


def where_used(ref: Ref, *, seen_by: Actor) -> list[UsingProcess]:
    """Return the valid processes the asker may read, by title, with the steps linked to a thing, in their order.

    Two statements. Links of steps that a valid version does not have any more are left out.
    """
    rows = StepLink.objects.filter(
        target_kind=ref.kind, target_id=ref.id, process__in=processes(seen_by=seen_by).order_by().values("pk")
    )
    rows = rows.filter(process__in=ProcessVersion.objects.filter(version__state=VALID).values("process_id"))
    links = list(rows.select_related("process__item").order_by("process__item__title", "process_id", "ordinal"))
    steps = _steps({row.process_id for row in links})
    found: defaultdict[UUID, list[tuple[int, UsingStep]]] = defaultdict(list)
    for row in links:
        if row.uid and (row.process_id, row.uid) not in steps:
            continue
        step = steps.get((row.process_id, row.uid))
        shown = UsingStep(row.uid, str(step or ""), row.kind, row.use, row.strength, row.note)
        found[row.process_id].append((step.ordinal if step else 0, shown))
    known = {row.process_id: row.process for row in links}
    return [
        UsingProcess(known[pk], tuple(one for _place, one in sorted(uses, key=lambda use: use[0])))
        for pk, uses in found.items()
    ]


def _steps(process_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Step]:
    rows = Step.objects.filter(process_version__process_id__in=list(process_ids), process_version__version__state=VALID)
    return {(row.process_version.process_id, row.uid): row for row in rows.select_related("process_version")}


def things_used(*, seen_by: Actor) -> dict[str, Sequence[Link]]:
    """Return the systems, laws and documents that processes are linked to and the asker may open, by kind and name.

    One statement, and one for each way of naming things.
    """
    rows = StepLink.objects.filter(kind__in=FILTERS, target_id__isnull=False).order_by()
    columns = rows.values_list("kind", "target_kind", "target_id").distinct()
    refs = {Ref(kind, target): link_kind for link_kind, kind, target in columns if target}
    found: dict[str, list[Link]] = {kind: [] for kind in FILTERS}
    for ref, link in links_to(list(refs), seen_by=seen_by).items():
        found[refs[ref]].append(link)
    return {kind: sorted(links, key=lambda link: link.title.casefold()) for kind, links in found.items()}
