"""Remembering who read the page of a process when."""

from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, person_of
from grunnmur.processes.models import ProcessVisit


def visit_process(process_id: UUID, *, by: Actor) -> None:
    """Remember that somebody reads the page of a process now; of who is no person here, nothing. One statement."""
    person = person_of(by)
    if person is None:
        return
    ProcessVisit.objects.bulk_create(
        [ProcessVisit(process_id=process_id, person_id=person, seen_at=now())],
        update_conflicts=True,
        unique_fields=["tenant_id", "person", "process"],
        update_fields=["seen_at"],
    )
