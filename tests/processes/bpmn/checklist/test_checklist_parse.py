"""Whatever shape a list comes in, the same table comes out."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.processes.bpmn.checklist import Column, build, from_dict, parse, propose, to_dict
from grunnmur.processes.bpmn.checklist.messages import ChecklistError

FIXTURES = Path(__file__).parent / "fixtures"
DEMO = Path(__file__).resolve().parents[4] / "src/grunnmur/demo/data"
SHAPES = ("txt", "tsv", "md", "html")


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_hiring_list_is_the_same_table_in_four_shapes(shape):
    table = parse((FIXTURES / f"hiring.{shape}").read_bytes())
    assert table.columns == (Column.NUMBER, Column.WHAT, Column.WHO)
    assert [row.cells[0].text for row in table.rows] == ["1", "2", *map(str, range(4, 16))]
    wanted = texts(parse((FIXTURES / "hiring.txt").read_bytes()))
    if shape == "html":  # in Word row 7 names each actor in a paragraph of its own
        wanted[5][2] = "Leder\nLeder\nIntervjuutvalget/ ansettelsesutvalget"
    assert texts(table) == wanted
    assert [line.level for line in table.rows[0].cells[1].lines] == [0, 1, 1, 1, 1]


def test_demo_list_as_csv_says_the_same_as_markdown():
    as_csv = propose(parse((DEMO / "hiring-checklist.csv").read_bytes(), name="ansettelse.csv"))
    as_markdown = propose(parse((DEMO / "hiring-checklist.md").read_bytes()))
    assert as_markdown.name == as_csv.name == "Ansettelse"
    one, other = to_dict(as_csv), to_dict(as_markdown)
    for row in (*one["rows"], *other["rows"]):
        row["line"] = 0
    assert one == other


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimited_text_in_any_encoding_keeps_line_breaks_inside_quotes(delimiter, encoding):
    text = delimiter.join(["Nr", "Hva", "Hvem"]) + "\r\n" + delimiter.join(["1.", '"Søk\n- først\n- så"', "Leder"])
    table = parse(text.encode(encoding))
    assert [line.text for line in table.rows[0].cells[1].lines] == ["Søk", "først", "så"]
    assert table.rows[0].line == 2


def test_markdown_with_windows_line_ends_links_and_escaped_bars():
    table = parse("| Hva | Hvem |\r\n|:---|---|\r\n| Les [rutinen](https://a.example/r) a\\|b | **Leder** |\r\n")
    line = table.rows[0].cells[0].lines[0]
    assert line.text == "Les rutinen a|b"
    assert line.links == (("rutinen", "https://a.example/r"),)
    assert table.rows[0].cells[1].text == "Leder"


def test_aligned_text_is_cut_under_its_headers():
    table = parse(
        "Nr  Hva               Hvem\n1   Skriv brev        Leder\n    - til søker\n2   Send              Arkiv\n"
    )
    assert texts(table) == [["1", "Skriv brev\ntil søker", "Leder"], ["2", "Send", "Arkiv"]]


def test_plain_list_gives_one_row_a_line_and_bullets_below():
    table = parse("# Flytting\n1. Pakk\n  - bøker\n2. Kjør\n")
    assert table.title == "Flytting"
    assert texts(table) == [["1", "Pakk\nbøker"], ["2", "Kjør"]]
    assert table.columns == (Column.NUMBER, Column.WHAT)


def test_merged_cell_in_html_counts_for_every_row_it_spans():
    rows = "".join(f"<tr><td>{n}</td><td>Gjør {n}</td></tr>" for n in "2345")
    table = parse(
        "<table><tr><th>Nr</th><th>Hva</th><th>Hvem</th></tr>"
        f'<tr><td>1</td><td>Gjør 1</td><td rowspan="5">Leder</td></tr>{rows}</table>'
    )
    assert [row.cells[2].text for row in table.rows] == ["Leder"] * 5


def test_nested_list_keeps_its_levels_and_word_marks_are_dropped():
    table = parse(
        "<table><tr><td>Hva</td><td>Hvem</td></tr><tr><td>A<ul><li>b<ul><li>c<ul><li>d</li></ul></li></ul></li></ul>"
        "</td><td>Le&shy;der&nbsp;</td></tr></table>"
    )
    assert [line.level for line in table.rows[0].cells[0].lines] == [0, 1, 2, 3]
    assert table.rows[0].cells[1].text == "Leder"


def test_second_header_row_and_sum_are_no_steps():
    table = parse("Nr;Hva;\n;;Hvem\n1;Tell;Leder\nSum;;\n")
    assert table.columns == (Column.NUMBER, Column.WHAT, Column.WHO)
    assert texts(table) == [["1", "Tell", "Leder"]]
    assert [warning.key for warning in table.warnings] == ["total_row"]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Nr;Kva;Kven;Frist", (Column.NUMBER, Column.WHAT, Column.WHO, Column.WHEN)),
        ("#;Hvad;Hvem/hvad;Bemærkning", (Column.NUMBER, Column.WHAT, Column.WHO, Column.NOTE)),
        ("No;Task;Who;Tool;Template", (Column.NUMBER, Column.WHAT, Column.WHO, Column.SYSTEM, Column.DOCUMENT)),
        ("Aktivitet;Rolle;Hovedansvarlig;Pris", (Column.WHAT, Column.WHO, Column.ACCOUNTABLE, Column.OTHER)),
    ],
)
def test_columns_are_known_by_their_header_words(header, columns):
    assert parse(f"{header}\nx;y;z\n").columns == columns


def test_table_without_header_is_number_what_who():
    assert parse("1;Skriv;Leder\n2;Send;Arkiv\n").columns == (Column.NUMBER, Column.WHAT, Column.WHO)


@pytest.mark.parametrize(("written", "number"), [("4.", "4"), ("4)", "4"), ("(4)", "4"), ("IV", "IV"), ("6a", "6a")])
def test_row_numbers_are_read_as_people_write_them(written, number):
    assert propose(parse(f"Nr;Hva;Hvem\n{written};Skriv;Leder\n")).rows[0].number == number


def test_corrected_columns_are_followed():
    table = parse("Leder;Skriv brev\nArkiv;Send\n")
    assert [row.name for row in propose(table).rows] == ["Leder", "Arkiv"]
    corrected = replace(table, columns=(Column.WHO, Column.WHAT))
    assert [row.name for row in propose(corrected).rows] == ["Skriv brev", "Send"]


@pytest.mark.parametrize(
    ("data", "key", "line"),
    [
        (b"", "empty", 0),
        (b"  \n ", "empty", 0),
        (b"PK\x03\x04rest", "not_text", 0),
        (b"Nr;Hva\n\x00\x00", "not_text", 0),
        (b"x" * 2_000_001, "too_large", 0),
        (b"<table></table>", "no_table", 0),
        (b"Nr;Hva;Hvem\n", "no_rows", 1),
        (b'Nr;Hva;Hvem\n1;Skriv;Leder\n2;"Send;Leder\n', "broken_csv", 3),
        (b"Nr;Hva\n1;a\n2;" + b"a" * 5001, "cell_too_long", 3),
        (b"Nr;Hva\n" + b"".join(b"%d;%s\n" % (n, b"a" * 4000) for n in range(80)), "too_much_text", 76),
        (b"Nr;Hva\n" + b"".join(b"%d;a\n" % n for n in range(301)), "too_many_rows", 302),
    ],
)
def test_unusable_input_is_refused_with_a_sentence_and_line(data, key, line):
    with pytest.raises(ChecklistError) as refused:
        parse(data)
    assert refused.value.message.key == key
    assert refused.value.line == line
    assert str(refused.value).endswith((".", "?"))
    assert not line or str(refused.value).startswith(f"Line {line}: ")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["|", "\n", ";", "\t", '"', "- ", "1. ", "|---|---|", "<table>", "<tr>", "<td>", "</td>", "<ul>"]
            ),
            st.sampled_from(
                ["Hva", "Hvem", "hvis ", "Leder", "tilbake til 1 ", "kopi til ", " samtidig ", "§", "før ", "i "]
            ),
        ),
        max_size=25,
    ).map("".join)
)
def test_any_text_becomes_a_drawing_or_a_sentence(pasted):
    with suppress(ChecklistError):
        proposal = propose(parse(pasted))
        assert build(proposal).diagrams[0].shapes
        assert from_dict(to_dict(proposal)) == proposal


def test_list_without_a_what_column_is_refused():
    table = replace(parse("Nr;Hva\n1;a\n"), columns=(Column.NUMBER, Column.OTHER))
    with pytest.raises(ChecklistError):
        propose(table)
