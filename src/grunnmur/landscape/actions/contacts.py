"""Contact persons who leave: they are taken away from what they answered for, and somebody is asked for another."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.permissions import System, keys_of_person
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import IMPORT
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import queries as worklist
from grunnmur.worklist.actions import NewTask, cancel_tasks, open_tasks

TASK = "landscape.contact"
SUBJECT = "element"
BY = System("A contact person left")
NAME_ANOTHER = gettext_noop("Name a contact person for %(name)s: the one who was named has left.")
CONTACT = frozenset({"contact_person_id"})


@transaction.atomic
def clear_contacts_who_left(person_ids: Collection[UUID] | None = None, *, on: date) -> int:
    """Take contact persons away who neither work here on a day nor will, and ask the owners for others.

    person_ids: only these; all contacts if None. Returns how many things lost theirs. Harmless when done again.
    """
    rows = Element.objects.select_for_update().filter(contact_person__isnull=False)
    if person_ids is not None:
        rows = rows.filter(contact_person_id__in=person_ids)
    contacts = {row.contact_person_id for row in rows if row.contact_person_id}
    left = organisation.last_units(list(contacts), on=on)
    lost = [row for row in rows if row.contact_person_id in left]
    for row in lost:
        row.contact_person_id, row.changed_at = None, now()
    Element.objects.bulk_update(lost, ["contact_person", "changed_at"], batch_size=1000)
    open_tasks([task for row in lost if row.retired_at is None and (task := _task(row))], by=BY)
    for element_type in {row.type for row in lost}:
        ids = frozenset(row.pk for row in lost if row.type == element_type)
        publish(ElementsChanged(element_type, ids, CONTACT))
    return len(lost)


def _task(row: Element) -> NewTask | None:
    """Return the task to name another; none where nobody who could be asked may know of the thing."""
    group = _group(row)
    if not group:
        return None
    return NewTask(
        kind=TASK,
        message=NAME_ANOTHER,
        dedupe_key=str(row.pk),
        params={"name": row.name},
        subject_kind=SUBJECT,
        subject_id=row.pk,
        group_key=group,
        unit_id=row.owner_unit_id,
    )


def _group(row: Element) -> str:
    """Return who is asked: the leader of the owning unit, else the owning function, else those who keep the map."""
    is_open = "everyone" in row.audience
    if row.owner_unit_id:
        seats = organisation.leaders_of_unit(row.owner_unit_id, on=today())
        may_know = is_open or any(_knows(seat.person_id, row.audience) for seat in seats)
        return f"leader:{row.owner_unit_id}" if may_know else ""
    function = f"function:{row.owner_function_id}"
    if row.owner_function_id:
        return function if is_open or function in row.audience else ""
    return f"may:{IMPORT}" if is_open else ""


def _knows(person_id: UUID, audience: Sequence[str]) -> bool:
    return not keys_of_person(person_id, today()).isdisjoint(audience)


def forget_questions(element_ids: Collection[UUID]) -> None:
    """Ask no longer for a contact person of things that have one, or have left the map."""
    settled = Element.objects.filter(pk__in=element_ids).exclude(contact_person=None, retired_at=None)
    tasks = worklist.tasks_about(SUBJECT, list(settled.values_list("pk", flat=True)))
    cancel_tasks(list(tasks.filter(kind=TASK).values_list("pk", flat=True)), by=BY)
