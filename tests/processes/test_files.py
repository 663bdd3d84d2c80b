"""A process as PDF, Word, Excel and BPMN: each says what the page says."""

import re
from io import BytesIO

import docx
import openpyxl
import pypdf
import pytest
from PIL import Image

from grunnmur.core.documents_out import write_png
from grunnmur.core.tenancy import tenant
from grunnmur.processes.bpmn.edit import losses
from grunnmur.processes.bpmn.model import Flow, Model, Node, NodeKind, Process
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import draw_file, drawable
from grunnmur.publishing.models import Item
from tests.factories_organisation import make_user
from tests.factories_processes import CHOICE, import_drawing, make_process

pytestmark = pytest.mark.django_db
HEAD = "| Nr | Hva | Hvem |\n|---|---|---|\n"
HOSTILE = HEAD + "| 1 | =1+1 skriv <script>x</script> | Leder |\n| 2 | Send brev | Leder |\n"


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def test_pdf_has_the_drawing_the_steps_and_who_does_what(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse", purpose="Slik ansetter vi")
    answer = visitor.get("/processes/ANS/process.pdf")
    text = words(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="ans.pdf"' in answer["Content-Disposition"]
    for said in ("Ansettelse", "Slik ansetter vi", "Skriv utlysning", "Bruk malen i Compilo", "Personalkontoret"):
        assert said in text, said
    assert text.count("Kontroller utlysning") >= 3  # drawn, in the list, and in the table


def test_word_says_every_step_and_its_letters(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    document = docx.Document(BytesIO(visitor.get("/processes/ANS/process.docx").content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "Skriv utlysning" in text
    assert "Bruk malen i Compilo" in text
    assert [cell.text for cell in document.tables[0].rows[0].cells][1:3] == ["Leder", "Personalkontoret"]


def test_excel_has_the_steps_and_the_letters_and_no_formulas(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", content=HOSTILE.encode())
    book = openpyxl.load_workbook(BytesIO(visitor.get("/processes/ANS/process.xlsx").content))
    steps, letters = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)

    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert [row[1] for row in steps[1:] if row[0]] == [row[1] for row in letters[1:]]
    assert letters[0][2:] == ("Leder",)
    assert [row[2] for row in letters[1:]] == ["HU", "HU"]


def test_picture_is_the_drawing_at_twice_its_size(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
    drawn = visitor.get("/processes/ANS/drawing.svg").content.decode()
    answer = visitor.get("/processes/ANS/process.png")
    picture = Image.open(BytesIO(answer.content))
    size = re.search(r'viewBox="\S+ \S+ (\d+) (\d+)"', drawn)

    assert answer["Content-Type"] == "image/png"
    assert 'filename="ans.png"' in answer["Content-Disposition"]
    assert picture.format == "PNG"
    assert size
    assert picture.size == pytest.approx([2 * int(side) for side in size.groups()], abs=2)
    assert len(picture.convert("RGB").getcolors(picture.width * picture.height) or ()) > 10
    assert "process.png" in visitor.get("/processes/ANS/").content.decode()


def wide():
    """A checklist whose drawing no paper holds in letters that can be read."""
    people = ("Leder", "Personalkontoret")
    return (HEAD + "".join(f"| {n} | Kontroller dokument {n} | {people[n % 2]} |\n" for n in range(1, 31))).encode()


def test_wide_drawing_is_printed_on_sheets_that_lead_to_each_other(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("LANG", content=wide())
    pages = pypdf.PdfReader(BytesIO(visitor.get("/processes/LANG/process.pdf").content)).pages
    sheets = [text for page in pages if "Sheet 1 of" in (text := page.extract_text()) or " from sheet " in text]
    count = int(re.search(r"Sheet 1 of (\d+)", sheets[0]).group(1))

    assert count > 4
    assert pages[0].mediabox.width == pytest.approx(297 / 25.4 * 72, abs=1)
    for number in range(1, count):
        (leaves,) = [text for text in sheets if f"Sheet {number} of {count}." in text]
        (arrives,) = [text for text in sheets if f"Sheet {number + 1} of {count}." in text]
        letter = re.search(rf"(\w+) · to sheet {number + 1}", leaves).group(1)
        assert f"{letter} · from sheet {number}" in arrives


def test_word_has_a_picture_of_each_sheet_with_its_words(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("LANG", content=wide())
    document = docx.Document(BytesIO(visitor.get("/processes/LANG/process.docx").content))
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("Sheet ")]
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    page = document.sections[0]

    assert len(words) > 4
    assert pictures == words
    assert words[0].startswith(f"Sheet 1 of {len(words)}. Steps 1, 2, 3")
    assert all(
        shape.width <= page.page_width - page.left_margin - page.right_margin for shape in document.inline_shapes
    )


def test_page_has_sheets_to_print_and_files_of_the_drawing_stay_whole(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("KORT")
        make_process("LANG", content=wide())
    long, short = (visitor.get(f"/processes/{code}/").content.decode() for code in ("LANG", "KORT"))

    assert ("data-sheets" in long, "data-sheets" in short) == (True, False)
    assert long.count("· to sheet") == long.count("· from sheet") > 3
    assert "to sheet" not in visitor.get("/processes/LANG/drawing.svg").content.decode()
    assert Image.open(BytesIO(visitor.get("/processes/LANG/process.png").content)).width > 8000


def test_bpmn_has_our_roles_and_loses_nothing(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")  # knows the role Leder
        import_drawing(code="SOK")
    content = visitor.get("/processes/SOK/process.bpmn").content

    assert losses(CHOICE, content) == []
    assert [bool(lane.role_id) for lane in read(content).processes[0].lanes] == [False, True]


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "png", "bpmn"])
def test_files_are_only_for_those_the_process_is_for(client, visitor, fjordvik, sundby, form):
    with tenant(fjordvik):
        made = make_process("HEM")
        Item.objects.filter(pk=made.process.item_id).update(audience=["person:00000000-0000-4000-8000-000000000000"])
    assert visitor.get(f"/processes/HEM/process.{form}").status_code == 404
    assert visitor.get("/processes/HEM/process.exe").status_code == 404

    with tenant(sundby):
        client.force_login(make_user())
    assert client.get(f"/processes/HEM/process.{form}", headers={"host": "sundby.example"}).status_code == 404


def test_a_file_asks_as_much_for_many_steps_as_for_few(visitor, fjordvik, count_statements):
    rows = "".join(f"| {number} | Gjør ting {number} | Leder |\n" for number in range(1, 13))
    with tenant(fjordvik):
        make_process("FEW", content=HOSTILE.encode())
        make_process("MANY", content=(HEAD + rows).encode())
    few, many = (count_statements(visitor, f"/processes/{code}/process.xlsx") for code in ("FEW", "MANY"))
    assert few == many


def test_names_beside_shapes_are_seen_in_a_picture(here):
    start = Node("s", NodeKind.START_EVENT, "MMMM MMMM")
    model = drawable(Model("m", (Process("p", nodes=(start, Node("t", NodeKind.TASK)), flows=(Flow("f", "s", "t"),)),)))
    svg = draw_file(model)
    view = [float(number) for number in re.search(r'viewBox="([^"]*)"', svg).group(1).split()]
    label = model.diagrams[0].shapes[0].label
    picture = Image.open(BytesIO(write_png(svg))).convert("L")

    left, top = 2 * (label.x - view[0]), 2 * (label.y - view[1])
    place = picture.crop((left, top, left + 2 * label.width, top + 2 * label.height))
    assert sum(place.histogram()[:90]) > 100  # dark dots, as letters have them
