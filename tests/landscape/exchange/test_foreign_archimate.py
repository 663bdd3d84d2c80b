"""Exchange files of other tools: what is understood, what is told, and that nothing is lost in silence."""

from uuid import UUID

import pytest
from django.utils import translation

from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.exchange.findings import Problem
from tests.landscape.exchange.documents import FIRST_LINE, document, element, properties, relation

OURS = "00000000-0000-0000-0000-00000000000a"


def problems(read):
    return [(one.problem, one.line, one.identifier, one.is_lost) for one in read.findings]


def kinds(read):
    return [(one.kind, str(one.src), str(one.dst)) for one in read.model.relations]


def test_our_identifiers_become_uuids_and_others_stay_texts():
    texts = ["id-5fd5a4e0c6a94e0a8ff6b2b7c6b4d1a1", "id-0000000A-0000-0000-0000-00000000000A", "x"]
    read = archimate.read(document([element(one, "Goal") for one in (f"id-{OURS}", *texts)]))
    assert [one.id for one in read.model.elements] == [UUID(OURS), *texts]


@pytest.mark.parametrize(
    ("concept", "code"),
    [
        ("Goal", "goal"),
        ("Driver", "law"),
        ("BusinessProcess", "process"),
        ("BusinessRole", "role"),
        ("BusinessActor", "unit"),
        ("ApplicationComponent", "system"),
        ("archimate:Node", "technology"),
    ],
)
def test_a_concept_becomes_the_type_without_specialization(concept, code):
    read = archimate.read(document([element("a", concept)]))
    assert [one.type for one in read.model.elements] == [code]
    assert not read.findings


def test_the_property_type_decides_where_it_fits():
    fits = element("a", "BusinessActor", "V", properties(("p", "supplier")))
    unfit = element("b", "BusinessActor", "W", properties(("p", "goal")))
    read = archimate.read(document([fits, unfit], definitions=[("p", "type")]))
    assert [(one.type, one.properties) for one in read.model.elements] == [
        ("supplier", ()),
        ("unit", (("type", "goal"),)),
    ]
    assert problems(read) == [(Problem.UNFIT_CODE, FIRST_LINE + 1, "b", False)]


@pytest.mark.parametrize(
    ("concept", "problem"),
    [
        ("Stakeholder", Problem.UNMAPPED_TYPE),
        ("DataObject", Problem.UNMAPPED_TYPE),
        ("AndJunction", Problem.UNMAPPED_TYPE),
        ("Grouping", Problem.UNMAPPED_TYPE),
        ("Capability", Problem.UNMAPPED_TYPE),
        ("Dragon", Problem.UNKNOWN_TYPE),
        ("", Problem.UNKNOWN_TYPE),
    ],
)
def test_an_element_without_counterpart_is_told_with_its_relations_and_the_rest_survives(concept, problem):
    elements = [element("a", "Goal"), element("b", concept, "Fremmed"), element("c", "Goal")]
    relations = [relation("r", "Association", "a", "b"), relation("s", "Composition", "a", "c")]
    read = archimate.read(document(elements, relations))
    assert [one.id for one in read.model.elements] == ["a", "c"]
    assert kinds(read) == [("contains", "a", "c")]
    assert problems(read) == [
        (problem, FIRST_LINE + 1, "b", True),
        (Problem.UNREAD_END, FIRST_LINE + 5, "r", True),
    ]
    assert "Fremmed" in str(read.findings[0])


def test_each_mistake_is_named_with_its_line_and_the_rest_survives():
    elements = [
        element("a", "Goal"),
        element("a", "Goal"),
        '<element xsi:type="Goal"><name>Ingen</name></element>',
        '<element identifier="n" xsi:type="Goal"/>',
        element("b", "BusinessProcess"),
    ]
    relations = [
        relation("r1", "Realization", "b", "a"),
        relation("r1", "Realization", "b", "a"),
        relation("r2", "Realization", "b", "gone"),
        relation("r3", "Befriending", "b", "a"),
        relation("r4", "Association", "b", "b"),
        relation("r5", "Flow", "b", "a"),
        relation("r6", "Association", "b", "r1"),
        relation("a", "Realization", "b", "a"),
    ]
    read = archimate.read(document(elements, relations))
    assert kinds(read) == [("contributes", "b", "a")]
    below = FIRST_LINE + 7
    assert problems(read) == [
        (Problem.DUPLICATE_IDENTIFIER, FIRST_LINE + 1, "a", True),
        (Problem.MISSING_IDENTIFIER, FIRST_LINE + 2, "", True),
        (Problem.MISSING_NAME, FIRST_LINE + 3, "n", True),
        (Problem.DUPLICATE_IDENTIFIER, below + 1, "r1", True),
        (Problem.DANGLING_REFERENCE, below + 2, "r2", True),
        (Problem.UNKNOWN_RELATION, below + 3, "r3", True),
        (Problem.SAME_ENDS, below + 4, "r4", True),
        (Problem.UNMAPPED_RELATION, below + 5, "r5", True),
        (Problem.UNREAD_END, below + 6, "r6", True),
        (Problem.DUPLICATE_IDENTIFIER, below + 7, "a", True),
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_a_finding_speaks_the_language_of_whoever_looks(language):
    read = archimate.read(document([element("b", "Stakeholder", "Rådmann")]))
    with translation.override(language):
        sentence = str(read.findings[0])
    assert "“Rådmann”" in sentence or "«Rådmann»" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("access", "source", "expected"),
    [
        ("Read", "p", ["reads"]),
        ("Write", "p", ["writes"]),
        ("ReadWrite", "p", ["reads", "writes"]),
        ("Access", "p", ["reads"]),
        ("", "p", ["reads"]),
        ("Read", "s", ["copies"]),
        ("ReadWrite", "s", ["masters"]),
        ("Write", "s", ["masters"]),
        ("", "s", ["copies"]),
        ("Read", "i", ["carries"]),
    ],
)
def test_an_access_becomes_the_kind_of_its_access_type(access, source, expected):
    things = [("p", "BusinessProcess"), ("s", "ApplicationComponent"), ("i", "ApplicationInterface")]
    elements = [element(*one) for one in (*things, ("o", "BusinessObject"))]
    special = f'accessType="{access}"' if access else ""
    read = archimate.read(document(elements, [relation("r", "Access", source, "o", special)]))
    assert [one.kind for one in read.model.relations] == expected
    assert [one.id for one in read.model.relations] == ["r", "r-writes"][: len(expected)]
    assert not read.findings


def test_the_access_type_that_a_kind_does_not_tell_is_kept():
    elements = [element("i", "ApplicationInterface"), element("o", "BusinessObject")]
    read = archimate.read(document(elements, [relation("r", "Access", "i", "o", 'accessType="Read"')]))
    assert read.model.relations[0].attrs == (("accessType", "Read"),)


def test_an_association_without_direction_is_read_the_way_that_is_legal():
    elements = [element("d", "Driver"), element("s", "BusinessService")]
    turned = relation("r", "Association", "s", "d")
    directed = relation("q", "Association", "s", "d", 'isDirected="true"')
    read = archimate.read(document(elements, [turned, directed]))
    assert kinds(read) == [("governs", "d", "s")]
    assert problems(read) == [(Problem.UNMAPPED_RELATION, FIRST_LINE + 5, "q", True)]


def test_the_property_kind_decides_where_it_fits():
    elements = [element("p", "BusinessProcess"), element("o", "BusinessObject")]
    stated = [
        relation("r", "Access", "p", "o", 'accessType="Write"', properties(("k", "writes"))),
        relation("s", "Access", "p", "o", 'accessType="Read"', properties(("k", "writes"))),
        relation("t", "Access", "p", "o", 'accessType="Read"', properties(("k", "supports"))),
    ]
    read = archimate.read(document(elements, stated, [("k", "kind")]))
    assert [(one.kind, one.attrs) for one in read.model.relations] == [
        ("writes", ()),
        ("reads", (("kind", "writes"),)),
        ("reads", (("kind", "supports"),)),
    ]
    assert [one.problem for one in read.findings] == [Problem.UNFIT_CODE] * 2


def test_a_name_that_says_more_than_the_kind_is_kept():
    elements = [element("a", "ApplicationComponent"), element("b", "BusinessProcess")]
    named = [
        relation("r", "Serving", "a", "b", inside="<name>støtter</name>"),
        relation("s", "Serving", "a", "b", inside="<name>vedtak og brev</name>"),
    ]
    read = archimate.read(document(elements, named))
    assert [one.attrs for one in read.model.relations] == [(), (("name", "vedtak og brev"),)]


def test_values_that_a_field_cannot_take_stay_properties():
    inside = properties(("c", "Very high"), ("l", "active"), ("l", "ended"), ("x", "1"), ("gone", "2"))
    definitions = [("c", "criticality"), ("l", "lifecycle"), ("x", "Cost")]
    read = archimate.read(document([element("a", "Goal", "Mål", inside)], definitions=definitions))
    goal = read.model.elements[0]
    assert (goal.criticality, goal.lifecycle) == (None, "active")
    assert goal.properties == (("criticality", "Very high"), ("lifecycle", "ended"), ("Cost", "1"), ("gone", "2"))
    assert [one.problem for one in read.findings] == [Problem.UNKNOWN_PROPERTY, Problem.BAD_VALUE]


@pytest.mark.parametrize("value", ["2026-13-01", "01.02.2026", "2026-2-1"])
def test_a_day_that_is_none_stays_a_property(value):
    elements = [element("a", "Goal"), element("b", "Goal")]
    related = relation("r", "Composition", "a", "b", inside=properties(("f", value)))
    read = archimate.read(document(elements, [related], [("f", "valid_from")]))
    assert (read.model.relations[0].valid_from, read.model.relations[0].attrs) == (None, (("valid_from", value),))
    assert problems(read) == [(Problem.BAD_VALUE, FIRST_LINE + 4, "r", False)]


def test_texts_in_further_languages_become_properties():
    inside = '<name xml:lang="nb">Helse</name><documentation>Om</documentation>'
    data = document([element("a", "Goal", "Health", inside)])
    assert archimate.read(data).model.elements[0].name == "Health"
    goal = archimate.read(data, language="nb").model.elements[0]
    assert (goal.name, goal.summary, goal.properties) == ("Helse", "Om", (("name (en)", "Health"),))


def test_drawings_folders_and_foreign_parts_are_told():
    folder = '<item><label>My folder</label><item identifierRef="a"/></item>'
    drawings = '<view identifier="v" xsi:type="Diagram"/><view identifier="w" xsi:type="Diagram"/>'
    rest = f"""<metadata/>
<organizations>{folder}</organizations>
<views><diagrams>{drawings}</diagrams></views>"""
    foreign = '<x:colour xmlns:x="urn:x">red</x:colour>'
    read = archimate.read(document([element("a", "Goal", inside=foreign)], rest=rest))
    assert len(read.model.elements) == 1
    assert [(one.problem, one.line) for one in read.findings] == [
        (Problem.NOT_TAKEN, FIRST_LINE),
        (Problem.NOT_TAKEN, 2),
        (Problem.NOT_TAKEN, FIRST_LINE + 3),
        (Problem.NOT_TAKEN, FIRST_LINE + 4),
    ]
    assert "(2)" in str(read.findings[3])


def test_an_element_outside_its_place_is_told():
    read = archimate.read(document([element("a", "Goal")], rest=element("b", "Goal")))
    assert [one.id for one in read.model.elements] == ["a"]
    assert problems(read) == [(Problem.NOT_TAKEN, FIRST_LINE + 2, "b", True), (Problem.NOT_TAKEN, 2, "id-model", True)]


def test_lines_are_told_in_files_of_any_length():
    read = archimate.read(document(["\n" * 99_999 + element("b", "Stakeholder")]))
    assert read.findings[0].line == FIRST_LINE + 99_999


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_every_common_encoding_is_read(encoding):
    declared = encoding.removesuffix("-sig")
    text = document([element("a", "Goal", "Ålesund")]).decode().replace('"UTF-8"', f'"{declared}"')
    assert archimate.read(text.encode(encoding)).model.elements[0].name == "Ålesund"
