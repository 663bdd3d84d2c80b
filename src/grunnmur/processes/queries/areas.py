"""The map of processes: areas as boxes, with the processes in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.permissions import Actor, may
from grunnmur.processes.models import Process, ProcessArea
from grunnmur.processes.queries.library import processes
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.rules import RUN_FACTORY

IN_BOX = 8  # processes a box of the map names


@dataclass(frozen=True)
class Area:
    """An area with its level (1 is outermost), and the path of names to it."""

    row: ProcessArea
    level: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """An area on the map of processes: some processes in it, how many there are in all, and the areas in it."""

    area: ProcessArea
    processes: Sequence[Process]
    count: int
    boxes: Sequence["Box"]

    @property
    def more(self) -> int:
        """How many processes of the area itself are not named."""
        return self.count - len(self.processes)


def areas() -> list[Area]:
    """Return all areas in the order of the map, each before those in it. One statement."""
    by_parent: defaultdict[UUID | None, list[ProcessArea]] = defaultdict(list)
    for row in ProcessArea.objects.order_by("ordinal", "name", "pk"):
        by_parent[row.parent_id].append(row)
    return list(_below(None, (), by_parent))


def _below(
    parent: UUID | None, path: tuple[str, ...], by_parent: dict[UUID | None, list[ProcessArea]]
) -> Iterable[Area]:
    for row in by_parent.get(parent, ()):
        here = (*path, row.name)
        yield Area(row, len(here), here)
        yield from _below(row.pk, here, by_parent)


def process_map(*, seen_by: Actor) -> list[Box]:
    """Return the outermost areas with what is in them; processes are those the asker may read. Two statements."""
    rows = processes(seen_by=seen_by).filter(area__isnull=False).order_by("item__title", "pk")
    by_area: defaultdict[UUID | None, list[Process]] = defaultdict(list)
    for row in rows:
        by_area[row.area_id].append(row)
    every = areas()
    return _boxes(None, every, by_area)


def _boxes(parent: UUID | None, every: Collection[Area], by_area: dict[UUID | None, list[Process]]) -> list[Box]:
    return [
        Box(one.row, found[:IN_BOX], len(found), _boxes(one.row.pk, every, by_area))
        for one in every
        if one.row.parent_id == parent
        for found in [by_area.get(one.row.pk, [])]
    ]


def may_arrange(*, by: Actor) -> bool:
    """Tell whether somebody may change the map: who runs the factory or leads a line. Three statements at most."""
    return may(by, RUN_FACTORY) or any("chief" in parts for parts in publishing.parts_by_line(by=by).values())
