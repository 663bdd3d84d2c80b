"""Process roles: finding them by what a drawing calls them, and where they are used."""

from uuid import UUID

from django.db.models import QuerySet

from grunnmur.processes.bpmn.checklist import Register
from grunnmur.processes.bpmn.model import Lane as DrawnLane
from grunnmur.processes.models import ProcessRole


class RoleFinder:
    """Finds process roles by id, name or synonym; reads the register once."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._names: dict[str, UUID] = {}
        for row in ProcessRole.objects.all():
            self._ids.add(str(row.pk))
            for name in (*row.synonyms, row.name):
                self._names[_plain(name)] = row.pk

    def role_of(self, lane: DrawnLane) -> UUID | None:
        """Return the role a lane is bound to by id, else the one of its name; None when there is none."""
        if lane.role_id in self._ids:
            return UUID(lane.role_id)
        return self.named(lane.name)

    def named(self, name: str) -> UUID | None:
        """Return the role of this name or synonym."""
        return self._names.get(_plain(name))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().rstrip(".")


def register_of_names() -> Register:
    """Return what is known when a checklist is read: our process roles, with what else they are called."""
    roles = {row.name: tuple(row.synonyms) for row in ProcessRole.objects.order_by("name")}
    return Register(roles=roles)


def process_roles() -> QuerySet[ProcessRole]:
    """Return all process roles, by name."""
    return ProcessRole.objects.order_by("name")
