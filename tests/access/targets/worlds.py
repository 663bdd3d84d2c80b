"""A municipality with people who may have accounts, and a target that keeps them in step."""

import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from grunnmur.access.actions.targets import connect, runs
from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.models import Target, TargetMapping
from grunnmur.access.rules.targets import PlaceFacts, TargetFacts
from grunnmur.core import clock
from grunnmur.core.clock import now
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation.models import Person
from tests.factories_organisation import SYSTEM

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def name_everybody():
    """Give everybody who has none an address and a number, as a payroll does."""
    named = Person.objects.exclude(work_email="").count()
    for number, person in enumerate(Person.objects.filter(work_email="").order_by("display_name", "id"), named):
        Person.objects.filter(pk=person.pk).update(
            work_email=f"p{number}@fjordvik.example", employee_number=f"{5000 + number}"
        )


def address_of(person):
    """The name of a person's account."""
    return Person.objects.get(pk=person.pk).work_email


def facts_for(peer, permissions, **more):
    """What is said of a target that is this peer; permissions: by the name of the place they lie in."""
    connection = peer.connection()
    places = [
        PlaceFacts(permission_id=permission.pk, kind=peer.place_kind, name=name)
        for name, permission in permissions.items()
    ]
    secret = "" if peer.kind == "csv" else "target_peer"
    facts = {"name": f"The {peer.kind}", "kind": peer.kind, "address": peer.address, "secret_name": secret}
    return TargetFacts(**facts | {"options": connection.options, "places": places} | more)


def allow(settings, peer):
    """Let the operator allow the peer and know its secret."""
    connection = peer.connection()
    settings.TARGET_HOSTS = frozenset({"127.0.0.1"})
    settings.TARGET_AUTHORITIES = connection.authorities
    settings.DROP_FOLDER = connection.folder.parent if connection.folder else settings.DROP_FOLDER
    os.environ["fjordvik__target_peer"] = connection.secret.decode()  # noqa: SIM112 (a municipality's name is small)


def managed(peer, permissions, **more):
    """Connect a peer, read it, and let it be managed."""
    for name in permissions:
        peer.make_group(name)
    target = connect.connect_target(facts_for(peer, permissions, **more), by=SYSTEM)
    read(target)
    for mode in (Target.Mode.DRY_RUN, Target.Mode.MANAGED):
        connect.set_target_mode(target.pk, mode, by=SYSTEM)
    target.refresh_from_db()
    return target


def read(target):
    """Read a target whole."""
    return runs.observe(current_tenant(), target.pk)


def push(target):
    """Send what is due."""
    return runs.push(current_tenant(), target.pk)


def plan(target, **more):
    """Plan for everybody."""
    return plan_target(target.pk, **{"by": SYSTEM, "at": now()} | more)


@contextmanager
def later(**span):
    """It is later."""
    with clock.at(now() + timedelta(**span)):
        yield


def inside(peer, target):
    """Whom the peer itself shows as let in, with the names of what they have."""
    names = {row.place_name for row in TargetMapping.objects.filter(target=target)}
    return {
        one.username: frozenset(place.name for place in one.places)
        for one in peer.connector(*sorted(names)).observe()
        if one.is_active
    }
