"""Exchange files of modelling tools: taken as far as they have a counterpart, and told where they have none."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.landscape.models import Element, ImportIdentity, Relation
from tests.factories_landscape import make_element
from tests.landscape.imports.test_import_errors import names

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="id-m">\n<name xml:lang="nb">Modell</name>\n'
)


def element(identifier, concept, name):
    return f'<element identifier="{identifier}" xsi:type="{concept}"><name xml:lang="nb">{name}</name></element>\n'


def relation(identifier, concept, source, target):
    return f'<relationship identifier="{identifier}" source="{source}" target="{target}" xsi:type="{concept}"/>\n'


def model(elements, relations=""):
    told = f"<relationships>\n{relations}</relationships>\n" if relations else ""
    return f"{HEAD}<elements>\n{elements}</elements>\n{told}</model>".encode()


def test_model_of_another_tool_becomes_elements_and_relations_known_again_by_their_ids(maps):
    content = model(
        element("id-a", "ApplicationComponent", "Elevsystem") + element("id-b", "BusinessService", "Skoleplass"),
        relation("id-r", "Serving", "id-a", "id-b"),
    )
    run = maps.apply(content, name="m.xml", source="archimate")
    assert maps.findings(run) == []
    assert Relation.objects.get().kind == "supports"
    assert ImportIdentity.objects.filter(source="archimate").count() == 2
    renamed = content.replace(b"Elevsystem", b"Elevsystemet")
    assert maps.apply(renamed, name="m.xml", source="archimate").counts == {"elements": {"change": 1}}
    assert names() == ["Elevsystemet"]


def test_what_has_no_counterpart_is_told_with_its_line_and_the_rest_survives(maps):
    content = model(
        element("id-a", "ApplicationComponent", "Elevsystem")
        + element("id-b", "Stakeholder", "Innbygger")
        + element("id-c", "Spaceship", "Romskip"),
        relation("id-r", "Serving", "id-a", "id-nowhere"),
    )
    run = maps.apply(content, name="m.xml", source="archimate")
    told = maps.errors(run)
    assert [row for row, _column, _text in told] == [6, 7, 10]
    assert "Stakeholder" in told[0][2]
    assert "Spaceship" in told[1][2]
    assert "id-nowhere" in told[2][2]
    assert names() == ["Elevsystem"]


def test_elements_of_other_domains_are_matched_or_listed_and_never_made(maps):
    process = make_element("process", "Opptak")
    content = model(
        element("id-a", "ApplicationComponent", "Elevsystem")
        + element("id-p", "BusinessProcess", "Opptak")
        + element("id-q", "BusinessProcess", "Ukjent")
        + element("id-u", "BusinessActor", "Ukjent enhet"),
        relation("id-r", "Serving", "id-a", "id-p") + relation("id-s", "Serving", "id-a", "id-q"),
    )
    run = maps.apply(content, name="m.xml", source="archimate")
    assert Relation.objects.get().dst_id == process.pk
    assert Element.objects.filter(type__in=["process", "unit"]).count() == 1
    texts = [text for _row, _column, text in maps.errors(run)]
    assert len([text for text in texts if "belongs to another part" in text]) == 2
    assert len([text for text in texts if "hangs on row" in text]) == 1


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE model [<!ENTITY x "boom">]>',
        '<!DOCTYPE model SYSTEM "http://example.com/evil.dtd">',
        '<!DOCTYPE model [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_file_with_an_entity_or_a_foreign_document_type_is_refused(maps, declaration):
    content = model(element("id-a", "ApplicationComponent", "&x;")).replace(b"?>\n", f"?>\n{declaration}\n".encode(), 1)
    with pytest.raises(UnreadableFileError, match="DOCTYPE"):
        maps.plan(content, name="m.xml")
    assert names() == []


def test_archi_csv_is_read_like_the_exchange_file(maps):
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(
            "elements.csv",
            '"ID","Type","Name","Documentation","Specialization"\n'
            '"id-a","ApplicationComponent","Elevsystem","",""\n"id-b","BusinessService","Skoleplass","",""\n',
        )
        archive.writestr(
            "relations.csv",
            '"ID","Type","Name","Documentation","Source","Target","Specialization"\n'
            '"id-r","ServingRelationship","","","id-a","id-b",""\n',
        )
        archive.writestr("properties.csv", '"ID","Key","Value"\n"id-a","kostnad","12"\n"id-a","code","ES"\n')
    run = maps.apply(out.getvalue(), name="archi.zip", source="archimate")
    assert Element.objects.get(type="system").code == "ES"
    assert Relation.objects.count() == 1
    assert maps.warnings(run) == ["The property “kostnad” has no place on the map; 1 elements or relations had it."]


def test_zip_of_our_own_tables_is_not_taken_for_archis(maps):
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("elements.csv", "type;name\nsystem;Elevsystem\n")
    maps.apply(out.getvalue(), name="tables.zip")
    assert names() == ["Elevsystem"]
