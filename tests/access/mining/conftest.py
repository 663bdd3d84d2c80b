"""A municipality whose people have things that nobody gave them here."""

import pytest

from grunnmur.access.rules import DEFINE, OFFICER, ROLES, RULES
from grunnmur.access.rules.permissions import MINE
from grunnmur.core import permissions
from grunnmur.core.permissions import EVERYWHERE
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import make_employee, make_unit, make_user

HELD = (MINE, ROLES, RULES, OFFICER, DEFINE)


@pytest.fixture
def clerks(house, fjordvik):
    """Six people of a library, with employee numbers 101 to 106."""
    with tenant(fjordvik):
        library = make_unit("Bibliotek", parent=house.top)
        found = [make_employee(library, f"Bib {number}") for number in range(1, 7)]
        for number, person in enumerate(found, start=101):
            person.employee_number = str(number)
            person.save(update_fields=["employee_number"])
        return found


@pytest.fixture
def officer_user(house, fjordvik, monkeypatch):
    """Somebody who may do everything that starting from what is asks for."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola Tilgang"))
    before = permissions._registry.grants
    more = dict.fromkeys(HELD, EVERYWHERE)

    def answer(asked, on):
        own = dict(before(asked, on)) if before else {}
        return own | (more if asked == user.made_for else {})

    monkeypatch.setattr(permissions._registry, "grants", answer)
    return user


@pytest.fixture
def officer(visit, officer_user):
    """The officer's browser."""
    return visit(officer_user)
