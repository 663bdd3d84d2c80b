"""The tidy list on screen: narrowing that survives reload, deciding in bulk and undoing it, files, imports."""

import csv
import io
from zipfile import ZipFile

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.models import IntakeItem
from tests.factories_organisation import make_employee, make_user
from tests.factories_tidy import make_documents

pytestmark = pytest.mark.django_db
OWN = 6  # statements of the page itself; what is around every page comes beside


@pytest.fixture
def old(fjordvik, made):
    with tenant(fjordvik):
        return make_documents(made.line.pk)


@pytest.fixture
def address(made):
    return f"/publishing/lines/{made.line.pk}/tidy/"


@pytest.fixture
def chief(enter, made):
    return enter(made.chief_user)


def now_said(fjordvik, row):
    with tenant(fjordvik):
        return IntakeItem.objects.select_related("target", "card").get(pk=row.pk)


def test_the_chief_sees_the_list_its_progress_and_what_is_alike(chief, old, address):
    text = chief.get(address).content.decode()
    assert "0 of 4 decided" in text
    assert text.count("Same content as another") == 2
    assert text.count("Perhaps the same as another") == 2


def test_what_the_list_was_narrowed_to_stands_in_the_address_and_in_its_links(chief, old, address):
    answer = chief.get(address, {"q": "nøkler", "doubles": "alike", "sort": "oldest"})
    text = answer.content.decode()
    assert "Plan for ferie" not in text
    assert 'value="nøkler"' in text
    assert '<option value="alike" selected>' in text
    assert "list.xlsx?doubles=alike&amp;q=n%C3%B8kler&amp;sort=oldest" in text


def test_what_the_address_says_that_is_unknown_counts_as_nothing(chief, old, address):
    answer = chief.get(address, {"decision": "x", "group": "x", "sort": "x", "doubles": "x"})
    assert "4 documents" in answer.content.decode()


def test_a_bulk_decision_asks_is_done_and_is_undone(chief, old, address, fjordvik):
    sent = {"decision": "discard", "row": [row.pk for row in old[:2]], "kept": "doubles=same"}
    asked = chief.post(f"{address}decide/", sent)
    assert asked.status_code == 200
    assert "2 documents" in asked.content.decode()
    assert now_said(fjordvik, old[0]).decision == "undecided"
    ids = ",".join(str(row.pk) for row in old[:2])
    incomplete = chief.post(f"{address}decide/", {"decision": "discard", "row": ids, "sure": "1", "reason": ""})
    assert incomplete.status_code == 422
    whole = {"decision": "discard", "row": ids, "sure": "1", "reason": "Utdatert.", "archiving": "archived"}
    done = chief.post(f"{address}decide/", whole, follow=True)
    assert "These were decided together." in done.content.decode()
    assert now_said(fjordvik, old[0]).decision == "discard"
    chief.post(f"{address}undo/", {"batch": now_said(fjordvik, old[0]).decision_batch})
    assert now_said(fjordvik, old[0]).decision == "undecided"


def test_all_that_fit_are_chosen_at_once(chief, old, address, fjordvik):
    asked = chief.post(f"{address}decide/", {"decision": "rewrite_process", "all": "1", "kept": "doubles=alike&"})
    text = asked.content.decode()
    assert "2 documents" in text
    assert str(old[2].pk) in text
    assert str(old[0].pk) not in text


def test_a_code_that_is_not_there_is_said_beside_the_form(chief, old, address, fjordvik):
    sent = {"decision": "merge", "row": old[0].pk, "sure": "1", "target": "BORTE"}
    answer = chief.post(f"{address}decide/", sent)
    assert answer.status_code == 422
    assert "BORTE" in answer.content.decode()
    assert now_said(fjordvik, old[0]).decision == "undecided"


def test_nothing_chosen_leads_back_with_a_sentence(chief, old, address):
    answer = chief.post(f"{address}decide/", {"decision": "keep", "kept": "q=plan"}, follow=True)
    assert "Choose some documents" in answer.content.decode()
    assert answer.request["QUERY_STRING"] == "q=plan"


def test_a_decision_is_taken_back_from_the_list(chief, old, address, fjordvik):
    chief.post(f"{address}decide/", {"decision": "rewrite_document", "row": old[0].pk, "sure": "1"})
    assert now_said(fjordvik, old[0]).card is not None
    chief.post(f"{address}decide/", {"decision": "take_back", "row": old[0].pk})
    assert now_said(fjordvik, old[0]).decision == "undecided"


def test_the_migration_list_is_taken_along_with_who_decided_what_and_why(chief, old, address, made):
    whole = {"decision": "discard", "row": old[0].pk, "sure": "1", "reason": "=Utdatert", "archiving": "not_worthy"}
    chief.post(f"{address}decide/", whole)
    rows = list(csv.reader(io.StringIO(chief.get(f"{address}list.csv").content.decode("utf-8-sig")), delimiter=";"))
    row = dict(zip(rows[0], next(row for row in rows if row[1] == "Plan for ferie"), strict=True))
    assert (row["Decision"], row["Archiving"], row["Why"]) == (
        "Discard the document",
        "Not worth archiving",
        "'=Utdatert",
    )
    assert row["Decided by"] == str(made.chief_user)
    assert len(rows) == 5
    assert ZipFile(io.BytesIO(chief.get(f"{address}list.xlsx?decision=discard").content)).testzip() is None


@pytest.mark.parametrize("user", ["modeller_user", "assurer_user"])
def test_who_has_a_part_sees_the_list_and_decides_nothing(enter, made, old, address, user):
    visitor = enter(getattr(made, user))
    text = visitor.get(address).content.decode()
    assert "Plan for ferie" in text
    assert "What becomes of the chosen ones?" not in text
    assert visitor.post(f"{address}decide/", {"decision": "keep", "row": old[0].pk}).status_code == 403
    assert visitor.post(f"{address}undo/", {"batch": str(old[0].pk)}).status_code == 403
    assert visitor.get(f"{address}imports/").status_code == 403
    assert visitor.get(f"{address}imports/new/").status_code == 403


def test_others_see_neither_list_nor_file(enter, fjordvik, made, old, address):
    with tenant(fjordvik):
        visitor = enter(make_user(make_employee(made.unit, "Frida Fremmed")))
    for page in ("", "list.csv", "list.xlsx"):
        assert visitor.get(f"{address}{page}").status_code == 403


def test_a_list_is_brought_in_looked_at_corrected_and_imported(chief, made, address, fjordvik):
    file = io.BytesIO(b"A;B\n/felles/a.docx;Ferie\n")
    file.name = "liste.csv"
    run = chief.post(f"{address}imports/new/", {"file": file, "source": "filområdet"}, follow=True)
    here = run.request["PATH_INFO"]
    assert '<option value="path" selected>' in run.content.decode()
    corrected = chief.post(f"{here}columns/", {"column-0": "path", "column-1": "title"}, follow=True)
    assert "Ferie" in corrected.content.decode()
    listed = chief.post(f"{here}apply/", follow=True)
    assert "Ferie" in listed.content.decode()
    assert "liste.csv" in chief.get(f"{address}imports/").content.decode()


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(chief, address):
    file = io.BytesIO(b"\x00\x01\x02")
    file.name = "x.csv"
    answer = chief.post(f"{address}imports/new/", {"file": file, "source": "x"})
    assert answer.status_code == 422
    assert "not text" in answer.content.decode()


def test_an_import_that_is_rejected_changes_nothing(chief, address, fjordvik):
    file = io.BytesIO(b"Sti\n/a/b.docx\n")
    file.name = "x.csv"
    here = chief.post(f"{address}imports/new/", {"file": file, "source": "x"}, follow=True).request["PATH_INFO"]
    chief.post(f"{here}reject/", {"reason": "Feil fil."})
    with tenant(fjordvik):
        assert not IntakeItem.objects.exists()


def test_the_factory_and_the_board_tell_how_far_the_list_has_come(chief, old, made):
    assert "0 of 4 decided" in chief.get("/publishing/").content.decode()
    assert "0 of 4 decided" in chief.get(f"/publishing/lines/{made.line.pk}/").content.decode()


def test_the_list_costs_the_same_for_one_document_and_four(chief, fjordvik, made, old, address, count_statements):
    with tenant(fjordvik):
        IntakeItem.objects.exclude(pk=old[0].pk).delete()
    one = count_statements(chief, address)
    with tenant(fjordvik):
        make_documents(made.line.pk, source="arkiv")
    assert count_statements(chief, address) == one
    assert one - count_statements(chief, "/publishing/reading/") <= OWN
