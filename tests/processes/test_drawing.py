"""Drawing in a draft: what the editor gets and gives, two who draw at once, and whom it is not for."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions, queries
from grunnmur.processes.actions import DrawingFile
from grunnmur.processes.bpmn.diff import ChangeKind, diff
from grunnmur.processes.bpmn.read import read as read_model
from grunnmur.processes.models import Assignment, DrawingCopy, Lane, ProcessVersion, Step
from grunnmur.processes.rules import IMPORT, DrawingMovedOnError, UnreadableProcessError
from grunnmur.publishing.models import Version
from grunnmur.publishing.rules import WrongStateError
from tests.factories_organisation import granting, make_employee, make_user
from tests.factories_processes import CHOICE
from tests.factories_publishing import make_draft, make_factory, make_valid, submit
from tests.processes.bpmn.drawings import file_of, flow
from tests.processes.reading_html import parsed
from tests.publishing.conftest import draft, enter, inside, made, standing_factory

__all__ = ["draft", "enter", "inside", "made", "standing_factory"]
pytestmark = pytest.mark.django_db
FOREIGN = file_of(
    '<process id="p"><!-- Spør Kari --><laneSet id="ls"><lane id="l1" name="Saksbehandler"><flowNodeRef>s</flowNodeRef>'
    "<flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>"
    '<startEvent id="s" name="Søknad kom"/><userTask id="a" name="Les" xmlns:x="urn:x" x:colour="red">'
    '<extensionElements><x:robot speed="2">Robbie</x:robot></extensionElements></userTask>'
    '<endEvent id="e" name="Ferdig"/>' + flow("1", "s", "a") + flow("2", "a", "e") + "</process>"
)


def opened(version, user):
    return queries.file_to_edit(queries.find_draft_to_edit(version.pk, seen_by=user))


def hash_of(version):
    return Version.objects.get(pk=version.pk).content_hash


def saved(version, content, user, **facts):
    based_on = facts.pop("based_on", None) or hash_of(version)
    return actions.save_drawing(version.pk, DrawingFile(content=content, based_on=based_on, **facts), by=user)


def doers(version, element):
    rows = Assignment.objects.filter(step__process_version__version=version, step__element_id=element, letter="U")
    return sorted(rows.values_list("process_role__name", flat=True))


def moved(content, node, *, into):
    """The file with a node in another lane, as the editor writes it."""
    text = content.decode().replace(f"<flowNodeRef>{node}</flowNodeRef>", "")
    start = text.index(f'<lane id="{into}"')
    end = text.index("</lane>", start)
    return f"{text[:end]}<flowNodeRef>{node}</flowNodeRef>{text[end:]}".encode()


def test_the_editor_gets_the_roles_of_the_lanes_and_a_drawing_of_every_step(inside, draft):
    model = read_model(opened(draft, inside.modeller_user))
    assert all(lane.role_id for process in model.processes for lane in process.lanes)
    assert {shape.element for shape in model.diagrams[0].shapes} >= {"s", "a", "g", "b", "e"}


def test_a_task_in_another_lane_is_done_by_that_lanes_role(inside, draft):
    assert doers(draft, "a") == ["Saksbehandler"]
    content = moved(opened(draft, inside.modeller_user), "a", into="l2")

    saved(draft, content, inside.modeller_user)

    assert doers(draft, "a") == ["Leder"]
    assert doers(draft, "b") == ["Leder"]


def test_a_letter_of_the_checklist_for_the_lanes_own_role_follows_the_lane(inside):
    version = make_draft(
        inside,
        file_of(
            '<process id="p"><laneSet id="ls"><lane id="l1" name="Leder"><flowNodeRef>a</flowNodeRef></lane>'
            '<lane id="l2" name="Arkiv"/></laneSet><userTask id="a" name="Les" xmlns:flyt="urn:grunnmur:flyt:1">'
            "<extensionElements>"
            '<flyt:step uid="u1"><flyt:fact name="letter">U:Leder</flyt:fact>'
            '<flyt:fact name="letter">K:Arkiv</flyt:fact>'
            "</flyt:step></extensionElements></userTask></process>"
        ),
    )
    saved(version, moved(opened(version, inside.modeller_user), "a", into="l2"), inside.modeller_user)

    assert doers(version, "a") == ["Arkiv"]
    assert Step.objects.get(process_version__version=version, element_id="a").uid == "u1"
    assert Assignment.objects.filter(step__element_id="a", letter="K", process_role__name="Arkiv").exists()


def test_saving_keeps_the_original_file_and_notes_the_editor(inside, draft):
    before = ProcessVersion.objects.get(version=draft).original_id
    content = opened(draft, inside.modeller_user).replace("Les søknaden".encode(), b"Les alt")

    answer = saved(draft, content, inside.modeller_user)

    row = ProcessVersion.objects.get(version=draft)
    assert row.original_id == before
    assert answer.content_hash == hash_of(draft)
    assert Step.objects.get(process_version=row, element_id="a").name == "Les alt"
    assert Version.objects.get(pk=draft.pk).state == "draft"


def test_what_the_editor_cannot_hold_is_put_back(inside):
    version = make_draft(inside, FOREIGN)
    lost = opened(version, inside.modeller_user).decode()
    for part in ('<x:robot speed="2">Robbie</x:robot>', ' x:colour="red"', "<!-- Spør Kari -->"):
        assert part in lost
        lost = lost.replace(part, "")

    answer = saved(version, lost.encode(), inside.modeller_user)

    xml = bytes(ProcessVersion.objects.get(version=version).xml).decode()
    assert 'speed="2">Robbie</' in xml
    assert 'colour="red"' in xml
    assert "<!-- Spør Kari -->" in xml
    assert set(answer.put_back) == {"robot", "colour", "comment"}


def test_a_copied_step_becomes_a_step_of_its_own(inside):
    step = (
        '<userTask id="{0}" name="Les"><extensionElements><flyt:step xmlns:flyt="urn:grunnmur:flyt:1" uid="u1" '
        'number="1"/></extensionElements></userTask>'
    )
    version = make_draft(inside, file_of(f'<process id="p">{step.format("a")}</process>'))
    content = opened(version, inside.modeller_user).replace(b"</process>", step.format("copy").encode() + b"</process>")

    saved(version, content, inside.modeller_user)

    uids = dict(Step.objects.filter(process_version__version=version).values_list("element_id", "uid"))
    assert uids == {"a": "u1", "copy": "copy"}


def test_the_later_of_two_is_refused_and_nothing_is_lost(inside, draft):
    begun = hash_of(draft)
    xml = opened(draft, inside.modeller_user)
    hers = xml.replace("Les søknaden".encode(), b"Hennes")
    his = xml.replace("Les søknaden".encode(), b"Hans")
    saved(draft, hers, inside.modeller_user)

    with pytest.raises(DrawingMovedOnError, match="Mona Modell saved the draft while you drew"):
        saved(draft, his, inside.chief_user, based_on=begun)

    row = ProcessVersion.objects.get(version=draft)
    assert b"Hennes" in bytes(row.xml)
    actions.keep_copy(draft.pk, his, by=inside.chief_user)
    actions.keep_copy(draft.pk, his, by=inside.chief_user)
    assert [b"Hans" in bytes(copy.xml) for copy in DrawingCopy.objects.filter(process_version=row)] == [True]


def test_what_another_saved_is_kept_when_it_gives_way(inside, draft):
    xml = opened(draft, inside.modeller_user)
    saved(draft, xml.replace("Les søknaden".encode(), b"Hennes"), inside.modeller_user)
    saved(draft, xml.replace("Les søknaden".encode(), b"Hans"), inside.chief_user, is_over=True)

    row = ProcessVersion.objects.get(version=draft)
    copies = queries.copies_of(row)
    assert [copy.drawn_by for copy in copies] == ["Mona Modell"]
    assert b"Hennes" in bytes(queries.find_copy(row, str(copies[0].pk)).xml)
    assert b"Hans" in bytes(row.xml)


def test_a_file_that_cannot_be_read_is_refused_and_nothing_changes(inside, draft):
    before = bytes(ProcessVersion.objects.get(version=draft).xml)
    with pytest.raises(UnreadableProcessError):
        saved(draft, b"<html/>", inside.modeller_user)
    assert bytes(ProcessVersion.objects.get(version=draft).xml) == before
    assert Lane.objects.filter(process_version__version=draft).count() == 2


def test_others_are_told_who_draws_and_since_when(inside, draft):
    actions.visit_draft(draft.pk, by=inside.modeller_user)
    visit = actions.visit_draft(draft.pk, by=inside.chief_user)
    others = queries.others_at_work(visit.process_version, seen_by=inside.chief_user)
    assert [one.name for one in others] == ["Mona Modell"]


@pytest.mark.parametrize("who", ["assurer_user", "leader_user"])
def test_only_those_who_may_draft_get_the_drawing(inside, draft, who):
    user = getattr(inside, who)
    if who == "leader_user":  # owns it
        assert opened(draft, user)
        return
    with pytest.raises(PermissionDenied):
        opened(draft, user)


def test_a_draft_that_was_sent_in_is_not_drawn_on(inside, draft):
    submit(inside, draft)
    with pytest.raises(WrongStateError):
        opened(draft, inside.modeller_user)
    with pytest.raises(WrongStateError):
        saved(draft, b"<x/>", inside.modeller_user)


def test_a_process_begins_with_an_empty_drawing_that_can_be_read(inside):
    new = actions.NewProcess(title="Ny prosess", line_id=inside.line.pk)
    with granting(inside.modeller_user, IMPORT, everywhere=True) as user:
        row = actions.start_drawing(new, by=user)
    model = read_model(bytes(row.xml))
    assert [pool.name for pool in model.participants] == ["Ny prosess"]
    assert len(model.diagrams[0].shapes) == 3
    assert row.is_draft


# The pages


@pytest.fixture
def address(fjordvik, made):
    with tenant(fjordvik):
        return reverse("processes:draft_drawing", args=[make_draft(made).pk])


def put(browser, address, xml, tag, **facts):
    body = json.dumps({"xml": xml, "removed": [], **facts})
    return browser.put(address, body, content_type="application/json", headers={"If-Match": tag})


def test_the_drawing_is_given_and_taken_under_its_tag(made, enter, address):
    browser = enter(made.modeller_user)
    given = browser.get(address)
    assert given["Content-Type"] == "application/xml"
    xml = given.content.decode()

    answer = put(browser, address, xml.replace("Les søknaden", "Les alt"), given["ETag"])

    assert answer.status_code == 200
    assert answer.json()["saved"].startswith("Saved ")
    assert answer["ETag"] == browser.get(address)["ETag"] != given["ETag"]
    assert "Les alt" in browser.get(address).content.decode()


def test_an_old_tag_is_answered_with_the_new_one_and_a_copy(fjordvik, made, enter, address):
    browser = enter(made.modeller_user)
    given = browser.get(address)
    xml = given.content.decode()
    first = put(browser, address, xml.replace("Les søknaden", "Først"), given["ETag"])

    late = put(browser, address, xml.replace("Les søknaden", "Sist"), given["ETag"])

    assert late.status_code == 412
    assert late["ETag"] == first["ETag"]
    assert "kept as a copy" in late.json()["sentence"]
    page = browser.get(address.replace("edit/drawing/", ""))
    assert "Drawings that gave way" in page.text
    with tenant(fjordvik):
        copy = DrawingCopy.objects.get()
    assert "Sist" in browser.get(f"{address}?copy={copy.pk}").content.decode()
    assert browser.get(address.replace("drawing/", f"?copy={copy.pk}")).status_code == 200
    for unknown in ("nonsense", made.modeller_user.pk):
        assert browser.get(f"{address}?copy={unknown}").status_code == 404
        assert browser.get(address.replace("drawing/", f"?copy={unknown}")).status_code == 404


def test_nonsense_is_refused(made, enter, address):
    browser = enter(made.modeller_user)
    for body in ("", "[]", '{"xml": "<x/>"}'):
        assert browser.put(address, body, content_type="application/json").status_code == 400
    tag = browser.get(address)["ETag"]
    assert put(browser, address, "<html/>", tag).status_code == 409


def test_findings_name_the_element_they_are_about(made, enter, address):
    browser = enter(made.modeller_user)
    given = browser.get(address)
    answer = put(browser, address, given.content.decode().replace('name="Les søknaden"', 'name=""'), given["ETag"])
    assert "a" in {one["element"] for one in answer.json()["findings"]}


def test_pages_of_the_editor_refuse_those_who_may_not_draw(made, enter, address):
    browser = enter(made.assurer_user)
    assert browser.get(address).status_code == 403
    assert browser.get(address.replace("drawing/", "")).status_code == 403
    assert browser.post(address.replace("drawing/", "present/")).status_code == 403
    assert put(browser, address, "<x/>", '"x"').status_code == 403


def test_somebody_without_a_part_in_the_line_learns_nothing(fjordvik, made, enter, address):
    with tenant(fjordvik):
        user = make_user(make_employee(made.unit, "Nils Ny"))
    assert enter(user).get(address).status_code == 404


def test_the_other_municipality_does_not_reach_the_editor(made, enter, address, sundby, client):
    with tenant(sundby):
        there = make_factory()
        client.force_login(there.modeller_user)
    for url in (address, address.replace("drawing/", "")):
        assert client.get(url, headers={"host": "sundby.example"}).status_code == 404


def test_the_page_names_who_else_draws(made, enter, address):
    present = address.replace("drawing/", "present/")
    assert enter(made.modeller_user).post(present).json()["others"] == []
    told = enter(made.chief_user).post(present).json()["others"]
    assert len(told) == 1
    assert told[0].startswith("Mona Modell has this draft open too, since ")


def test_the_editor_is_reached_from_the_draft_the_board_the_version_and_the_process(fjordvik, made, enter, address):
    browser = enter(made.modeller_user)
    editor = address.replace("drawing/", "")
    draft = editor.split("/")[3]
    for page in (
        f"/processes/drafts/{draft}/",
        f"/publishing/lines/{made.line.pk}/",
        f"/publishing/versions/{draft}/",
    ):
        assert f'href="{editor}"' in browser.get(page).text
    browser = enter(made.assurer_user)
    for page in (f"/publishing/lines/{made.line.pk}/", f"/publishing/versions/{draft}/"):
        assert f'href="{editor}"' not in browser.get(page).text


def test_editing_a_valid_process_begins_a_draft_once(fjordvik, made, enter):
    with tenant(fjordvik):
        make_valid(made, make_draft(made))
    browser = enter(made.modeller_user)
    assert 'action="/processes/SOK/edit/"' in browser.get("/processes/SOK/").text
    first = browser.post("/processes/SOK/edit/")
    assert first.status_code == 302
    assert browser.get(first.headers["Location"]).status_code == 200
    assert browser.post("/processes/SOK/edit/").headers["Location"] == first.headers["Location"]
    with tenant(fjordvik):
        other = make_user(make_employee(made.unit, "Nils Ny"))
    browser = enter(other)
    assert 'action="/processes/SOK/edit/"' not in browser.get("/processes/SOK/").text


def test_somebody_who_may_not_draft_begins_none(fjordvik, made, enter):
    with tenant(fjordvik):
        make_valid(made, make_draft(made))
        other = make_user(make_employee(made.unit, "Nils Ny"))
    assert enter(other).post("/processes/SOK/edit/").status_code == 403
    with tenant(fjordvik):
        assert Version.objects.filter(state="draft").count() == 0


def test_the_page_of_the_editor_costs_the_same_for_small_and_large_drawings(fjordvik, made, enter, count_statements):
    with tenant(fjordvik):
        steps = "".join(f'<userTask id="t{n}" name="Gjør {n}"/>' for n in range(30))
        addresses = [
            reverse("processes:edit_draft", args=[make_draft(made, content, code=code).pk])
            for code, content in (("EN", CHOICE), ("TO", file_of(f'<process id="p">{steps}</process>')))
        ]
    browser = enter(made.modeller_user)
    small, large = (count_statements(browser, one) for one in addresses)
    assert small == large


def test_a_blank_drawing_is_begun_on_its_page(made, enter):
    browser = enter(made.modeller_user)
    with granting(made.modeller_user, IMPORT, everywhere=True):
        assert browser.get("/processes/new/blank/").status_code == 200
        assert browser.post("/processes/new/blank/", {"title": "Ny"}).status_code == 422
        sent = {"title": "Ny", "line": str(made.line.pk)}
        answer = browser.post("/processes/new/blank/", sent)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/edit/")
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_what_is_brought_in_begins_in_the_line_of_its_maker_unless_she_says_otherwise(made, enter, fjordvik):
    browser = enter(made.modeller_user)
    with granting(made.modeller_user, IMPORT, everywhere=True):
        page = parsed(browser.get("/processes/new/"))
    (chosen,) = page.xpath("//select[@name='line']/option[@selected]")
    assert chosen.get("value") == str(made.line.pk)


def test_a_lane_is_not_said_to_stand_for_another_role_because_the_editor_wrote_it_down(inside, draft):
    row = ProcessVersion.objects.get(version=draft)
    before = read_model(bytes(row.xml))
    saved(draft, opened(draft, inside.modeller_user), inside.modeller_user)
    row.refresh_from_db()
    assert [change.kind for change in diff(before, read_model(bytes(row.xml)))] in ([], [ChangeKind.LAYOUT])


def test_rows_that_say_the_same_are_left_alone(inside, draft):
    row = ProcessVersion.objects.get(version=draft)
    saved(draft, opened(draft, inside.modeller_user), inside.modeller_user)
    before = {
        "steps": dict(Step.objects.filter(process_version=row).values_list("element_id", "pk")),
        "letters": set(Assignment.objects.filter(step__process_version=row).values_list("pk", flat=True)),
    }
    history = Step.pgh_event_model.objects.count()

    saved(draft, opened(draft, inside.modeller_user).replace("Les søknaden".encode(), b"Les"), inside.modeller_user)

    assert dict(Step.objects.filter(process_version=row).values_list("element_id", "pk")) == before["steps"]
    assert set(Assignment.objects.filter(step__process_version=row).values_list("pk", flat=True)) == before["letters"]
    assert Step.pgh_event_model.objects.count() == history + 1


def test_a_lane_that_is_taken_out_leaves_its_steps_where_they_are_now(inside, draft):
    content = moved(opened(draft, inside.modeller_user), "b", into="l1").decode()
    start = content.index('<lane id="l2"')
    without = content[:start] + content[content.index("</lane>", start) + len("</lane>") :]

    saved(draft, without.encode(), inside.modeller_user, removed={"l2"})

    assert doers(draft, "b") == ["Saksbehandler"]
    assert Lane.objects.filter(process_version__version=draft).count() == 1


def test_a_letter_that_is_taken_away_is_gone(inside):
    letters = '<flyt:fact name="letter">H:Leder</flyt:fact><flyt:fact name="letter">K:Leder</flyt:fact>'
    step = f'<extensionElements><flyt:step xmlns:flyt="urn:grunnmur:flyt:1">{letters}</flyt:step></extensionElements>'
    version = make_draft(
        inside,
        file_of(
            '<process id="p"><laneSet id="ls"><lane id="l1" name="Saksbehandler"><flowNodeRef>a</flowNodeRef></lane>'
            f'<lane id="l2" name="Leder"/></laneSet><userTask id="a" name="Les">{step}</userTask></process>'
        ),
    )
    saved(version, opened(version, inside.modeller_user), inside.modeller_user)
    rows = Assignment.objects.filter(step__process_version__version=version, step__element_id="a")
    assert set(rows.values_list("letter", "process_role__name")) == {
        ("H", "Leder"),
        ("K", "Leder"),
        ("U", "Saksbehandler"),
    }

    xml = opened(version, inside.modeller_user).decode()
    for letter in ("H", "K"):
        xml = xml.replace(f'<flyt:fact name="letter">{letter}:Leder</flyt:fact>', "")
    saved(version, xml.encode(), inside.modeller_user)

    assert set(rows.values_list("letter", "process_role__name")) == {("H", "Saksbehandler"), ("U", "Saksbehandler")}
