"""What of the library is open to all who work here: to be taken out of Grunnmur whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from grunnmur.core.permissions import System
from grunnmur.documents import queries as documents
from grunnmur.documents.queries import ReadDocument
from grunnmur.processes.bpmn.linking import KINDS
from grunnmur.processes.models import Assignment, ProcessVersion, Step, StepLink
from grunnmur.processes.queries.links import NamedLink
from grunnmur.processes.queries.reading import ReadProcess
from grunnmur.publishing.queries import Version

EVERYONE = "everyone"  # the group key of all who work here
AT_ONCE = 50  # processes in memory
READER = System("The library for outages")


@dataclass(frozen=True)
class OpenProcess:
    """A valid process that is for everyone, with its links by uid of the step ("" the whole)."""

    read: ReadProcess
    links: Mapping[str, Sequence[NamedLink]]


def open_processes() -> Iterator[OpenProcess]:
    """Yield the valid processes that are for everyone, by code. Five statements for each 50.

    Links have the names that stand in the library for every reader of the process, and no addresses but those of the
    web: the titles of today may be secret. Lanes are left out.
    """
    valid = ProcessVersion.objects.filter(
        version__state=Version.State.CURRENT, process__item__audience__contains=[EVERYONE]
    )
    pks = list(valid.order_by("process__item__code").values_list("pk", flat=True))
    for first in range(0, len(pks), AT_ONCE):
        yield from _read(pks[first : first + AT_ONCE])


def _read(pks: Sequence[UUID]) -> Iterator[OpenProcess]:
    rows = ProcessVersion.objects.filter(pk__in=pks).select_related("version", "process__item")
    letters: defaultdict[UUID, list[Assignment]] = defaultdict(list)
    found = Assignment.objects.filter(step__process_version_id__in=pks).select_related("process_role")
    for one in found.order_by("letter", "process_role__name"):
        letters[one.step_id].append(one)
    steps: defaultdict[UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(process_version_id__in=pks).select_related("lane").order_by("ordinal"):
        steps[step.process_version_id].append(step)
    links = _links(pks)
    for row in rows.order_by("process__item__code"):
        own = {step.pk: letters[step.pk] for step in steps[row.pk] if step.pk in letters}
        read = ReadProcess(row.process, row.process.item, row.version, row, (), steps[row.pk], own)
        yield OpenProcess(read, links.get(row.process_id, {}))


def _links(pks: Sequence[UUID]) -> dict[UUID, dict[str, list[NamedLink]]]:
    processes = ProcessVersion.objects.filter(pk__in=pks).values("process_id")
    rows = StepLink.objects.filter(process_id__in=processes).order_by("ordinal", "linked_at", "pk")
    found: defaultdict[UUID, dict[str, list[NamedLink]]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: KINDS.index(row.kind)):
        link = NamedLink(
            row.kind, row.name, row.url, row.note, row.strength, row.use, is_web=bool(row.url), uid=row.uid
        )
        found[row.process_id].setdefault(row.uid, []).append(link)
    return dict(found)


def open_documents() -> Iterator[ReadDocument]:
    """Yield the valid documents that are for everyone and whose text can be read, by code; nine statements each.

    Codes in their texts stand as codes: what they lead to may be secret.
    """
    rows = documents.documents(seen_by=READER).filter(item__audience__contains=[EVERYONE])
    for code in rows.values_list("item__code", flat=True):
        read = replace(documents.find_document(code, seen_by=READER), targets={})
        if read.version.state == Version.State.CURRENT and read.pieces:
            yield read
