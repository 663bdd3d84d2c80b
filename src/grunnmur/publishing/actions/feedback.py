"""What readers say about what they read, and the answers they get."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.actions.board import put_card
from grunnmur.publishing.actions.checks import require_words
from grunnmur.publishing.actions.telling import FEEDBACK, GRUNNMUR
from grunnmur.publishing.events import FeedbackAnswered, FeedbackGiven
from grunnmur.publishing.models import Card, Feedback, Item, Station
from grunnmur.publishing.queries.items import read_version
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.queries.versions import may_read
from grunnmur.publishing.rules import FeedbackClosedError, kind_named
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.queries import open_task_ids
from grunnmur.worklist.rules import NewTask

ANSWER_TASK = "publishing.answer"
LONGEST = 4000
State = Feedback.State
AFTER = {
    State.NEW: {State.ACCEPTED, State.REJECTED, State.DONE},
    State.ACCEPTED: {State.REJECTED, State.DONE},
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a reader says: a kind of Feedback.Kind, about a part (blank: the whole)."""

    kind: str
    text: str
    anchor: str = ""


@transaction.atomic
def give_feedback(item_id: UUID, said: Said, *, by: Actor) -> Feedback:
    """Say something about an item one may read; those who answer for it are asked to answer.

    Raises Item.DoesNotExist (also for one she may not read), PermissionDenied for a login without a person,
    MissingWordsError.
    """
    item = Item.objects.get(pk=item_id)
    if not may_read(item, seen_by=by):
        raise Item.DoesNotExist
    person = person_of(by)
    if person is None:
        raise PermissionDenied(_("This login belongs to no person, so nobody could answer you."))
    version = read_version(item.pk)
    labels = dict(kind_named(item.kind).parts(version.pk))
    anchor = said.anchor if said.anchor in labels else ""
    row = Feedback.objects.create(
        item=item,
        version=version,
        anchor=anchor,
        anchor_label=labels.get(anchor, "")[:400],
        kind=Feedback.Kind(said.kind),
        text=require_words(said.text, _("Write what you want to say."))[:LONGEST],
        person_id=person,
        given_at=now(),
    )
    if item.owner_key:
        worklist.open_task(_task(row, item), by=by)
    publish(FeedbackGiven(row.pk, item.pk))
    return row


def _task(row: Feedback, item: Item) -> NewTask:
    return NewTask(
        kind=ANSWER_TASK,
        message=gettext_noop("Answer what a reader says about %(title)s."),
        params={"title": item.title},
        dedupe_key=str(row.pk),
        subject_kind=FEEDBACK,
        subject_id=row.pk,
        group_key=item.owner_key,
    )


@transaction.atomic
def answer_feedback(feedback_id: UUID, state: str, *, answer: str, by: Actor) -> Feedback:
    """Answer what a reader said; she is told. What is accepted becomes a card in the intake of the item's line.

    Raises PermissionDenied (the owner, and who drafts in the line), FeedbackClosedError, MissingWordsError.
    """
    row = Feedback.objects.select_for_update(of=("self",)).select_related("item").get(pk=feedback_id)
    if not standing(row.item, by=by).may_draft:
        raise PermissionDenied(_("Only those who answer for it, or draft in its line, answer its readers."))
    if State(state) not in AFTER.get(State(row.state), set()):
        raise FeedbackClosedError(_("This was answered already."))
    row.state, row.answer = state, require_words(answer, _("Write an answer to the one who said it."))[:LONGEST]
    row.answered_by, row.answered_at = str(by), now()
    if state == State.ACCEPTED and row.item.line_id:
        row.card = put_card(
            row.item.line_id,
            f"{row.item.title}: {row.text}",
            kind=Card.Kind.FEEDBACK,
            item_id=row.item_id,
            station=Station.Key.INTAKE,
        )
    row.save()
    worklist.cancel_tasks(open_task_ids(ANSWER_TASK, subject_id=row.pk), by=GRUNNMUR)
    worklist.notify(
        [row.person_id],
        kind=ANSWER_TASK,
        message=gettext_noop("You got an answer to what you said about %(title)s."),
        params={"title": row.item.title},
        subject=(FEEDBACK, row.pk),
    )
    publish(FeedbackAnswered(row.pk, row.person_id))
    return row
