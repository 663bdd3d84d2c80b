"""Links of a text written here, in the files it is taken along as, and on paper."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.documents import actions
from grunnmur.landscape.rules import SEE
from grunnmur.publishing.models import Item
from tests.factories_documents import make_document, make_draft
from tests.factories_landscape import make_element
from tests.factories_organisation import granting, make_user
from tests.factories_publishing import make_valid
from tests.processes.reading_html import parsed
from tests.reading_links import docx_links, pdf_links

pytestmark = pytest.mark.django_db
HOME = "http://fjordvik.example"
TEXT = """## Formål

Følg [[ARKIV]] og **[regelverket](https://www.udir.no/regelverk/ "Udir")**, ikke [[HEMMELIG]]. Spør <post@example.org>.

- Se [listen](/documents/ANNEN/) og [her](javascript:alert(1)).

| Hva | Hvor |
|---|---|
| Skjema | [Skjemaet](https://skjema.example/1) [[ARKIV]] |

[bildet](data:image/png;base64,AAAA) <https://udir.no/> [nede](#s-formål)
"""


@pytest.fixture
def document(made, fjordvik):
    """A document that names a system, and one its reader may not know of."""
    with tenant(fjordvik):
        system = make_element("system", "Arkiv & Sak", code="ARKIV", audience=["everyone"])
        make_element("system", "Hemmelig", code="HEMMELIG", audience=["unit:none"])
        draft = make_draft(made, text=TEXT, code="NOKLER", title="Nøkler")
        actions.state_basis(draft.pk, ["[[ARKIV]] § 3", "Loven"], has_none=False, by=made.modeller_user)
        make_valid(made, draft)
        return f"{HOME}/map/elements/{system.pk}/"


@pytest.fixture
def reader(made, enter, fjordvik):
    """Somebody who may look at the map."""
    with tenant(fjordvik), granting(made.modeller_user, SEE, everywhere=True):
        yield enter(made.modeller_user)


def leads(system):
    return [
        ("Arkiv & Sak", system),
        ("regelverket", "https://www.udir.no/regelverk/"),
        ("post@example.org", "mailto:post@example.org"),
        ("listen", f"{HOME}/documents/ANNEN/"),
        ("https://udir.no/", "https://udir.no/"),
        ("Arkiv & Sak", system),
        ("Skjemaet", "https://skjema.example/1"),
        ("Arkiv & Sak", system),
    ]


def test_word_file_leads_where_the_text_does_and_nowhere_else(document, reader):
    content = reader.get("/documents/NOKLER/document.docx").content

    assert sorted(docx_links(content)) == sorted(leads(document))


def test_pdf_leads_to_the_same(document, reader):
    found = pdf_links(reader.get("/documents/NOKLER/document.pdf").content)

    assert {url for url, _said in found} == {url for _words, url in leads(document)}
    assert (document, f"Arkiv & Sak ({document})") in found


def test_paper_says_in_short_where_the_text_leads_outside(document, reader):
    page = parsed(reader.get("/documents/NOKLER/"))
    said = {one.text: one.get("data-paper") for one in page.find_class("document-text")[0].iter("a")}

    assert said["regelverket"] == "udir.no/regelverk"
    assert said["https://udir.no/"] == ""
    assert (said["Arkiv & Sak"], said["listen"]) == (None, None)


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("form", ["pdf", "docx", "md"])
def test_a_file_is_only_for_those_the_document_is_for(made, enter, fjordvik, form):
    with tenant(fjordvik):
        Item.objects.filter(code="NOKLER").update(audience=["person:00000000-0000-4000-8000-000000000000"])

    assert enter(made.modeller_user).get(f"/documents/NOKLER/document.{form}").status_code == 404


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("form", ["pdf", "docx", "md"])
def test_a_file_is_not_for_another_municipality(client, sundby, form):
    with tenant(sundby):
        client.force_login(make_user())
    assert client.get(f"/documents/NOKLER/document.{form}", headers={"host": "sundby.example"}).status_code == 404


def test_a_file_asks_as_much_for_many_links_as_for_few(made, reader, fjordvik, count_statements):
    with tenant(fjordvik):
        for number in range(4):
            make_element("system", f"System {number}", code=f"SYS-{number}", audience=["everyone"])
        make_document(made, text="## Kort\n\n[[SYS-0]]", code="KORT")
        make_document(made, text="## Lang\n\n[[SYS-0]] [[SYS-1]] [[SYS-2]] [[SYS-3]]", code="LANG")
    few, many = (count_statements(reader, f"/documents/{code}/document.docx") for code in ("KORT", "LANG"))

    assert few == many
