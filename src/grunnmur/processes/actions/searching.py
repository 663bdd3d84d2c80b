"""Making processes and their steps found."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core import search
from grunnmur.processes.models import Lane, Process, ProcessVersion, Step, StepLink
from grunnmur.processes.rules import KIND
from grunnmur.publishing.queries import Item


def index_process(row: ProcessVersion) -> None:
    """Let a version be found by title, code, roles, and what its steps say."""
    process = Process.objects.select_related("item").get(pk=row.process_id)
    search.index([_entry(process, process.item, row)])


def index_processes(process_ids: Collection[UUID]) -> None:
    """Let the valid versions of these processes be found as they are now."""
    rows = ProcessVersion.objects.filter(version__state="current", process_id__in=process_ids)
    search.index([_entry(row.process, row.process.item, row) for row in rows.select_related("process__item")])


def words_of(version_id: UUID) -> str:
    """Return what a version says, whatever its state: its steps and lanes. Two statements."""
    rows = ProcessVersion.objects.filter(version_id=version_id)
    lanes = Lane.objects.filter(process_version__in=rows).order_by("ordinal").values_list("name", flat=True)
    return "\n".join([*_texts(rows), *lanes])


def _texts(rows: QuerySet[ProcessVersion]) -> list[str]:
    steps = Step.objects.filter(process_version__in=rows).order_by("ordinal")
    return [" ".join((step.number, step.name, step.text, *step.checklist)) for step in steps]


def _entry(process: Process, item: Item, row: ProcessVersion) -> search.Entry:
    texts = _texts(ProcessVersion.objects.filter(pk=row.pk))
    linked = StepLink.objects.filter(process=process).order_by("ordinal").values_list("name", flat=True)
    lanes = Lane.objects.filter(process_version=row).order_by("ordinal").values_list("name", flat=True)
    return search.Entry(
        kind=KIND,
        ref=process.pk,
        title=item.title,
        subtitle=process.purpose[:300],
        body="\n".join([*texts, " ".join(linked)]),
        codes=(item.code,),
        keywords=tuple(lanes),
        audience_keys=item.audience,
    )


def entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield every process's entry in the order of ids, for rebuilding the index."""
    rows = ProcessVersion.objects.filter(version__state="current").select_related("process", "process__item")
    rows = rows.filter(process_id__gt=after) if after else rows
    for row in rows.order_by("process_id"):
        yield _entry(row.process, row.process.item, row)
