"""Two leaders, two connections, one seat."""

import threading

import pytest
from django.db import connection

from grunnmur.access.models import Grant, Seat
from grunnmur.access.rules import PoolFullError
from grunnmur.core import clock
from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant
from tests.access.restraints import NOON, give, make_level, make_pool, seating
from tests.factories_access import make_house
from tests.municipalities import FJORDVIK


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("on_full", ["block", "queue"])
def test_of_two_leaders_at_once_one_gets_the_last_seat(on_full):
    """Each in a transaction of its own, over a connection of its own; neither sees what the other has done."""
    municipality = Tenant.objects.get(pk=FJORDVIK)
    with clock.at(NOON), tenant(municipality):
        house, level = make_house(), make_level("Visio drawing")
        pool = make_pool(level, seats=1, on_full=on_full)
    gate, refused, failures = threading.Barrier(2), [], []

    def ask(person):
        try:
            with clock.at(NOON), tenant(municipality):
                gate.wait(timeout=20)
                give(person, level)
        except PoolFullError as error:
            refused.append(error)
        except BaseException as error:  # noqa: BLE001  # told by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in (house.adviser, house.leader)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    with tenant(municipality):
        sits, waits = seating(pool)
        assert len(sits) == 1
        assert len(refused) == (1 if on_full == "block" else 0)
        assert len(waits) == 1 - len(refused)
        assert Grant.objects.filter(permission=level).count() == 2 - len(refused)
        assert Seat.objects.filter(pool=pool).count() == 2 - len(refused)
