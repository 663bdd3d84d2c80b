"""What is written reads back the same, and is written the same again."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from grunnmur.landscape.catalogue import LANGUAGES
from grunnmur.landscape.exchange import archi_csv, archimate
from grunnmur.landscape.exchange.model import Element, Model, Relation, ordered
from tests.landscape.exchange.models import large_model, models

FORMATS = (archimate, archi_csv)
UNIT, OTHER, RELATION, MODEL = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__.rpartition(".")[2])
class TestBothFormats:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(model=models())
    def test_a_model_reads_back_as_it_was_written(self, form, model):
        data = form.write(model, language="nb")
        read = form.read(data)
        assert read.findings == ()
        assert read.model == ordered(model)
        assert form.write(read.model, language="nb") == data

    def test_five_thousand_elements_come_back_byte_for_byte(self, form):
        model = large_model(5_000, 5_000)
        data = form.write(model, language="nb")
        read = form.read(data)
        assert read.findings == ()
        assert read.model == ordered(model)
        assert form.write(read.model, language="nb") == data

    def test_the_order_of_elements_does_not_matter(self, form):
        model = large_model(200, 200)
        turned = replace(model, elements=model.elements[::-1], relations=model.relations[::-1])
        assert form.write(turned, language="da") == form.write(model, language="da")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_reads_back_the_same(self, form, language):
        model = large_model(200, 200)
        assert form.read(form.write(model, language=language)).model == ordered(model)

    def test_an_empty_model_is_written(self, form):
        model = Model(id=MODEL, name="Tomt")
        assert form.read(form.write(model, language="nb")).model == model

    @pytest.mark.parametrize(
        "elements",
        [
            [Element(id=UNIT, type="unit", name="Helse"), Element(id=UNIT, type="unit", name="Oppvekst")],
            [Element(id="1 2", type="unit", name="Helse")],
            [Element(id="property-1", type="unit", name="Helse")],
            [Element(id=UNIT, type="dragon", name="Smaug")],
            [Element(id=UNIT, type="unit", name=" ")],
        ],
        ids=["twice", "blank in identifier", "reserved identifier", "unknown type", "no name"],
    )
    def test_a_model_that_must_not_be_exported_is_refused(self, form, elements):
        with pytest.raises(ValueError, match=r"."):
            form.write(Model(id=MODEL, name="Kart", elements=tuple(elements)), language="nb")

    @pytest.mark.parametrize(
        ("kind", "source", "target"),
        [("covers", "agreement", "unit"), ("performs", "unit", "system"), ("reads", "role", "system")],
    )
    def test_an_illegal_relation_is_never_written(self, form, kind, source, target):
        elements = (Element(id=UNIT, type=source, name="A"), Element(id=OTHER, type=target, name="B"))
        relation = Relation(id=RELATION, kind=kind, src=UNIT, dst=OTHER, strength=1)
        with pytest.raises(ValueError, match=kind):
            form.write(Model(id=MODEL, name="Kart", elements=elements, relations=(relation,)), language="nb")

    def test_a_relation_without_its_end_is_never_written(self, form):
        relation = Relation(id=RELATION, kind="has_unit", src=UNIT, dst=OTHER, strength=1)
        model = Model(id=MODEL, name="Kart", elements=(Element(id=UNIT, type="unit", name="A"),), relations=(relation,))
        with pytest.raises(ValueError, match="has_unit"):
            form.write(model, language="nb")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models())
def test_what_is_written_is_valid(assert_valid, model):
    assert_valid(archimate.write(model, language="nn"))


@pytest.mark.parametrize(
    "name", ["<b>&amp;</b>", "a]]>b", "\u202eאבג\u202c", "x" * 200, "🌊👩‍🚒", "=cmd|' /C calc'!A0", " å "]
)
def test_a_strange_name_is_kept_exactly(assert_valid, name):
    model = Model(id=MODEL, name=name, elements=(Element(id=UNIT, type="unit", name=name, summary=name),))
    data = archimate.write(model, language="nb")
    assert_valid(data)
    assert archimate.read(data).model == model
    assert archi_csv.read(archi_csv.write(model, language="nb")).model == model


def test_characters_that_xml_cannot_hold_are_left_out(assert_valid):
    model = Model(id=MODEL, name="Kart", elements=(Element(id=UNIT, type="unit", name="He\x01l\uffffse\ud800"),))
    data = archimate.write(model, language="nb")
    assert_valid(data)
    assert archimate.read(data).model.elements[0].name == "Helse"
