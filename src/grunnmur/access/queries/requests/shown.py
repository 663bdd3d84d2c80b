"""Lines of requests as people read them: what, which days, how risky, and how far each step has come."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import Decision, Mode, RequestLine, RequestStep, StepDecider, Who
from grunnmur.access.queries.accesses import days_text
from grunnmur.access.queries.names import key_names, permission_name
from grunnmur.access.rules.requests import StepFacts
from grunnmur.core import formats
from grunnmur.core.calendar import working_days_after
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation

STATE_COLORS = {
    "draft": "neutral",
    "waiting": "warning",
    "approved": "success",
    "refused": "danger",
    "withdrawn": "neutral",
    "undecided": "danger",
}
STEP_STATES = {"ahead": "todo", "open": "current", "passed": "done", "refused": "done", "closed": "todo"}
MOST_NAMES = 4
OPERATIONS = {
    "add": gettext_lazy("Get access"),
    "remove": gettext_lazy("Give up"),
    "extend": gettext_lazy("Keep longer"),
    "shorten": gettext_lazy("Keep shorter"),
    "waive": gettext_lazy("Exception from a role conflict"),
}


@dataclass(frozen=True)
class ShownAnswer:
    """What somebody answered, and in whose place."""

    name: str
    for_name: str
    is_yes: bool
    note: str
    at: datetime


@dataclass(frozen=True)
class ShownStep:
    """One step: who decides, by which day, and what was answered."""

    label: str
    names: str
    state: str
    state_label: str
    due_date: date | None
    is_reminded: bool
    answers: tuple[ShownAnswer, ...]

    @property
    def mark(self) -> str:
        """How far it is, as the component of steps names it."""
        return STEP_STATES[self.state]


@dataclass(frozen=True)
class ShownLine:
    """One line as its reader sees it."""

    line: RequestLine
    name: str
    operation: str
    days: str
    state: str
    color: str
    requester: str
    receiver: str
    steps: tuple[ShownStep, ...]
    may_decide: bool

    @property
    def waits_for(self) -> str:
        """Whom it waits for, in words; empty when it does not wait."""
        return next((step.names or step.label for step in self.steps if step.state == "open"), "")


@dataclass(frozen=True)
class _Known:
    """What lines need beside themselves, each asked for once."""

    steps: Mapping[UUID, Sequence[RequestStep]]
    deciders: Mapping[UUID, Sequence[StepDecider]]
    answers: Mapping[UUID, Sequence[Decision]]
    names: Mapping[UUID, str]
    groups: Mapping[str, str]


def shown_lines(lines: Iterable[RequestLine], *, seen_by: Actor) -> list[ShownLine]:
    """Return the lines in their order. Nine statements at most, whatever their number.

    lines: with request, role, permission and resource, and conflict.
    """
    found = list(lines)
    known = _known(found, seen_by)
    person = person_of(seen_by)
    return [_line(one, known, person) for one in found]


def _known(lines: Collection[RequestLine], seen_by: Actor) -> _Known:
    ids = [one.pk for one in lines]
    steps: defaultdict[UUID, list[RequestStep]] = defaultdict(list)
    deciders: defaultdict[UUID, list[StepDecider]] = defaultdict(list)
    answers: defaultdict[UUID, list[Decision]] = defaultdict(list)
    people = {person for one in lines for person in (one.request.requester_id, one.request.receiver_id)}
    for step in RequestStep.objects.filter(line_id__in=ids).order_by("order"):
        steps[step.line_id].append(step)
    for decider in StepDecider.objects.filter(step__line_id__in=ids).order_by("for_person", "person"):
        deciders[decider.step_id].append(decider)
        people.add(decider.person_id)
    for answer in Decision.objects.filter(line_id__in=ids).order_by("at", "id"):
        answers[answer.step_id].append(answer)
        people |= {answer.decider_id, *([answer.for_person_id] if answer.for_person_id else [])}
    keys = {step.key for found in steps.values() for step in found}
    names = organisation.names_of(people, seen_by=seen_by)
    return _Known(steps, deciders, answers, names, key_names(keys, seen_by=seen_by))


def _line(line: RequestLine, known: _Known, person: UUID | None) -> ShownLine:
    steps = tuple(_step(step, known) for step in known.steps.get(line.pk, ()))
    open_steps = [step for step in known.steps.get(line.pk, ()) if step.state == RequestStep.State.OPEN]
    return ShownLine(
        line=line,
        name=line_name(line),
        operation=str(OPERATIONS[line.operation]),
        days=line_days(line),
        state=line.get_state_display(),
        color=STATE_COLORS[line.state],
        requester=_name(known, line.request.requester_id),
        receiver=_name(known, line.request.receiver_id),
        steps=steps,
        may_decide=any(_waits_for(step, person, known) for step in open_steps),
    )


def line_name(line: RequestLine) -> str:
    """Return what a line is about."""
    if line.conflict:
        return line.conflict.name
    if line.role:
        return _("the role %(role)s") % {"role": line.role.name}
    return permission_name(line.permission) if line.permission else ""


def line_days(line: RequestLine) -> str:
    """Return the days of a line in words; of what is to end, the last day alone."""
    period = Period.from_range(line.valid)
    if line.operation in {RequestLine.Operation.ADD, RequestLine.Operation.WAIVE}:
        return days_text(period)
    return _("through %(last)s") % {"last": formats.day(period.last_day)} if period.last_day else _("with no end")


def _waits_for(step: RequestStep, person: UUID | None, known: _Known) -> bool:
    answered = {answer.decider_id for answer in known.answers.get(step.pk, ())}
    able = {decider.person_id for decider in known.deciders.get(step.pk, ())}
    return person is not None and person in able - answered


def _name(known: _Known, person: UUID) -> str:
    return known.names.get(person) or _("A protected person")


def _step(step: RequestStep, known: _Known) -> ShownStep:
    asked = [one for one in known.deciders.get(step.pk, ()) if one.is_asked]
    names = [_name(known, one.person_id) for one in asked]
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    if more > 0:
        shown = _("%(names)s and %(count)d more") % {"names": shown, "count": more}
    label = step_label(StepFacts(who=step.who, key=step.key, mode=step.mode, needed=step.needed), known.groups)
    return ShownStep(
        label=label,
        names=shown,
        state=step.state,
        state_label=_state_label(step, known),
        due_date=working_days_after(step.opened_date, step.days) if step.opened_date else None,
        is_reminded=step.level > 0,
        answers=tuple(_answer(one, known) for one in known.answers.get(step.pk, ())),
    )


def _state_label(step: RequestStep, known: _Known) -> str:
    if step.mode == Mode.TOLD:
        return _("Is told when it is approved")
    if step.state == RequestStep.State.PASSED and not known.answers.get(step.pk):
        return _("Asked for it herself")
    if step.state == RequestStep.State.OPEN and not known.deciders.get(step.pk):
        return _("Nobody can decide this now. The access officer sees it.")
    return step.get_state_display()


def _answer(row: Decision, known: _Known) -> ShownAnswer:
    for_name = _name(known, row.for_person_id) if row.for_person_id else ""
    return ShownAnswer(_name(known, row.decider_id), for_name, row.answer == Decision.Answer.YES, row.note, row.at)


def step_label(step: StepFacts, groups: Mapping[str, str]) -> str:
    """Say who decides at a step. groups: group keys in words."""
    label = str(Who(step.who).label)
    named = groups.get(step.key, "")
    if step.who == Who.KEY:
        label = named or label
    elif named:
        label = _("%(who)s: %(name)s") % {"who": label, "name": named}
    if step.mode == Mode.TOLD:
        return _("%(who)s (is told)") % {"who": label}
    if step.mode == Mode.ALL:
        return _("%(who)s (all)") % {"who": label}
    if step.mode == Mode.SOME:
        return _("%(who)s (%(needed)d of them)") % {"who": label, "needed": step.needed}
    return label
