"""Rules, written by programs: previewed, made, changed and ended."""

from datetime import date
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import actions
from grunnmur.access.api.reads import RuleOut, rule_out
from grunnmur.access.api.routes import router
from grunnmur.access.models import Rule
from grunnmur.access.queries.rule_facts import RulePreview, find_rule, preview_rule
from grunnmur.access.queries.rule_sentences import told_rules
from grunnmur.access.rules import RuleFacts, Selector
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period


class SelectorIn(Schema):
    """Whom a rule means: all conditions hold, any value of one will do, `not_…` always wins; nothing = everyone."""

    anchor: Literal["employment", "function", "leadership"] = "employment"
    units: list[UUID] = []
    units_alone: list[UUID] = []
    not_units: list[UUID] = []
    not_units_alone: list[UUID] = []
    positions: list[UUID] = []
    functions: list[UUID] = []
    employment_kinds: list[str] = []
    persons: list[UUID] = []
    not_persons: list[UUID] = []
    has_deputies: bool = False


class RuleIn(Schema):
    """A rule about one role or one permission. is_everyone_meant: yes, when it has no conditions."""

    name: str = Field(min_length=1, max_length=120)
    effect: Literal["grant", "exclude"] = "grant"
    role_id: UUID | None = None
    permission_id: UUID | None = None
    selector: SelectorIn = SelectorIn()
    reason: str = Field(min_length=1, max_length=500)
    legal_basis: str = Field("", max_length=200)
    owner_key: str = Field("", max_length=120)
    first_day: date | None = None
    last_day: date | None = None
    is_everyone_meant: bool = False

    def facts(self) -> RuleFacts:
        """Return the rule as the actions read it."""
        words = self.dict(include={"name", "effect", "role_id", "permission_id", "reason", "legal_basis", "owner_key"})
        valid = Period.through(self.first_day, self.last_day)
        return RuleFacts(selector=Selector(**self.selector.dict()), valid=valid, **words)


class RuleChangeIn(RuleIn):
    """What a rule shall say from a day on; it stays about the same role or permission."""

    from_day: date


class AccessEndIn(Schema):
    """The last day on which something holds."""

    last_day: date


class AffectedOut(Schema):
    """Somebody who gets or loses something, with the first run of days."""

    person_id: UUID
    first_day: date | None
    last_day: date | None


class ColliderOut(Schema):
    """Somebody who would have what is kept apart; conflicts: their names, with commas between."""

    name: str
    conflicts: str


class ShortPoolOut(Schema):
    """A pool with too few seats for what a rule gives.

    count: how many would wait; where all get one (on_full warn), how many too many.
    """

    name: str
    on_full: str
    quantity: int
    count: int


class RulePreviewOut(Schema):
    """What saving would do: how many the rule means, who gets, who loses, how many keep it for other units; and what it
    runs into, as the page tells it.
    """

    reaches: int
    gains: list[AffectedOut]
    loses: list[AffectedOut]
    elsewhere: int
    conflicts: list[ColliderOut]
    pools: list[ShortPoolOut]


@router.post("/rules", response={HTTPStatus.CREATED: RuleOut})
def make_rule(request: Request, sent: RuleIn) -> tuple[HTTPStatus, RuleOut]:
    """Make a rule, and let it give or keep away at once."""
    made = actions.make_rule(sent.facts(), by=request.user, is_everyone_meant=sent.is_everyone_meant)
    return HTTPStatus.CREATED, _told(request, made)


@router.post("/rules/preview", response=RulePreviewOut)
def rule_preview(request: Request, sent: RuleIn) -> RulePreviewOut:
    """Tell who would get and who would lose, were the rule made; nothing is written."""
    return _preview(request, preview_rule(sent.facts(), seen_by=request.user))


@router.post("/rules/{uuid:rule_id}/preview", response=RulePreviewOut)
def rule_change_preview(request: Request, rule_id: UUID, sent: RuleChangeIn) -> RulePreviewOut:
    """Tell who would get and who would lose, were the rule changed; nothing is written."""
    known = find_rule(rule_id, seen_by=request.user)
    found = preview_rule(sent.facts(), instead_of=known, from_day=sent.from_day, seen_by=request.user)
    return _preview(request, found)


@router.post("/rules/{uuid:rule_id}/changes", response=RuleOut)
def change_rule(request: Request, rule_id: UUID, sent: RuleChangeIn) -> RuleOut:
    """Let a rule say something else from a day on; returns the rule that says it, which may be a new one."""
    changed = actions.change_rule(
        rule_id, sent.facts(), from_day=sent.from_day, by=request.user, is_everyone_meant=sent.is_everyone_meant
    )
    return _told(request, changed)


@router.post("/rules/{uuid:rule_id}/end", response={HTTPStatus.NO_CONTENT: None})
def end_rule(request: Request, rule_id: UUID, sent: AccessEndIn) -> tuple[HTTPStatus, None]:
    """Let a rule give through a day and no longer."""
    actions.end_rule(rule_id, last_day=sent.last_day, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _told(request: Request, rule: Rule) -> RuleOut:
    (told,) = told_rules([find_rule(rule.pk, seen_by=request.user)], on=today(), seen_by=request.user)
    return rule_out(told)


def _preview(request: Request, found: RulePreview) -> RulePreviewOut:
    people = {row.person_id for row in (*found.gains, *found.loses)}
    record_reads(people, by=request.user, what="access.rule_preview")
    gains, loses = (
        [AffectedOut(person_id=row.person_id, first_day=row.valid.lower, last_day=row.valid.last_day) for row in rows]
        for rows in (found.gains, found.loses)
    )
    met = found.restraints
    return RulePreviewOut(
        reaches=found.reaches,
        gains=gains,
        loses=loses,
        elsewhere=found.elsewhere,
        conflicts=[ColliderOut(name=name, conflicts=conflicts) for name, conflicts in met.conflicts],
        pools=[
            ShortPoolOut(name=one.name, on_full=one.on_full, quantity=one.quantity, count=one.count)
            for one in met.pools
        ],
    )
