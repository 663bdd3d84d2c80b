"""What a change may end by itself, and what it must leave to those who own it."""

from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.claims.settling import lock_relations, settle
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import ChangeCase, Element, Relation, RelationClaim
from grunnmur.landscape.queries.changes import Ground, Planned, owner_of, step_sentence
from grunnmur.landscape.rules import DECIDE_CHANGE
from grunnmur.worklist.actions import NewTask, open_task

KIND = "landscape.change_step"
SUBJECT = "change"
LEFT = gettext_noop("The change “%(title)s” was decided. Carry out your part: %(step)s")
Source = RelationClaim.Source
OURS = (Source.MANUAL, Source.IMPORT, Source.CHANGE)  # what other domains say, they alone take back


def is_ours(element: Element) -> bool:
    """Tell whether an element is of the map's own types."""
    return TYPES[element.type].owner == "landscape"


def end_what_is_ours(relation_id: UUID) -> bool:
    """Take back what people, files and changes say of a relation; tell whether it ended, or another domain keeps it."""
    lock_relations()
    relation = Relation.objects.get(pk=relation_id)
    claims = RelationClaim.objects.filter(relation=relation, ended_at=None)
    ended = claims.filter(source__in=OURS).update(ended_at=now())
    is_kept = claims.exists()
    if ended:
        settle({relation.pk: relation}, source=Source.CHANGE, has_ended=True)
    return not is_kept


def hand_over(case: ChangeCase, planned: Planned, ground: Ground, *, by: Actor) -> UUID:
    """Ask those who own a step's element to do what is left of it; without an owner, those who decide on changes."""
    element = ground.elements[planned.step.element_id]
    owner = owner_of(element)
    has_owner = owner.unit_id or owner.function_id
    task = NewTask(
        kind=KIND,
        message=LEFT,
        params={"title": case.element.name, "step": step_sentence(planned.step, ground.elements)},
        dedupe_key=str(planned.row.pk),
        subject_kind=SUBJECT,
        subject_id=case.pk,
        group_key=owner.group_key if has_owner else f"may:{DECIDE_CHANGE}",
        unit_id=owner.unit_id,
    )
    return open_task(task, by=by)
