"""Documents are read back with other people's readers: pypdf, and python-docx as far as it reads."""

import shutil
import socket
import subprocess
import sys
import zipfile
from io import BytesIO

import docx
import pypdf
import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from PIL import Image

from grunnmur.core import doctor
from grunnmur.core.confined.run import ChildFailedError
from grunnmur.core.documents_out import (
    Document,
    Figure,
    Heading,
    Listing,
    Run,
    Table,
    Text,
    UnprintableError,
    missing_packages,
    pdf,
    write_docx,
    write_pdf,
    write_png,
)
from tests.reading_links import docx_links, pdf_links, pdf_tagged_links

HOSTILE = "<script>alert(1)</script> & \x00\x08\ufffeŁódź"
SAID = "<script>alert(1)</script> & Łódź"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text class="n" x="9" y="20">Skuff</text></svg>'

pytestmark = pytest.mark.django_db  # times in the file are of the municipality's clock


def document(*blocks, **changed):
    facts = {"title": "Avvikle Fagsystem X", "language": "nb", "blocks": blocks, "under_title": ["Utkast"], **changed}
    return Document(**facts)


@pytest.fixture
def full(here):
    rows = [[str(number), f"{HOSTILE} {number}"] for number in range(90)]
    return document(
        Heading("Hva endres"),
        Heading("Steg", level=3),
        Text(HOSTILE),
        Text("Et notat", is_note=True),
        Listing(["først", "så"], is_numbered=True),
        Listing(["prikk"]),
        Table("Berørte", ["Nr.", "Navn"], rows, widths=[1, 5]),
        Figure(SVG, "Figuren viser en skuff.", css=".n{font-size:12px}"),
    )


def pdf_pages(content):
    return pypdf.PdfReader(BytesIO(content)).pages


def test_pdf_says_everything_with_its_title_its_language_and_tags(full):
    reader = pypdf.PdfReader(BytesIO(write_pdf(full)))
    root = reader.trailer["/Root"]
    text = "\n".join(page.extract_text() for page in reader.pages)

    assert reader.metadata.title == "Avvikle Fagsystem X"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nb", True)
    said = (SAID, "Utkast", "Hva endres", "Steg", "Et notat", "så", "prikk", "Berørte", "89", "Skuff", "en skuff.")
    assert [words for words in said if words not in text] == []


def test_pdf_repeats_the_header_of_a_table_on_each_page(full):
    first, second, *_rest = pdf_pages(write_pdf(full))

    assert "Navn" in first.extract_text()
    assert "Navn" in second.extract_text()


def test_pdf_lies_on_its_side_when_asked(here):
    (page,) = pdf_pages(write_pdf(document(Text("Bred"), is_landscape=True)))

    assert page.mediabox.width > page.mediabox.height


def own_page(width, height, **changed):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><text y="30">Skuff</text></svg>'
    return Figure(drawing, "Figur av <en> skuff", has_own_page=True, **changed)


def test_figure_with_a_page_of_its_own_shares_it_with_the_title_and_nothing_after(here):
    first, second, third = pdf_pages(write_pdf(document(own_page(800, 400), Text("Etter"), own_page(800, 400))))

    assert (first.mediabox.width > first.mediabox.height, second.mediabox.width > second.mediabox.height) == (
        True,
        False,
    )
    assert all(words in first.extract_text() for words in ("Avvikle", "Skuff", "Figur av <en> skuff"))
    assert "Etter" in second.extract_text()
    assert "Skuff" in third.extract_text()


def test_title_of_a_figure_stands_over_it_in_pdf_and_docx(here):
    told = document(Text("Før"), own_page(800, 400, title="Hele skuffen"))

    assert "Hele skuffen" in pdf_pages(write_pdf(told))[1].extract_text()
    styles = {paragraph.text: paragraph.style.name for paragraph in docx.Document(BytesIO(write_docx(told))).paragraphs}
    assert styles["Hele skuffen"] == "Heading 1"


@pytest.mark.parametrize(
    ("size", "sheet"),
    [
        ((900, 450), "a4-landscape"),
        ((1300, 900), "a3-landscape"),
        ((1200, 1500), "a3-portrait"),
        ((9000, 100), "a3-landscape"),
    ],
)
def test_paper_of_a_figure_is_the_smallest_on_which_letters_can_be_read(size, sheet):
    assert own_page(*size).sheet == sheet


def test_figure_without_a_size_cannot_have_a_page_of_its_own():
    with pytest.raises(ValueError, match="viewBox"):
        assert Figure("<svg></svg>", "Figur", has_own_page=True).sheet


def test_pdf_fetches_nothing(here, tmp_path):
    """A drawing with addresses in it: a file on this machine, and a server that would hear of it."""
    secret = tmp_path / "secret.svg"
    secret.write_text(SVG.replace("Skuff", "HEMMELIG"))
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text y="30">Synlig</text>'
        f'<image href="http://127.0.0.1:9/x.png" width="9" height="9"/><image href="{secret.as_uri()}" width="90" '
        'height="20"/></svg>'
    )
    (page,) = pdf_pages(write_pdf(document(Figure(drawing, "Figur"))))

    assert "Synlig" in page.extract_text()
    assert "HEMMELIG" not in page.extract_text()


def test_pdf_that_takes_too_much_is_refused_with_a_sentence(here, monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 60 * 1024 * 1024)

    with translation.override("en"), pytest.raises(UnprintableError, match="could not be made") as refused:
        write_pdf(document(Text("x")))

    assert isinstance(refused.value.__cause__, ChildFailedError)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((90, 40), (180, 80)), ((9000, 6000), (7746, 5164)), ((30000, 100), (60000, 200))],  # the second: 40 megapixels
)
def test_drawing_becomes_a_picture_at_twice_its_size_or_as_large_as_is_allowed(here, size, wanted):
    drawing = SVG.replace("90 40", "{} {}".format(*size))
    picture = Image.open(BytesIO(write_png(drawing)))

    assert picture.format == "PNG"
    assert picture.width * picture.height <= 40_000_000
    assert picture.size == pytest.approx(wanted, abs=3)
    assert picture.crop((0, 0, *(min(side, 180) for side in picture.size))).convert("L").getextrema()[0] < 100


def test_picture_shows_nothing_from_elsewhere(here, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><rect width="90" height="40"/></svg>'
    )
    drawing = SVG.replace("<text", f'<image href="{secret.as_uri()}" width="90" height="40"/><text').replace(
        "Skuff", ""
    )

    assert Image.open(BytesIO(write_png(drawing))).convert("L").getextrema() == (255, 255)


def test_picture_that_takes_too_much_is_refused_with_a_sentence(here, monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 60 * 1024 * 1024)
    with translation.override("en"), pytest.raises(UnprintableError, match="picture could not be made"):
        write_png(SVG)


def test_pdf_that_takes_too_much_leaves_the_machines_list_of_fonts_as_it_is(here, monkeypatch, tmp_path):
    fonts, cache = tmp_path / "fonts", tmp_path / "cache"
    fonts.mkdir()
    for number in range(100):  # enough to take more memory than the child gets
        shutil.copy(finders.find("dist/fonts/inter-latin-wght-normal.woff2"), fonts / f"{number}.woff2")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 60 * 1024 * 1024)
    with pytest.raises(UnprintableError):
        write_pdf(document(Text("x")))

    asked = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import weasyprint.text.fonts"],  # warns where there is no font
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")


def test_child_ends_without_unloading_libraries_that_a_thread_of_theirs_is_in():
    unloading = (
        f"import atexit, os, runpy; atexit.register(os.abort); runpy.run_path({str(pdf.CHILD)!r}, run_name='__main__')"
    )
    sent = b'{"html": "<p>x", "css": "", "fonts": {}}'
    command = [sys.executable, "-c", unloading, str(pdf.MEMORY_BYTES), str(pdf.SECONDS)]

    done = subprocess.run(command, input=sent, capture_output=True, check=True)  # noqa: S603 - our own code

    assert len(pypdf.PdfReader(BytesIO(done.stdout)).pages) == 1


def test_a_web_process_never_loads_what_draws_the_pages_of_a_pdf():
    code = "import sys, grunnmur.config.wsgi; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code


def test_doctor_tells_which_libraries_pdf_lacks(monkeypatch):
    assert missing_packages() == []
    monkeypatch.setitem(pdf.LIBRARIES, "libnobody-has-this.so.0", "libnobody0")

    (said,) = [finding for finding in doctor.examine() if finding.said.startswith("PDF cannot be made")]
    assert "libnobody0" in said.mend


def test_docx_says_everything_with_real_headings_lists_and_tables(full):
    word = docx.Document(BytesIO(write_docx(full)))
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}

    assert (word.core_properties.title, word.core_properties.language) == ("Avvikle Fagsystem X", "nb")
    assert styles["Avvikle Fagsystem X"] == "Title"
    assert (styles["Hva endres"], styles["Steg"]) == ("Heading 1", "Heading 2")
    assert (styles["så"], styles["prikk"], styles[SAID]) == ("List Number", "List Bullet", "Normal")
    assert styles["Figuren viser en skuff."] == "Normal"
    (table,) = word.tables
    assert [cell.text for cell in table.rows[90].cells] == ["89", f"{SAID} 89"]
    assert len(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) == 1


def test_docx_is_proofread_in_its_language_and_lies_on_its_side_when_asked(here):
    content = write_docx(document(Text("Bredde"), language="da", is_landscape=True))
    section = docx.Document(BytesIO(content)).sections[0]

    assert section.page_width > section.page_height
    assert 'w:val="da-DK"' in zipfile.ZipFile(BytesIO(content)).read("word/styles.xml").decode()


def test_title_edition_and_page_numbers_stand_at_the_foot_of_every_page(here):
    told = document(Text("Først"), own_page(800, 400), Text("Sist"), edition="AN-1 · Versjon 2.0")
    pages = [page.extract_text() for page in pdf_pages(write_pdf(told))]
    assert ["AN-1 · Versjon 2.0" in text for text in pages] == [True, True, True]
    assert "3 / 3" in pages[-1]

    word = docx.Document(BytesIO(write_docx(told)))
    for section in word.sections:  # those after the first have the footer of the one before
        footer = section.footer.paragraphs[0]
        assert "Avvikle Fagsystem X · AN-1 · Versjon 2.0" in footer.text
        assert footer._p.xpath("./w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]


def test_drawing_is_a_picture_with_its_words_in_docx_on_paper_of_its_own(here):
    word = docx.Document(BytesIO(write_docx(document(own_page(800, 400), Text("Etter")))))
    (shape,) = word.inline_shapes
    first, second = word.sections

    assert shape._inline.docPr.get("descr") == "Figur av <en> skuff"
    assert shape.width / shape.height == pytest.approx(2, abs=0.02)
    assert shape.width <= first.page_width - first.left_margin - first.right_margin
    assert (first.page_width > first.page_height, second.page_width > second.page_height) == (True, False)


def test_docx_without_what_draws_pictures_says_the_words_of_the_drawing(here, monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 60 * 1024 * 1024)
    word = docx.Document(BytesIO(write_docx(document(own_page(800, 400)))))

    assert not word.inline_shapes
    assert "Figur av <en> skuff" in [paragraph.text for paragraph in word.paragraphs]


def test_no_row_of_a_table_is_broken_in_docx(full):
    (table,) = docx.Document(BytesIO(write_docx(full))).tables
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_long_words_in_narrow_columns_are_divided_where_the_language_divides_them(here):
    header = ["Steg", *["Økonomiavdelingen", "Enhetsleder"] * 3]
    (page,) = pdf_pages(write_pdf(document(Table("Hvem gjør hva", header, [["1"] * 7], widths=[4, *[1] * 6]))))
    lines = [line.strip() for line in page.extract_text().replace("\u2010", "-").splitlines()]

    assert "Enhetsleder" not in lines
    assert [line for line in lines if line in {"n", "er", "r"}] == []


LINKED = [
    Run("Bruk "),
    Run("Arkiv <1> & Łódź", "/landscape/elements/1/"),
    Run(" og "),
    Run("loven", "https://lovdata.no/å b"),
]
LEADS = [
    ("http://fjordvik.example/landscape/elements/1/", "Arkiv <1> & Łódź"),
    ("https://lovdata.no/%C3%A5%20b", "loven"),
]


@pytest.fixture
def linked(here, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    return document(Text(LINKED), Listing([LINKED]), Table("Kilder", ["Kilde"], [[LINKED]]))


def test_links_of_a_pdf_lead_to_whole_addresses_and_are_read_aloud_by_their_words(linked):
    content = write_pdf(linked)

    assert pdf_links(content) == [(url, f"{words} ({url})") for url, words in LEADS] * 3
    assert pdf_tagged_links(content) == 6
    assert "Bruk Arkiv <1> & Łódź og loven" in pdf_pages(content)[0].extract_text()


def test_links_of_a_docx_are_real_in_texts_lists_and_tables(linked):
    content = write_docx(linked)

    assert docx_links(content) == [(words, url) for url, words in LEADS] * 3
    paragraphs = [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]
    assert paragraphs.count("Bruk Arkiv <1> & Łódź og loven") == 2


def test_words_that_lead_where_no_document_leads_are_words(here):
    addresses = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "\x00"]
    told = document(*(Text([Run(f"Trykk her {number}", url)]) for number, url in enumerate(addresses)))
    printed = write_pdf(told)

    assert pdf_links(printed) == docx_links(write_docx(told)) == []
    said = pdf_pages(printed)[0].extract_text()
    assert [number for number in range(len(addresses)) if f"Trykk her {number}" not in said] == []


def test_links_of_a_pdf_are_not_followed_when_it_is_written(here):
    """What would be asked is a server that hears of it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        write_pdf(document(Text([Run("hit", f"http://127.0.0.1:{server.getsockname()[1]}/x.png")])))
        with pytest.raises(TimeoutError):
            server.accept()
