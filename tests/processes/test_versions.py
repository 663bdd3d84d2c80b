"""The next version of a process, and what changed between two."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.bpmn.diff import Change, ChangeKind
from grunnmur.processes.models import ProcessVersion
from grunnmur.processes.queries.differences import SENTENCES, difference, sentence_of
from grunnmur.processes.rules import IMPORT, SameVersionError
from grunnmur.publishing.models import Version
from tests.factories_organisation import SYSTEM, granting
from tests.factories_processes import CHOICE, import_drawing
from tests.processes.reading_html import parsed

pytestmark = pytest.mark.django_db
MOVED = CHOICE.replace(b"<flowNodeRef>a</flowNodeRef>", b"", 1).replace(
    b"<flowNodeRef>b</flowNodeRef>", b"<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>", 1
)
RENAMED = (
    CHOICE.replace(b"Les s", b"Gjennomg\xc3\xa5 s").replace(b"Avgj", b"Best").replace(b"Er noe uklart?", b"Uklart?")
)
PAGE = "/processes/SOK/new-version/"


@pytest.fixture
def first(fjordvik):
    with tenant(fjordvik):
        return import_drawing(CHOICE, code="SOK")


def upload(content=MOVED):
    return {"file": SimpleUploadedFile("ny.bpmn", content), "change_note": "Lederen leser nå søknadene selv."}


def test_next_version_replaces_the_valid_one_and_keeps_it(first, fjordvik):
    with tenant(fjordvik):
        row = actions.import_version(first.process_id, MOVED, name="ny.bpmn", change_note="Ny", by=SYSTEM)
        states = dict(Version.objects.filter(item=first.process.item).values_list("major", "state"))
        assert states == {1: "replaced", 2: "current"}
        assert row.version.change_note == "Ny"
        assert bytes(ProcessVersion.objects.get(pk=first.pk).xml) == CHOICE


def test_the_same_file_is_no_new_version(first, fjordvik):
    with tenant(fjordvik), pytest.raises(SameVersionError):
        actions.import_version(first.process_id, CHOICE, name="a.bpmn", change_note="", by=SYSTEM)


def test_version_from_somebody_who_may_not_draw_is_refused(first, office):
    with tenant(office["user"].tenant_id), pytest.raises(PermissionDenied):
        actions.import_version(first.process_id, MOVED, name="a.bpmn", change_note="", by=office["user"])


def test_difference_says_who_does_a_moved_step_in_a_sentence(first, fjordvik):
    with tenant(fjordvik):
        actions.import_version(first.process_id, MOVED, name="ny.bpmn", change_note="", by=SYSTEM)
        found = difference(first.process_id, older="1", newer="2", seen_by=SYSTEM)
    assert [one.is_significant for one in found.told] == [True]
    assert found.marks["a"].kind == "changed"
    assert set(found.marks) == {"a"}


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_kind_of_change_has_a_sentence(kind):
    said = sentence_of(Change(kind, "x", "9", "Sjekk referanser", "task", "task"))
    assert "%(" not in said
    assert said.endswith(".")
    assert kind in SENTENCES


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        (ChangeKind.DEADLINE_CHANGED, "", "2 uker", "Step 9 Les has got a deadline: 2 uker."),
        (ChangeKind.DEADLINE_CHANGED, "2 uker", "", "Step 9 Les has no deadline any more; it was 2 uker."),
        (ChangeKind.CONDITION_CHANGED, "", "Ja", "After Step 9 Les, the way on now says “Ja”."),
        (ChangeKind.CONDITION_CHANGED, "Ja", "", "After Step 9 Les, the way on no longer says “Ja”."),
        (
            ChangeKind.CONDITION_CHANGED,
            "Ja",
            "Ja ⧸",
            "After Step 9 Les, the way on says “Ja (in all other cases)”, no longer “Ja”.",
        ),
    ],
)
def test_what_came_where_nothing_stood_is_said_so(kind, before, after, sentence):
    with translation.override("en"):
        assert sentence_of(Change(kind, "x", "9", "Les", before, after)) == sentence


def test_new_version_is_brought_in_on_its_page_and_leads_to_what_changed(first, visitor, office):
    with granting(office["user"], IMPORT, everywhere=True):
        assert visitor.get(PAGE).status_code == 200
        answer = visitor.post(PAGE, upload())
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/processes/SOK/compare/1/2/"
        text = parsed(visitor.get(answer.headers["Location"])).text_content()
    assert "Les søknaden" in text
    assert "Leder" in text


def test_broken_file_is_told_at_the_field_and_nothing_is_kept(first, visitor, office, fjordvik):
    with granting(office["user"], IMPORT, everywhere=True):
        answer = visitor.post(PAGE, upload(b"<oops"))
    assert answer.status_code == 422
    with tenant(fjordvik):
        assert ProcessVersion.objects.count() == 1


def test_page_of_the_new_version_is_for_those_who_draw(first, visitor):
    assert visitor.get(PAGE).status_code == 403
    assert visitor.post(PAGE, upload()).status_code == 403


def test_comparison_with_a_version_that_is_not_there_is_not_found(first, visitor):
    assert visitor.get("/processes/SOK/compare/1/2/").status_code == 404


def test_comparison_of_another_municipality_is_not_found(first, visitor, sundby):
    with tenant(sundby):
        import_drawing(CHOICE, code="DANSK")
    assert visitor.get("/processes/DANSK/compare/1/1/").status_code == 404


def test_comparison_costs_the_same_for_few_changes_and_many(first, visitor, fjordvik, count_statements):
    with tenant(fjordvik):
        actions.import_version(first.process_id, MOVED, name="ny.bpmn", change_note="", by=SYSTEM)
        actions.import_version(first.process_id, RENAMED, name="nyere.bpmn", change_note="", by=SYSTEM)
        assert len(difference(first.process_id, older="2", newer="3", seen_by=SYSTEM).told) > 2
    few, many = (count_statements(visitor, f"/processes/SOK/compare/{pair}/") for pair in ("1/3", "2/3"))
    assert few == many
