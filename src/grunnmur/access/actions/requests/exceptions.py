"""Asking for an exception from a role conflict: a request of one line, decided as every other."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.conflicts import require_waivable
from grunnmur.access.actions.requests.deciding import begin_line, wish_of
from grunnmur.access.actions.requests.steps import sync_tasks
from grunnmur.access.models import Request, RequestLine
from grunnmur.access.queries.requests.deciders import posts_above
from grunnmur.access.queries.requests.exceptions import risk_of, waiting_exceptions
from grunnmur.access.queries.requests.wishes import may_ask_for_all
from grunnmur.access.rules import BadWaiverError, WaiverFacts
from grunnmur.access.rules.requests import days_problem, exception_steps
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation


@transaction.atomic
def ask_for_exception(facts: WaiverFacts, *, by: Actor) -> Request:
    """Ask that one person may have both sides of a conflict for some days. It is sent at once, and lies in no basket.

    The leader decides, or has decided by asking, then who may allow exceptions; the last yes writes the exception.
    Raises Person.DoesNotExist, PermissionDenied for who may not ask on her behalf, BadWaiverError (also while the same
    waits for an answer), Conflict.DoesNotExist, NotChangeableError for a conflict that has ended.
    """
    organisation.find_person(facts.person_id, seen_by=by)
    person = person_of(by)
    if person is None or not may_ask_for_all(facts.person_id, by=by):
        raise PermissionDenied(_("You ask for an exception for yourself and for those you lead."))
    conflict = require_waivable(facts)
    if waiting_exceptions(facts.person_id).get(facts.conflict_id):
        raise BadWaiverError(_("Somebody has asked for this already, and it waits for an answer."))
    line = RequestLine(
        operation=RequestLine.Operation.WAIVE,
        conflict=conflict,
        compensating_check=facts.compensating_check,
        valid=facts.period.to_range(),
        risk=risk_of(facts.conflict_id),
        state=RequestLine.State.WAITING,
    )
    problem = days_problem(wish_of(line), risk=line.risk, on=today())
    if problem:
        raise BadWaiverError(problem)
    line.request = Request.objects.create(
        requester_id=person, receiver_id=facts.person_id, reason=facts.reason, made_at=now(), sent_at=now()
    )
    line.save()
    begin_line(line, exception_steps(), posts=posts_above(facts.person_id, on=today()), by=by)
    sync_tasks(line.request_id)
    return line.request
