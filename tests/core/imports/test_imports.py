"""The machinery of imports that needs no database: mapping, reading rows, sealing, the guard."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.imports.guard import Measure, is_held
from grunnmur.core.imports.interpret import Reading, read_sheet, refuse_doubles
from grunnmur.core.imports.mapping import Mapping, fields_of, shape_of, unread_columns
from grunnmur.core.imports.plan import ADD, Line, Plan
from grunnmur.core.imports.sealing import pack, seal, shown, unpack, unseal
from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.core.models import Tenant
from grunnmur.core.tables.sheet import Row, Sheet
from tests.core.test_identity_numbers import number

KEY = Field(name="key", label="Key", kind=Kind.CODE, is_required=True, is_padded=True, longest=6)
BOOKS = Shape(
    name="books",
    label="Books",
    key=("key",),
    fields=(
        KEY,
        Field(name="title", label="Title", is_required=True, aliases=("tittel",)),
        Field(name="note", label="Note", is_cleared_by_blank=True),
        Field(name="reader", label="Reader"),
        Field(name="pages", label="Pages", kind=Kind.NUMBER),
        Field(name="until", label="Until", kind=Kind.LAST_DAY, is_cleared_by_blank=True),
        Field(name="owner", label="Owner", kind=Kind.IDENTITY),
    ),
    aliases=("bøker",),
)
SHELVES = Shape(name="shelves", label="Shelves", key=("key",), fields=(KEY,))
NORWAY = Tenant(slug="fjordvik", country="NO")
ON = date(2026, 11, 22)


def sheet(header, *rows, name="books"):
    return Sheet(name, tuple(header), [Row(place, row) for place, row in enumerate(rows, start=2)])


def read(found, mapping=None):
    reading = Reading()
    read_sheet(found, BOOKS, mapping=mapping or Mapping(), into=reading)
    return reading


def test_a_sheet_is_recognised_by_name_in_our_languages_or_by_its_columns():
    shapes = (BOOKS, SHELVES)
    assert shape_of(sheet(["key", "title"], name="BØKER"), shapes, Mapping()) is BOOKS
    assert shape_of(sheet(["Key", "Tittel"], name="Ark1"), shapes, Mapping()) is BOOKS
    assert shape_of(sheet(["key"], name="Ark1"), shapes, Mapping()) is SHELVES
    assert shape_of(sheet(["colour"], name="Ark1"), shapes, Mapping()) is None
    assert shape_of(sheet(["colour"], name="books"), shapes, Mapping()) is BOOKS


def test_a_name_gives_way_where_the_rows_are_of_something_else():
    loans = Shape(name="loans", label="Loans", key=("loan",), fields=(replace(KEY, name="loan"), *BOOKS.fields))
    found = sheet(["loan", "key", "title"], name="books")
    assert shape_of(found, (loans, BOOKS), Mapping()) is loans
    assert shape_of(sheet(["key", "title"], name="books"), (loans, BOOKS), Mapping()) is BOOKS
    again = replace(loans, key=("key",))
    assert shape_of(found, (again, BOOKS), Mapping()) is BOOKS


def test_columns_that_nobody_reads_are_told_but_those_left_out_on_purpose():
    found = sheet(["key", "titel", "", "Colour"])
    assert unread_columns(found, BOOKS, Mapping()) == ["titel", "Colour"]
    assert unread_columns(found, BOOKS, Mapping(columns={"colour": "", "titel": "title"})) == []


def test_what_somebody_said_of_a_column_comes_before_what_we_recognise():
    found = sheet(["key", "Title", "Boktittel"])
    assert fields_of(found, BOOKS, Mapping()) == {0: "key", 1: "title"}
    said = Mapping(columns={"Boktittel": "title", "title": ""})
    assert fields_of(found, BOOKS, said) == {0: "key", 2: "title"}


def test_a_mapping_survives_storage():
    mapping = Mapping(columns={"A": "key"}, values={"note": {"x": "y"}}, code_width=4, is_last_day_off=True)
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_a_column_that_is_missing_says_nothing_and_a_blank_cell_only_what_its_field_means():
    reading = read(sheet(["key", "title", "note", "reader"], ["1", "T", None, None]))
    assert reading.tables["books"][0].values == {"key": "1", "title": "T", "note": ""}


def test_the_mapping_translates_values_restores_zeros_and_moves_the_last_day():
    mapping = Mapping(values={"note": {"1": "one"}}, code_width=4, is_last_day_off=True, is_fraction=True)
    header = ["key", "title", "note", "until", "pages"]
    reading = read(sheet(header, [12, "T", 1, "01.01.2027", "0,5"]), mapping)
    assert reading.tables["books"][0].values == {
        "key": "0012",
        "title": "T",
        "note": "one",
        "until": date(2026, 12, 31),
        "pages": Decimal(50),
    }


def test_a_row_shorter_than_the_header_is_read_and_an_error_keeps_the_key():
    reading = read(sheet(["key", "title", "pages"], ["1"], ["2", "T", "many"]))
    assert [(record.is_wrong, record.get("key")) for record in reading.tables["books"]] == [(True, "1"), (True, "2")]
    assert [(finding.place.row, finding.place.column) for finding in reading.findings] == [(2, "title"), (3, "pages")]


def test_all_rows_of_a_key_are_in_error_and_name_each_other():
    reading = read(sheet(["key", "title"], ["1", "A"], ["2", "B"], ["1", "C"]))
    refuse_doubles(reading.tables["books"], BOOKS.key, into=reading)
    assert [record.is_wrong for record in reading.tables["books"]] == [True, False, True]
    assert {finding.params["rows"] for finding in reading.findings} == {"2, 4"}


def sealed(cell, *, is_number):
    (found,) = seal([sheet(["a"], [cell])], columns=[{0} if is_number else set()], of=NORWAY, on=ON)
    return found.rows[0].cells[0]


def test_a_number_in_its_column_is_sealed_and_shown_as_a_mask():
    fnr = number()
    for written in (fnr, f"{fnr[:6]} {fnr[6:]}", int(fnr)):
        cell = sealed(written, is_number=True)
        assert unseal(cell).hmac == unseal(sealed(fnr, is_number=True)).hmac
        assert shown(cell) == fnr[:6] + "•••••"


def test_a_number_in_a_column_where_none_is_expected_is_sealed_or_masked_too():
    fnr = number()
    assert unseal(sealed(fnr, is_number=False))
    assert sealed(f"see {fnr}.", is_number=False) == f"see {fnr[:6]}•••••."
    assert sealed("47220000", is_number=False) == "47220000"
    assert sealed(1234567890123, is_number=False) == 1234567890123


def test_nobody_can_pretend_a_seal():
    forged = "\x1f" + "0" * 64 + "\x1f010190•••••\x1f1"
    assert unseal(sealed(forged, is_number=False)) is None
    assert unseal(sealed(forged, is_number=True)) is None


def test_a_mistyped_number_is_masked_before_it_is_kept():
    assert "12345" not in str(sealed("99999912345", is_number=True))


@given(st.lists(st.lists(st.none() | st.text() | st.integers() | st.booleans() | st.dates(), max_size=4), max_size=4))
def test_what_is_packed_is_unpacked(rows):
    sheets = [sheet(["a", "b"], *rows)]
    assert unpack(pack(sheets)) == sheets


@pytest.mark.parametrize(
    ("count", "total", "is_held_back"), [(10, 0, False), (11, 0, True), (20, 1000, False), (21, 1000, True)]
)
def test_the_limit_is_the_larger_of_a_number_and_a_share(count, total, is_held_back):
    measure = Measure(message="%(count)s of %(limit)s", count=count, total=total, at_least=10, percent=2)
    assert is_held([measure]) is is_held_back


def test_two_plans_are_alike_when_they_do_the_same_to_the_same_rows():
    run = Tenant().pk
    line = Line("books", ADD, "A", run, None, {"title": "A"})
    other = Line("books", ADD, "A", run, None, {"title": "B"})
    assert Plan([line]).digest == Plan([line]).digest != Plan([other]).digest
    assert Plan([line, other]).counts == {"books": {"add": 2}}


def test_id_of_a_tool_is_never_taken_for_a_national_number():
    denmark = Tenant(slug="sundby", country="DK")
    ids = [
        "id-3a200647-2670-4acb-bb32-3e8887f3e9e1",
        "3A200647-2670-4ACB-BB32-3E8887F3E9E1",
        "id-3a20064726704acbbb323e8887f3e9e1",
    ]
    (kept,) = seal([sheet(["key"], *([one] for one in ids))], columns=[()], of=denmark, on=ON)
    assert [row.cells[0] for row in kept.rows] == ids


def test_table_that_somebody_named_counts_where_the_sheets_name_tells_nothing():
    said = Mapping(table="shelves")
    assert shape_of(sheet(["key", "title"], name="Ark1"), (BOOKS, SHELVES), said) is SHELVES
    assert shape_of(sheet(["key", "title"], name="bøker"), (BOOKS, SHELVES), said) is BOOKS


def test_row_that_was_left_out_says_nothing_and_is_no_error():
    found = read(sheet(["key", "title"], ["1", None], ["2", "Peer Gynt"]), Mapping(left_out={"books": [2]}))
    assert [(record.get("key"), record.is_wrong) for record in found.tables["books"]] == [("1", True), ("2", False)]
    assert found.findings == []
