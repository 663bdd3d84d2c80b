from datetime import date

import pytest

from grunnmur.core.imports.error_file import error_file
from grunnmur.core.imports.errors import NothingToReadError
from grunnmur.core.periods import Period
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.write import Table, write_csv, write_xlsx
from grunnmur.organisation.models import Employment, Person, Unit
from tests.organisation.imports.files import EMPLOYMENTS, PEOPLE, row, small

CASES = [
    ("employments", "1-1", 6, "01.08.21", "from", "two digits"),
    ("employments", "1-1", 6, "08/01/2021", "from", "not a day"),
    ("employments", "1-1", 7, "2020-01-01", "to", "before the first"),
    ("employments", "1-1", 6, "", "from", "empty"),
    ("employments", "1-1", 2, "9999", "unit_code", "no unit"),
    ("employments", "1-1", 1, "77", "person_key", "no person"),
    ("employments", "1-1", 3, "0000", "position_code", "no position"),
    ("employments", "1-1", 4, "sometimes", "kind", "none of the values"),
    ("employments", "1-1", 5, "120", "percent", "between 0 and 100"),
    ("employments", "1-1", 5, "much", "percent", "not a number"),
    ("people", "1", 5, "kari@", "work_email", "not an e-mail"),
    ("people", "1", 4, "12345", "national_id", "not a national"),
    ("people", "1", 6, "kanskje", "is_protected", "neither"),
    ("people", "1", 1, "", "given_name", "empty"),
    ("people", "1", 1, "x" * 101, "given_name", "longer than"),
    ("units", "0412", 2, "5555", "parent_code", "no unit"),
    ("leaders", "0412", 1, "99", "person_key", "no person"),
    ("leaders", "0412", 0, "9", "unit_code", "no unit"),
]


@pytest.mark.parametrize("case", CASES)
def test_an_error_tells_sheet_row_column_value_what_and_how(hr, case):
    table, key, place, value, column, told = case
    content = small()
    row(content, table, key)[place] = value
    run = hr.plan(content)
    found = next(f for f in hr.findings(run) if f.severity == "error")
    number = next(n for n, each in enumerate(content[table], start=2) if value in each)
    assert (found.sheet, found.row, found.column) == (table, number, column)
    assert told in found.message
    assert found.how
    if column != "national_id":
        assert found.value == value


@pytest.mark.parametrize("case", CASES[:16])
def test_a_row_in_error_is_left_as_it_is_and_so_is_what_hangs_on_it(hr, case):
    table, key, place, value, _column, _told = case
    hr.apply(small())
    content = small()
    row(content, table, key)[place] = value
    run = hr.plan(content)
    assert run.error_count
    assert not [line for line in hr.lines(run) if line[1] in {"end", "drop"} or line[2] == "Kari Prøve"]


def test_a_row_whose_key_cannot_be_read_ends_nobody(hr):
    hr.apply(small())
    content = small()
    row(content, "employments", "2-2")[0] = ""
    run = hr.plan(content)
    assert hr.lines(run) == []
    assert any("nothing that is missing" in finding.message for finding in hr.findings(run))


def test_rows_with_the_same_key_are_both_in_error(hr):
    content = small()
    content["people"].append(["2", "Another", "Person", "1009", "", "", ""])
    run = hr.plan(content)
    assert [(sheet, number) for sheet, number, _c, _v in hr.errors(run) if sheet == "people"] == [
        ("people", 3),
        ("people", 6),
    ]
    assert "3, 6" in str(hr.findings(run)[0].params)


def test_a_ring_of_units_names_its_members(hr):
    content = small()
    row(content, "units", "0412")[2] = "0413"
    row(content, "units", "0413")[2] = "0412"
    run = hr.plan(content)
    ring = [finding for finding in hr.findings(run) if "ring" in finding.message]
    assert [finding.row for finding in ring] == [3, 4]
    assert ring[0].params["members"] == "0412 → 0413 → 0412"
    assert not [line for line in hr.lines(run) if line[0] == "units" and line[2].startswith(("Bø", "Ær"))]


def test_rows_may_come_in_any_order(hr):
    content = {name: list(reversed(rows)) for name, rows in reversed(small().items())}
    assert hr.findings(hr.apply(content)) == []


def test_a_table_without_a_required_column_says_which(hr):
    run = hr.plan(write_xlsx([Table("units", ["code", "name"], [["10", "Fjordvik"]])]))
    assert hr.errors(run) == [("units", 1, "from", "")]


def test_a_file_without_any_known_table_is_refused(hr):
    with pytest.raises(NothingToReadError):
        hr.upload(write_xlsx([Table("budget", ["account", "amount"], [["1", 2]])]))


def test_an_unknown_table_beside_known_ones_is_skipped_and_said_so(hr):
    tables = [Table("budget", ["account"], [["1"]]), Table("positions", ["code", "name"], [["1", "Lærer"]])]
    run = hr.plan(write_xlsx(tables))
    assert run.notes[0]["params"] == {"sheet": "budget"}
    assert hr.lines(run) == [("positions", "add", "Lærer (1)")]


def test_leading_zeros_come_back_by_the_code_width_and_day_numbers_are_days(hr):
    hr.apply(small())
    rows = [["9-1", 3, 412, 7961, "fast", 80, 46235, "9999-12-31"]]
    run = hr.apply(write_xlsx([Table("employments", EMPLOYMENTS, rows)]), mode="delta", code_width=4)
    assert hr.lines(run) == [("employments", "add", "Åse Døme")]
    found = Employment.objects.get(external_id="9-1")
    assert found.unit.code == "0412"
    assert Period.from_range(found.valid) == Period(date(2026, 8, 1))


def test_the_first_day_off_and_fractions_are_read_as_the_mapping_says(hr):
    hr.apply(small())
    rows = [["9-1", "3", "0412", "", "fast", 0.8, "2026-08-01", "2027-08-01"]]
    content = write_csv(Table("employments", EMPLOYMENTS, rows))
    hr.apply(content, name="employments.csv", mode="delta", is_last_day_off=True, is_fraction=True)
    found = Employment.objects.get(external_id="9-1")
    assert found.percent == 80
    assert Period.from_range(found.valid).last_day == date(2027, 7, 31)


def test_windows_letters_and_the_sources_own_column_names_and_values_are_read(hr):
    header = "Ressursnr;Fornavn;Etternavn;E-post;Målføre\r\n"
    content = (header + "1;Bjørg;Sætre;bjorg@fjordvik.example;Nynorsk\r\n").encode("cp1252")
    mapping = {"columns": {"Målføre": "language"}, "values": {"language": {"Nynorsk": "nn"}}}
    run = hr.apply(content, name="people.csv", mode="delta", **mapping)
    assert run.notes[0]["params"]["encoding"] == "Windows-1252"
    assert Person.objects.get().language == "nn"
    assert Person.objects.get().family_name == "Sætre"


def test_the_error_file_is_the_same_file_with_a_column_more(hr):
    content = small()
    row(content, "people", "2")[5] = "ola@"
    run = hr.plan(content)
    sheets = {sheet.name: sheet for sheet in read_tables(error_file(run, with_shielded=True), name="e.xlsx").sheets}
    assert set(sheets) == set(content)
    assert sheets["people"].header == (*PEOPLE, "What is wrong")
    told = [row.cells[-1] for row in sheets["people"].rows]
    assert told[0] is None
    assert told[1].startswith("work_email: This is not an e-mail address.")


def test_a_mended_error_file_is_read_as_the_file_itself(hr):
    content = small()
    row(content, "people", "2")[5] = "ola@"
    back = read_tables(error_file(hr.plan(content), with_shielded=True), name="e.xlsx")
    mended = [
        Table(sheet.name, sheet.header, [[None if cell == "ola@" else cell for cell in r.cells] for r in sheet.rows])
        for sheet in back.sheets
    ]
    assert hr.findings(hr.apply(write_xlsx(mended))) == []
    assert hr.lines(hr.apply(small())) == []


def test_a_unit_closed_by_its_own_row_refuses_new_people_after_that_day(hr):
    content = small()
    row(content, "units", "0413")[6] = "2026-12-31"
    content["employments"].append(["9-1", "1", "0413", "", "permanent", "", "2027-01-01", ""])
    run = hr.plan(content)
    assert ("employments", 7, "unit_code", "0413") in hr.errors(run)
    assert not Unit.objects.exists()
