"""Answering the questions about a system."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.actions.details import editable
from grunnmur.landscape.events import SystemFactChanged
from grunnmur.landscape.models import SystemFact
from grunnmur.landscape.rules.answers import AnswerError, NewAnswer, checked_value, fact_key, holds_until

LONGEST_EVIDENCE = 1000


@transaction.atomic
def answer_fact(element_id: UUID, code: str, answer: NewAnswer, *, by: Actor) -> SystemFact:
    """Answer one question about a system. Another answer than before ends the old one; the same one is renewed.

    Raises Element.DoesNotExist, PermissionDenied (needs landscape.edit where it is owned), RetiredElementError,
    AnswerError.
    """
    editable(element_id, element_type="system", by=by)
    key = fact_key(code)
    kept, on = checked_value(key, answer.value), _observed(answer.observed_on)
    row = current_answer(element_id, code)
    was_known = row is not None and _holds(row) and row.value == kept
    if row is None or row.value != kept or type(row.value) is not type(kept):
        _end(row)
        row = SystemFact(element_id=element_id, key=code, value=kept, valid=Period(today()).to_range())
    row.evidence = _fitting(answer.evidence)
    row.observed_at = now() if on == today() else _begin_of(on)
    row.expires_at = _begin_of(holds_until(key, on))
    row.source, row.answered_by = answer.source, str(by)[:200]
    row.save()
    if not (was_known and _holds(row)):
        publish(SystemFactChanged(element_id, code))
    return row


@transaction.atomic
def forget_answer(element_id: UUID, code: str, *, by: Actor) -> None:
    """Say that nobody knows the answer: what was said before holds no longer, and the question waits again.

    Raises Element.DoesNotExist, PermissionDenied, RetiredElementError, AnswerError.
    """
    editable(element_id, element_type="system", by=by)
    fact_key(code)
    row = current_answer(element_id, code)
    if row is not None:
        _end(row)
        publish(SystemFactChanged(element_id, code))


def current_answer(element_id: UUID, code: str) -> SystemFact | None:
    """Return the answer of today, however old, locked."""
    rows = SystemFact.objects.select_for_update().filter(element_id=element_id, key=code)
    return rows.filter(valid__contains=today()).first()


def _holds(row: SystemFact) -> bool:
    return row.expires_at is None or row.expires_at > now()


def _end(row: SystemFact | None) -> None:
    """Let an answer hold through yesterday; one that is of today leaves nothing but its history."""
    if row is None:
        return
    first = Period.from_range(row.valid).lower
    if first is not None and first >= today():
        row.delete()
        return
    row.valid = Period(first, today()).to_range()
    row.save(update_fields=["valid"])


def _observed(on: date | None) -> date:
    if on is not None and on > today():
        raise AnswerError(_("Nobody has seen yet what it will be on a day to come."))
    return on or today()


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=current_tenant().zone)


def _fitting(evidence: str) -> str:
    told = evidence.strip()
    if len(told) > LONGEST_EVIDENCE:
        raise AnswerError(_("What shows it may have %(count)d characters at most.") % {"count": LONGEST_EVIDENCE})
    return told
