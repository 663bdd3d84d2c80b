"""What a process is linked to, in the files it is taken along as, and on paper."""

from uuid import UUID

import pytest

from grunnmur.core.links import Ref
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.rules import SEE
from grunnmur.processes import actions
from grunnmur.processes.actions import NewLink
from grunnmur.publishing.rules import item_ref
from tests.factories_landscape import make_element
from tests.factories_organisation import SYSTEM, granting, make_user
from tests.factories_processes import CHOICE, import_drawing, make_process
from tests.processes.reading_html import parsed
from tests.reading_links import docx_links, pdf_links

pytestmark = pytest.mark.django_db
HOME = "http://fjordvik.example"


@pytest.fixture
def linked(fjordvik):
    """A process with a system, a law the reader may not know of, another process, and pages of the web."""
    with tenant(fjordvik):
        row = import_drawing(CHOICE, code="SOK")
        system, secret = (
            make_element("system", "Arkiv", audience=["everyone"]),
            make_element("law", "Hemmelig", audience=["unit:none"]),
        )
        other = make_process("ARK", title="Arkivering")
        for new in (
            NewLink(kind="system", uid="a", ref=Ref("element", system.pk)),
            NewLink(kind="law", uid="a", ref=Ref("element", secret.pk)),
            NewLink(kind="process", uid="", ref=item_ref(other.process.item_id)),
            NewLink(kind="link", uid="a", name="Regelverket", url="https://www.udir.no/regelverk/"),
            NewLink(kind="link", uid="a", name="https://udir.no/", url="https://udir.no/"),
            NewLink(kind="link", uid="a", name="Våre nøkler", url="https://fjordvik.example/documents/N/"),
        ):
            actions.link_step(row.process_id, new, by=SYSTEM)
        return row, system.pk, secret.pk


@pytest.fixture
def reader(visitor, office, fjordvik):
    """The visitor, who may look at the map."""
    with tenant(fjordvik), granting(office["user"], SEE, everywhere=True):
        yield visitor


def leads(system: UUID):
    return {
        ("Arkivering", f"{HOME}/processes/ARK/"),
        ("Arkiv", f"{HOME}/map/elements/{system}/"),
        ("Regelverket", "https://www.udir.no/regelverk/"),
        ("https://udir.no/", "https://udir.no/"),
        ("Våre nøkler", "https://fjordvik.example/documents/N/"),
    }


def test_word_file_leads_to_what_the_steps_and_the_whole_are_linked_to(linked, reader):
    _row, system, secret = linked
    content = reader.get("/processes/SOK/process.docx").content

    assert set(docx_links(content)) == leads(system)
    assert str(secret) not in str(docx_links(content))


def test_pdf_leads_to_the_same_and_tells_it_aloud(linked, reader):
    _row, system, secret = linked
    found = pdf_links(reader.get("/processes/SOK/process.pdf").content)

    assert {url for url, _said in found} == {url for _words, url in leads(system)}
    assert ("https://www.udir.no/regelverk/", "Regelverket (https://www.udir.no/regelverk/)") in found
    assert ("https://udir.no/", "https://udir.no/") in found
    assert str(secret) not in str(found)


def test_paper_says_where_a_link_leads_outside_and_only_then(linked, reader):
    page = parsed(reader.get("/processes/SOK/"))
    said = {one.text: one.get("data-paper") for one in page.get_element_by_id("step-a").iter("a")}

    assert said["Regelverket"] == "udir.no/regelverk"
    assert (said["https://udir.no/"], said["Våre nøkler"], said["Arkiv"]) == ("", "", None)


def test_files_of_a_process_are_not_for_another_municipality(linked, client, sundby):
    with tenant(sundby):
        client.force_login(make_user())
    answer = client.get("/processes/SOK/process.docx", headers={"host": "sundby.example"})

    assert answer.status_code == 404


def test_a_file_asks_as_much_for_many_links_as_for_few(reader, fjordvik, count_statements):
    with tenant(fjordvik):
        row = import_drawing(CHOICE, code="SOK")

    def link(number):
        with tenant(fjordvik):
            ref = Ref("element", make_element("system", f"System {number}", audience=["everyone"]).pk)
            actions.link_step(row.process_id, NewLink(kind="system", uid="a", ref=ref), by=SYSTEM)

    link(0)
    few = count_statements(reader, "/processes/SOK/process.docx")
    for number in range(1, 4):
        link(number)
    assert count_statements(reader, "/processes/SOK/process.docx") == few
