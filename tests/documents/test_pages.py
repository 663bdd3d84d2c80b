"""The pages of documents."""

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.documents.models import Document, DocumentVersion, TextCopy
from grunnmur.documents.rules import WRITE
from grunnmur.publishing.models import Version
from tests.factories_documents import TEXT, make_document, make_draft, make_type, next_draft, write
from tests.factories_organisation import granting, make_employee, make_user
from tests.processes.reading_html import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def modeller(made, enter):
    return enter(made.modeller_user)


@pytest.fixture
def valid(made, fjordvik):
    with tenant(fjordvik):
        return make_document(made, code="NOKLER", title="Rutine for nøkler")


@pytest.fixture
def begun(made, fjordvik):
    with tenant(fjordvik):
        return make_draft(made, code="UTKAST", title="Rutine for utkast")


def text_of(answer):
    return parsed(answer).text_content()


def markdown_of(version, fjordvik):
    with tenant(fjordvik):
        return DocumentVersion.objects.get(version=version).markdown


def test_a_document_is_read_with_its_text_facts_and_basis(valid, modeller):
    text = text_of(modeller.get("/documents/nokler/"))

    for said in ("Rutine for nøkler", "Fremgangsmåte", "Leader of Servicetorg", "Sikkerhetsinstruksen § 3", "Routine"):
        assert said in text


def test_headings_of_a_document_can_be_led_to(valid, modeller):
    assert parsed(modeller.get("/documents/NOKLER/")).get_element_by_id("s-fremgangsmåte").tag == "h2"


@pytest.mark.parametrize("page", ["", "history/", "readers/"])
def test_pages_of_an_unknown_document_are_not_there(page, modeller):
    assert modeller.get(f"/documents/INGEN/{page}").status_code == 404


def test_history_leads_to_what_changed(valid, modeller):
    assert "Version 1.0: valid" in text_of(modeller.get("/documents/NOKLER/history/"))


def test_readers_are_said_by_the_chief_and_refused_of_others(valid, made, enter, fjordvik):
    assert parsed(enter(made.modeller_user).get("/documents/NOKLER/readers/")).forms is not None
    sent = {"everyone": "on", "unit": str(made.unit.pk)}
    assert enter(made.modeller_user).post("/documents/NOKLER/readers/", sent).status_code == 403

    assert enter(made.chief_user).post("/documents/NOKLER/readers/", sent).status_code == 302
    with tenant(fjordvik):
        assert Document.objects.get().reading_keys == ["everyone", f"below:{made.unit.pk}"]


def test_a_document_is_begun_on_a_page_and_leads_to_its_text(made, modeller, fjordvik):
    with tenant(fjordvik):
        sent = {"title": "Rutine for post", "type": str(make_type().pk), "line": str(made.line.pk), "source": "written"}
    with granting(made.modeller_user, WRITE, everywhere=True):
        assert modeller.get("/documents/new/").status_code == 200
        answer = modeller.post("/documents/new/", sent)
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith("/edit/")
        assert modeller.post("/documents/new/", sent | {"type": ""}).status_code == 422
    assert modeller.post("/documents/new/", sent).status_code == 403


def test_a_text_is_written_previewed_and_saved_without_scripts(begun, modeller, fjordvik):
    address = f"/documents/drafts/{begun.pk}/edit/"
    form = parsed(modeller.get(address)).xpath("//form[@data-write]")[0]
    based_on = form.inputs["based_on"].value

    sent = {"markdown": "## Ny\n\nTekst.", "based_on": based_on}
    shown = modeller.post(address, sent | {"preview": "yes"})
    assert parsed(shown).get_element_by_id("s-ny").tag == "h2"
    assert markdown_of(begun, fjordvik) == TEXT

    assert modeller.post(address, sent).status_code == 302
    assert markdown_of(begun, fjordvik) == "## Ny\n\nTekst."


def test_two_who_write_at_once_see_both_texts_and_nothing_is_lost(begun, made, modeller, fjordvik):
    address = f"/documents/drafts/{begun.pk}/edit/"
    form = parsed(modeller.get(address)).xpath("//form[@data-write]")[0]
    with tenant(fjordvik):
        write(begun.pk, "Sjefens tekst.", by=made.chief_user)

    answer = modeller.post(address, {"markdown": "Min tekst.", "based_on": form.inputs["based_on"].value})

    assert answer.status_code == 409
    page = parsed(answer)
    assert [area.text.strip() for area in page.xpath("//textarea")] == ["Min tekst.", "Sjefens tekst."]
    mine = page.xpath("//form[@data-guard]")[0]
    again = modeller.post(
        address, {"markdown": "Min tekst.", "based_on": mine.inputs["based_on"].value, "is_over": "yes"}
    )
    assert again.status_code == 302
    assert markdown_of(begun, fjordvik) == "Min tekst."
    with tenant(fjordvik):
        assert "Sjefens tekst." in TextCopy.objects.values_list("markdown", flat=True)
        copy = TextCopy.objects.filter(markdown="Sjefens tekst.").get()
    kept = f"{address}?copy={copy.pk}"
    assert parsed(modeller.get(f"/documents/drafts/{begun.pk}/")).xpath(f"//a[@href='{kept}']")
    assert "Sjefens tekst." in text_of(modeller.get(kept))


def test_a_script_saves_now_and_then_and_is_told_when_somebody_was_first(begun, made, modeller, fjordvik):
    address = f"/documents/drafts/{begun.pk}/edit/"
    based_on = parsed(modeller.get(address)).xpath("//form[@data-write]")[0].inputs["based_on"].value
    as_script = {"headers": {"accept": "application/json"}}

    first = modeller.post(address, {"markdown": "En.", "based_on": based_on}, **as_script)
    assert first.json()["saved"]
    assert (
        modeller.post(address, {"markdown": "To.", "based_on": first.json()["based_on"]}, **as_script).status_code
        == 200
    )
    late = modeller.post(address, {"markdown": "Tre.", "based_on": based_on}, **as_script)
    assert late.status_code == 409
    assert late.json()["sentence"]
    assert markdown_of(begun, fjordvik) == "To."


@pytest.mark.parametrize("page", ["", "edit/", "facts/", "pointer/"])
def test_pages_of_a_draft_are_for_those_who_work_on_it(page, begun, made, modeller, enter):
    address = f"/documents/drafts/{begun.pk}/{page}"
    assert modeller.get(address).status_code == 200

    assert enter(made.leader_user).get(address).status_code == 200  # she answers for it


def test_a_draft_leads_to_the_other_ways_a_text_can_come(begun, made, modeller, enter):
    address = f"/documents/drafts/{begun.pk}/"
    ways = [f"{address}file/", f"{address}pointer/"]

    def offered(browser):
        return [way for way in ways if parsed(browser.get(address)).xpath(f"//a[@href='{way}']")]

    assert offered(modeller) == ways
    assert offered(enter(made.assurer_user)) == []  # she sees drafts of the line, and writes none


def test_a_draft_cannot_be_seen_by_somebody_without_a_part(begun, enter, made, fjordvik):
    with tenant(fjordvik):
        outsider = make_user(make_employee(made.unit, "Ola Utenfor"))
    assert enter(outsider).get(f"/documents/drafts/{begun.pk}/").status_code == 404
    assert enter(outsider).post(f"/documents/drafts/{begun.pk}/edit/", {"markdown": "x"}).status_code == 404


def test_the_basis_is_said_on_its_page(begun, modeller):
    address = f"/documents/drafts/{begun.pk}/facts/"

    assert modeller.post(address, {"laws": ""}).status_code == 422
    assert modeller.post(address, {"laws": "Arkivloven § 9\nForvaltningsloven § 11"}).status_code == 302
    assert "Forvaltningsloven § 11" in text_of(modeller.get(f"/documents/drafts/{begun.pk}/"))


def test_the_button_to_change_a_document_leads_to_its_draft(valid, modeller, fjordvik):
    answer = modeller.post("/documents/NOKLER/edit/")

    with tenant(fjordvik):
        draft = Version.objects.get(state="draft")
    assert answer.headers["Location"] == reverse("documents:draft", args=[draft.pk])
    assert modeller.post("/documents/NOKLER/edit/").headers["Location"] == reverse("documents:draft", args=[draft.pk])


def test_what_changed_is_shown_in_words_and_marked_in_the_text(valid, made, modeller, fjordvik):
    with tenant(fjordvik):
        next_draft(made, valid, TEXT.replace("mot underskrift", "mot kvittering"))

    page = parsed(modeller.get("/documents/NOKLER/compare/1.0/2.0/"))

    assert page.xpath("//ins")[0].text_content() == "[+ kvittering. +]"
    assert page.xpath("//del")[0].text_content() == "[- underskrift. -]"
    assert modeller.get("/documents/NOKLER/compare/1.0/9.0/").status_code == 404
    assert modeller.get("/documents/NOKLER/compare/x/y/").status_code == 404


def test_too_long_to_compare_is_said(valid, made, modeller, fjordvik, monkeypatch):
    monkeypatch.setattr("grunnmur.documents.queries.comparing.MOST_WORDS", 10)
    with tenant(fjordvik):
        next_draft(made, valid, TEXT)

    assert "too long" in text_of(modeller.get("/documents/NOKLER/compare/1.0/2.0/"))


def test_the_publishing_pages_of_a_document_work(valid, begun, modeller):
    for address in (
        f"/publishing/versions/{begun.pk}/",
        "/publishing/items/NOKLER/versions/",
        "/publishing/items/NOKLER/feedback/",
    ):
        assert modeller.get(address).status_code == 200
