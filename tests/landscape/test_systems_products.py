"""Products as they are sold: a catalogue never overwrites what was said here, and both are shown."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.actions.products import (
    add_product,
    change_product,
    follow_catalogue,
    said_here,
    update_from_catalogue,
)
from grunnmur.landscape.models import Element, SystemProduct
from grunnmur.landscape.queries.products import all_products, words_of
from grunnmur.landscape.rules import IMPORT, ElementFacts
from grunnmur.landscape.rules.answers import AnswerError
from grunnmur.landscape.rules.details import SystemUsage, UnfitDetailError
from grunnmur.landscape.rules.products import NothingSaidError, ProductFacts, ProductInUseError
from tests.factories_landscape import SYSTEM, make_element
from tests.factories_organisation import make_employee, make_unit, make_user
from tests.landscape.rights import keeping
from tests.one_day import one_day

__all__ = ["one_day"]


def product(name="Sak Pluss", **more):
    return ProductFacts(name=name, **more)


def update(*products, version="1", source="kommunekatalogen"):
    return update_from_catalogue(source, version, products, by=SYSTEM)


def told(row):
    row.refresh_from_db()
    return {word.code: (word.value, word.catalogue, word.is_override) for word in words_of(row)}


def test_an_update_never_overwrites_what_was_said_here_and_both_are_shown(here):
    update(product(description="A", facts={"mfa": True, "backup": True}))
    row = SystemProduct.objects.get()
    change_product(row.pk, product(description="Ours", facts={"mfa": False, "backup": True}), by=SYSTEM)
    update(product(description="B", facts={"mfa": True, "backup": False}), version="2")
    row.refresh_from_db()
    assert (row.description, row.catalogue_values["description"]) == ("Ours", "B")
    assert row.local_overrides == ["description", "facts.mfa"]
    assert told(row) == {"mfa": (False, True, True), "backup": (False, None, False)}
    assert row.catalogue_version == "2"


def test_what_was_cleared_here_stays_cleared(here):
    update(product(facts={"mfa": True}))
    row = SystemProduct.objects.get()
    change_product(row.pk, product(), by=SYSTEM)
    update(product(facts={"mfa": True, "backup": True}), version="2")
    assert told(row) == {"mfa": (None, True, True), "backup": (True, None, False)}


def test_an_update_taken_twice_changes_nothing_and_writes_no_history(here):
    assert update(product(facts={"mfa": True}), product("Arkiv")) == 2
    events = SystemProduct.pgh_event_model.objects.count()
    assert update(product(facts={"mfa": True}), product("Arkiv")) == 0
    assert SystemProduct.pgh_event_model.objects.count() == events


def test_a_product_typed_in_before_keeps_its_words_when_a_catalogue_comes(here):
    row = add_product(product("SAK pluss", facts={"mfa": False}), by=SYSTEM)
    update(product(description="A", facts={"mfa": True, "backup": True}))
    row.refresh_from_db()
    assert SystemProduct.objects.count() == 1
    assert (row.name, row.description, row.local_overrides) == ("SAK pluss", "A", ["facts.mfa"])
    assert told(row) == {"mfa": (False, True, True), "backup": (True, None, False)}


def test_a_renamed_product_is_known_again_by_the_name_its_catalogue_gave_it(here):
    update(product())
    row = SystemProduct.objects.get()
    change_product(row.pk, product("Saksystemet"), by=SYSTEM)
    update(product(description="A"), version="2")
    row.refresh_from_db()
    assert SystemProduct.objects.count() == 1
    assert (row.name, row.description) == ("Saksystemet", "A")


def test_the_catalogues_word_counts_again_when_somebody_says_so(here):
    update(product(description="A", facts={"mfa": True}))
    row = SystemProduct.objects.get()
    change_product(row.pk, product(description="Ours", facts={"mfa": False}), by=SYSTEM)
    row = follow_catalogue(row.pk, "facts.mfa", by=SYSTEM)
    assert (row.description, row.facts, row.local_overrides) == ("Ours", {"mfa": True}, ["description"])
    with pytest.raises(NothingSaidError):
        follow_catalogue(row.pk, "facts.mfa", by=SYSTEM)


def test_when_the_catalogue_comes_to_say_the_same_it_is_followed_again(here):
    update(product(facts={"mfa": True}))
    row = SystemProduct.objects.get()
    change_product(row.pk, product(facts={"mfa": False}), by=SYSTEM)
    update(product(facts={"mfa": False}), version="2")
    assert told(row) == {"mfa": (False, None, False)}
    update(product(facts={"mfa": True}), version="3")
    assert told(row) == {"mfa": (True, None, False)}


def test_two_products_never_have_one_name(here):
    add_product(product(), by=SYSTEM)
    with pytest.raises(ProductInUseError):
        add_product(product("sak PLUSS"), by=SYSTEM)
    assert SystemProduct.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"facts": {"mfa": "perhaps"}}, AnswerError),
        ({"facts": {"no_such": True}}, AnswerError),
        ({"kind": "no_such"}, UnfitDetailError),
        ({"description": "x" * 2001}, UnfitDetailError),
    ],
)
def test_what_a_product_cannot_be_is_refused(here, facts, error):
    with pytest.raises(error):
        add_product(product(**facts), by=SYSTEM)


def test_the_supplier_of_a_product_is_a_supplier_one_may_know_of(here):
    user = make_user(make_employee(make_unit()))
    system, hidden = make_element("system"), make_element("supplier", audience=["below:nobody"])
    shown = make_element("supplier")
    with keeping(user, everywhere=True):
        for other in (system, hidden):
            with pytest.raises(Element.DoesNotExist):
                add_product(product(supplier_id=other.pk), by=user)
        assert add_product(product(supplier_id=shown.pk), by=user).supplier_id == shown.pk


def test_a_product_is_changed_by_those_who_own_a_system_that_is_it(here):
    mine, theirs = make_unit(), make_unit()
    user, other = make_user(make_employee(mine)), make_user(make_employee(theirs))
    with keeping(user, mine):
        row = add_product(product(), by=user)
    add_described(ElementFacts(name="X", owner_unit_id=mine.pk), SystemUsage(product_id=row.pk), by=SYSTEM)
    with keeping(other, theirs):
        for refused in (
            lambda: change_product(row.pk, product(description="Theirs"), by=other),
            lambda: follow_catalogue(row.pk, "description", by=other),
        ):
            with pytest.raises(PermissionDenied):
                refused()
    with keeping(user, mine):
        assert change_product(row.pk, product(description="Mine"), by=user).description == "Mine"


def test_only_those_who_import_take_in_a_catalogue(here):
    user = make_user(make_employee(make_unit()))
    with keeping(user, everywhere=True), pytest.raises(PermissionDenied):
        update_from_catalogue("kommunekatalogen", "1", [product()], by=user)
    with keeping(user, permission=IMPORT, everywhere=True):
        assert update_from_catalogue("kommunekatalogen", "1", [product()], by=user) == 1


def test_a_product_of_another_municipality_is_not_there(fjordvik, sundby):
    with tenant(fjordvik):
        row = add_product(product(), by=SYSTEM)
    with tenant(sundby):
        with pytest.raises(SystemProduct.DoesNotExist):
            change_product(row.pk, product(), by=SYSTEM)
        with pytest.raises(UnfitDetailError):
            add_described(ElementFacts(name="X"), SystemUsage(product_id=row.pk), by=SYSTEM)


def test_hidden_systems_are_not_named_at_their_product(here):
    user = make_user(make_employee(make_unit()))
    row = add_product(product(), by=SYSTEM)
    for audience in (("everyone",), ("below:nobody",)):
        facts = ElementFacts(name=audience[0], audience=audience)
        add_described(facts, SystemUsage(product_id=row.pk), by=SYSTEM)
    with keeping(user, everywhere=True):
        (shown,) = all_products(seen_by=user)
    assert [one.name for one in shown.systems] == ["everyone"]


def test_what_is_said_here_is_read_back_as_it_was_typed(here):
    facts = product(description="A", kind="register", facts={"recovery_hours": 4, "mfa": False})
    assert said_here(add_product(facts, by=SYSTEM)) == facts.said()
