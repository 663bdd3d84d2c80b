"""Files as they really come: every mistake has its name and its row, and the rest survives."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.imports.error_file import error_file
from grunnmur.core.imports.errors import NothingToReadError, NotNowError, OwnImportError
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import imports
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import IMPORT
from tests.factories_landscape import make_element
from tests.factories_organisation import make_unit, make_user
from tests.landscape.imports.conftest import BY, Importing, as_csv
from tests.landscape.rights import keeping


def names():
    return sorted(Element.objects.filter(type="system").values_list("name", flat=True))


def test_duplicate_external_ids_in_one_file_are_refused_by_row_and_the_rest_survives(maps):
    rows = [{"id": "1", "name": "A"}, {"id": "1", "name": "B"}, {"id": "2", "name": "C"}]
    run = maps.apply(rows, table="systems")
    assert maps.errors(run) == [
        (2, "id", "The rows 2, 3 have the same key; none of them was used."),
        (3, "id", "The rows 2, 3 have the same key; none of them was used."),
    ]
    assert names() == ["C"]


def test_one_id_for_things_of_two_types_is_refused_and_the_rest_survives(maps):
    tables = {
        "systems": [{"external_id": "1", "name": "A"}, {"external_id": "2", "name": "B"}],
        "suppliers": [{"external_id": "1", "name": "C"}],
    }
    run = maps.apply(maps.workbook(tables), name="map.xlsx")
    assert {text for _row, _column, text in maps.errors(run)} == {
        "Things of different types have this id in the source: systems 2, suppliers 2. None was used."
    }
    assert names() == ["B"]
    again = maps.plan(maps.workbook(tables), name="map.xlsx")
    assert maps.lines(again) == []


def test_unknown_unit_is_a_row_error_and_the_rest_survives(maps):
    run = maps.apply([{"name": "A", "eier": "Finnes ikke"}, {"name": "B"}], table="systems")
    assert maps.errors(run) == [(2, "eier", "There is no unit with this code or name.")]
    assert names() == ["B"]


def test_wrong_check_digit_is_a_row_error_and_the_rest_survives(maps):
    run = maps.apply([{"name": "A", "orgnr": "974760674"}, {"name": "B"}], table="suppliers")
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(2, "orgnr")]
    assert Element.objects.get(type="supplier").name == "B"


def test_file_without_a_row_is_refused_with_a_sentence(maps):
    with pytest.raises(UnreadableFileError, match="The file is empty"):
        maps.plan(b"")
    with pytest.raises(UnreadableFileError, match="no table with content"):
        maps.plan(b"\n\n")


def test_file_with_a_header_only_changes_nothing(maps):
    run = maps.plan(b"name;code\n", table="systems", mode="full")
    assert (run.row_count, run.counts, maps.findings(run)) == (0, {}, [])


def test_windows_1252_is_read_as_what_it_says(maps):
    run = maps.apply(as_csv([{"navn": "Ålesund kartløsning", "kode": "Å1"}], encoding="cp1252"), table="systems")
    assert names() == ["Ålesund kartløsning"]
    assert "Windows-1252" in str(run.notes)


def test_formula_cell_is_text_and_never_computed(maps):
    maps.apply([{"name": "=1+1", "summary": "'=HYPERLINK(1)"}], table="systems")
    found = Element.objects.get(type="system")
    assert (found.name, found.summary) == ("=1+1", "=HYPERLINK(1)")


def test_merged_cells_count_for_their_first_row_only(maps):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "systems"
    for cells in (["name", "owner_unit"], ["A", "ingen enhet"], ["B", None]):
        sheet.append(cells)
    sheet.merge_cells("B2:B3")
    out = BytesIO()
    book.save(out)
    run = maps.apply(out.getvalue(), name="merged.xlsx")
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(2, "owner_unit")]
    assert names() == ["B"]


def test_zip_bomb_is_refused(maps):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("systems.csv", b"name\n" + b"a" * 210_000_000)
    with pytest.raises(UnreadableFileError, match="unpacks to more than 200 MB"):
        maps.plan(out.getvalue(), name="bomb.zip")


def test_unknown_type_of_element_is_a_row_error_and_the_rest_survives(maps):
    run = maps.apply([{"type": "romskip", "name": "A"}, {"type": "system", "name": "B"}])
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(2, "type")]
    assert names() == ["B"]


def test_table_that_nobody_knows_is_refused(maps):
    with pytest.raises(NothingToReadError):
        maps.plan([{"farge": "blå"}])


def test_hostile_names_are_kept_letter_for_letter(maps):
    hostile = ["<script>alert(1)</script>", "A & B", "\u202eabc", "🏔️ Fjell", "x" * 200]
    maps.apply([{"name": name} for name in hostile], table="systems")
    assert set(names()) == set(hostile)


def test_too_long_name_is_a_row_error(maps):
    run = maps.apply([{"name": "x" * 201}, {"name": "B"}], table="systems")
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(2, "name")]


def test_rows_in_error_come_back_with_what_is_wrong(maps):
    run = maps.plan([{"name": "A", "eier": "Finnes ikke"}, {"name": "B"}], table="systems")
    sheet = read_tables(error_file(ImportRun.objects.get(pk=run.pk), with_shielded=True), name="x.xlsx").sheets[0]
    assert sheet.header == ("name", "eier", "What is wrong")
    assert str(sheet.rows[0].cells[2]).startswith("eier: There is no unit with this code or name.")
    assert [row.cells[0] for row in sheet.rows] == ["A", "B"]


def test_chosen_rows_are_left_out_and_taken_in_again(maps):
    rows = [{"name": "A"}, {"name": "B"}]
    run = maps.plan(rows, table="systems")
    run = imports.leave_out_rows(run.pk, {"file": [2]}, by=BY)
    assert maps.lines(run) == [("elements", "add", "B")]
    run = imports.leave_out_rows(run.pk, {}, by=BY)
    assert len(maps.lines(run)) == 2
    run = imports.leave_out_rows(run.pk, {"file": [3]}, by=BY)
    imports.apply_import(run.pk, by=BY)
    assert names() == ["A"]
    with pytest.raises(NotNowError):
        imports.leave_out_rows(run.pk, {}, by=BY)


def test_left_out_row_ends_nothing_in_a_full_file(maps):
    make_element("process", "Opptak")
    tables = {"systems": [{"name": "A"}], "relations": [{"from": "A", "kind": "støtter", "to": "Opptak"}]}
    maps.apply(maps.workbook(tables), name="m.xlsx", mode="full")
    run = maps.plan(maps.workbook(tables), name="m.xlsx", mode="full")
    run = imports.leave_out_rows(run.pk, {"relations": [2]}, by=BY)
    assert run.counts == {}


def test_plan_of_what_changed_meanwhile_is_outdated_and_made_anew(maps):
    maps.apply([{"name": "A"}], table="systems")
    run = maps.plan([{"name": "A", "summary": "Ny"}], table="systems")
    Element.objects.filter(type="system").update(summary="Endret her")
    stale = imports.apply_import(run.pk, by=BY)
    assert stale.state == "stale"
    assert imports.apply_import(stale.replaced_by_id, by=BY).state == "applied"
    assert Element.objects.get(type="system").summary == "Ny"


def test_many_changes_at_once_wait_for_a_second_pair_of_eyes(maps):
    rows = [{"id": str(number), "name": f"System {number}"} for number in range(130)]
    maps.apply(rows, table="systems")
    uploader, other = make_user(), make_user()
    with keeping(uploader, permission=IMPORT, everywhere=True), keeping(other, permission=IMPORT, everywhere=True):
        run = maps.plan([row | {"kritikalitet": "3"} for row in rows], table="systems", by=uploader)
        assert run.state == "held"
        with pytest.raises(OwnImportError):
            imports.release_import(run.pk, reason="Det stemmer.", by=uploader)
        imports.release_import(run.pk, reason="Det stemmer.", by=other)
        assert imports.apply_import(run.pk, by=uploader).state == "applied"


def test_import_without_the_permission_is_refused_step_by_step(maps):
    nobody = make_user()
    run = maps.plan([{"name": "A"}], table="systems")
    with keeping(nobody):
        for step in (
            lambda: maps.upload([{"name": "A"}], by=nobody),
            lambda: imports.apply_import(run.pk, by=nobody),
            lambda: imports.begin_apply_import(run.pk, by=nobody),
            lambda: imports.leave_out_rows(run.pk, {}, by=nobody),
            lambda: imports.reject_import(run.pk, reason="x", by=nobody),
            lambda: imports.release_import(run.pk, reason="x", by=nobody),
        ):
            with pytest.raises(PermissionDenied):
                step()
    assert names() == []


def test_import_of_another_municipality_is_not_found(fjordvik, sundby):
    with tenant(sundby):
        run = Importing().plan([{"name": "A"}], table="systems")
    with tenant(fjordvik), pytest.raises(ImportRun.DoesNotExist):
        imports.apply_import(run.pk, by=BY)


def test_uploader_matches_only_what_she_may_know_of(maps):
    unit = make_unit()
    hidden = make_element("system", "Varsling", code="V1", audience=[f"unit:{unit.pk}"])
    uploader = make_user()
    with keeping(uploader, permission=IMPORT, everywhere=True):
        run = maps.plan([{"name": "Varsling"}, {"name": "Annet", "code": "V1"}], table="systems", by=uploader)
        assert maps.lines(run) == [("elements", "add", "Varsling")]
        assert maps.errors(run) == [(3, "code", "The code is taken by another.")]
    assert Element.objects.get(pk=hidden.pk).name == "Varsling"


def test_supplier_that_only_rows_in_error_name_is_not_made(maps):
    rows = [{"name": "A", "eier": "Ukjent", "leverandør": "Feil AS"}, {"name": "B", "leverandør": "Rett AS"}]
    maps.apply(rows, table="systems")
    assert Element.objects.get(type="supplier").name == "Rett AS"
