"""The organisation chart on screen."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user

pytestmark = pytest.mark.django_db
ADDRESS = reverse("organisation:chart")
MAY = date(2026, 5, 1)


def boxes(visitor, **query):
    page = html.fromstring(visitor.get(ADDRESS, query).text)
    return [link.get("aria-label") for link in page.xpath("//a[starts-with(@class, 'chart-')]")]


def rows(visitor, **query):
    page = html.fromstring(visitor.get(ADDRESS, query).text)
    return [row.text_content() for row in page.xpath("//main//table//tbody//th")]


def test_each_box_tells_unit_leader_and_numbers_and_leads_to_the_unit(visitor, house):
    assert boxes(visitor) == [
        "Fjordvik. No leader. 2 employments. 1 unit below.",
        "Kundesenter. Lise Leder. 2 employments. 0 units below.",
    ]
    assert f'href="{reverse("organisation:unit", args=[house["unit"].pk])}"' in visitor.get(ADDRESS).text


def test_the_table_tells_the_same_in_the_same_order(visitor):
    assert [text.removeprefix("– ") for text in rows(visitor)] == ["Fjordvik", "Kundesenter"]


def test_what_lies_deeper_is_counted_and_one_link_away(visitor, fjordvik, house):
    with tenant(fjordvik):
        team = make_unit("Team", parent=house["unit"])
        make_unit("Pair", parent=team)
    assert "Team" not in " ".join(boxes(visitor, levels="2"))
    assert boxes(visitor, levels="2")[-1] == "2 units below Kundesenter: show"
    assert len(rows(visitor, levels="2")) == 2
    assert boxes(visitor, levels="4")[-1].startswith("Pair.")
    assert boxes(visitor, unit=str(house["unit"].pk))[0].startswith("Kundesenter.")


def test_the_chart_of_a_day_to_come_shows_what_is_planned(visitor, fjordvik, house):
    with tenant(fjordvik):
        late = make_unit("Ny seksjon", parent=house["top"], valid=Period(MAY))
        make_leader(house["unit"], make_employee(house["unit"], "Nora Nilsen"), since=MAY)
    told = " ".join(boxes(visitor, on="2026-05-01"))
    assert "Ny seksjon" in told
    assert "Nora Nilsen" in told
    assert "Ny seksjon" not in " ".join(boxes(visitor))
    assert (
        f"{reverse('organisation:unit', args=[late.pk])}?on=2026-05-01"
        in visitor.get(ADDRESS, {"on": "2026-05-01"}).text
    )


def test_a_protected_leader_is_not_named(client, visitor, fjordvik, house):
    with tenant(fjordvik):
        actions.protect_person(house["leader"].pk, is_protected=True, by=SYSTEM)
        other = make_employee(house["unit"])
    from_outside = " ".join(boxes(visitor))
    assert "Lise Leder" in from_outside  # she herself looks
    with tenant(fjordvik):
        client.force_login(make_user(other))
    assert "Lise Leder" not in " ".join(boxes(visitor))


def test_nonsense_in_the_address_counts_as_not_said(visitor):
    assert len(boxes(visitor, unit="x", levels="99", size="x", on="x")) == 2


def test_an_empty_day_says_so(visitor):
    assert "There are no units on this day." in visitor.get(ADDRESS, {"on": "2001-01-01"}).text


def test_the_chart_costs_the_same_for_one_and_four(visitor, fjordvik, house, count_statements):
    before = count_statements(visitor, ADDRESS)
    with tenant(fjordvik):
        for _ in range(3):
            make_leader(make_unit(parent=house["unit"]))
    assert count_statements(visitor, ADDRESS) == before


def test_the_chart_of_the_other_municipality_shows_nothing_of_this_one(house, stranger):
    assert boxes(stranger) == ["Sundby. No leader. 1 employment. 0 units below."]
    assert len(boxes(stranger, unit=str(house["unit"].pk))) == 1
