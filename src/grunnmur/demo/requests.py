"""Requests of the demo in different states, a policy, and somebody let in at the desk: by the demo's own people."""

from datetime import datetime, timedelta
from uuid import UUID

from grunnmur.access import actions, queries
from grunnmur.access.actions import desk
from grunnmur.access.actions.requests import baskets, deciding, policies
from grunnmur.access.actions.requests.exceptions import ask_for_exception
from grunnmur.access.queries.conflicts import conflict_list
from grunnmur.access.queries.requests.lists import my_lines, to_decide
from grunnmur.access.queries.resources import ResourceFilter, resource_list
from grunnmur.access.rules import LevelFacts, Target, WaiverFacts
from grunnmur.access.rules.desk import Visit, Visitor
from grunnmur.access.rules.requests import PolicyFacts, StepFacts, Wish
from grunnmur.core.clock import now, today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.demo.planted import Cast
from grunnmur.demo.restraints import APPROVER, CREATOR, INVOICES, level_named, role_with
from grunnmur.organisation import queries as organisation

EMPLOYEE, LEADER, OWNER = "demo-employee", "demo-leader", "demo-it"
SPAN = timedelta(days=120)
DRIVER = "Sjåfør"


def ask_and_decide(cast: Cast, *, by: Actor) -> None:
    """Make eight requests: approved, refused, withdrawn, and some that wait; a basket with a conflict in it, and an
    exception that is asked for.
    """
    owner, employee, leader = (
        organisation.person_with_number(number).pk for number in (cast.it_administrator, cast.employee, cast.leader)
    )
    for name in ("Visio", "Ansattlån", "Tradex"):
        _let_own(name, owner, by=by)
    _let_own("Service Manager", employee, by=by)  # somebody who owns a system, and holds no permission of access
    actions.change_permission(level_named("Ansattlån"), LevelFacts(level="bidra", risk=3), by=by)
    key = actions.make_resource(actions.NewResource(name="Nøkkel til tjenestebil", kind="key"), by=by)
    level = actions.make_permission(key.pk, LevelFacts(level="låne", leader_may_give=True), by=by)
    role_with(DRIVER, level.pk, "Kjører kommunens biler", by=by)
    _say_who_decides(by=by)
    _decided(employee)
    _waiting(employee, leader, owner, by=by)
    basket = baskets.open_basket(employee, by=user(EMPLOYEE))
    baskets.put_line(basket.pk, _wish(_role(APPROVER)), by=user(EMPLOYEE))
    _except(employee, by=by)
    _let_in(leader, by=by)


def _say_who_decides(*, by: Actor) -> None:
    """Let heads of departments decide about a few things; about money others too."""
    head, owner = StepFacts(who="leaders_leader"), StepFacts(who="resource_owner")
    accounts = StepFacts(who="key", key=f"unit:{unit_named('Økonomi')}")
    roles = tuple(queries.role_named(name) for name in (APPROVER, DRIVER))
    for facts in (
        PolicyFacts(name="Avdelingslederen avgjør", steps=(head,), roles=roles, permissions=(level_named("Visio"),)),
        PolicyFacts(name="Lån", steps=(head, owner), permissions=(level_named("Ansattlån"),)),
        PolicyFacts(name="Økonomisystemer", steps=(head, accounts), permissions=(level_named("Corporator"),)),
    ):
        policies.save_policy(facts, by=by)


def _except(employee: UUID, *, by: Actor) -> None:
    """Let the leader ask that the employee may approve invoices for a while, too; it waits for who may allow it."""
    (found,) = conflict_list(on=today(), text=INVOICES, seen_by=by)
    facts = WaiverFacts(
        conflict_id=found.conflict.pk,
        person_id=employee,
        period=Period.through(today(), today() + SPAN),
        reason="Skal godkjenne faktura mens økonomimedarbeideren er i permisjon",
        compensating_check="Avdelingslederen kontrollerer alle betalinger hver uke.",
    )
    ask_for_exception(facts, by=user(LEADER))


def _let_own(name: str, owner: UUID, *, by: Actor) -> None:
    (found,) = (one for one in resource_list(ResourceFilter(text=name), seen_by=by).rows if one.name == name)
    facts = actions.NewResource(
        name=found.name, kind=found.kind, owner_key=f"person:{owner}", fulfil_key=found.fulfil_key
    )
    actions.change_resource(found.pk, facts, by=by)


def _decided(employee: UUID) -> None:
    """One that was refused, one that was withdrawn, one to which the leader's asking was the yes."""
    ask(EMPLOYEE, employee, _level("Corporator"), "Vil se regnskapet for kundesenteret")
    answer(LEADER, "Corporator", is_yes=False, note="Rapporten fra økonomikontoret dekker dette.")
    ask(EMPLOYEE, employee, _level("Ansattlån"), "Skal hjelpe en ny kollega")
    deciding.withdraw_request(my_lines(seen_by=user(EMPLOYEE))[0].line.request_id, by=user(EMPLOYEE))
    ask(LEADER, employee, _role(CREATOR), "Fører fakturaene for kundesenteret")


def _waiting(employee: UUID, leader: UUID, owner: UUID, *, by: Actor) -> None:
    """For the leader, for the owner once the leader said yes, for the leader's leader, and for others."""
    ask(EMPLOYEE, employee, _level("Visio"), "Skal tegne skjemaer for nye skjermbilder")
    ask(EMPLOYEE, employee, _level("Ansattlån"), "Skal svare ansatte som spør om lån")
    answer(LEADER, "Ansattlån", is_yes=True)
    ask(LEADER, leader, _level("Visio"), "Skal lage flytskjema for vaktordningen")
    team = organisation.team_of(leader, on=today(), seen_by=by).exclude(pk=employee)
    ask(LEADER, team[0].pk, _level("Tradex"), "Tar over innkjøpene mens en kollega er borte")
    ask(OWNER, owner, _level("Corporator"), "Skal teste ny versjon")


def _level(resource: str) -> Target:
    return Target(permission_id=level_named(resource))


def _role(name: str) -> Target:
    return Target(role_id=queries.role_named(name))


def _wish(target: Target) -> Wish:
    """From today on for some months."""
    period = Period(today(), today() + SPAN)
    return Wish(operation="add", role_id=target.role_id, permission_id=target.permission_id, period=period)


def ask(username: str, receiver: UUID, target: Target, reason: str) -> None:
    """Ask for one thing on somebody's behalf."""
    by = user(username)
    basket = baskets.open_basket(receiver, by=by)
    baskets.put_line(basket.pk, _wish(target), by=by)
    deciding.send_request(basket.pk, reason=reason, by=by)


def answer(username: str, what: str, *, is_yes: bool, note: str = "") -> None:
    """Answer the one line about something that waits for somebody."""
    by = user(username)
    (line,) = (one.line for one in to_decide(seen_by=by) if one.name.startswith(what))
    deciding.decide_line(line.pk, is_yes=is_yes, note=note, by=by)


def user(username: str) -> User:
    """Return a login of the demo, of whom nothing is remembered from before."""
    return User.objects.get(username=username)


def _let_in(leader: UUID, *, by: Actor) -> None:
    """Make a role ready for the desk, and let somebody in with it for eight hours."""
    role = role_with("Vikar i kundesenteret", level_named("CRM"), "Svarer innbyggere for noen timer", by=by)
    desk.choose_desk_roles([role], by=by)
    unit = organisation.primary_employment(leader, on=today()).unit_id
    name = organisation.names_of([leader], seen_by=by)[leader]
    visitor = Visitor(name="Vilja Vikarsen", agency="Vikarhuset", identity_checked_by=name)
    desk.open_desk_access(visitor, Visit(unit_id=unit, role_id=role, ends_at=_in_eight_hours()), by=by)


def _in_eight_hours() -> datetime:
    return (now() + timedelta(hours=8)).replace(minute=0, second=0, microsecond=0)
