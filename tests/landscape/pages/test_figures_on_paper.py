"""The figure as a document: the question's answer drawn on a page of its own, for those who may take it out."""

from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from tests.factories_landscape import make_element, make_relation

pytestmark = pytest.mark.django_db


def at(thing):
    return reverse("landscape:figure_pdf", args=[thing.pk])


@pytest.fixture
def chain(fjordvik, house):
    with tenant(fjordvik):
        house.supplier = make_element("supplier", "Leverandør AS")
        house.step = make_element("activity", "Registrer melding")
        make_relation("supplies", house.supplier, house.archive)
        make_relation("supports", house.archive, house.step)
        make_relation("contains", house.secret, house.archive)
        return house


def read(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(BytesIO(answer.content))


def test_the_figure_stands_on_its_side_under_the_question_and_is_said_in_a_table(visitor, chain):
    reader = read(visitor.get(at(chain.supplier), {"hops": "2", "type": ["system", "activity"]}))
    first, second = reader.pages
    drawn = first.extract_text()

    assert first.mediabox.width > first.mediabox.height
    assert reader.metadata.title == "What depends on Leverandør AS"
    question = ("What depends on this?", "it stops", "At most 2 steps", "steps, systems", "Shows what the reader had")
    for words in (*question, "asked about", "Arkivsystemet", "Registrer melding", "stops", "points to what is hit"):
        assert words in drawn
    assert "/Image" not in str(first["/Resources"]), "drawn with lines, not pixels"
    assert "Arkivsystemet supports Registrer melding" in " ".join(second.extract_text().split())


def test_the_figure_has_what_is_read_aloud_for_it(visitor, chain):
    structure = read(visitor.get(at(chain.supplier))).trailer["/Root"]["/StructTreeRoot"]

    assert "The figure shows the same as the table" in "".join(alternatives(structure))


def alternatives(node):
    """The texts that stand for figures, anywhere in the tree of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for child in node for text in alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + alternatives(node.get("/K"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "Hva som er avhengig"), ("nn", "Kva som er avhengig"), ("da", "Hvad der er afhængigt")],
)
def test_the_document_is_in_the_readers_language(visit, chain, language, words):
    reader = read(visit(chain.user, language=language).get(at(chain.supplier)))

    assert reader.trailer["/Root"]["/Lang"] == language
    assert words in reader.metadata.title


def test_what_is_hidden_is_not_drawn(visitor, visit, chain):
    assert "Hemmelig" not in "".join(page.extract_text() for page in read(visitor.get(at(chain.archive))).pages)
    owner = visit(chain.other_user)
    assert "Hemmelig" in "".join(page.extract_text() for page in read(owner.get(at(chain.archive))).pages)


def test_what_is_hidden_or_elsewhere_is_not_there(visitor, house):
    assert visitor.get(at(house.secret)).status_code == 404


def test_an_element_of_another_municipality_is_not_there(stranger, house):
    assert stranger.get(at(house.archive)).status_code == 404


def test_an_element_without_relations_gives_a_document_that_says_so(visitor, house):
    (page,) = read(visitor.get(at(house.archive))).pages
    assert "Nothing is registered on the map for this question." in page.extract_text()


@pytest.mark.parametrize("name", ["figure", "dependencies"])
def test_only_those_who_may_take_files_out_are_offered_it(visit, chain, name):
    page = reverse(f"landscape:{name}", args=[chain.supplier.pk])

    assert at(chain.supplier) in visit(chain.user).get(page).text
    assert at(chain.supplier) not in visit(chain.employee).get(page).text


def test_those_who_may_not_take_files_out_are_refused(employee, chain):
    assert employee.get(at(chain.supplier)).status_code == 403
