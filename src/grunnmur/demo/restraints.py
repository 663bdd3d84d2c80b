"""What is kept apart and what is scarce in the demo: making and approving invoices, and seats of Visio and Tradex."""

from datetime import timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from grunnmur.access import actions
from grunnmur.access.actions import conflicts, pools
from grunnmur.access.queries.choices import all_level_source
from grunnmur.access.queries.outlook import Wanted, outlooks
from grunnmur.access.rules import ConflictFacts, LevelFacts, PoolFacts, RoleFacts, Target
from grunnmur.core.clock import now, today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.organisation import queries as organisation

SEATS, KEPT = 25, 3  # of Visio; one seat stays free
VISIO_YEAR = Decimal(1890)  # kroner for one seat
SINCE = timedelta(days=30)
EXCEPTION = timedelta(days=180)
INVOICES = "Opprette og godkjenne faktura"
CREATOR, APPROVER = "Fakturamottaker", "Fakturagodkjenner"


def hold_back(*, by: Actor) -> None:
    """Make invoices that one does not both make and approve, and licences of which there are too few."""
    _invoices(by=by)
    _visio(by=by)
    _tradex(by=by)


def level_named(resource: str) -> UUID:
    """Return the first level of a resource, by the beginning of its name."""
    (level, _label), *_rest = all_level_source().find(resource)
    return UUID(level)


def role_with(name: str, level: UUID, purpose: str, *, by: Actor) -> UUID:
    """Make a role with one level, which people may ask for themselves."""
    role = actions.make_role(RoleFacts(name=name, purpose=purpose, requestable_by="self"), by=by)
    actions.set_items(role.pk, [level], by=by)
    actions.activate_role(role.pk, by=by)
    return role.pk


def _invoices(*, by: Actor) -> None:
    """Of two who make invoices and got approving too, one is held back; the other is an exception with a check."""
    office = unit_named("Økonomi")
    new = actions.NewResource(name="Fakturasystem", kind="system", owner_key=f"leader:{office}")
    resource = actions.make_resource(new, by=by)
    create, approve = (
        actions.make_permission(resource.pk, LevelFacts(level=level, risk=risk, leader_may_give=True), by=by).pk
        for level, risk in (("opprette", 1), ("godkjenne", 2))
    )
    role_with(CREATOR, create, "Fører inngående faktura", by=by)
    role_with(APPROVER, approve, "Anviser faktura til betaling", by=by)
    before = today() - SINCE
    then, still = (list(organisation.people_below(office, on=day, seen_by=by)) for day in (before, today()))
    both = [person.pk for person in still if person in then][:2]
    for person in both:
        actions.give(person, Target(permission_id=create), by=by, period=Period(before), reason="Fører faktura")
        actions.give(person, Target(permission_id=approve), by=by, period=Period(today()), reason="Vikar for lederen")
    _keep_apart(create, approve, exception_for=both[-1], by=by)


def _keep_apart(create: UUID, approve: UUID, *, exception_for: UUID, by: Actor) -> None:
    facts = ConflictFacts(
        name=INVOICES,
        reason="Den som lager en faktura, skal ikke godkjenne den selv.",
        a=(Target(permission_id=create),),
        b=(Target(permission_id=approve),),
    )
    conflict = conflicts.define_conflict(facts, by=by)
    conflicts.waive_conflict(
        conflict.pk,
        exception_for,
        period=Period.through(today(), today() + EXCEPTION),
        reason="Bare to på kontoret kan begge deler mens stillingen lyses ut.",
        compensating_check="Økonomisjefen går gjennom alle betalinger hver måned.",
        by=User.objects.get(username="demo-it"),
    )
    orders = ConflictFacts(
        name="Bestille og godkjenne faktura",
        reason="Den som bestiller, kan godkjenne fakturaen bare når noen andre ser etter.",
        severity="approve",
        a=(Target(permission_id=level_named("Tradex")),),
        b=(Target(permission_id=approve),),
    )
    conflicts.define_conflict(orders, by=by)


def _visio(*, by: Actor) -> None:
    """Seat all but one: those whose unit keeps some, and those who draw roads and buildings."""
    level, keeper = level_named("Visio"), unit_named("Kommunikasjon")
    facts = PoolFacts(name="Visio", unit_cost=VISIO_YEAR, permission_ids=(level,))
    pool = pools.make_pool(facts, quantity=SEATS, from_day=today(), by=by)
    pools.set_share(pool.pk, keeper, KEPT, from_day=today(), by=by)
    _seat(level, keeper, KEPT, by=by)
    _seat(level, unit_named("Samfunn og teknisk"), SEATS - 1 - KEPT, by=by)


def _seat(level: UUID, unit: UUID, count: int, *, by: Actor) -> None:
    """Give a seat to the first so many of a unit who are at work: who is away wants none today."""
    wanted = Wanted(Target(permission_id=level), Period(today()))
    people = (person.pk for person in organisation.people_below(unit, on=today(), seen_by=by))
    present = (person for person in people if outlooks(person, [wanted], seen_by=by)[0].seats)
    for person in islice(present, count):
        actions.take_over_issued([(person, level)], by=by, at=now())
        actions.give(person, wanted.target, by=by, period=wanted.period, reason="Tegner kart og prosesser")


def _tradex(*, by: Actor) -> None:
    """Let somebody wait for the one seat that another has."""
    level = level_named("Tradex")
    facts = PoolFacts(name="Tradex", on_full="queue", permission_ids=(level,))
    pools.make_pool(facts, quantity=1, from_day=today(), by=by)
    buyer = organisation.people_below(unit_named("Eiendom"), on=today(), seen_by=by)[0]
    period = Period(today(), today() + EXCEPTION)
    actions.give(buyer.pk, Target(permission_id=level), by=by, period=period, reason="Kjøper inn til byggene")
