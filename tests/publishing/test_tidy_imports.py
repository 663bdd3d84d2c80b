"""Old documents from files: columns guessed and corrected, plans that can run twice, archives that mean harm."""

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.core.tables.write import Table, write_xlsx
from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.imports.archive import ZipLimits, read_documents
from grunnmur.publishing.imports.cells import day_in, size_in, title_of
from grunnmur.publishing.models import IntakeItem
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db
LIST = """Filsti;Tittel;Sist endret;Størrelse;Ansvarlig
/felles/ferie.docx;Plan for ferie;12.03.2014 09:31;24 KB;Kari
/felles/nokler_2009.doc;;2009-01-02;;
"""


def bring(made, text, *, name="liste.csv", by=None, apply=True):
    """Bring a list into the line."""
    content = text if isinstance(text, bytes) else text.encode()
    sent = actions.OldDocuments(content=content, file_name=name, source="filområdet")
    run = actions.upload_documents(made.line.pk, sent, by=by or made.chief_user)
    run = actions.plan_documents(run.pk)
    return actions.apply_documents(run.pk, by=by or made.chief_user) if apply else run


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=(2015, 5, 17, 0, 0, 0))
            archive.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_a_list_becomes_documents_with_what_its_columns_say(inside):
    assert bring(inside, LIST).state == "applied"
    first, second = IntakeItem.objects.order_by("path")
    assert (first.title, first.modified_date, first.size) == ("Plan for ferie", date(2014, 3, 12), 24 * 1024)
    assert (first.owner_hint, first.source_system, first.decision) == ("Kari", "filområdet", "undecided")
    assert (second.title, second.modified_date, second.size) == ("nokler 2009", date(2009, 1, 2), None)


def test_the_same_list_twice_changes_nothing(inside):
    bring(inside, LIST)
    run = bring(inside, LIST, apply=False)
    assert run.counts == {}
    assert IntakeItem.objects.count() == 2


def test_a_newer_list_changes_what_differs_and_leaves_what_was_decided(inside):
    bring(inside, LIST)
    row = IntakeItem.objects.get(title="Plan for ferie")
    verdict = actions.Verdict(decision="discard", reason="Gammelt.", archiving="archived")
    actions.decide_documents(inside.line.pk, [row.pk], verdict, by=inside.chief_user)
    bring(inside, LIST.replace("Plan for ferie", "Ferieplan").replace("Kari", ""))
    row.refresh_from_db()
    assert (row.title, row.decision, row.reason, row.owner_hint) == ("Ferieplan", "discard", "Gammelt.", "Kari")
    assert IntakeItem.objects.count() == 2


def test_a_plan_made_before_the_list_changed_is_made_anew(inside):
    waiting = bring(inside, LIST, apply=False)
    bring(inside, LIST.replace("Plan for ferie", "Ferieplan"))
    done = actions.apply_documents(waiting.pk, by=inside.chief_user)
    assert done.state == "stale"
    assert IntakeItem.objects.get(path="/felles/ferie.docx").title == "Ferieplan"


def test_columns_whose_names_say_nothing_are_guessed_by_what_stands_in_them(inside):
    run = bring(inside, "A;B;C\n/felles/a.docx;2014-03-12;kladd\n/felles/b.docx;2015-03-12;kladd\n", apply=False)
    read = {one.header: one.field for one in queries.columns_of(run.pk)}
    assert read == {"A": "path", "B": "modified", "C": ""}


def test_a_guess_is_corrected_and_remembered_for_the_source(inside):
    text = "A;B\n/felles/a.docx;Ferie\n"
    run = bring(inside, text, apply=False)
    again = actions.read_columns(run.pk, {"A": "path", "B": "title"}, by=inside.chief_user)
    assert again.state == "planned"
    actions.apply_documents(run.pk, by=inside.chief_user)
    assert IntakeItem.objects.get().title == "Ferie"
    run = bring(inside, text.replace("Ferie", "Ferien"), apply=False)
    assert {one.header: one.field for one in queries.columns_of(run.pk)}["B"] == "title"


def test_cells_that_cannot_be_read_are_told_and_the_row_is_used(inside):
    run = bring(inside, "Sti;Dato;Størrelse\n/a/b.docx;i fjor;stor\n")
    assert (run.error_count, run.warning_count) == (0, 2)
    assert IntakeItem.objects.get().modified_date is None


def test_two_rows_about_the_same_path_are_both_left_out(inside):
    run = bring(inside, "Sti;Tittel\n/a/b.docx;En\n/a/b.docx;To\n/a/c.docx;Tre\n")
    assert run.error_count == 2
    assert IntakeItem.objects.get().title == "Tre"


def test_a_workbook_is_read_as_a_list(inside):
    table = Table("Dokumenter", ["Sti", "Endret"], [["/a/b.docx", date(2011, 2, 3)]])
    bring(inside, write_xlsx([table]), name="liste.xlsx")
    assert IntakeItem.objects.get().modified_date == date(2011, 2, 3)


def test_a_zip_of_documents_is_listed_with_checksums_and_its_twins_are_found(inside):
    files = {"mappe/a.docx": b"samme", "mappe/b.docx": b"samme", "mappe/c.txt": b"annet", "__MACOSX/._a": b"x"}
    bring(inside, zipped(files), name="mappe.zip")
    rows = {row.path: row for row in IntakeItem.objects.all()}
    assert set(rows) == {"mappe/a.docx", "mappe/b.docx", "mappe/c.txt"}
    assert rows["mappe/a.docx"].sha256 == hashlib.sha256(b"samme").hexdigest()
    assert (rows["mappe/a.docx"].size, rows["mappe/a.docx"].modified_date) == (5, date(2015, 5, 17))
    assert [rows[path].has_twin for path in sorted(rows)] == [True, True, False]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\temp\\x", "..\\x"])
def test_a_zip_with_a_path_that_leads_out_of_it_is_refused(inside, path):
    with pytest.raises(UnreadableFileError, match="leads out"):
        read_documents(zipped({path: b"x"}), "x.zip")


def test_a_zip_of_too_much_too_many_or_too_dense_is_refused(inside):
    files = {f"{number}.txt": bytes(range(256)) * 2 for number in range(3)}
    with pytest.raises(UnreadableFileError, match="more than 2 files"):
        read_documents(zipped(files), "x.zip", limits=ZipLimits(files=2))
    with pytest.raises(UnreadableFileError, match="far more"):
        read_documents(zipped(files), "x.zip", limits=ZipLimits(unpacked_bytes=1000))
    with pytest.raises(UnreadableFileError, match="far more"):
        read_documents(zipped({"a.txt": b"0" * 20_000_000}), "x.zip")


def test_a_damaged_or_empty_zip_is_refused_with_what_to_do(inside):
    whole = zipped({"a.txt": b"hello" * 100})
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_documents(whole[: len(whole) // 2], "x.zip")
    with pytest.raises(UnreadableFileError, match="no files"):
        read_documents(zipped({"mappe/": b""}), "x.zip")


def test_a_zip_with_a_password_is_refused(inside):
    content = bytearray(zipped({"a.txt": b"hello"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFileError, match="password"):
        read_documents(bytes(content), "x.zip")


@pytest.mark.parametrize("user", ["modeller_user", "assurer_user", "leader_user"])
def test_only_who_leads_the_line_brings_a_list(inside, user):
    someone = getattr(inside, user)
    with pytest.raises(PermissionDenied):
        bring(inside, LIST, by=someone)
    run = bring(inside, LIST, apply=False)
    for refused in (
        lambda: actions.apply_documents(run.pk, by=someone),
        lambda: actions.read_columns(run.pk, {}, by=someone),
        lambda: actions.reject_documents(run.pk, reason="Nei.", by=someone),
        lambda: queries.tidy_run(run.pk, seen_by=someone),
        lambda: queries.tidy_runs(inside.line.pk, seen_by=someone),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert not IntakeItem.objects.exists()


def test_another_municipality_does_not_find_the_import(made, fjordvik, sundby):
    with tenant(fjordvik):
        run = bring(made, LIST, by=SYSTEM, apply=False)
    with tenant(sundby), pytest.raises(ImportRun.DoesNotExist):
        actions.apply_documents(run.pk, by=SYSTEM)


def test_an_import_of_something_else_is_not_taken_for_one_of_a_line(inside):
    other = ImportRun.objects.create(
        kind="landscape.map", source="x", mode="delta", effective_date=date(2026, 1, 1), uploaded_at="2026-01-01T00:00Z"
    )
    with pytest.raises(ImportRun.DoesNotExist):
        actions.apply_documents(other.pk, by=SYSTEM)
    with pytest.raises(ImportRun.DoesNotExist):
        queries.tidy_run(other.pk, seen_by=SYSTEM)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014-03-12T08:00:00Z", date(2014, 3, 12)),
        ("12.03.2014 kl", None),
        ("2014/03/12", date(2014, 3, 12)),
        ("12.3.14", None),
        ("", None),
    ],
)
def test_days_with_and_without_a_time_are_read(text, day):
    assert day_in(text) == day


@pytest.mark.parametrize(("text", "size"), [("1 234", 1234), ("2,5 MB", 2621440), ("12 sider", None), ("", None)])
def test_sizes_with_and_without_units_are_read(text, size):
    assert size_in(text) == size


@pytest.mark.parametrize(
    ("path", "title"),
    [("/a/Ny_plan.v2.docx", "Ny plan.v2"), ("C:\\x\\kart.pdf", "kart"), ("https://x.no/side", "side"), ("/", "/")],
)
def test_a_title_is_made_of_the_end_of_a_path(path, title):
    assert title_of(path) == title
