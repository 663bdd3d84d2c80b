"""Every day: remind, ask deputies and the next leader, and at last say that nobody decided. Never a yes by silence."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from grunnmur.access.actions.requests.deciding import close_line
from grunnmur.access.actions.requests.steps import SUBJECT, refresh_deciders, sync_tasks
from grunnmur.access.models import Decision, RequestLine, RequestStep, StepDecider
from grunnmur.access.queries.requests.deciders import Decider, posts_above
from grunnmur.access.rules.requests import DAYS_IN_ALL, level_of
from grunnmur.core.calendar import is_working_day
from grunnmur.core.clock import today
from grunnmur.core.tenancy import current_tenant
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import named

REMINDER = "access.reminder"
REMIND = gettext_noop("A request for %(receiver)s still waits for your answer.")


@transaction.atomic
def follow_up_requests(on: date) -> None:
    """Look again at every line that waits: who may decide now, who has to be reminded, what is out of time.

    Run twice, the second writes nothing.
    """
    rows = RequestLine.objects.filter(state=RequestLine.State.WAITING).select_related("request", "request__receiver")
    by_request: defaultdict[UUID, list[RequestLine]] = defaultdict(list)
    for line in rows.select_for_update(of=("self",)).order_by("request_id", "id"):
        by_request[line.request_id].append(line)
    for request_id, lines in by_request.items():
        _follow_up(lines, on)
        sync_tasks(request_id)


@transaction.atomic
def look_again(person_ids: Collection[UUID]) -> None:
    """Find anew who may decide what waits for these people, because they began or ceased to lead or to stand in.

    What waits for others is looked at every night. Run twice, the second writes nothing.
    """
    theirs = StepDecider.objects.filter(person_id__in=person_ids) | StepDecider.objects.filter(
        for_person_id__in=person_ids
    )
    steps = RequestStep.objects.filter(state=RequestStep.State.OPEN, pk__in=theirs.values("step_id"))
    steps = steps.select_related("line__request")
    by_receiver: defaultdict[UUID, list[RequestStep]] = defaultdict(list)
    for step in steps.order_by("id"):
        by_receiver[step.line.request.receiver_id].append(step)
    for receiver, found in by_receiver.items():
        posts = posts_above(receiver, on=today())
        for step in found:
            refresh_deciders(step, posts)
        for request_id in sorted({step.line.request_id for step in found}):
            sync_tasks(request_id)


def _follow_up(lines: list[RequestLine], on: date) -> None:
    request = lines[0].request
    posts = posts_above(request.receiver_id, on=on)
    reminded: set[UUID] = set()
    for line in lines:
        sent = request.sent_at.astimezone(current_tenant().zone).date() if request.sent_at else on
        if working_days_between(sent, on) >= DAYS_IN_ALL:
            close_line(line, RequestLine.State.UNDECIDED)
            continue
        for step in RequestStep.objects.filter(line=line, state=RequestStep.State.OPEN):
            step.line = line
            level = level_of(days_open=working_days_between(step.opened_date or on, on), days=step.days)
            is_later = level > step.level
            step.level = max(level, step.level)
            step.save(update_fields=["level"])
            able = refresh_deciders(step, posts)
            if is_later:
                reminded |= _silent(step, able)
    params = {"receiver": named(request.receiver_id)}
    worklist.notify(sorted(reminded), kind=REMINDER, message=REMIND, params=params, subject=(SUBJECT, request.pk))


def _silent(step: RequestStep, able: Iterable[Decider]) -> set[UUID]:
    answered = Decision.objects.filter(step=step).values_list("decider_id", flat=True)
    return {one.person_id for one in able} - set(answered)


def working_days_between(first: date, last: date) -> int:
    """Return how many working days come after the first day, the last one with them."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
