"""Codes: an item gets another, the old one leads to it for ever and never means anything else."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import CodeAlias, Item
from grunnmur.publishing.rules import CodeTakenError, kind_named, kinds
from tests.factories_organisation import SYSTEM
from tests.factories_publishing import make_draft, make_valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def valid(inside):
    return make_valid(inside, make_draft(inside)).item


def renamed(made, item, code="SOKNAD"):
    return actions.change_code(item.pk, code, by=made.chief_user)


def test_the_chief_gives_another_code_and_the_old_one_is_kept(inside, valid):
    item = renamed(inside, valid, " soknad ")
    assert item.code == "SOKNAD"
    assert queries.former_codes(item) == ["SOK"]
    for code in ("SOK", "sok", "SOKNAD"):
        assert queries.item_by_code(code, seen_by=inside.modeller_user) == item


def test_a_code_of_before_is_never_given_to_anything_else(inside, valid):
    renamed(inside, valid)
    with pytest.raises(CodeTakenError):
        make_draft(inside, code="SOK", title="Ny")
    other = make_draft(inside, code="ANNEN", title="Annen")
    with pytest.raises(CodeTakenError):
        renamed(inside, other.item, "SOK")
    assert Item.objects.get(pk=other.item_id).code == "ANNEN"


def test_a_code_made_of_a_title_passes_over_those_of_before(inside, valid):
    renamed(inside, valid)
    new = actions.create_item(actions.NewItem(kind="process", title="Sok"))
    assert new.code == "SOK-2"


def test_an_item_gets_its_own_old_code_back(inside, valid):
    renamed(inside, valid)
    item = renamed(inside, valid, "SOK")
    assert (item.code, queries.former_codes(item)) == ("SOK", ["SOKNAD"])


def test_two_changes_lead_to_the_same_item(inside, valid):
    renamed(inside, valid)
    item = renamed(inside, valid, "SOKNADER")
    assert {queries.item_by_code(code, seen_by=SYSTEM) for code in ("SOK", "SOKNAD", "SOKNADER")} == {item}


@pytest.mark.parametrize("code", ["", "A", "MED MELLOMROM", "A" * 21, "<B>"])
def test_what_is_no_code_is_refused(inside, valid, code):
    with pytest.raises(CodeTakenError):
        renamed(inside, valid, code)


@pytest.mark.parametrize("user", ["modeller_user", "assurer_user", "leader_user"])
def test_only_the_chief_and_the_factory_change_codes(inside, valid, user):
    with pytest.raises(PermissionDenied):
        actions.change_code(valid.pk, "NYKODE", by=getattr(inside, user))
    assert not CodeAlias.objects.exists()


def test_the_domain_of_the_content_hears_of_it(inside, valid, monkeypatch):
    heard = []
    monkeypatch.setitem(kinds._kinds, "process", replace(kind_named("process"), recoded=heard.append))
    renamed(inside, valid)
    assert heard == [queries.current_versions([valid.pk])[valid.pk].pk]


def test_another_municipality_may_use_a_code_that_is_taken_here(made, fjordvik, sundby):
    with tenant(fjordvik):
        renamed(made, make_draft(made).item)
    with tenant(sundby):
        assert actions.create_item(actions.NewItem(kind="process", title="Sok", code="SOK")).code == "SOK"


@pytest.fixture
def moved(fjordvik, made):
    """An item that had the code SOK and has another now."""
    with tenant(fjordvik):
        return renamed(made, make_valid(made, make_draft(made)).item)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/processes/SOK/", "/processes/SOKNAD/"),
        ("/processes/SOK/huki/?x=1", "/processes/SOKNAD/huki/?x=1"),
        ("/processes/SOK/process.pdf", "/processes/SOKNAD/process.pdf"),
        ("/publishing/items/SOK/versions/", "/publishing/items/SOKNAD/versions/"),
        ("/api/v1/processes/SOK", "/api/v1/processes/SOKNAD"),
        ("/api/v1/publishing/items/SOK", "/api/v1/publishing/items/SOKNAD"),
    ],
)
def test_an_item_is_renamed_and_its_old_qr_code_is_scanned(enter, made, moved, old, new):
    answer = enter(made.leader_user).get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)
    assert enter(made.leader_user).get(new).status_code == 200


def test_what_is_sent_to_an_old_code_is_sent_again_to_the_new_one(enter, made, moved):
    answer = enter(made.chief_user).post("/publishing/items/SOK/start/")
    assert (answer.status_code, answer["Location"]) == (308, "/publishing/items/SOKNAD/start/")


def test_who_may_not_read_it_hears_that_there_is_nothing(enter, fjordvik, made, moved):
    with tenant(fjordvik):
        Item.objects.filter(pk=moved.pk).update(audience=[], owner_key="")
    visitor = enter(made.leader_user)
    assert visitor.get("/processes/SOK/").status_code == visitor.get("/processes/BORTE/").status_code == 404


def test_a_code_nothing_ever_had_is_not_found(enter, made, moved):
    assert enter(made.chief_user).get("/processes/BORTE/").status_code == 404


def test_the_code_is_changed_on_the_page_of_versions(enter, made, fjordvik, moved):
    chief = enter(made.chief_user)
    done = chief.post("/publishing/items/SOKNAD/code/", {"code": "soknad-2"}, follow=True)
    text = done.content.decode()
    assert "SOK, SOKNAD" in text
    refused = chief.post("/publishing/items/SOKNAD-2/code/", {"code": "x"}, follow=True)
    assert "capital letters" in refused.content.decode()
    assert "Another code" not in enter(made.modeller_user).get("/publishing/items/SOKNAD-2/versions/").content.decode()
