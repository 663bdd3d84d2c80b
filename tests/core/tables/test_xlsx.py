import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from grunnmur.core.tables.limits import Limits
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.core.tables.write import Table, write_csv, write_xlsx


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_workbook_of_another_program_is_read_with_days_numbers_and_row_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "units"
    sheet["B2"], sheet["C2"], sheet["D2"] = "code", "from", "percent"
    sheet["B3"], sheet["C3"], sheet["D3"] = 412, datetime(2026, 8, 1), 62.5  # noqa: DTZ001
    sheet["B6"] = "0413"
    found = read_tables(saved(book), name="hr.xlsx").sheets[0]
    assert found.header == ("", "code", "from", "percent")
    assert found.header_row == 2
    assert [(row.number, list(row.cells)) for row in found.rows] == [
        (3, [None, 412, date(2026, 8, 1), 62.5]),
        (6, [None, "0413", None, None]),
    ]


def test_a_hidden_sheet_is_skipped_and_said_so():
    book = openpyxl.Workbook()
    book.active.append(["code"])
    book.active.append(["10"])
    secret = book.create_sheet("old units")
    secret.append(["code"])
    secret.sheet_state = "veryHidden"
    found = read_tables(saved(book), name="hr.xlsx")
    assert [sheet.name for sheet in found.sheets] == ["Sheet"]
    assert found.notes[0].params == {"sheet": "old units"}


def test_a_sheet_that_claims_a_million_columns_of_rows_is_refused_and_the_server_lives():
    book = openpyxl.Workbook()
    book.active["A1"] = "code"
    book.active["XFD1048576"] = "bomb"
    with pytest.raises(UnreadableFileError, match="too large"):
        read_tables(saved(book), name="bomb.xlsx", limits=Limits(memory_bytes=512 * 1024 * 1024))


def test_an_archive_that_unpacks_too_far_is_refused():
    content = zipped({"units.csv": b"code\n" + b"1\n" * 200_000})
    with pytest.raises(UnreadableFileError, match="unpacks"):
        read_tables(content, name="hr.zip", limits=Limits(unpacked_bytes=100_000))


def test_too_many_rows_are_refused_in_csv_and_in_workbooks():
    table = Table("units", ["code"], [[number] for number in range(20)])
    for content, name in ((write_csv(table), "u.csv"), (write_xlsx([table]), "u.xlsx")):
        with pytest.raises(UnreadableFileError, match="more than 10 rows"):
            read_tables(content, name=name, limits=Limits(rows=10))


def test_a_large_file_is_refused_before_it_is_read():
    with pytest.raises(UnreadableFileError, match="larger"):
        read_tables(b"a" * 2_000_000, name="x.csv", limits=Limits(file_bytes=1024 * 1024))


def test_a_zip_of_csv_files_is_read_as_one_sheet_each():
    parts = {"hr/units.csv": b"code;name\n10;A\n", "hr/people.csv": b"person_key\n1\n", "hr/read me.txt": b"hello"}
    found = read_tables(zipped(parts), name="hr.zip")
    assert [sheet.name for sheet in found.sheets] == ["people", "units"]


def test_a_workbook_with_a_broken_part_is_refused():
    good = write_xlsx([Table("units", ["code"], [["10"]])])
    broken = bytearray(good)
    broken[len(good) // 2] ^= 0xFF
    with pytest.raises(UnreadableFileError):
        read_tables(bytes(broken), name="hr.xlsx")


def test_formulas_never_leave_as_formulas_and_texts_survive_the_round_trip():
    rows = [["=1+1", "+47 22 00", "-5", "@x", "plain", "0412"]]
    table = Table("errors", ["a", "b", "c", "d", "e", "f"], rows)
    csv_content, xlsx_content = write_csv(table), write_xlsx([table])
    assert b"'=1+1" in csv_content
    book = openpyxl.load_workbook(BytesIO(xlsx_content))
    assert book["errors"]["A2"].data_type == "s"
    for content, name in ((csv_content, "errors.csv"), (xlsx_content, "errors.xlsx")):
        assert list(read_tables(content, name=name).sheets[0].rows[0].cells) == rows[0]


def test_days_numbers_and_truths_survive_both_formats():
    table = Table("t", ["day", "number", "text", "truth"], [[date(2026, 8, 1), 62.5, None, True]])
    (row,) = read_tables(write_xlsx([table]), name="t.xlsx").sheets[0].rows
    assert list(row.cells) == [date(2026, 8, 1), 62.5, None, True]
    assert write_csv(table).splitlines()[1] == b"2026-08-01;62,5;;1"


def test_a_sheet_name_that_the_format_refuses_is_mended():
    assert read_tables(write_xlsx([Table("a/b?", ["x"], [[1]])]), name="x.xlsx").sheets[0].name == "a_b_"


def test_a_workbook_that_is_written_keeps_lines_in_their_cells_and_prints_on_the_width_of_a_page():
    table = Table("Steg", ["Nr.", "Sagt"], [["1", "to\nlinjer"]], widths=(6, 40))
    sheet = openpyxl.load_workbook(BytesIO(write_xlsx([table]))).active

    assert (sheet["B2"].value, sheet["B2"].alignment.wrap_text) == ("to\nlinjer", True)
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [7, 41]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    assert sheet.oddFooter.right.text == "&P / &N"
