"""After hundreds of changes, with answers lost on the way, a target has exactly what is derived."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from grunnmur.access import actions
from grunnmur.access.models import Target, TargetChange, TargetHold
from grunnmur.access.queries.targets.needs import desired_pairs
from grunnmur.core import clock
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.periods import Period
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import EmploymentFacts
from tests.access.targets.peers.proxy import breaking
from tests.access.targets.worlds import MORNING, address_of, allow, inside, managed, name_everybody, plan, push
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, make_employee

pytestmark = pytest.mark.django_db
PEOPLE, CHANGES = 8, 500


class History:
    """Things that happen to a few people, by chance."""

    def __init__(self, house, permissions, *, seed):
        self.random = random.Random(seed)  # noqa: S311 (the same each time)
        self.house = house
        self.people = [make_employee(house.unit, f"Kari Nr{number}") for number in range(PEOPLE)]
        self.permissions = permissions

    def step(self):
        person = self.random.choice(self.people)
        self.random.choice([self.give, self.give, self.take, self.keep_away, self.leave, self.come])(person)

    def give(self, person):
        target = actions.Target(permission_id=self.random.choice(self.permissions).pk)
        days = self.random.choice([None, 1, 5, 30])
        last = today() + timedelta(days=days) if days else None
        actions.give(person.pk, target, by=SYSTEM, period=Period.through(today(), last), reason="by chance")

    def take(self, person):
        target = actions.Target(permission_id=self.random.choice(self.permissions).pk)
        actions.take_away(person.pk, target, by=SYSTEM, last_day=today())

    def keep_away(self, person):
        target = actions.Target(permission_id=self.random.choice(self.permissions).pk)
        period = Period.through(today(), today() + timedelta(days=self.random.randint(1, 9)))
        actions.exclude(person.pk, target, by=SYSTEM, period=period, reason="by chance")

    def leave(self, person):
        running = Employment.objects.filter(person=person, valid__contains=today()).order_by("valid", "id")
        employment = self.random.choice(list(running) or [Employment()])
        is_immediate = self.random.random() < 0.3
        organisation.end_employment(employment.pk, last_day=today(), by=SYSTEM, is_immediate=is_immediate)

    def come(self, person):
        if Employment.objects.filter(person=person, valid__endswith=None).count() > 1:
            return
        facts = EmploymentFacts(unit_id=self.house.unit.pk, kind="permanent")
        organisation.start_employment(person.pk, facts, valid=Period(today() + timedelta(days=1)), by=SYSTEM)


def quietly(do):
    """Do something that may be refused: she has it already, has nothing to take, works nowhere."""
    try:
        with transaction.atomic():
            do()
    except (DomainError, ObjectDoesNotExist, ValueError):
        return


def release_all():
    """What a person does who has looked."""
    TargetHold.objects.filter(released_at=None).update(released_at=clock.now())
    TargetChange.objects.filter(state="held").update(state="open")


@pytest.mark.parametrize("kind", ["scim", "ldap", "csv", "ad"])
def test_after_a_history_of_changes_a_target_has_what_is_derived(kind, request, everybody, settings):
    peer = request.getfixturevalue(kind)
    allow(settings, peer)
    permissions = {name: permission_of(name) for name in ("CRM", "Intranett", "Visio")}
    with breaking(seed=7) as wire:
        target = managed(peer, permissions, retention_days=20, username_source="mailbox")
        history = History(everybody, list(permissions.values()), seed=11)
        name_everybody()
        if kind != "csv":
            Target.objects.update(address=wire.address(peer.address))
            wire.chance = 0.15
        moment = MORNING
        for number in range(CHANGES):
            moment += timedelta(minutes=20)
            with clock.at(moment):
                quietly(history.step)
                if number % (50 if kind == "ad" else 10) == 0:
                    plan(target)
                    push(target)
        assert wire.dropped > 3 or kind == "csv"
        wire.chance = 0
        with clock.at(moment + timedelta(hours=1)):
            finish(target)
            check(peer, target, permissions)


def finish(target):
    """Let everything that waits go."""
    release_all()
    plan(target)
    release_all()
    TargetChange.objects.filter(state__in=("open", "failed")).update(state="open", next_at=clock.now())
    push(target)
    assert not TargetChange.objects.filter(state__in=("open", "held", "failed")).exists()
    assert not plan(target).is_anything


def check(peer, target, permissions):
    """Compare with what is derived: who has what, and nobody else anything."""
    names = {permission.pk: name for name, permission in permissions.items()}
    wanted = {}
    for person, permission in desired_pairs(target, on=today()):
        mailbox = address_of(Person.objects.get(pk=person)).partition("@")[0]
        wanted.setdefault(mailbox, set()).add(names[permission])
    found = inside(peer, target)
    assert {name: set(places) for name, places in found.items() if places} == wanted
    everywhere = {one.username: one for one in peer.connector(*permissions).observe()}
    assert not any(one.places for one in everywhere.values() if one.username not in wanted)
    employed = {
        address_of(person).partition("@")[0]
        for person in Person.objects.all()
        if Employment.objects.filter(person=person, valid__contains=today()).exists()
    }
    assert set(found) <= employed
