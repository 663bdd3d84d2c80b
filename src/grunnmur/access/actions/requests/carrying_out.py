"""After the last yes: the same deeds as when a leader gives and takes, with the days that were asked for."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.actions.conflicts import write_waiver
from grunnmur.access.actions.grants import NewGrant, end_grants, target_name, write_extension, write_grant
from grunnmur.access.actions.requests.baskets import live_grants, require_fits
from grunnmur.access.actions.requests.steps import SUBJECT
from grunnmur.access.models import Decision, Grant, Mode, RequestLine, RequestStep
from grunnmur.access.queries.requests.policies import way
from grunnmur.access.rules import Target, WaiverFacts
from grunnmur.access.rules.requests import BadWishError, Wish
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, members_of
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import named

Operation, State = RequestLine.Operation, RequestLine.State
BEGINNING = {Operation.ADD, Operation.WAIVE}  # what begins on a day; the rest changes what has begun
NOTICE = "access.request"
TOLD: Mapping[str, str] = {
    State.APPROVED: gettext_noop("Approved for %(receiver)s: %(what)s"),
    State.REFUSED: gettext_noop("Refused for %(receiver)s: %(what)s"),
    State.UNDECIDED: gettext_noop(
        "Nobody decided in time for %(receiver)s: %(what)s. Ask again if it is still needed."
    ),
    State.WITHDRAWN: gettext_noop("Withdrawn for %(receiver)s: %(what)s"),
}
TOLD_OF_EXCEPTION: Mapping[str, str] = {
    State.APPROVED: gettext_noop("Approved for %(receiver)s: an exception from “%(what)s”"),
    State.REFUSED: gettext_noop("Refused for %(receiver)s: an exception from “%(what)s”. Why: %(why)s"),
    State.UNDECIDED: gettext_noop(
        "Nobody decided in time for %(receiver)s: an exception from “%(what)s”. Ask again if it is still needed."
    ),
    State.WITHDRAWN: gettext_noop("Withdrawn for %(receiver)s: an exception from “%(what)s”"),
}
OWNER_TOLD = gettext_noop("%(receiver)s got %(what)s, by a leader's yes.")


def carry_out(line: RequestLine, wish: Wish, *, by: Actor) -> None:
    """Do what a line asks for, tested anew against how things are today. line: with its request; by: whose
    yes was the last.

    Raises BadWishError when the days have passed meanwhile, NotRequestableError, and as the deeds themselves.
    """
    receiver, target = line.request.receiver_id, Target(line.role_id, line.permission_id)
    wish = _from_today(wish)
    if line.operation == Operation.WAIVE:
        write_waiver(waiver_facts(line, wish.period), by=by, request_line_id=line.pk)
        return
    require_fits(receiver, wish, way(target))
    match line.operation:
        case Operation.ADD:
            _give(line, target, wish, by)
        case Operation.EXTEND:
            grant = live_grants(receiver, target)[-1]
            write_extension(grant, last_day=wish.period.last_day, reason=line.request.reason, by=by)
        case _:
            last_day = max(wish.period.last_day or today(), today())
            end_grants(receiver, target, last_day=last_day)
    _tell_owners(line)


def _from_today(wish: Wish) -> Wish:
    """The wanted end stays; a first day that passed while people decided becomes today."""
    if wish.period.is_over(today()):
        raise BadWishError(_("The days that were asked for have passed meanwhile. Say no, and ask for a new request."))
    if wish.operation not in BEGINNING or wish.period.lower is None or wish.period.lower >= today():
        return wish
    return replace(wish, period=Period(today(), wish.period.upper))


def waiver_facts(line: RequestLine, period: Period) -> WaiverFacts:
    """Return the exception that a line asks for, on these days. line: of an exception, with its request."""
    return WaiverFacts(
        conflict_id=line.conflict_id or UUID(int=0),
        person_id=line.request.receiver_id,
        period=period,
        reason=line.request.reason,
        compensating_check=line.compensating_check,
    )


def _give(line: RequestLine, target: Target, wish: Wish, by: Actor) -> None:
    employment = organisation.primary_employment(line.request.receiver_id, on=wish.period.lower or today())
    write_grant(
        NewGrant(
            person_id=line.request.receiver_id,
            target=target,
            period=wish.period,
            reason=line.request.reason,
            source=Grant.Source.REQUEST,
            employment_id=employment.pk,
            scope_unit_id=line.scope_unit_id,
            request_line_id=line.pk,
        ),
        by=by,
    )


def _facts(line: RequestLine) -> dict[str, object]:
    what = target_name(Target(line.role_id, line.permission_id))
    return {"what": what, "receiver": named(line.request.receiver_id)}


def _tell_owners(line: RequestLine) -> None:
    steps = RequestStep.objects.filter(line=line, mode=Mode.TOLD).exclude(key="")
    owners = {person for step in steps for person in members_of(step.key, today())}
    if line.operation == Operation.ADD and owners:
        about = (SUBJECT, line.request_id)
        worklist.notify(sorted(owners), kind=NOTICE, message=OWNER_TOLD, params=_facts(line), subject=about)


def tell_closed(line: RequestLine) -> None:
    """Tell who asked and who gets it how a line ended."""
    people = [line.request.requester_id, line.request.receiver_id]
    about = (SUBJECT, line.request_id)
    if line.conflict_id:
        message, params = TOLD_OF_EXCEPTION[line.state], _facts_of_exception(line)
    else:
        message, params = TOLD[line.state], _facts(line)
    worklist.notify(people, kind=NOTICE, message=message, params=params, subject=about)


def _facts_of_exception(line: RequestLine) -> dict[str, object]:
    refused = Decision.objects.filter(line=line, answer=Decision.Answer.NO).order_by("-at", "-id")
    why = refused.values_list("note", flat=True).first()
    return {
        "what": line.conflict.name if line.conflict else "",
        "receiver": named(line.request.receiver_id),
        "why": why or "",
    }
