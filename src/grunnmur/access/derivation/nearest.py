"""Why a rule does not give somebody what it gives others: the conditions that fail, and the rule that fails fewest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Anchor, Effect, Id, Rule
from grunnmur.access.derivation.messages import Key, Message, Params
from grunnmur.access.derivation.routes import Stand, stands_of
from grunnmur.access.derivation.selection import meets_employment
from grunnmur.core.periods import Period, Span


class Question(NamedTuple):
    """Whether one rule reaches one person on one day."""

    rule: Rule
    person: Id
    crowd: Crowd
    compiled: Compiled
    on: date
    params: Params


def nearest_rule(
    person: Id, permission: Id, crowd: Crowd, compiled: Compiled, *, on: date
) -> tuple[Message, ...] | None:
    """Return what fails for the rule that comes nearest to giving a permission; the first by id among equals.

    Empty when a rule does match, None when no rule leads to the permission at all.
    """
    stands = list(stands_of(person, crowd))
    best: tuple[Message, ...] | None = None
    for rule in leading_to(permission, compiled):
        params = Params(permission=permission, role=rule.role, rule=rule.id)
        question = Question(rule, person, crowd, compiled, on, params)
        own = [stand for stand in stands if stand.shape.anchor == rule.anchor]
        tries = [tuple(_failures(question, stand)) for stand in own] or [_without_anchor(question)]
        for failures in tries:
            if best is None or len(failures) < len(best):
                best = failures
    return best


def leading_to(permission: Id, compiled: Compiled) -> list[Rule]:
    """Return the rules that give a permission on any day, directly or by a role, sorted by id."""
    return [
        rule
        for _, rule in sorted(compiled.rules.items())
        if rule.effect == Effect.GRANT
        and any(row.permission == permission for row in compiled.contents(rule.role, rule.permission))
    ]


def _without_anchor(question: Question) -> tuple[Message, ...]:
    """Say what a person lacks who has nothing that the rule could start from."""
    keys = {Anchor.EMPLOYMENT: Key.NEVER_EMPLOYED, Anchor.FUNCTION: Key.OTHER_FUNCTION}
    return (Message(keys.get(question.rule.anchor, Key.NOT_LEADER), question.params),)


def _failures(question: Question, stand: Stand) -> Iterator[Message]:
    """Yield one message for each condition of the rule that this anchor or its person does not meet."""
    params = question.params
    if question.on not in Period.from_span(stand.days):
        yield Message(Key.OTHER_DAYS, replace(params, valid=Period.from_span(stand.days)))
    yield from _rule_days(question)
    yield from _units(question, stand)
    yield from _employment(question, stand)
    yield from _function(question, stand)
    if stand.shape.is_deputy and not question.rule.has_deputies:
        yield Message(Key.NOT_FOR_DEPUTIES, params)
    if question.rule.persons and question.person not in question.rule.persons:
        yield Message(Key.NOT_NAMED, params)
    if question.person in question.rule.not_persons:
        yield Message(Key.LEFT_OUT_PERSON, params)


def _rule_days(question: Question) -> Iterator[Message]:
    valid = Period.from_span((question.rule.lower, question.rule.upper))
    if valid.is_future(question.on):
        yield Message(Key.RULE_NOT_STARTED, replace(question.params, day=valid.lower))
    if valid.is_over(question.on):
        yield Message(Key.RULE_ENDED, replace(question.params, day=valid.last_day))


def _units(question: Question, stand: Stand) -> Iterator[Message]:
    rule, unit = question.rule, stand.shape.unit
    selection = question.compiled.selection
    if _has(selection.unit_days(rule, unit), question.on):
        return
    without_minus = rule._replace(units=tuple(named for named in rule.units if not named.is_minus))
    is_left_out = _has(selection.unit_days(without_minus, unit), question.on)
    key = Key.LEFT_OUT_UNIT if is_left_out else Key.OTHER_UNIT
    yield Message(key, replace(question.params, unit=unit))


def _employment(question: Question, stand: Stand) -> Iterator[Message]:
    """Compare positions and kinds: of the anchor itself, or of any employment the person has on the day."""
    rule, day = question.rule, question.on.toordinal()
    rows = [row for row in question.crowd.employments.get(question.person, ()) if row.lower <= day < row.upper]
    if stand.shape.anchor == Anchor.EMPLOYMENT:
        rows = [row for row in question.crowd.employments[question.person] if row is stand.fact]
    if any(meets_employment(rule, position=row.position, kind=row.kind) for row in rows):
        return
    if rule.positions and not any(row.position in rule.positions for row in rows):
        yield Message(Key.OTHER_POSITION, question.params)
    else:
        yield Message(Key.OTHER_KIND, question.params)


def _function(question: Question, stand: Stand) -> Iterator[Message]:
    functions = question.rule.functions
    if not functions or stand.shape.function in functions:
        return
    is_function = stand.shape.anchor == Anchor.FUNCTION
    if is_function or not _has(question.crowd.has_function(question.person, functions), question.on):
        yield Message(Key.OTHER_FUNCTION, question.params)


def _has(days: tuple[Span, ...], day: date) -> bool:
    return any(lower <= day.toordinal() < upper for lower, upper in days)
