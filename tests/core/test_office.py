"""Office documents become HTML of headings, lists and tables; what is hostile is refused with a sentence."""

import docx
import pytest
from django.utils import translation
from docx.enum.text import WD_BREAK

from grunnmur.core.office.read import LIMITS, markup_of
from grunnmur.core.tables.limits import Limits
from grunnmur.core.tables.sheet import UnreadableFileError
from tests.office_files import NAMESPACES, as_odt, as_xlsx, bytes_of, link, open_document, zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def word_file(body, **parts):
    content = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": content, **parts})


def test_word_gives_headings_lists_with_their_level_and_links():
    document = docx.Document()
    document.add_heading("Ansettelse", level=1)
    document.add_paragraph("Først", style="List Bullet")
    document.add_paragraph("Under", style="List Bullet 2")
    paragraph = document.add_paragraph("Se ")
    link(paragraph, "https://a.example/rutine?x=1&y=2", "rutinen")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("<her>")

    html = markup_of(bytes_of(document))

    assert "<h1>Ansettelse</h1>" in html
    assert '<p style="mso-list:l0 level1 lfo1">Først</p>' in html
    assert '<p style="mso-list:l0 level2 lfo1">Under</p>' in html
    assert '<p>Se <a href="https://a.example/rutine?x=1&amp;y=2">rutinen</a><br>&lt;her&gt;</p>' in html


def test_word_tells_how_far_merged_cells_reach():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "x"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "bred"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "høy"

    html = markup_of(bytes_of(document))

    assert '<td colspan="2"><p>bred</p></td><td><p>x</p></td></tr>' in html
    assert '<td rowspan="2"><p>høy</p></td></tr><tr><td><p>x</p></td><td><p>x</p></td></tr>' in html


def test_word_leaves_out_what_was_deleted_and_keeps_what_was_put_in():
    body = (
        "<w:p><w:ins><w:r><w:t>ny</w:t></w:r></w:ins><w:del><w:r><w:delText>gammel</w:delText></w:r></w:del>"
        "<w:r><w:noBreakHyphen/><w:t>del</w:t></w:r></w:p>"
    )
    assert markup_of(word_file(body)) == "<p>ny-del</p>"


def test_opendocument_gives_headings_nested_lists_and_merged_cells():
    body = (
        '<text:h text:outline-level="2">Steg</text:h><text:list><text:list-item><text:p>a</text:p><text:list>'
        "<text:list-item><text:p>b<text:s/>c</text:p></text:list-item></text:list></text:list-item></text:list>"
        '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2">'
        "<text:p>Leder</text:p></table:table-cell></table:table-row></table:table-header-rows></table:table>"
    )
    assert markup_of(as_odt(body)) == (
        "<h2>Steg</h2><ul><li><p>a</p><ul><li><p>b c</p></li></ul></li></ul>"
        '<table><tr><td rowspan="2"><p>Leder</p></td></tr></table>'
    )


def test_a_workbook_gives_a_table_for_each_sheet_with_numbers_as_written():
    html = markup_of(as_xlsx({"Del & en": [["Nr", "Hva"], [1, "Rydd\n- gulv"]], "Tom": [], "To": [["x"]]}))
    assert html == (
        "<h2>Del &amp; en</h2><table><tr><td><p>Nr</p></td><td><p>Hva</p></td></tr>"
        "<tr><td><p>1</p></td><td><p>Rydd</p><p>- gulv</p></td></tr></table>"
        "<h2>To</h2><table><tr><td><p>x</p></td></tr></table>"
    )


def test_a_merged_cell_of_a_workbook_reaches_over_its_rows():
    html = markup_of(as_xlsx({"A": [["Hva", "Hvem"], ["a", "Leder"], ["b", ""]]}, merged=["B2:B3"]))
    assert '<td rowspan="2" colspan="1"><p>Leder</p></td></tr><tr><td><p>b</p></td></tr>' in html


@pytest.mark.parametrize("content", [b"Hva;Hvem\nRydd;Leder", b"<html></html>", "Rydd på".encode("cp1252")])
def test_what_is_no_office_document_is_left_to_others(content):
    assert markup_of(content) is None


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
BODY = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
TEXT = f"<office:document-content {NAMESPACES}/>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0 old", "old or encrypted"),
        (b"%PDF-1.7", "A PDF holds no table"),
        (b"PK\x03\x04 broken", "damaged or encrypted"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "This kind of file is not read here."),
        (word_file("", **{"word/vbaProject.bin": b"x"}), "The file has macros."),
        (open_document("text", TEXT, **{"Basic/script-lc.xml": "<x/>"}), "The file has macros."),
        (open_document("text", TEXT, **{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), "has a password"),
        (word_file(" " * 3_000_000), "a hundred times its size"),
        (zipped({"word/document.xml": ENTITIES + BODY}), "defines entities"),
        (zipped({"word/document.xml": OUTSIDE + BODY}), "defines entities"),
        (open_document("text", ENTITIES + TEXT), "defines entities"),
        (word_file("<w:p>"), "cannot be read"),
        (open_document("text", "no xml"), "cannot be read"),
        (zipped({"xl/workbook.xml": "no xml"}), "cannot be read"),
        (word_file("<w:tbl>" + "<w:tr/>" * 2_001 + "</w:tbl>"), "too large to be one list"),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_with_a_sentence(content, said):
    with pytest.raises(UnreadableFileError, match=said):
        markup_of(content)


def test_a_locked_member_of_a_zip_is_a_password():
    content = bytearray(word_file(""))
    content[6] |= 1  # the flag of the first member's own head
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(UnreadableFileError, match="has a password"):
        markup_of(bytes(content))


def test_a_file_above_the_limit_is_refused_before_it_is_opened():
    with pytest.raises(UnreadableFileError, match="larger than"):
        markup_of(b"PK\x03\x04" + b"x" * LIMITS.file_bytes)


def test_a_child_that_needs_more_memory_than_it_may_have_ends_alone():
    tight = Limits(memory_bytes=20 * 1024 * 1024, seconds=5)
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        markup_of(word_file("<w:p/>"), limits=tight)
