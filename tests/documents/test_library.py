"""The document library."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.actions import withdraw_version
from tests.factories_documents import make_document, make_draft, make_type
from tests.factories_organisation import make_employee, make_user
from tests.processes.reading_html import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(made, fjordvik, enter):
    with tenant(fjordvik):
        make_document(made, code="NOKLER", title="Rutine for nøkler")
        make_document(made, code="KI", title="Policy for kunstig intelligens", kind="policy")
        gone = make_document(made, code="GAMMEL", title="Rutine for telex")
        withdraw_version(gone.pk, reason="Vi har ingen.", by=made.chief_user)
        make_draft(made, code="UTKAST", title="Rutine for utkast")
    return enter(made.modeller_user)


def codes(answer):
    return [element.text_content() for element in parsed(answer).xpath("//span[@class='code']")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["KI", "NOKLER"]),
        ("?kind=policy", ["KI"]),
        ("?kind=nonsense", ["KI", "NOKLER"]),
        ("?q=underskrift", ["KI", "NOKLER"]),
        ("?q=intelligens", ["KI"]),
        ("?state=withdrawn", ["GAMMEL"]),
        ("?state=open", ["UTKAST"]),
        ("?state=open&q=utkast", ["UTKAST"]),
        ("?state=late", []),
        ("?sort=code&kind=routine", ["NOKLER"]),
        ("?type=nonsense", []),
        ("?owner=00000000-0000-4000-8000-000000000000", []),
    ],
)
def test_library_shows_what_is_asked_for(library, asked, found):
    assert sorted(codes(library.get(f"/documents/{asked}"))) == sorted(found)


def test_library_by_type_and_owner(library, made, fjordvik):
    with tenant(fjordvik):
        kind = make_type("policy")

    assert codes(library.get(f"/documents/?type={kind.pk}&owner={made.unit.pk}")) == ["KI"]


def test_what_is_chosen_survives_in_the_addresses(library):
    page = parsed(library.get("/documents/?kind=policy&sort=code"))

    assert page.xpath("//select[@name='kind']/option[@selected]")[0].get("value") == "policy"
    assert all("kind=policy" in link.get("href") for link in page.xpath("//th//a[contains(@href, 'sort=')]"))


def test_library_is_sorted_by_title_and_by_age(library):
    assert codes(library.get("/documents/")) == ["KI", "NOKLER"]
    assert codes(library.get("/documents/?sort=updated")) == ["KI", "NOKLER"]


def test_drafts_are_for_those_who_work_on_them(library, made, enter, fjordvik):
    with tenant(fjordvik):
        outsider = make_user(make_employee(made.unit, "Ola Utenfor"))
    assert codes(enter(outsider).get("/documents/?state=open")) == []


def test_an_empty_library_says_so(made, enter):
    assert "There are no documents yet." in parsed(enter(made.leader_user).get("/documents/")).text_content()


def test_library_costs_the_same_for_one_document_and_for_four(made, fjordvik, enter, count_statements):
    visitor = enter(made.modeller_user)
    with tenant(fjordvik):
        make_document(made, code="EN", title="En")
    one = count_statements(visitor, "/documents/")
    with tenant(fjordvik):
        for code in ("TO", "TRE", "FIRE"):
            make_document(made, code=code, title=code)

    assert count_statements(visitor, "/documents/") == one


def test_document_page_costs_the_same_for_a_short_text_and_a_long_one(made, fjordvik, enter, count_statements):
    visitor = enter(made.modeller_user)
    with tenant(fjordvik):
        make_document(made, code="KORT", title="Kort", text="Kort.")
        make_document(made, code="LANG", title="Lang", text="\n\n".join(f"## Del {n}\n\nTekst." for n in range(40)))

    assert count_statements(visitor, "/documents/KORT/") == count_statements(visitor, "/documents/LANG/")


def test_pages_of_fifty(made, fjordvik, enter, monkeypatch):
    monkeypatch.setattr("grunnmur.documents.views.library.PAGE", 1)
    visitor = enter(made.modeller_user)
    with tenant(fjordvik):
        make_document(made, code="EN", title="A")
        make_document(made, code="TO", title="B")

    first = visitor.get("/documents/")
    onward = parsed(first).xpath("//a[contains(@href, 'after=')]")[0].get("href")
    assert codes(first) == ["EN"]
    assert codes(visitor.get(onward)) == ["TO"]
