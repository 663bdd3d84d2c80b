"""Linking steps to what they need, and keeping that in step with what versions say."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from grunnmur.core.links import Ref
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.models import Element
from grunnmur.processes import actions
from grunnmur.processes.actions import NewLink
from grunnmur.processes.bpmn.edit import Document
from grunnmur.processes.migrations._links_of_files import _take_in
from grunnmur.processes.models import ProcessVersion, StepLink
from grunnmur.processes.queries import file_with_roles, find_process, links_of, named_links
from grunnmur.processes.queries.differences import difference
from grunnmur.processes.queries.references import linked_from, references
from grunnmur.processes.rules import LinkError
from grunnmur.publishing import actions as publishing
from grunnmur.publishing.models import Item, Version
from grunnmur.publishing.rules import item_ref
from tests.factories_landscape import live, make_element
from tests.factories_organisation import SYSTEM
from tests.factories_processes import CHOICE, import_drawing, make_process
from tests.factories_publishing import approve, make_draft, make_factory, make_valid, to_approval
from tests.processes.reading_html import find, parsed, text_of

pytestmark = pytest.mark.django_db
LINKED = CHOICE.replace(
    b'<userTask id="a" name="Les s\xc3\xb8knaden"/>',
    '<userTask id="a" name="Les søknaden"><extensionElements><flyt:step xmlns:flyt="urn:grunnmur:flyt:1" uid="les">'
    '<flyt:fact name="system">Arkiv</flyt:fact><flyt:fact name="law">Forvaltningsloven</flyt:fact>'
    "</flyt:step></extensionElements></userTask>".encode(),
)


@pytest.fixture
def version(fjordvik):
    with tenant(fjordvik):
        return import_drawing(CHOICE, code="SOK")


def linked(row, **facts):
    facts = {"kind": "system", "uid": "a"} | facts
    return actions.link_step(row.process_id, NewLink(**facts), by=SYSTEM)


def names(row):
    return sorted((one.uid, one.kind, one.name) for one in StepLink.objects.filter(process_id=row.process_id))


def element_ref(kind, name):
    return Ref("element", make_element(kind, name).pk)


def test_linked_system_is_on_the_map_as_what_supports_the_step_and_unlinked_it_is_not(version, fjordvik):
    with tenant(fjordvik):
        system = make_element("system", "Arkiv")
        row = linked(version, ref=Ref("element", system.pk), strength="required")
        step = Element.objects.get(type="activity", name="Les søknaden")
        assert live("supports", system, step)
        actions.unlink_step(row.pk, by=SYSTEM)
        assert not live("supports", system, step)


def test_information_that_is_read_and_recorded_is_claimed_both_ways_and_law_governs(version, fjordvik):
    with tenant(fjordvik):
        information, law = make_element("information", "Søknad"), make_element("law", "Forvaltningsloven")
        linked(version, kind="information", ref=Ref("element", information.pk), use="both")
        linked(version, kind="law", uid="", ref=Ref("element", law.pk))
        step = Element.objects.get(type="activity", name="Les søknaden")
        assert live("reads", step, information)
        assert live("writes", step, information)
        assert live("governs", law, Element.objects.get(type="process"))


def test_process_that_is_linked_is_called(version, fjordvik):
    with tenant(fjordvik):
        other = make_process(title="Arkivering")
        linked(version, kind="process", uid="", ref=item_ref(other.process.item_id))
        whole = Element.objects.get(ref=version.process_id)
        assert live("calls", whole, Element.objects.get(ref=other.process_id))
        assert linked_from(item_ref(other.process.item_id)) == {version.process.item_id}


def test_the_same_link_again_says_more_about_it(version, fjordvik):
    with tenant(fjordvik):
        first = linked(version, name="Arkiv")
        again = linked(version, name="ARKIV", note="Bare i mai")
        assert (first.pk, again.note) == (again.pk, "Bare i mai")
        assert StepLink.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://example.org"},
        {"url": "javascript:alert(1)"},
        {"name": " "},
        {"uid": "nowhere", "name": "Arkiv"},
    ],
)
def test_link_to_what_is_no_link_is_refused_and_nothing_is_kept(version, fjordvik, wrong):
    with tenant(fjordvik), pytest.raises(LinkError):
        linked(version, **wrong)
    with tenant(fjordvik):
        assert not StepLink.objects.exists()


def test_link_to_a_thing_of_another_kind_is_refused(version, fjordvik):
    with tenant(fjordvik):
        ref = element_ref("law", "Arkivloven")
        with pytest.raises(LinkError):
            linked(version, kind="system", ref=ref)


def test_somebody_who_may_not_draft_the_process_neither_links_nor_unlinks(version, office, fjordvik):
    with tenant(fjordvik):
        row = linked(version, name="Arkiv")
        with pytest.raises(PermissionDenied):
            actions.link_step(version.process_id, NewLink(kind="system", name="Fagsystem"), by=office["user"])
        with pytest.raises(PermissionDenied):
            actions.unlink_step(row.pk, by=office["user"])
        assert names(version) == [("a", "system", "Arkiv")]


def test_database_refuses_an_address_that_is_none_and_a_half_target(version, fjordvik):
    with tenant(fjordvik):
        row = linked(version, name="Arkiv")
        for column, value in (("url", "javascript:x"), ("target_kind", "element")):
            with pytest.raises(IntegrityError), transaction.atomic():
                StepLink.objects.filter(pk=row.pk).update(**{column: value})


def test_links_of_a_file_become_rows_and_what_they_name_is_found_on_the_map(fjordvik):
    with tenant(fjordvik):
        system = make_element("system", "ARKIV")
        row = import_drawing(LINKED, code="SOK")
        assert names(row) == [("les", "law", "Forvaltningsloven"), ("les", "system", "Arkiv")]
        assert StepLink.objects.get(kind="system").target_id == system.pk
        assert StepLink.objects.get(kind="law").target_id is None


def test_name_finds_its_thing_when_that_comes_on_the_map_later(fjordvik):
    with tenant(fjordvik):
        import_drawing(LINKED, code="SOK")
        law = make_element("law", "Forvaltningsloven")
        assert actions.point_named_links() == 1
        assert live("governs", law, Element.objects.get(type="activity", name="Les søknaden"))


def test_drawing_without_links_of_ours_leaves_those_of_steps_it_still_has(version, fjordvik):
    with tenant(fjordvik):
        linked(version, name="Arkiv")
        newer = CHOICE.replace(b"Avgj", b"Best")
        actions.import_version(version.process_id, newer, name="a.bpmn", change_note="", by=SYSTEM)
        assert names(version) == [("a", "system", "Arkiv")]


def test_taken_out_and_read_in_again_nothing_of_the_links_is_lost(version, fjordvik):
    with tenant(fjordvik):
        ref = element_ref("information", "Søknad")
        linked(version, kind="information", ref=ref, use="writes", strength="optional", note="I 1 år")
        linked(version, kind="form", uid="", url="https://example.org/skjema", name="Skjema")
        read = find_process("SOK", seen_by=SYSTEM)
        file = file_with_roles(read)
        before = links_of(read.row)
        StepLink.objects.all().delete()
        row = actions.import_version(version.process_id, file, name="a.bpmn", change_note="", by=SYSTEM)
        assert sorted(links_of(row), key=str) == sorted(before, key=str)


def test_draft_begins_with_the_links_that_hold_and_what_it_changes_holds_when_it_is_valid(fjordvik):
    with tenant(fjordvik):
        made = make_factory()
        first = make_valid(made, make_draft(made, LINKED))
        row = ProcessVersion.objects.get(version=first)
        linked(row, uid="b", name="Fagsystem")
        draft = publishing.start_version(first.item_id, change_note="Ny", by=made.modeller_user)
        held = linked(row, uid="b", kind="goal", name="Raskt svar")
        drawn = ProcessVersion.objects.get(version=draft)
        document = Document.of(bytes(drawn.xml))
        document.set_facts("a", [("uid", "les"), ("law", "Forvaltningsloven"), ("form", "Søknadsskjema")])
        saved = actions.DrawingFile(content=document.write(), based_on=Version.objects.get(pk=draft.pk).content_hash)
        actions.save_drawing(draft.pk, saved, by=made.modeller_user)
        assert ("les", "system", "Arkiv") in names(row)  # nothing holds before it is approved
        told = [one.sentence for one in difference(row.process_id, older="1", newer="2", seen_by=SYSTEM).told]
        assert len(told) == 2  # what was linked beside the draft is no change of it
        approve(to_approval(made, draft), SYSTEM)
        assert names(row) == [
            ("b", "goal", held.name),
            ("b", "system", "Fagsystem"),
            ("les", "form", "Søknadsskjema"),
            ("les", "law", "Forvaltningsloven"),
        ]
        kept = ProcessVersion.objects.get(version=draft).link_snapshot
        assert sorted(one["name"] for one in kept) == sorted(name for _uid, _kind, name in names(row))


def test_old_version_keeps_the_links_it_had(version, fjordvik):
    with tenant(fjordvik):
        old = import_drawing(LINKED, code="GAMMEL")
        newer = LINKED.replace(b"Arkiv", b"Nytt arkiv")
        actions.import_version(old.process_id, newer, name="a.bpmn", change_note="", by=SYSTEM)
        before = ProcessVersion.objects.select_related("version").get(pk=old.pk)
        assert "Arkiv" in [one.name for one in links_of(before)]
        assert "Nytt arkiv" in [name for _uid, _kind, name in names(old)]


def test_link_to_what_the_reader_may_not_know_of_keeps_its_name_and_leads_nowhere(version, office, fjordvik):
    with tenant(fjordvik):
        secret = make_element("system", "Hemmelig", audience=["unit:none"])
        linked(version, ref=Ref("element", secret.pk))
        row = ProcessVersion.objects.select_related("version").get(pk=version.pk)
        one = named_links(row, seen_by=office["user"])["a"][0]
        assert (one.name, one.url, one.ref) == ("Hemmelig", "", None)
        assert named_links(row, seen_by=SYSTEM)["a"][0].url


def test_broken_links_of_a_version_are_told_to_publishing(version, fjordvik):
    with tenant(fjordvik):
        ref = element_ref("system", "Arkiv")
        linked(version, ref=ref)
        assert [(one.ref, one.label) for one in references(version.version_id)] == [(ref, "Arkiv")]


def test_links_that_lay_in_files_are_taken_into_rows(fjordvik):
    with tenant(fjordvik):
        row = import_drawing(LINKED, code="SOK")
        before = names(row)
        StepLink.objects.all().delete()
        with connection.cursor() as cursor:
            _take_in(cursor)
        assert names(row) == before


def test_page_links_and_unlinks(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        Item.objects.filter(pk=version.process.item_id).update(owner_key=f"unit:{office['unit'].pk}")
    search = visitor.get("/processes/SOK/links/new/", {"step": "a", "kind": "system", "q": "arkiv"})
    assert search.status_code == 200
    answer = visitor.post("/processes/SOK/links/new/?step=a&kind=system&q=arkiv", {"name": "Arkiv & Sak"})
    assert answer.status_code == 302
    page = visitor.get("/processes/SOK/links/")
    assert "Arkiv &amp; Sak" in page.text
    with tenant(fjordvik):
        link = StepLink.objects.get()
    assert visitor.post(f"/processes/links/{link.pk}/remove/").status_code == 302
    with tenant(fjordvik):
        assert not StepLink.objects.exists()


def test_page_answers_what_is_missing(version, visitor, fjordvik, office):
    with tenant(fjordvik):
        Item.objects.filter(pk=version.process.item_id).update(owner_key=f"unit:{office['unit'].pk}")
    answer = visitor.post("/processes/SOK/links/new/?step=a&kind=link", {"url": "http://example.org"})
    assert answer.status_code == 422
    assert "must begin with https" in answer.text


def test_page_of_links_is_for_those_who_draft(version, visitor):
    assert visitor.get("/processes/SOK/links/").status_code == 403
    assert visitor.post("/processes/SOK/links/new/", {"name": "Arkiv"}).status_code == 403


def test_reading_tells_links_by_kind_in_list_and_drawing(version, visitor, fjordvik):
    with tenant(fjordvik):
        linked(version, name="Arkiv")
        linked(version, name="Fagsystem")
        linked(version, kind="law", name="Forvaltningsloven")
    page = parsed(visitor.get("/processes/SOK/"))
    step = page.get_element_by_id("step-a")
    assert [text_of(one) for one in find(step, "step-links")[0].iter("dt")] == ["Systems", "Laws"]
    assert page.xpath('//*[@data-element="a"]')[0].get("aria-label").endswith("2 systems, 1 law.")


def test_reading_and_linking_cost_the_same_for_few_links_and_many(version, visitor, fjordvik, count_statements):
    with tenant(fjordvik):
        linked(version, ref=element_ref("system", "System 0"))
    few = count_statements(visitor, "/processes/SOK/")
    with tenant(fjordvik):
        for number in range(1, 5):
            linked(version, ref=element_ref("system", f"System {number}"))
    assert count_statements(visitor, "/processes/SOK/") == few
