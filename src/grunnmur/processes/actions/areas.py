"""The map of processes: its areas, and what is said of a process beside its drawing."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor
from grunnmur.processes.models import Process, ProcessArea
from grunnmur.processes.queries.areas import areas, may_arrange
from grunnmur.processes.queries.links import may_link
from grunnmur.processes.rules import DEEPEST_AREA, AreaError


@dataclass(frozen=True, kw_only=True)
class ProcessFacts:
    """What is said of a process: its kind, purpose, what begins it, what comes of it, for whom, and where it stands."""

    kind: str
    purpose: str = ""
    trigger: str = ""
    result: str = ""
    customer: str = ""
    area_id: UUID | None = None


@transaction.atomic
def add_area(name: str, *, parent_id: UUID | None = None, by: Actor) -> ProcessArea:
    """Add an area to the map, last among its neighbours.

    Raises PermissionDenied (who runs the factory or leads a line), AreaError: no name, one that is taken, too deep.
    """
    _require(by)
    name = _free(name)
    levels = {one.row.pk: one.level for one in areas()}
    if parent_id and levels[parent_id] >= DEEPEST_AREA:
        raise AreaError(_("There are at most three levels of areas."))
    count = ProcessArea.objects.filter(parent_id=parent_id).count()
    return ProcessArea.objects.create(name=name, parent_id=parent_id, ordinal=count + 1)


@transaction.atomic
def rename_area(area_id: UUID, name: str, *, by: Actor) -> ProcessArea:
    """Give an area another name. Raises ProcessArea.DoesNotExist, PermissionDenied, AreaError."""
    _require(by)
    row = ProcessArea.objects.select_for_update().get(pk=area_id)
    row.name = _free(name, but=row)
    row.save(update_fields=["name"])
    return row


@transaction.atomic
def move_area(area_id: UUID, *, is_up: bool, by: Actor) -> ProcessArea:
    """Let an area change places with its neighbour; the first and the last stay. Raises as `rename_area`."""
    _require(by)
    row = ProcessArea.objects.select_for_update().get(pk=area_id)
    beside = list(ProcessArea.objects.filter(parent_id=row.parent_id).order_by("ordinal", "name", "pk"))
    place = beside.index(row)
    other = max(place - 1, 0) if is_up else min(place + 1, len(beside) - 1)
    beside[place], beside[other] = beside[other], beside[place]
    for ordinal, one in enumerate(beside, start=1):
        one.ordinal = ordinal
    ProcessArea.objects.bulk_update(beside, ["ordinal"])
    return beside[other]


@transaction.atomic
def remove_area(area_id: UUID, *, by: Actor) -> None:
    """Take an empty area off the map.

    Raises ProcessArea.DoesNotExist, PermissionDenied, AreaError for one with processes or areas in it.
    """
    _require(by)
    row = ProcessArea.objects.select_for_update().get(pk=area_id)
    if ProcessArea.objects.filter(parent=row).exists() or Process.objects.filter(area=row).exists():
        raise AreaError(_("There are processes or areas in it. Move them first."))
    row.delete()


def _require(by: Actor) -> None:
    if not may_arrange(by=by):
        raise PermissionDenied(_("Only those who run the factory or lead a line arrange the map of processes."))


def _free(name: str, *, but: ProcessArea | None = None) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        raise AreaError(_("Write the name of the area."))
    taken = ProcessArea.objects.filter(name__iexact=name)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise AreaError(_("There is an area of this name already."))
    return name


@transaction.atomic
def describe_process(process_id: UUID, facts: ProcessFacts, *, by: Actor) -> Process:
    """Say what a process is for, and where it stands on the map; it holds at once.

    Raises Process.DoesNotExist, PermissionDenied (who may draft it).
    """
    row = Process.objects.select_related("item").select_for_update(of=("self",)).get(pk=process_id)
    if not may_link(row.item, by=by):
        raise PermissionDenied(_("Only those who may draft this process describe it."))
    row.kind, row.purpose, row.area_id = facts.kind, facts.purpose, facts.area_id
    row.trigger, row.result, row.customer = facts.trigger, facts.result, facts.customer
    row.save()
    return row
