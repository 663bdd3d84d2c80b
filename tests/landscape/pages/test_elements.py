"""The pages of one element, and saying how it hangs together with others."""

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.landscape import actions
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.rules import ElementFacts
from grunnmur.processes.models import Process
from grunnmur.worklist.models import Notification
from tests.factories_landscape import SYSTEM, claim, live, make_element, make_relation
from tests.factories_organisation import make_employee, make_unit

pytestmark = pytest.mark.django_db
TABS = ("element", "element_relations", "element_history")
CHANGES = ("relate", "retire_element")


def at(name, thing):
    return reverse(f"landscape:{name}", args=[thing.pk])


@pytest.fixture
def step(fjordvik, house):
    with tenant(fjordvik):
        return make_element("activity", "Registrer melding", owner_unit_id=house.there.pk)


@pytest.fixture
def uses(fjordvik, house, step):
    """That the step needs the archive, said by hand."""
    with tenant(fjordvik):
        return make_relation("supports", house.archive, step)


# Who meets what


@pytest.mark.parametrize("name", [*TABS, *CHANGES])
def test_a_hidden_element_is_not_there(visitor, house, name):
    assert visitor.get(at(name, house.secret)).status_code == 404


@pytest.mark.parametrize("name", [*TABS, *CHANGES])
def test_an_element_of_another_municipality_is_not_there(stranger, house, name):
    assert stranger.get(at(name, house.archive)).status_code == 404


@pytest.mark.parametrize("name", TABS)
def test_everybody_who_sees_the_map_reads_the_pages(employee, house, name):
    answer = employee.get(at(name, house.archive))
    assert answer.status_code == 200
    assert "Arkivsystemet" in answer.text
    assert at("retire_element", house.archive) not in answer.text
    assert at("relate", house.archive) not in answer.text


@pytest.mark.parametrize("name", CHANGES)
def test_an_employee_changes_nothing(employee, house, name):
    assert employee.get(at(name, house.archive)).status_code == 403


def test_a_leader_takes_only_her_own_things_off_the_map(visitor, house, fjordvik, uses):
    assert visitor.get(at("retire_element", house.pupils)).status_code == 403
    assert "1 relation that you see ends today." in visitor.get(at("retire_element", house.archive)).text
    assert visitor.post(at("retire_element", house.pupils)).status_code == 403
    assert visitor.post(at("retire_element", house.archive)).status_code == 302
    with tenant(fjordvik):
        assert Element.objects.get(pk=house.archive.pk).retired_at
        assert Element.objects.get(pk=house.pupils.pk).retired_at is None
    html = visitor.get(at("element", house.archive)).text
    assert "No longer on the map" in html
    assert at("retire_element", house.archive) not in html


# The page


def test_the_head_names_the_owner_and_whoever_leads_it_today(visitor, house):
    html = visitor.get(at("element", house.archive)).text
    for expected in ("Arkivsystemet", "Kultur", "Lise Leder", "Criticality: very high", "In use", "Everyone"):
        assert expected in html


def test_a_thing_without_owner_and_one_of_a_closed_unit_say_so(visitor, house, fjordvik):
    with tenant(fjordvik):
        orphan = make_element(name="Foreldreløst")
        closed = make_unit("Stengt", parent=house.top)
        left = make_element(name="Forlatt", owner_unit=closed)
        closed.valid = type(closed.valid)(closed.valid.lower, "2026-02-01")
        closed.save()
    assert "Nobody owns this yet." in visitor.get(at("element", orphan)).text
    assert "(closed)" in visitor.get(at("element", left)).text


def test_what_another_domain_owns_leads_there_and_is_not_changed_here(visitor, house, fjordvik):
    with tenant(fjordvik):
        unit = Element.objects.get(type="unit", ref=house.here.pk)
    html = visitor.get(at("element", unit)).text
    assert reverse("organisation:unit", args=[house.here.pk]) in html
    assert "kept elsewhere in Grunnmur" in html
    assert at("retire_element", unit) not in html


def test_a_protected_contact_is_not_named(employee, house, fjordvik):
    with tenant(fjordvik):
        person = make_employee(house.there, "Pia Beskyttet")
        person.is_protected = True
        person.save()
        Element.objects.filter(pk=house.archive.pk).update(contact_person=person)
    assert "Pia Beskyttet" not in employee.get(at("element", house.archive)).text
    assert "Pia Beskyttet" not in employee.get(at("element_history", house.archive)).text


@pytest.mark.usefixtures("uses")
@pytest.mark.parametrize("name", TABS)
def test_pages_cost_the_same_for_one_and_four(visitor, fjordvik, house, own_statements, name):
    before = own_statements(visitor, at(name, house.archive))
    with tenant(fjordvik):
        for _ in range(4):
            make_relation("supports", house.archive, make_element("activity"))
            make_relation("masters", house.archive, make_element("information"))
    assert own_statements(visitor, at(name, house.archive)) == before
    assert before <= 12


def test_the_history_tells_changes_in_words(visitor, house, fjordvik, uses):
    with tenant(fjordvik):
        facts = ElementFacts(name="Arkivet", owner_unit_id=house.there.pk, criticality=2, lifecycle="phasing_out")
        actions.change_element(house.archive.pk, facts, by=SYSTEM)
        actions.end_relation(uses.pk, by=SYSTEM)
    html = visitor.get(at("element_history", house.archive)).text
    for expected in ("Arkivet", "Kultur", "Skole", "Very high", "Moderate", "Being phased out", "Put on the map"):
        assert expected in html
    assert str(house.there.pk) not in html.partition("timeline")[2]


def test_the_history_says_nothing_of_relations_with_what_is_hidden(visitor, house, fjordvik):
    with tenant(fjordvik):
        make_relation("contains", house.archive, house.secret)
    for name in TABS:
        assert "Hemmelig" not in visitor.get(at(name, house.archive)).text


# Relations


def test_relations_read_from_the_element_and_say_who_says_so(visitor, house, step, uses, fjordvik):
    with tenant(fjordvik):
        actions.claim_relations("import", "list.csv", [claim("supports", house.archive, step)], by=SYSTEM)
    html = visitor.get(at("element_relations", house.archive)).text
    for expected in ("supports", "Registrer melding", "required", "Said by hand", "From: import"):
        assert expected in html
    assert "<em>uses</em>" in visitor.get(at("element_relations", step)).text


def test_a_relation_from_a_process_nobody_may_read_does_not_name_it(visitor, house, step, fjordvik):
    with tenant(fjordvik):
        assert not Process.objects.exists()
        ref = "0f000000-0000-4000-8000-00000000000c"
        actions.claim_relations("process", ref, [claim("supports", house.archive, step)], by=SYSTEM)
    html = visitor.get(at("element_relations", house.archive)).text
    assert "From: process" in html
    assert ref not in html


def test_only_legal_kinds_are_offered_in_both_directions(visitor, house):
    titles = [one["title"] for one in visitor.get(at("relate", house.archive)).context["kinds"]]
    for expected in ("supports", "is supplied by", "contains", "is part of"):
        assert expected in titles
    assert "is performed by" not in titles
    for kind, way in (("performs", "out"), ("supports", "in"), ("nonsense", "out")):
        assert visitor.get(at("relate", house.archive), {"kind": kind, "way": way}).status_code == 404


def test_only_legal_and_visible_ends_are_offered_and_none_twice(visitor, house, step, uses, fjordvik):
    with tenant(fjordvik):
        other = make_element("activity", "Arkiver saken")
        make_element("activity", "Skjult steg", audience=(f"below:{house.there.pk}",))
        make_element("goal", "Et mål")
    asked = {"kind": "supports", "way": "out"}
    names = [one["name"] for one in visitor.get(at("relate", house.archive), asked).context["ends"]]
    assert names == ["Arkiver saken"]
    assert (
        str(other.pk)
        in visitor.get(at("relate", house.archive), asked | {"q": "SAKEN"}, headers={"HX-Request": "true"}).text
    )
    assert "Skjult" not in visitor.get(at("relate", house.archive), asked | {"q": "skjult"}).text


def test_a_relation_is_added_and_the_other_owner_is_told(visitor, house, step, fjordvik):
    address = at("relate", house.archive) + "?kind=supports&way=out"
    sent = {"other": step.pk, "strength": "1", "note": "Only in spring"}
    assert visitor.post(address, sent).url == at("element_relations", house.archive)
    with tenant(fjordvik):
        row = live("supports", house.archive, step)
        note = Notification.objects.get()
    assert (row.strength, row.note) == (1, "Only in spring")
    assert note.person_id == house.other.pk
    assert note.params == {"by": "Lise Leder", "own": "Registrer melding", "other": "Arkivsystemet"}


def test_the_other_owner_is_not_told_of_what_she_may_not_know(visitor, house, step, fjordvik):
    with tenant(fjordvik):
        hidden = make_element(name="Vårt hemmelige", owner_unit=house.here, audience=[f"below:{house.here.pk}"])
    sent = {"other": step.pk, "strength": "2"}
    assert visitor.post(at("relate", hidden) + "?kind=supports&way=out", sent).status_code == 302
    with tenant(fjordvik):
        assert not Notification.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"other": "nonsense", "strength": "2"}, {"strength": "9"}])
def test_an_unfinished_relation_says_what_is_missing(visitor, house, step, fjordvik, sent):
    answer = visitor.post(at("relate", house.archive) + "?kind=supports&way=out", sent)
    assert answer.status_code == 422
    assert "Put this right before you go on" in answer.text
    with tenant(fjordvik):
        assert not Relation.objects.filter(kind="supports").exists()


def test_things_that_neither_belongs_to_her_are_not_related(visitor, house, step, fjordvik):
    sent = {"other": step.pk, "strength": "2"}
    refused = visitor.post(at("relate", house.pupils) + "?kind=supports&way=out", sent)
    assert refused.status_code == 422
    assert "Only those who own this on the map can change it." in refused.text
    assert "You do not own this." in refused.text
    hidden = {"other": house.secret.pk, "strength": "2"}
    assert visitor.post(at("relate", house.archive) + "?kind=contains&way=out", hidden).status_code == 404
    with tenant(fjordvik):
        assert not Relation.objects.filter(kind__in=("supports", "contains")).exists()


def test_adding_a_relation_costs_at_most_four_statements(visitor, house, fjordvik, own_statements):
    address = at("relate", house.archive) + "?kind=supports&way=out"
    before = own_statements(visitor, address)
    assert before <= 4
    with tenant(fjordvik):
        for _ in range(4):
            make_element("activity")
    assert own_statements(visitor, address) == before


def test_a_relation_is_made_weaker_and_ended_by_its_owner(visitor, house, step, uses, fjordvik):
    address = at("relation", uses)
    assert "Registrer melding" in visitor.get(address).text
    assert visitor.post(address, {"strength": "0"}).status_code == 302
    with tenant(fjordvik):
        assert live("supports", house.archive, step).strength == 0
    assert visitor.post(address, {"strength": "7"}).status_code == 422
    answer = visitor.post(at("end_relation", uses), follow=True)
    assert "The relation ended today." in answer.text
    with tenant(fjordvik):
        assert live("supports", house.archive, step) is None


def test_a_relation_that_another_source_keeps_stays_and_says_which(visitor, house, step, uses, fjordvik):
    with tenant(fjordvik):
        actions.claim_relations("import", "list.csv", [claim("supports", house.archive, step)], by=SYSTEM)
    answer = visitor.post(at("end_relation", uses), follow=True)
    assert "The relation stays, because it also follows from: import." in answer.text
    refused = visitor.post(at("end_relation", uses))
    assert refused.status_code == 409
    assert "it follows from Import" in refused.text
    assert "Nobody said this by hand." in visitor.get(at("relation", uses)).text
    with tenant(fjordvik):
        assert live("supports", house.archive, step)


def test_nobody_else_changes_or_ends_a_relation(employee, house, uses, fjordvik):
    assert "End the relation" not in employee.get(at("relation", uses)).text
    assert employee.post(at("relation", uses), {"strength": "0"}).status_code == 403
    assert employee.post(at("end_relation", uses)).status_code == 403
    with tenant(fjordvik):
        assert Relation.objects.get(pk=uses.pk).strength == 2


def test_a_relation_with_something_hidden_or_elsewhere_is_not_there(visitor, house, fjordvik):
    with tenant(fjordvik):
        row = make_relation("contains", house.archive, house.secret)
    assert visitor.get(at("relation", row)).status_code == 404
    assert visitor.post(at("end_relation", row)).status_code == 404


def test_a_relation_of_another_municipality_is_not_there(stranger, uses):
    assert stranger.get(at("relation", uses)).status_code == 404
    assert stranger.post(at("end_relation", uses)).status_code == 404
