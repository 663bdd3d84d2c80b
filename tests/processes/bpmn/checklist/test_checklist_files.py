"""A list is the same list whatever file it comes in; of several tables in a file one is the checklist."""

from dataclasses import replace
from pathlib import Path

import docx
import pytest

from grunnmur.core.office.read import markup_of
from grunnmur.processes.bpmn.checklist import Column, guessed, likeliest, parse, parse_all, propose, reread
from grunnmur.processes.bpmn.checklist.messages import ChecklistError
from tests.office_files import (
    as_csv,
    as_docx,
    as_html,
    as_markdown,
    as_odt,
    as_xlsx,
    bytes_of,
    grid_of,
    table_as_odt,
)

HIRING = parse((Path(__file__).parent / "fixtures" / "hiring.txt").read_bytes())
SHAPES = {
    "docx": as_docx,
    "odt": table_as_odt,
    "xlsx": lambda table: as_xlsx({"Ark1": grid_of(table)}),
    "html": lambda table: as_html(table).encode(),
    "markdown": lambda table: as_markdown(table).encode(),
    "csv": lambda table: as_csv(table).encode("cp1252"),
    "csv, commas": lambda table: as_csv(table, delimiter=",").encode("utf-16"),
}


def tables_in(content, name=""):
    markup = markup_of(content)
    return parse_all(content if markup is None else markup, name=name, is_markup=markup is not None)


def said(proposal):
    """Return a proposal without the lines of the file its rows stood on."""
    return replace(proposal, rows=tuple(replace(row, line=0) for row in proposal.rows))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_hiring_list_gives_the_same_proposal_whatever_file_it_is_in(shape):
    (found,) = tables_in(SHAPES[shape](HIRING), name="ansettelse.docx")
    assert said(propose(found.table, name="x")) == said(propose(HIRING, name="x"))


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_checklist_is_found_among_other_tables_and_the_others_can_be_chosen():
    document = docx.Document()
    revisions = document.add_table(rows=2, cols=3)
    for row, words in zip(revisions.rows, (("Versjon", "Dato", "Endring"), ("1", "2026-01-01", "Første")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_heading("Sjekkliste: flytting", level=2)
    steps = document.add_table(rows=2, cols=2)
    for row, words in zip(steps.rows, (("Hva", "Hvem"), ("Pakk", "Leder")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word

    found = tables_in(bytes_of(document), name="rutine.docx")

    assert [len(one.table.rows) for one in found] == [2, 1]
    assert likeliest(found) == 1
    assert found[1].table.title == "Flytting"
    assert texts(found[1].table) == [["Pakk", "Leder"]]


def test_each_sheet_of_a_workbook_is_a_table_and_merged_who_counts_for_its_rows():
    rows = [["Nr", "Hva", "Hvem"], *([n, f"Gjør {n}", "Leder" if n == 1 else ""] for n in range(1, 6))]
    found = tables_in(as_xlsx({"Ansettelse": rows, "Notater": [["a"], ["b"]]}, merged=["C2:C6"]))
    assert [one.table.title for one in found] == ["Ansettelse", "Notater"]
    assert [row.cells[2].text for row in found[likeliest(found)].table.rows] == ["Leder"] * 5


def test_two_markdown_tables_are_told_apart_by_the_headings_above_them():
    text = "# A\n\n| Hva | Hvem |\n|---|---|\n| Rydd | Leder |\n\n# B\n\n| Kva | Kven |\n|--|--|\n| Vask | Renhald |\n"
    found = parse_all(text.replace("\n", "\r\n"))
    assert [(one.table.title, texts(one.table)) for one in found] == [
        ("A", [["Rydd", "Leder"]]),
        ("B", [["Vask", "Renhald"]]),
    ]
    assert found[1].table.rows[0].line == 11


OUTLINE = [
    ("h1", "Sjekkliste: flytting"),
    ("p", "Denne rutinen gjelder alle."),
    ("h2", "1. Pakk esker"),
    ("b1", "bøker"),
    ("b2", "store"),
    ("h3", "Huskelapp"),
    ("p", "Ansvarlig: Leder"),
    ("h2", "2. Kjør"),
    ("p", "Frist: innen 2 uker"),
    ("b1", "Lei bil"),
]


def outline_as_docx():
    document = docx.Document()
    for kind, text in OUTLINE:
        if kind[0] == "h":
            document.add_heading(text, level=int(kind[1]))
        else:
            document.add_paragraph(text, style={"b1": "List Bullet", "b2": "List Bullet 2"}.get(kind))
    return bytes_of(document)


def outline_as_odt():
    item = "<text:list><text:list-item>{}</text:list-item></text:list>"
    made = []
    for kind, text in OUTLINE:
        said = f"<text:p>{text}</text:p>"
        if kind[0] == "h":
            said = f'<text:h text:outline-level="{kind[1]}">{text}</text:h>'
        elif kind[0] == "b":
            for _ in range(int(kind[1])):
                said = item.format(said)
        made.append(said)
    return as_odt("".join(made))


def outline_as_markdown():
    marks = {"p": "", "b1": "- ", "b2": "  - "}
    marks |= {f"h{level}": "#" * level + " " for level in (1, 2, 3)}
    return "\n".join(marks[kind] + text for kind, text in OUTLINE).encode()


def outline_as_html():
    made = []
    for kind, text in OUTLINE:
        tag = kind if kind[0] == "h" else "p"
        said = f"<{tag}>{text}</{tag}>"
        made.append({"b1": f"<ul><li>{text}</li></ul>", "b2": f"<ul><ul><li>{text}</li></ul></ul>"}.get(kind, said))
    return f"<html><body>{''.join(made)}</body></html>".encode()


@pytest.mark.parametrize("file", [outline_as_docx, outline_as_odt, outline_as_markdown, outline_as_html])
def test_headings_with_bullets_are_a_checklist_and_say_who_and_when(file):
    (found,) = tables_in(file(), name="x.docx")
    table = found.table
    assert found.is_outline
    assert table.title == "Flytting"
    assert table.columns == (Column.NUMBER, Column.WHAT, Column.WHO, Column.WHEN)
    assert texts(table) == [
        ["1", "Pakk esker\nbøker\nstore\nHuskelapp", "Leder", ""],
        ["2", "Kjør\nLei bil", "", "innen 2 uker"],
    ]
    assert [line.level for line in table.rows[0].cells[1].lines] == [0, 1, 2, 1]


def test_a_document_of_bullets_alone_has_a_step_for_each():
    bullet = "<text:list><text:list-item><text:p>Gjør {}</text:p></text:list-item></text:list>"
    found = tables_in(as_odt("".join(bullet.format(n) for n in "12")))
    assert [texts(one.table) for one in found] == [[["", "Gjør 1"], ["", "Gjør 2"]]]


def test_a_document_without_tables_and_lists_says_what_to_copy():
    with pytest.raises(ChecklistError, match="No table was found"):
        tables_in(as_odt("<text:p>Bare tekst.</text:p>"))


def test_the_longest_column_is_what_is_done_where_no_heading_says_it():
    table = guessed(parse("Nr;Beskrivelse;Ansvar\n1;Skriv brev;Leder\n2;Send brevet;Arkiv\n"))
    assert table.columns == (Column.NUMBER, Column.WHAT, Column.WHO)


def test_a_person_says_what_columns_are_and_that_the_first_row_is_headings():
    table = parse("Trinnet;Utførende person\nSkriv brev;Leder\n")
    read = reread(table, (Column.WHAT, Column.NOTE), is_headed=True)
    assert read.headers == ("Trinnet", "Utførende person")
    assert texts(read) == [["Skriv brev", "Leder"]]
    with pytest.raises(ChecklistError, match="No column says what"):
        reread(table, (Column.NOTE, Column.WHO), is_headed=False)
    with pytest.raises(ChecklistError, match="no rows"):
        reread(replace(table, rows=table.rows[:1]), table.columns, is_headed=True)
