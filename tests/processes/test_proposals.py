"""From a checklist or a file to a process, through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.models import ChecklistProposal, Process, ProcessRole, ProcessVersion, Step
from grunnmur.processes.rules import BIND_ROLES, IMPORT
from tests.factories_organisation import SYSTEM, granting
from tests.factories_processes import CHECKLIST, CHOICE, make_process, make_proposal
from tests.office_files import as_xlsx
from tests.processes.reading_html import find, parsed, text_of

pytestmark = pytest.mark.django_db
NEW = "/processes/new/"


@pytest.fixture
def modeller(visitor, office):
    """The employee, who may bring processes in and say who the roles are."""
    with granting(office["user"], IMPORT, everywhere=True), granting(office["user"], BIND_ROLES, everywhere=True):
        yield visitor


@pytest.fixture
def row(fjordvik, office):
    """A proposal that waits."""
    with tenant(fjordvik):
        return make_proposal()


def address_of(row, *below):
    return "/".join(("/processes/proposals", str(row.pk), *below, ""))


def guess_about(row, words):
    return next(guess["id"] for guess in row.proposal["guesses"] if guess["span"][3] == words)


def again(row, fjordvik):
    with tenant(fjordvik):
        return ChecklistProposal.objects.get(pk=row.pk)


@pytest.mark.parametrize("address", [NEW, "/processes/new/checklist/", "/processes/new/drawing/"])
def test_bringing_in_without_the_permission_is_refused(visitor, address):
    answer = visitor.get(address) if address == NEW else visitor.post(address, {"text": "Hva;Hvem\nRydd;Leder"})
    assert answer.status_code == 403


@pytest.mark.parametrize("below", [(), ("accept",), ("drop",), ("columns",)])
def test_a_proposal_is_seen_by_those_who_draw_only(visitor, row, below):
    assert visitor.get(address_of(row, *below)).status_code == 403
    assert visitor.post(address_of(row, *below), {"revision": "1"}).status_code == 403


def test_a_pasted_checklist_goes_to_its_review(modeller, fjordvik):
    answer = modeller.post(f"{NEW}checklist/", {"text": CHECKLIST.decode(), "name": "Ansettelse"})
    with tenant(fjordvik):
        (made,) = ChecklistProposal.objects.all()
    assert answer.url == address_of(made)
    assert made.name == "Ansettelse"


def test_the_table_of_the_clipboard_counts_before_its_text(modeller, fjordvik):
    table = (
        "<table><tr><th>Hva</th><th>Hvem</th></tr><tr><td>Rydd<ul><li>Gulv</li></ul></td><td>Leder</td></tr></table>"
    )
    modeller.post(f"{NEW}checklist/", {"text": "Rydd Gulv Leder", "table": table, "name": "Orden"})
    with tenant(fjordvik):
        (made,) = ChecklistProposal.objects.all()
    assert made.proposal["rows"][0]["items"][0][1] == "Gulv"


def test_an_uploaded_checklist_is_named_after_its_file(modeller, fjordvik):
    modeller.post(f"{NEW}checklist/", {"file": SimpleUploadedFile("ny-ansatt.csv", b"Hva;Hvem\nRydd;Leder")})
    with tenant(fjordvik):
        assert ChecklistProposal.objects.get().name == "Ny ansatt"


SHEETS = {"Notater": [["a"], ["b"]], "Flytting": [["Nr", "Hva", "Hvem", "Pris"], [1, "Pakk esker", "Leder", "dyrt"]]}


@pytest.fixture
def of_sheets(modeller):
    """The columns' page of a workbook with two sheets, right after it was uploaded."""
    file = SimpleUploadedFile("flytting.xlsx", as_xlsx(SHEETS))
    answer = modeller.post(f"{NEW}checklist/", {"file": file})
    assert answer.status_code == 302
    return answer.url


def test_of_several_tables_the_likeliest_is_read_and_the_person_asked(modeller, fjordvik, of_sheets):
    with tenant(fjordvik):
        (made,) = ChecklistProposal.objects.all()
    assert of_sheets == address_of(made, "columns")
    assert made.name == "Flytting"
    page = parsed(modeller.get(of_sheets))
    assert page.xpath("//input[@type='radio' and @checked]/@value") == ["1"]
    selected = page.xpath("//select[starts-with(@name, 'column-')]/option[@selected]/@value")
    assert selected == ["number", "what", "who", "other"]


def test_the_other_table_is_shown_and_read_when_it_is_chosen(modeller, fjordvik, of_sheets):
    page = parsed(modeller.get(f"{of_sheets}?table=0"))
    assert page.xpath("//input[@type='hidden' and @name='table']/@value") == ["0"]
    sent = {"revision": "1", "table": "0", "column-0": "what", "headed": "on"}
    answer = modeller.post(of_sheets, sent)
    with tenant(fjordvik):
        (made,) = ChecklistProposal.objects.all()
    assert answer.url == address_of(made)
    assert [row["name"] for row in made.proposal["rows"]] == ["b"]
    assert made.revision == 2


def test_a_column_that_was_taken_for_nothing_gets_its_meaning(modeller, fjordvik, of_sheets):
    sent = {"revision": "1", "table": "1", "column-0": "number", "column-1": "what", "column-2": "who"}
    modeller.post(of_sheets, sent | {"column-3": "note"})
    with tenant(fjordvik):
        (made,) = ChecklistProposal.objects.all()
    assert ["note", "dyrt"] in made.proposal["rows"][0]["cells"]


def test_columns_that_do_not_say_what_is_done_are_refused_and_nothing_changes(modeller, fjordvik, of_sheets):
    answer = modeller.post(of_sheets, {"revision": "1", "table": "1", "column-0": "number"})
    assert answer.status_code == 422
    assert "No column says what is to be done." in answer.text
    with tenant(fjordvik):
        assert ChecklistProposal.objects.get().revision == 1


def test_reading_again_what_somebody_else_decided_about_is_refused(modeller, fjordvik, of_sheets):
    answer = modeller.post(of_sheets, {"revision": "9", "table": "1", "column-1": "what"})
    assert answer.status_code == 409
    with tenant(fjordvik):
        assert ChecklistProposal.objects.get().revision == 1


@pytest.mark.parametrize("asked", ["99", "x", "-1", "²"])
def test_a_table_that_is_not_there_is_another_one(modeller, of_sheets, asked):
    assert modeller.get(f"{of_sheets}?table={asked}").status_code == 200


def test_a_list_with_unknown_headings_asks_what_its_columns_say(modeller):
    answer = modeller.post(f"{NEW}checklist/", {"text": "Beskrivelse;Gruppe\nSkriv brev;Leder", "name": "Brev"})
    assert answer.url.endswith("/columns/")
    assert "The first row holds headings and is no step" in modeller.get(answer.url).text


def test_what_a_person_calls_the_process_counts_before_the_heading_of_the_file(modeller, fjordvik):
    file = SimpleUploadedFile("x.md", b"# Heading\n\n| Hva | Hvem |\n|---|---|\n| Rydd | Leder |\n")
    modeller.post(f"{NEW}checklist/", {"file": file, "name": "Rydding"})
    with tenant(fjordvik):
        assert ChecklistProposal.objects.get().name == "Rydding"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or paste the table."),
        ({"text": "Hva;Hvem"}, "The table has a header but no rows."),
        ({"file": SimpleUploadedFile("x.csv", b"%PDF-1.7 x")}, "A PDF holds no table"),
    ],
)
def test_a_checklist_that_cannot_be_read_says_why(modeller, fjordvik, sent, said):
    answer = modeller.post(f"{NEW}checklist/", sent)
    assert answer.status_code == 422
    assert said in answer.text
    with tenant(fjordvik):
        assert not ChecklistProposal.objects.exists()


def test_open_proposals_wait_on_the_page_for_new_ones(modeller, row):
    assert address_of(row) in modeller.get(NEW).text


def test_a_drawing_goes_to_what_was_found_in_it(modeller, fjordvik):
    sent = {"file": SimpleUploadedFile("tegning.bpmn", CHOICE), "code": "sok", "title": "Søknad"}
    answer = modeller.post(f"{NEW}drawing/", sent)
    assert answer.url == "/processes/SOK/lanes/"
    with tenant(fjordvik):
        assert bytes(ProcessVersion.objects.get().xml) == CHOICE


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": SimpleUploadedFile("x.bpmn", b"<html><body>Hei")}, "BPMN 2.0"),
        (
            {"file": SimpleUploadedFile("x.bpmn", CHOICE), "code": "ANS"},
            "The code ANS belongs to something else already.",
        ),
        ({"file": SimpleUploadedFile("x.bpmn", CHOICE), "code": "a b"}, "Use 2 to 20 capital letters"),
        ({}, "BPMN file"),
    ],
)
def test_a_drawing_that_cannot_be_taken_says_why_and_leaves_nothing(modeller, fjordvik, sent, said):
    with tenant(fjordvik):
        make_process("ANS")
    answer = modeller.post(f"{NEW}drawing/", sent)
    assert answer.status_code == 422
    assert said in text_of(find(parsed(answer), "ds-error-summary")[0])
    with tenant(fjordvik):
        assert Process.objects.count() == 1


def test_the_review_warns_at_the_top_and_shows_each_guess_beside_its_words(modeller, row):
    page = parsed(modeller.get(address_of(row)))
    assert "Number 3 is missing between 2 and 4." in text_of(page)
    assert "tillitsvalgt" in [mark.text for mark in page.xpath("//mark")]
    legends = [text_of(legend) for legend in page.xpath("//fieldset/legend")]
    for said in ("Responsible: Leder", "Consulted: Tillitsvalgt", "Document: Malen", "System: Compilo"):
        assert said in legends
    assert "tillitsvalgt" in [text_of(quote) for quote in page.xpath("//fieldset//q")]
    assert len(find(page, "bpmn-step")) == 5


def test_guesses_are_accepted_changed_and_rejected_by_one_form(modeller, row, fjordvik):
    consulted, system = guess_about(row, "tillitsvalgt"), guess_about(row, "Compilo")
    sent = {
        "revision": "1",
        f"state-{consulted}": "changed",
        f"letter-{consulted}": "I",
        f"value-{consulted}": "Verneombud",
        f"state-{system}": "rejected",
    }
    assert modeller.post(address_of(row), sent).status_code == 302
    decided = {guess["id"]: guess for guess in again(row, fjordvik).proposal["guesses"]}
    assert (decided[consulted]["state"], decided[consulted]["value"]) == ("changed", "I:Verneombud")
    assert decided[system]["state"] == "rejected"
    assert {guess["state"] for guess in decided.values()} == {"changed", "rejected", "proposed"}
    assert "Informed: Verneombud" in modeller.get(address_of(row)).text


def test_a_change_without_a_value_is_sent_back_with_what_was_typed(modeller, row, fjordvik):
    consulted, system = guess_about(row, "tillitsvalgt"), guess_about(row, "Compilo")
    sent = {"revision": "1", f"state-{consulted}": "changed", f"letter-{consulted}": "I", f"state-{system}": "rejected"}
    answer = modeller.post(address_of(row), sent)
    assert answer.status_code == 422
    assert "Write what it is to be instead." in answer.text
    (chosen,) = parsed(answer).xpath(f"//input[@name='state-{system}' and @checked]")
    assert chosen.get("value") == "rejected"
    assert again(row, fjordvik).revision == 1


def test_saving_over_somebody_elses_choices_is_refused_and_tells_what_was_lost(modeller, row, fjordvik):
    with tenant(fjordvik):
        first = row.proposal["guesses"][0]["id"]
        actions.decide_guess(row.pk, first, actions.State.REJECTED, by=SYSTEM, revision=1)
    system = guess_about(row, "Compilo")
    answer = modeller.post(address_of(row), {"revision": "1", f"state-{system}": "rejected"})
    assert answer.status_code == 409
    assert "Somebody else changed this proposal meanwhile." in answer.text
    assert "Compilo" in text_of(find(parsed(answer), "ds-alert")[0])
    kept = again(row, fjordvik)
    assert kept.revision == 2
    assert next(guess for guess in kept.proposal["guesses"] if guess["id"] == system)["state"] == "proposed"


def test_the_review_costs_the_same_for_one_row_and_four(modeller, fjordvik, count_statements):
    with tenant(fjordvik):
        one = make_proposal(b"Hva;Hvem\nRydd;Leder")
        four = make_proposal(b"Hva;Hvem\nRydd;Leder\nVask;Renhold\nTenn;Leder\nSkriv;Arkiv")
    assert count_statements(modeller, address_of(one)) == count_statements(modeller, address_of(four))
    before = count_statements(modeller, NEW)
    with tenant(fjordvik):
        make_proposal()
    assert count_statements(modeller, NEW) == before


def test_an_accepted_proposal_is_drawn_and_leads_to_its_process(modeller, row, fjordvik):
    sent = {"title": "Ansettelse", "code": "ans", "purpose": "Rett person.", "kind": "support"}
    assert modeller.post(address_of(row, "accept"), sent).url == "/processes/ANS/"
    with tenant(fjordvik):
        assert list(Step.objects.exclude(number="").order_by("ordinal").values_list("number", flat=True)) == [
            "1",
            "2",
            "4",
        ]
        assert ProcessRole.objects.filter(name="Tillitsvalgt").exists()
    assert modeller.get(address_of(row)).url == "/processes/ANS/"
    assert address_of(row) not in modeller.get(NEW).text


def test_a_code_that_is_taken_is_said_at_the_field(modeller, row, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    answer = modeller.post(address_of(row, "accept"), {"title": "Ansettelse", "code": "ANS"})
    assert answer.status_code == 422
    assert "The code ANS belongs to something else already." in answer.text
    assert again(row, fjordvik).state == "open"


def test_a_proposal_is_dropped_after_one_more_question(modeller, row, fjordvik):
    assert "Drop the proposal?" in modeller.get(address_of(row, "drop")).text
    assert again(row, fjordvik).state == "open"
    modeller.post(address_of(row, "drop"))
    assert again(row, fjordvik).state == "dropped"
    assert modeller.get(address_of(row)).url == NEW
    assert modeller.post(address_of(row, "drop")).status_code == 409


def test_nasty_text_in_a_checklist_is_escaped(modeller, fjordvik):
    with tenant(fjordvik):
        nasty = make_proposal(
            'Hva;Hvem\n"<img src=x onerror=alert(1)>, drøft med <b>HTV</b>";<script>alert(2)</script>'.encode()
        )
    text = modeller.get(address_of(nasty)).text
    assert "<img src=x" not in text
    assert "<script>alert" not in text
