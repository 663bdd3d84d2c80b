"""Sending a basket, answering its lines, and withdrawing them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.requests.baskets import require_wish
from grunnmur.access.actions.requests.carrying_out import carry_out, tell_closed
from grunnmur.access.actions.requests.steps import advance, close_steps, deciders_now, freeze, sync_tasks
from grunnmur.access.events import RequestDecided
from grunnmur.access.models import Decision, Request, RequestLine, RequestStep, StepDecider
from grunnmur.access.queries.requests.deciders import Decider, Post, posts_above
from grunnmur.access.queries.requests.wishes import find_basket
from grunnmur.access.rules import OwnBenefitError
from grunnmur.access.rules.requests import (
    ONE_AT_A_TIME,
    EmptyBasketError,
    NotDecidableError,
    StepFacts,
    Wish,
    verdict,
)
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of

State = RequestLine.State
ENDING = {RequestLine.Operation.REMOVE, RequestLine.Operation.SHORTEN}


@transaction.atomic
def send_request(request_id: UUID, *, reason: str, by: Actor) -> Request:
    """Send a basket: freeze who decides each line, and ask the first of them. What needs nobody's yes is done at once.

    Raises Request.DoesNotExist (also for another's), EmptyBasketError, and as `put_line` for what does not fit any
    more.
    """
    request = find_basket(request_id, by=by, is_locked=True)
    lines = list(RequestLine.objects.filter(request=request).order_by("id"))
    if not lines:
        raise EmptyBasketError(_("Put something into the basket first."))
    request.reason, request.sent_at = reason, now()
    request.save(update_fields=["reason", "sent_at"])
    posts = posts_above(request.receiver_id, on=today())
    for line in lines:
        line.request = request
        found = require_wish(request.receiver_id, wish_of(line), by=by)
        line.risk, line.state = found.risk, State.WAITING
        line.save(update_fields=["risk", "state"])
        # Who has less from now on needs no more than one who knows that the work does not need it.
        begin_line(line, (StepFacts(who="leader"),) if line.operation in ENDING else found.steps, posts=posts, by=by)
    sync_tasks(request.pk)
    return request


def begin_line(line: RequestLine, steps: Iterable[StepFacts], *, posts: Sequence[Post], by: Actor) -> None:
    """Freeze who decides a line that is sent, and ask the first of them; carry it out when nobody is left to ask."""
    freeze(line, steps)
    if advance(line, posts):
        _approve(line, by)


def wish_of(line: RequestLine) -> Wish:
    """Return what a line asks for."""
    return Wish(
        operation=line.operation,
        role_id=line.role_id,
        permission_id=line.permission_id,
        scope_unit_id=line.scope_unit_id,
        period=Period.from_range(line.valid),
    )


@transaction.atomic
def decide_line(line_id: UUID, *, is_yes: bool, note: str = "", by: Actor, at: datetime | None = None) -> RequestLine:
    """Answer a line at the step that is open. After the last yes it is carried out; one no ends it.

    at: when the decision was made; None = now. Raises RequestLine.DoesNotExist, NotDecidableError, OwnBenefitError
    for receiver and requester, PermissionDenied for whom the step does not name, and, at the last yes, what the
    giving itself refuses: then nothing is decided.
    """
    line = RequestLine.objects.select_for_update(of=("self",)).select_related("request").get(pk=line_id)
    step = RequestStep.objects.filter(line=line, state=RequestStep.State.OPEN).first()
    if line.state != State.WAITING or step is None:
        raise NotDecidableError(_("This line does not wait for an answer any more."))
    step.line = line
    posts = posts_above(line.request.receiver_id, on=today())
    able = deciders_now(step, posts)
    decider = _require_decider(line, able, by)
    _write_answer(step, decider, is_yes=is_yes, note=note.strip(), at=at or now())
    answers = dict(Decision.objects.filter(step=step).values_list("decider_id", "answer"))
    said = {person: answer == Decision.Answer.YES for person, answer in answers.items()}
    outcome = verdict(mode=step.mode, needed=step.needed, answers=said, may_decide=[one.person_id for one in able])
    if outcome is not None:
        step.state = RequestStep.State.PASSED if outcome else RequestStep.State.REFUSED
        step.save(update_fields=["state"])
    if outcome is False:
        close_line(line, State.REFUSED)
    elif outcome and advance(line, posts):
        _approve(line, by)
    sync_tasks(line.request_id)
    return line


def _require_decider(line: RequestLine, able: Iterable[Decider], by: Actor) -> Decider:
    person = person_of(by)
    if person in {line.request.receiver_id, line.request.requester_id}:
        raise OwnBenefitError(_("Nobody decides about what she asked for or gets herself."))
    found = next((one for one in able if one.person_id == person), None)
    if found is None:
        raise PermissionDenied(_("Others decide about this."))
    return found


def _write_answer(step: RequestStep, decider: Decider, *, is_yes: bool, note: str, at: datetime) -> None:
    if not is_yes and not note:
        raise NotDecidableError(_("Say why not, in one sentence."))
    if Decision.objects.filter(step=step, decider_id=decider.person_id).exists():
        raise NotDecidableError(_("You have answered this already. Others have not yet."))
    Decision.objects.create(
        line=step.line,
        step=step,
        decider_id=decider.person_id,
        for_person_id=decider.for_person_id,
        answer=Decision.Answer.YES if is_yes else Decision.Answer.NO,
        note=note,
        at=at,
    )


@transaction.atomic
def decide_lines(line_ids: Iterable[UUID], *, is_yes: bool, note: str = "", by: Actor) -> int:
    """Answer several lines alike, all or nothing; returns how many.

    Raises as `decide_line`, and NotDecidableError for one of risk 3 or more: those are looked at one at a time.
    """
    ids = sorted(set(line_ids))
    if RequestLine.objects.filter(pk__in=ids, risk__gte=ONE_AT_A_TIME).exists():
        raise NotDecidableError(_("What has risk 3 or more is decided one at a time."))
    for line_id in ids:
        decide_line(line_id, is_yes=is_yes, note=note, by=by)
    return len(ids)


def _approve(line: RequestLine, by: Actor) -> None:
    carry_out(line, wish_of(line), by=by)
    close_line(line, State.APPROVED)


def close_line(line: RequestLine, state: RequestLine.State) -> None:
    """Write how a line ended, tell who asked and who gets it, and the other domains."""
    line.state, line.closed_at = state, now()
    line.save(update_fields=["state", "closed_at"])
    close_steps(line)
    StepDecider.objects.filter(step__line=line).delete()
    tell_closed(line)
    publish(RequestDecided(line.pk, line.request_id, line.request.receiver_id, state == State.APPROVED))


@transaction.atomic
def withdraw_request(request_id: UUID, *, by: Actor) -> int:
    """Take back the lines that nobody has decided; returns how many.

    Raises Request.DoesNotExist, PermissionDenied for who neither asked nor gets it, NotDecidableError when all is
    decided.
    """
    request = Request.objects.select_for_update().get(pk=request_id, sent_at__isnull=False)
    if person_of(by) not in {request.requester_id, request.receiver_id}:
        raise PermissionDenied(_("Only who asked, or who would get it, withdraws a request."))
    lines = list(RequestLine.objects.filter(request=request, state=State.WAITING))
    if not lines:
        raise NotDecidableError(_("Everything in this request is decided already."))
    for line in lines:
        line.request = request
        close_line(line, State.WITHDRAWN)
    sync_tasks(request_id)
    return len(lines)
