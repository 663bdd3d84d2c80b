"""What waits for me, narrowed and in pages; what I closed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Extract
from django.utils.translation import gettext

from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries.due import is_due, with_due_or_last
from grunnmur.worklist.queries.tasks import my_closed_tasks, my_tasks

MICROSECONDS = 1_000_000
PERSON = "person"  # as links name one
# A parameter that is itself a message, or names a person, is no text of its own.
SAYS = """EXISTS (
    SELECT FROM jsonb_each_text(worklist_task.params) said
    WHERE jsonb_typeof(worklist_task.params -> said.key) <> 'object' AND upper(said.value) LIKE upper(%s)
)"""


class Which(StrEnum):
    """Which of my tasks: all that wait for me, those that are mine alone, those I closed."""

    ALL = ""
    MINE = "mine"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class MyFilter:
    """What is asked for; nothing chosen is everything that waits for me."""

    which: Which = Which.ALL
    text: str = ""
    kind: str = ""
    due: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether there may be more than what is asked for."""
        return bool(self.text or self.kind or self.due)


def my_list(wanted: MyFilter, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Task]:
    """Return one page of my tasks, the earliest due first and undated last; of closed ones the latest first.

    Raises BadCursorError. One statement, and one more where a text is looked for.
    """
    rows = with_due_or_last(_narrowed(wanted, on=on, seen_by=seen_by)).select_related(None)
    if wanted.which == Which.CLOSED:
        age = Extract("closed_at", "epoch") * Value(-MICROSECONDS)
        return keyset(rows.annotate(age=Cast(age, BigIntegerField())), by=("age", "id"), after=after, limit=limit)
    return keyset(rows, by=("due_or_last", "opened_at", "id"), after=after, limit=limit)


def count_mine(wanted: MyFilter, *, on: date, seen_by: Actor) -> int:
    """Return how many there are. One statement, and one more where a text is looked for."""
    return _narrowed(wanted, on=on, seen_by=seen_by).count()


def _narrowed(wanted: MyFilter, *, on: date, seen_by: Actor) -> QuerySet[Task]:
    rows = my_closed_tasks(seen_by=seen_by) if wanted.which == Which.CLOSED else my_tasks(seen_by=seen_by)
    if wanted.which == Which.MINE:
        rows = rows.filter(person__isnull=False)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.due:
        rows = rows.filter(is_due(wanted.due, on=on))
    return _saying(rows, wanted.text, seen_by=seen_by) if wanted.text else rows


def _saying(rows: QuerySet[Task], text: str, *, seen_by: Actor) -> QuerySet[Task]:
    """Keep tasks that say the text: in the reader's language, in what they name, or by whom they are about."""
    messages = rows.order_by().values_list("message", flat=True).distinct()
    saying = [message for message in messages if text.casefold() in gettext(message).casefold()]
    about = organisation.people_named(text, seen_by=seen_by).filter(pk=OuterRef("subject_id"))
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    said = RawSQL(SAYS, [f"%{escaped}%"])  # noqa: S611 (our own words; the text is a parameter)
    return rows.alias(said=said).filter(Q(message__in=saying) | Q(said=True) | Q(Exists(about), subject_kind=PERSON))
