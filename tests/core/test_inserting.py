"""New rows of several tables in one statement are what `save` would have made of them, one by one."""

import pytest
from django.db import DataError, IntegrityError, transaction

from grunnmur.core.history_facts import written_with
from grunnmur.core.inserting import Bare, Sql, insert_together
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person, PersonKey, Position

pytestmark = pytest.mark.django_db
KNOWN = "SELECT 1 FROM organisation_personkey WHERE source = 'hr' AND key = %s"
NAMES = {"given_name": "Åse", "family_name": "Aas", "display_name": "Åse Aas"}


def pair(key="7"):
    person = Person(**NAMES)
    return person, PersonKey(person=person, source="hr", key=key)


def facts_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}


def test_both_rows_are_there_after_one_statement(here, django_assert_num_queries):
    person, key = pair()

    with django_assert_num_queries(1):
        insert_together(person, key)
    assert Person.objects.get() == person
    assert PersonKey.objects.get().person_id == person.pk


def test_a_row_is_what_save_makes_of_it(here):
    saved = Person.objects.create(**NAMES)
    inserted, key = pair()
    insert_together(inserted, key)

    assert facts_of(inserted) == facts_of(saved) == facts_of(Person.objects.get(pk=inserted.pk))
    assert not inserted._state.adding
    inserted.display_name = "Åse B. Aas"
    inserted.save()
    assert Person.objects.get(pk=inserted.pk).display_name == "Åse B. Aas"


def test_history_tells_of_each_row_who_made_it(here):
    person, key = pair()
    with written_with(name="SCIM: entra"):
        insert_together(person, key)

    for row in (person, key):
        event = row.pgh_event_model.objects.get(pgh_obj_id=row.pk)
        assert (event.pgh_label, event.pgh_context["name"]) == ("insert", "SCIM: entra")


def test_a_row_that_is_refused_keeps_all_of_them_out(here):
    insert_together(*pair())

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together(*pair())
    assert Person.objects.count() == 1


def test_nothing_is_inserted_and_nobody_is_told_of_where_somebody_is_known(here):
    assert insert_together(*pair(), unless=Sql(KNOWN, ["7"]))
    with written_with(name="SCIM: entra"):
        assert not insert_together(*pair(), unless=Sql(KNOWN, ["7"]))
        assert (Person.objects.count(), PersonKey.objects.count()) == (1, 1)
        later, key = pair("8")
        assert insert_together(later, key, unless=Sql(KNOWN, ["8"]))
    assert later.pgh_event_model.objects.get(pgh_obj_id=later.pk).pgh_context["name"] == "SCIM: entra"


def test_a_text_that_is_too_long_is_refused_and_not_cut(here):
    with pytest.raises(DataError), transaction.atomic():
        insert_together(Position(source="own", code="x" * 300, name="X"))
    assert not Position.objects.exists()


def test_rows_belong_to_the_municipality_of_the_transaction_only(fjordvik, sundby):
    with tenant(fjordvik):
        person, key = pair()
        insert_together(person, key)
    assert {person.tenant_id, key.tenant_id} == {fjordvik.pk}
    with tenant(sundby):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_a_bare_row_is_what_save_makes_of_it(here):
    saved = Person.objects.create(**NAMES)

    insert_together(Bare(Person, NAMES))
    inserted = Person.objects.exclude(pk=saved.pk).get()
    assert facts_of(inserted) == facts_of(saved)


def test_bare_rows_stand_among_others(here):
    person, later = Person(**NAMES), Person(**NAMES)

    insert_together(person, Bare(PersonKey, {"person_id": person.pk, "source": "hr", "key": "7"}), later)
    assert PersonKey.objects.get().person == person
    assert (person.sort_key, person.pk) == (later.sort_key, Person.objects.get(pk=person.pk).pk)
