import pytest

from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.sheet import UnreadableFileError

LINES = "kode;navn\r\n0412;Bø skole\r\n0413;Ærø\r\n"


def rows_of(content: bytes) -> list[list[object]]:
    return [list(row.cells) for row in read_tables(content, name="units.csv").sheets[0].rows]


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_each_encoding_is_recognised_and_told(encoding, told):
    workbook = read_tables(LINES.encode(encoding), name="units.csv")
    assert rows_of(LINES.encode(encoding)) == [["0412", "Bø skole"], ["0413", "Ærø"]]
    assert workbook.notes[0].params["encoding"] == told
    assert workbook.sheets[0].name == "units"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_separator_is_recognised(separator):
    content = LINES.replace(";", separator).encode()
    assert rows_of(content)[0] == ["0412", "Bø skole"]


def test_commas_inside_cells_do_not_win_over_semicolons():
    assert rows_of(b"a;b\n1,5;2,5\n3,5;4,5\n") == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_excels_own_separator_line_is_obeyed_and_counted_as_a_row():
    sheet = read_tables(b"sep=,\na,b\n1,2\n", name="x.csv").sheets[0]
    assert sheet.header == ("a", "b")
    assert sheet.rows[0].number == 3


def test_rows_are_numbered_as_a_spreadsheet_does_with_empty_rows_and_line_breaks_in_cells():
    sheet = read_tables(b'\na;b\n"one\ntwo";2\n;;\n3;4\n', name="x.csv").sheets[0]
    assert sheet.header_row == 2
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(3, "one\ntwo"), (5, "3")]


def test_the_apostrophe_that_guards_a_formula_is_taken_off():
    assert rows_of(b"a;b\n'+47 22;'quoted'\n")[0] == ["+47 22", "'quoted'"]


def test_one_column_is_a_table_too():
    assert rows_of(b"code\n10\n20\n") == [["10"], ["20"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n;;\n",
        b"a;b\n\x00\x01;2\n",
        b"a\x81;b\n",
        b'a;b\n"1;2\n3;4\n',
        b"\xff\xfea",
        b"\xd0\xcf\x11\xe0old",
        b"PK\x03\x04broken",
        b'{"units": [',
        b"{}",
        b'{"units": 3}',
        b'{"units": [1]}',
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableFileError) as raised:
        read_tables(content, name="x.csv")
    assert str(raised.value).endswith(".")


def test_json_is_read_as_tables_with_counted_rows():
    content = b'{"$schema": "x", "units": [{"code": "0412", "name": " B "}, {"code": "0413", "percent": 50.5}]}'
    sheet = read_tables(content, name="hr.json").sheets[0]
    assert sheet.header == ("code", "name", "percent")
    assert [(row.number, list(row.cells)) for row in sheet.rows] == [
        (1, ["0412", "B", None]),
        (2, ["0413", None, 50.5]),
    ]
