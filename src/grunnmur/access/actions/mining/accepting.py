"""From proposals to draft roles and rules, and from the rest to grants that somebody looks at again in six months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.actions.fulfil import take_over_issued
from grunnmur.access.actions.grants import NewGrant, write_grants
from grunnmur.access.actions.roles import change_content, make_role
from grunnmur.access.actions.rules import make_rule
from grunnmur.access.mining import Kind, Membership, Settings
from grunnmur.access.models import Grant, Permission, Role, Rule
from grunnmur.access.queries.mining.proposals import Shown, find_proposal, mine, proposals, selector_of
from grunnmur.access.rules import OFFICER, ItemFacts, RoleFacts, RuleFacts, Target
from grunnmur.access.rules.mining import NoProposalError
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, person_of, require
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import NewTask

LOOK_AGAIN = timedelta(days=182)
REVIEW_TASK = "access.look_again"
LONGEST_NAME = 100
SYSTEM = System("Grunnmur")


@dataclass(frozen=True)
class Accepted:
    """What became of a proposal: a role that is a draft yet, and the rule that will give it."""

    role: Role
    rule: Rule


@dataclass(frozen=True)
class TakenOver:
    """What became of the rest. skipped: how many could not be given, since the person does not work here today."""

    grants: Sequence[Grant]
    skipped: int


@transaction.atomic
def accept_proposal(key: str, settings: Settings, *, by: Actor, role_name: str = "") -> Accepted:
    """Make a draft role and its rule of the proposal for a group. Nobody gets anything until the role is activated.

    What people of the group are seen to have counts as handed out. role_name: blank = as proposed. Raises
    PermissionDenied (needs access.mine, access.roles, access.rules and access.officer), NoProposalError,
    NameTakenError, EveryoneError.
    """
    require(by, MINE)
    return _accept(find_proposal(key, settings, seen_by=by), role_name, by=by)


@transaction.atomic
def accept_all(settings: Settings, *, by: Actor) -> list[Accepted]:
    """Accept every proposal, each under the name that is proposed; else as `accept_proposal`."""
    require(by, MINE)
    found = proposals(settings, seen_by=by).shown
    if not found:
        raise NoProposalError(_("Nothing is proposed any more."))
    return [_accept(one, "", by=by) for one in found]


def _accept(shown: Shown, role_name: str, *, by: Actor) -> Accepted:
    purpose = _("Proposed from what people had on %(day)s: %(who)s") % {"day": today().isoformat(), "who": shown.who}
    name = role_name or free_name(shown.name)
    role = make_role(RoleFacts(name=name, purpose=purpose, kind=_kind(shown)), by=by)
    items = [ItemFacts(permission_id=UUID(one)) for one in shown.proposal.permissions]
    change_content(role.pk, items, by=by)
    selector = selector_of(shown.proposal.group)
    facts = RuleFacts(name=_free_rule(name), role_id=role.pk, selector=selector, reason=purpose, valid=Period(today()))
    rule = make_rule(facts, by=by, is_everyone_meant=selector.is_everyone)
    pairs = [(UUID(person), UUID(permission)) for person, permission in shown.proposal.covers]
    take_over_issued(_by_hand(pairs), by=by, at=now())
    return Accepted(role, rule)


def _kind(shown: Shown) -> str:
    return Role.Kind.BIRTHRIGHT if shown.proposal.group.kind == Kind.EVERYONE else Role.Kind.JOB


def free_name(name: str) -> str:
    """Return the name, with a number behind it where another role has it. One statement."""
    rows = Role.objects.filter(name__istartswith=name[:LONGEST_NAME])
    return _numbered(name[:LONGEST_NAME], {one.casefold() for one in rows.values_list("name", flat=True)})


def _free_rule(name: str) -> str:
    rows = Rule.objects.filter(name__istartswith=name[:LONGEST_NAME], valid__overlap=Period(today()).to_range())
    return _numbered(name[:LONGEST_NAME], {one.casefold() for one in rows.values_list("name", flat=True)})


def _numbered(name: str, taken: set[str]) -> str:
    number, found = 2, name
    while found.casefold() in taken:
        number, found = number + 1, f"{name} {number}"
    return found


def _by_hand(pairs: Sequence[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """Return the pairs of what somebody hands out: people have it already, so nobody is asked to make it ready."""
    handed = Permission.objects.filter(pk__in={permission for _person, permission in pairs})
    known = set(handed.exclude(resource__fulfil_key="").values_list("pk", flat=True))
    return [pair for pair in pairs if pair[1] in known]


@transaction.atomic
def take_over_rest(settings: Settings, *, by: Actor) -> TakenOver:
    """Give everyone what she is seen to have and no rule or proposal accounts for, and ask to look again in six months.

    Bound to her employment, and for as many days at most as the level allows. What whoever does it has herself is left
    for somebody else: nobody gives to herself. Raises PermissionDenied (needs
    access.mine and access.officer), NoProposalError when there is nothing left.
    """
    require(by, MINE)
    require(by, OFFICER)
    rest = [one for one in mine(settings, seen_by=by).exceptions if one.person != str(person_of(by))]
    if not rest:
        raise NoProposalError(_("Nothing is left to take over."))
    pairs = [(UUID(person), UUID(permission)) for person, permission in rest]
    take_over_issued(_by_hand(pairs), by=by, at=now())
    grants = write_grants(_grants(rest))
    if grants:
        _ask_to_look_again(len(grants))
    return TakenOver(grants, len(rest) - len(grants))


def _grants(rest: Sequence[Membership]) -> list[NewGrant]:
    """Return grants for those who work here today; the others are left as they are observed."""
    persons = {UUID(one.person) for one in rest}
    work = organisation.primary_employments(persons, on=today())
    rows = Permission.objects.filter(pk__in={UUID(one.permission) for one in rest}).values_list("pk", "max_days")
    longest = dict(rows)
    return [
        NewGrant(
            person_id=UUID(person),
            target=Target(permission_id=UUID(permission)),
            period=_days(longest[UUID(permission)]),
            reason=_("She had it before, when Grunnmur took over."),
            source=Grant.Source.MIGRATION,
            employment_id=work[UUID(person)].id,
        )
        for person, permission in rest
        if UUID(person) in work
    ]


def _days(most: int | None) -> Period:
    first: date = today()
    return Period(first, first + timedelta(days=most) if most else None)


def _ask_to_look_again(count: int) -> None:
    task = NewTask(
        kind=REVIEW_TASK,
        message=gettext_noop("Look again at %(count)s accesses that were taken over as they were"),
        params={"count": str(count)},
        dedupe_key=f"{today()}:{count}",
        group_key=f"may:{OFFICER}",
        due_date=today() + LOOK_AGAIN,
    )
    worklist.open_task(task, by=SYSTEM)
