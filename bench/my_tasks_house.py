"""A municipality with very many open tasks. Needs Django to be set up."""

from datetime import timedelta
from itertools import cycle, islice
from uuid import UUID

from django.db import connection

from grunnmur.core.clock import now, today
from grunnmur.core.models import Tenant, User
from grunnmur.core.permissions import keys_of, person_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person, Unit
from grunnmur.worklist.models import Task

GROUPS = 900  # as of a municipality with so many tasks; the demo's units are the first of them


def fill(tasks: int, *, spread: timedelta) -> None:
    """Open tasks for everybody in turn, every third of them for groups in turn; due within so many days."""
    with tenant(Tenant.objects.get(slug="fjordvik")):
        people = cycle(list(Person.objects.order_by("id")))
        units = [f"unit:{pk}" for pk in Unit.objects.order_by("id").values_list("pk", flat=True)]
        groups = cycle([*units, *(f"role:{UUID(int=number)}" for number in range(GROUPS - len(units)))])
        opened_at, first = now(), today()
        Task.objects.bulk_create(
            (
                Task(
                    kind="access.give",
                    message="Look again",
                    person=None if number % 3 == 0 else next(people),
                    group_key=next(groups) if number % 3 == 0 else "",
                    due_date=first + (number % spread.days) * timedelta(days=1),
                    dedupe_key=f"bench-{number}",
                    opened_at=opened_at,
                    opened_by="Bench",
                )
                for number in range(tasks)
            ),
            batch_size=2_000,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE worklist_task")


def expected(username: str, *, most: int = 50) -> int:
    """Return how many tasks the first page shows, found without the page's statement."""
    with tenant(Tenant.objects.get(slug="fjordvik")):
        user = User.objects.get(username=username)
        me, keys = person_of(user), keys_of(user)
        rows = Task.objects.filter(state__in=("open", "claimed")).values_list("person_id", "group_key")
        mine = (1 for person, key in rows if person == me or (person is None and key in keys))
        return sum(islice(mine, most))
