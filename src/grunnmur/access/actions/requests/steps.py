"""The steps of a line: frozen when it is sent, opened one after the other, and who is asked at each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.access.models import Decision, Mode, Request, RequestLine, RequestStep, StepDecider
from grunnmur.access.queries.requests.deciders import Asked, Decider, Post, deciders_of, is_asked_by_decider, rank_of
from grunnmur.access.rules.requests import StepFacts
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask, named

TASK_KIND = "access.decide"
SUBJECT = "access_request"
ASK = gettext_noop("Decide what %(requester)s asks for: %(receiver)s")
ASK_FOR_SELF = gettext_noop("Decide what %(requester)s asks for")
SYSTEM = System("Grunnmur")
State = RequestStep.State


def freeze(line: RequestLine, steps: Iterable[StepFacts]) -> None:
    """Write the steps of a line as they are today."""
    RequestStep.objects.bulk_create(
        RequestStep(line=line, order=number, who=one.who, key=one.key, mode=one.mode, needed=one.needed, days=one.days)
        for number, one in enumerate(steps, start=1)
    )


def advance(line: RequestLine, posts: Sequence[Post]) -> bool:
    """Open the next step that somebody has to decide; return whether all steps are through.

    A leader's own asking satisfies her step. Who is only told is told when it is decided.
    """
    rank = rank_of(line.request.requester_id, posts, receiver_id=line.request.receiver_id)
    for step in RequestStep.objects.filter(line=line, state=State.AHEAD).order_by("order"):
        if step.mode == Mode.TOLD:
            step.state = State.CLOSED
        elif is_asked_by_decider(step.who, rank):
            step.state = State.PASSED
        else:
            step.state, step.opened_date = State.OPEN, today()
        step.save(update_fields=["state", "opened_date"])
        if step.state == State.OPEN:
            refresh_deciders(step, posts)
            return False
    return True


def deciders_now(step: RequestStep, posts: Sequence[Post]) -> list[Decider]:
    """Return who may decide an open step as things stand. step: with its line and request."""
    request = step.line.request
    earlier = Decision.objects.filter(line=step.line_id, step__who="leader").values_list("decider_id", flat=True)
    spent = frozenset(earlier) if step.who == "leaders_leader" else frozenset()
    without = frozenset({request.requester_id, request.receiver_id})
    asked = Asked(who=step.who, key=step.key, level=step.level, without=without, spent=spent)
    return deciders_of(asked, posts, on=today())


def refresh_deciders(step: RequestStep, posts: Sequence[Post]) -> list[Decider]:
    """Write down who may decide a step as things stand, and return them. Run twice, the second writes nothing."""
    able = deciders_now(step, posts)
    wanted = {one.person_id: one for one in able}
    for row in StepDecider.objects.filter(step=step):
        keep = wanted.get(row.person_id)
        if keep and (row.for_person_id, row.is_asked) == (keep.for_person_id, _is_asked(keep, step)):
            del wanted[row.person_id]
        else:
            row.delete()
    StepDecider.objects.bulk_create(
        StepDecider(step=step, person_id=one.person_id, for_person_id=one.for_person_id, is_asked=_is_asked(one, step))
        for one in wanted.values()
    )
    return able


def _is_asked(decider: Decider, step: RequestStep) -> bool:
    return decider.is_first or step.level > 0


def sync_tasks(request_id: UUID) -> None:
    """Give each who is asked for an answer one task for the request, and cancel those not needed any more."""
    request = Request.objects.get(pk=request_id)
    wanted = _due(request_id)
    open_now = {row.person_id: row.pk for row in tasks.tasks_about(SUBJECT, [request_id]) if row.kind == TASK_KIND}
    worklist.cancel_tasks([pk for person, pk in open_now.items() if person not in wanted], by=SYSTEM)
    missing = [person for person in wanted if person not in open_now]
    message, params = _asked_of(request)
    worklist.open_tasks(
        [
            NewTask(
                kind=TASK_KIND,
                message=message,
                params=params,
                subject_kind=SUBJECT,
                subject_id=request_id,
                person_id=person,
                due_date=wanted[person],
                dedupe_key=f"{request_id}:{person}",
            )
            for person in missing
        ],
        by=SYSTEM,
    )


def _asked_of(request: Request) -> tuple[str, dict[str, object]]:
    """Return the sentence of a decider's task and its words; who asks for herself is named once."""
    if request.requester_id == request.receiver_id:
        return ASK_FOR_SELF, {"requester": named(request.requester_id)}
    return ASK, {"requester": named(request.requester_id), "receiver": named(request.receiver_id)}


def _due(request_id: UUID) -> dict[UUID, date]:
    """Return by which day each who is asked should answer; those who have answered their step are left out."""
    answered = Decision.objects.filter(line__request=request_id, step__state=State.OPEN)
    done = set(answered.values_list("step_id", "decider_id"))
    rows = StepDecider.objects.filter(step__line__request=request_id, step__state=State.OPEN, is_asked=True)
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for row in rows.select_related("step"):
        if (row.step_id, row.person_id) not in done and row.step.opened_date:
            found[row.person_id].append(working_days_after(row.step.opened_date, row.step.days))
    return {person: min(days) for person, days in found.items()}


def close_steps(line: RequestLine) -> None:
    """Nothing more is decided about a line."""
    RequestStep.objects.filter(line=line, state__in=(State.AHEAD, State.OPEN)).update(state=State.CLOSED)
