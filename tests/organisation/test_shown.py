"""What search shows of a person is the employment that counts first, as everywhere else."""

from datetime import date
from decimal import Decimal

import pytest

from grunnmur.core.periods import Period
from grunnmur.organisation.actions.people import protect_person
from grunnmur.organisation.queries import primary_employments
from grunnmur.organisation.queries.shown import ShownPerson, shown_people
from tests.factories_organisation import SYSTEM, employ, make_person, make_position, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
WAYS = [
    {"percent": Decimal(100)},
    {"percent": Decimal(20), "is_primary": True},
    {"percent": Decimal(100), "valid": Period(date(2019, 1, 1))},
    {"is_primary": True, "valid": Period(date(2027, 1, 1))},
    {"is_primary": True, "valid": Period(date(2019, 1, 1), date(2026, 3, 2))},
]


@pytest.mark.parametrize("first", range(len(WAYS)))
@pytest.mark.parametrize("second", range(len(WAYS)))
def test_the_employment_shown_is_the_one_that_counts_first(here, first, second):
    person = make_person("Kari Lie")
    for way, name in ((first, "Skole"), (second, "Bibliotek")):
        employ(
            person,
            make_unit(name, valid=Period(date(2018, 1, 1))),
            position_id=make_position(f"{name}leder", code=name).pk,
            **WAYS[way],
        )

    home = primary_employments([person.pk], on=TODAY).get(person.pk)
    (shown,) = shown_people([person.pk], on=TODAY)
    assert (shown.unit_id, shown.unit, shown.position) == (
        (home.unit_id, home.unit.name, home.position.name) if home else (None, "", "")
    )


def test_who_has_no_work_and_who_is_protected_is_shown_too_in_one_statement(here, django_assert_num_queries):
    person = make_person("Kari Lie", work_email="kari@fjordvik.example")
    protect_person(person.pk, is_protected=True, by=SYSTEM)

    with django_assert_num_queries(1):
        found = list(shown_people([person.pk], on=TODAY))
    assert found == [ShownPerson(person.pk, "Kari Lie", "kari@fjordvik.example", True, None, "", "")]
