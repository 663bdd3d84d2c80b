"""The step table of a draft, by forms alone: what is changed, what stays, two at once, whom it is not for."""

import pytest

from grunnmur.processes import actions, queries
from grunnmur.processes.bpmn import checklist
from grunnmur.processes.bpmn.model import NodeKind
from grunnmur.processes.bpmn.read import read as read_model
from grunnmur.processes.bpmn.table import table_of
from grunnmur.processes.bpmn.write import write
from grunnmur.processes.models import DrawingCopy, ProcessVersion, Step
from grunnmur.publishing.models import Version
from tests.bpmn_geometry import faults
from tests.factories_publishing import make_draft, submit
from tests.processes.bpmn.drawings import file_of, flow
from tests.processes.reading_html import find, parsed, text_of
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


def address_of(version):
    return f"/processes/drafts/{version.pk}/table/"


def model_of(version):
    return read_model(bytes(ProcessVersion.objects.get(version=version).xml))


def names(version):
    return [row.name for row in table_of(model_of(version)).rows()]


@pytest.fixture
def modeller(enter, inside):
    """Whoever may draw in the line, logged in and reading English."""
    return enter(inside.modeller_user)


@pytest.fixture
def change(modeller):
    """Return a function that sends one form of the table."""

    def send(version, do, **sent):
        based_on = sent.pop("based_on", None) or Version.objects.get(pk=version.pk).content_hash
        return modeller.post(address_of(version), {"do": do, "based_on": based_on, **sent})

    return send


def test_every_step_and_question_stands_in_the_table(modeller, draft):
    page = parsed(modeller.get(address_of(draft)))
    lines = [text_of(line) for line in find(page, "line-said")]
    assert lines[0] == "Søknad kom"
    assert "Les søknaden" in lines[1]
    assert lines[2] == "Er noe uklart? Ja: back to 1 Les søknaden"
    assert "Avgjør" in lines[3]
    assert lines[4] == "Ferdig"


def test_a_step_is_added_moved_split_merged_and_deleted(change, draft):
    assert change(draft, "add:a", name="Svar søkeren").status_code == 302
    assert names(draft) == ["Les søknaden", "Svar søkeren", "Avgjør"]
    added = Step.objects.get(process_version__version=draft, name="Svar søkeren")
    assert added.lane.name == "Saksbehandler"

    change(draft, f"up:{added.element_id}")
    assert names(draft) == ["Svar søkeren", "Les søknaden", "Avgjør"]
    change(draft, f"down:{added.element_id}")
    change(draft, "say:a", name="Les søknaden", role="Saksbehandler", items="Les vedlegg\nSjekk frist")
    change(draft, "split:a", name="Sjekk vedlegg", **{"item-1": "Les vedlegg"})
    assert names(draft) == ["Les søknaden", "Sjekk vedlegg", "Svar søkeren", "Avgjør"]
    assert Step.objects.get(process_version__version=draft, name="Sjekk vedlegg").checklist == ["Les vedlegg"]

    change(draft, "merge:a")
    assert Step.objects.get(process_version__version=draft, element_id="a").checklist == [
        "Sjekk frist",
        "Sjekk vedlegg",
        "Les vedlegg",
    ]
    change(draft, f"remove:{added.element_id}")
    assert names(draft) == ["Les søknaden", "Avgjør"]
    model = model_of(draft)
    assert faults(model, model.diagrams[0]) == []


def test_a_step_is_moved_into_a_branch_by_its_form(change, modeller, draft):
    change(draft, "choose:a", question="Er den for sen?", through="a")
    fork = table_of(model_of(draft)).blocks[0]
    page = parsed(modeller.get(address_of(draft), {"step": "b"}))
    offered = page.xpath("//select[@id='move-place']/option/@value")
    assert f"{fork.id}:0" in offered
    assert "b" not in offered
    assert change(draft, "place:b", place=f"{fork.id}:0").status_code == 302
    moved = table_of(model_of(draft)).blocks[0]
    assert [row.id for row in moved.branches[0].blocks] == ["b", "a"]
    model = model_of(draft)
    assert faults(model, model.diagrams[0]) == []


def test_a_question_is_not_offered_a_place_within_itself_and_refused_one(change, modeller, draft):
    change(draft, "choose:a", question="Er den for sen?", through="a")
    fork = table_of(model_of(draft)).blocks[0]
    page = parsed(modeller.get(address_of(draft), {"step": fork.id}))
    offered = page.xpath("//select[@id='move-place']/option/@value")
    assert "b" in offered
    assert not {"a", f"{fork.id}:0", fork.id} & set(offered)
    refused = change(draft, f"place:{fork.id}", place=f"{fork.id}:0")
    assert refused.status_code == 422
    assert "It cannot stand within itself." in refused.text
    assert table_of(model_of(draft)).blocks[0] == fork


def test_a_step_is_written_right_below_any_line(change, modeller, draft):
    change(draft, "choose:a", question="Er den for sen?", through="a")
    fork = table_of(model_of(draft)).blocks[0]
    page = parsed(modeller.get(address_of(draft)))
    below = page.xpath("//*[contains(@class, 'line-acts')]//a[contains(@href, 'below=')]")
    assert len(below) == len(find(page, "table-line")) - 1  # not below the end
    shown = parsed(modeller.get(address_of(draft), {"below": f"{fork.id}:1"}))
    (form,) = [one for one in find(shown, "line-open", tag="form") if one.xpath(".//input[@id='below-name']")]
    place = form.xpath(".//button[@name='do']/@value")[0]
    assert place == f"add:{fork.id}:1"
    change(draft, place, name="Svar at fristen er ute")
    (row,) = table_of(model_of(draft)).blocks[0].branches[1].blocks
    assert row.name == "Svar at fristen er ute"


def test_below_the_beginning_a_step_is_the_first(modeller, change, draft):
    start = table_of(model_of(draft)).start.id
    shown = parsed(modeller.get(address_of(draft), {"below": start}))
    place = shown.xpath("//form[.//input[@id='below-name']]//button[@name='do']/@value")[0]
    change(draft, place, name="Ta imot")
    assert names(draft)[0] == "Ta imot"


def test_conditions_work_at_the_same_time_and_ways_back_are_drawn(change, draft):
    change(draft, "choose:a", question="Er den for sen?", through="a")
    change(draft, "add:b", name="Send svar")
    sent = Step.objects.get(process_version__version=draft, name="Send svar").element_id
    change(draft, "together:b", through=sent)
    change(draft, f"back:{sent}", question="Mangler noe?", to="b")
    kinds = [node.kind for node in model_of(draft).processes[0].nodes]
    assert kinds.count(NodeKind.PARALLEL_GATEWAY) == 2
    assert [node.name for node in model_of(draft).processes[0].nodes if node.name == "Er den for sen?"]
    fork = table_of(model_of(draft)).blocks[0]
    change(draft, f"answer:{fork.id}", answer="Kanskje", name="Spør leder")
    change(draft, f"end:{fork.id}:0", name="Avvist")
    assert "Spør leder" in names(draft)
    assert "Avvist" in [node.name for node in model_of(draft).processes[0].nodes]


def test_what_a_step_says_is_changed_and_what_others_put_in_stays(change, inside):
    version = make_draft(inside, FOREIGN)
    words = {"name": "Les nøye", "role": "Saksbehandler", "text": "Alt skal leses.", "items": "Vedlegg\n\nFrist"}
    answer = change(version, "say:a", **words, **{"letter-K": "Arkiv, Leder", "deadline": "innen 3 uker"})
    assert answer.status_code == 302
    row = ProcessVersion.objects.get(version=version)
    step = Step.objects.get(process_version=row, element_id="a")
    assert (step.name, step.text, step.checklist) == ("Les nøye", "Alt skal leses.", ["Vedlegg", "Frist"])
    content = bytes(row.xml).decode()
    assert "Robbie" in content
    assert "Spør Kari" in content
    assert 'x:colour="red"' in content
    assert "innen 3 uker" in content
    assert "K:Arkiv" in content


def test_another_role_moves_the_step_to_its_lane(change, draft):
    change(draft, "say:a", name="Les søknaden", role="Leder")
    assert Step.objects.get(process_version__version=draft, element_id="a").lane.name == "Leder"


def test_events_questions_and_answers_get_other_names(change, draft):
    change(draft, "name:g", **{"name-g": "Er alt klart?", "name-s": "Noe kom"})
    nodes = {node.id: node.name for node in model_of(draft).processes[0].nodes}
    assert (nodes["g"], nodes["s"]) == ("Er alt klart?", "Noe kom")


def test_the_last_change_is_undone_and_only_by_whoever_made_it(modeller, change, draft):
    before = names(draft)
    change(draft, "remove:b")
    assert "Undo my last change" in modeller.get(address_of(draft)).text
    change(draft, "undo")
    assert names(draft) == before
    answer = change(draft, "undo")
    assert answer.status_code == 422
    assert "There is nothing of yours to undo." in answer.text


def test_who_writes_on_what_was_changed_meanwhile_loses_nothing(change, draft):
    old = Version.objects.get(pk=draft.pk).content_hash
    change(draft, "say:b", name="Avgjør saken", role="Leder")
    answer = change(draft, "say:a", based_on=old, name="Mine ord", role="Saksbehandler", text="Min tekst")
    assert answer.status_code == 409
    assert names(draft) == ["Les søknaden", "Avgjør saken"]
    page = parsed(answer)
    assert page.xpath("//input[@id='say-name']/@value") == ["Mine ord"]
    assert page.xpath("//textarea[@id='say-text']")[0].text.strip() == "Min tekst"
    again = page.xpath("//input[@name='based_on']/@value")[0]
    assert change(draft, "say:a", based_on=again, name="Mine ord", role="Saksbehandler").status_code == 302


def test_words_about_a_step_that_is_gone_are_shown(change, draft):
    old = Version.objects.get(pk=draft.pk).content_hash
    change(draft, "remove:b")
    answer = change(draft, "say:b", based_on=old, name="Mine ord", role="Leder")
    assert answer.status_code == 409
    assert "Mine ord" in answer.text
    assert "The step is no longer there." in answer.text


def test_a_drawing_arranged_by_hand_is_tidied_before_steps_move_and_kept_as_a_copy(inside, change, draft):
    change(draft, "say:a", name="Les søknaden", role="Leder")
    row = ProcessVersion.objects.get(version=draft)
    content = queries.file_to_edit(queries.find_draft_to_edit(draft.pk, seen_by=inside.modeller_user))
    moved = content.replace(b'x="', b'x="1', 3)
    based_on = Version.objects.get(pk=draft.pk).content_hash
    actions.save_drawing(draft.pk, actions.DrawingFile(content=moved, based_on=based_on), by=inside.modeller_user)
    answer = change(draft, "down:a")
    assert answer.status_code == 409
    assert "arranged by hand" in answer.text
    assert change(draft, "say:a", name="Les alt", role="Leder").status_code == 302
    change(draft, "tidy")
    assert DrawingCopy.objects.filter(process_version=row).count() == 1
    assert change(draft, "remove:b").status_code == 302


def test_a_drawing_that_is_no_table_says_why_and_its_words_can_be_changed(modeller, change, inside):
    version = make_draft(
        inside,
        file_of(
            '<process id="p"><startEvent id="s"/><subProcess id="u" name="Del"><userTask id="i" name="Inni"/>'
            '</subProcess><endEvent id="e"/>' + flow("1", "s", "u") + flow("2", "u", "e") + "</process>"
        ),
    )
    text = modeller.get(address_of(version)).text
    assert "it has sub-processes" in text
    assert 'value="up:' not in text
    assert change(version, "say:i", name="Inne", items="En ting").status_code == 302
    assert Step.objects.get(process_version__version=version, element_id="i").name == "Inne"
    assert change(version, "up:i").status_code == 422


@pytest.mark.parametrize("do", ["", "nonsense:a", "up:nowhere", "say:nowhere", "name:x", "end:g:x", "end:g", "add:g:9"])
def test_nonsense_is_refused_and_changes_nothing(change, draft, do):
    before = bytes(ProcessVersion.objects.get(version=draft).xml)
    answer = change(draft, do, name="x", **{"name-nowhere": "x"})
    assert answer.status_code == 422
    assert bytes(ProcessVersion.objects.get(version=draft).xml) == before


def test_what_cannot_be_told_is_refused_with_a_sentence(change, draft):
    assert "No step comes right after this one." in change(draft, "merge:b").text
    assert "one after the other" in change(draft, "together:a", through="a").text
    assert "only go back to an earlier step" in change(draft, "back:a", question="x", to="b").text


def test_the_table_is_for_those_who_may_draft_while_it_is_a_draft(enter, inside, change, draft):
    assert enter(inside.assurer_user).get(address_of(draft)).status_code in {403, 404}
    submit(inside, draft)
    enter(inside.modeller_user)
    assert change(draft, "remove:b").status_code == 409
    assert names(draft) == ["Les søknaden", "Avgjør"]


def test_the_table_of_many_steps_costs_no_more_statements(modeller, inside, draft, count_statements):
    few = count_statements(modeller, address_of(draft))
    lines = "".join(f"{n};Gjør {n};{'Leder' if n % 2 else 'Saksbehandler'}\n" for n in range(1, 21))
    drawn = checklist.build(checklist.propose(checklist.parse(f"Nr;Hva;Hvem\n{lines}")))
    many = make_draft(inside, write(drawn), code="TJUE")
    assert count_statements(modeller, address_of(many)) == few


def test_a_fresh_draft_without_steps_gets_its_first(change, inside):
    version = make_draft(
        inside,
        file_of('<process id="p"><startEvent id="s" name="Start"/><endEvent id="e" name="Slutt"/></process>'),
    )
    assert change(version, "add:", name="Begynn her", role="Leder").status_code == 302
    assert names(version) == ["Begynn her"]


def test_the_answer_of_all_other_cases_is_chosen_shown_and_taken_back(modeller, change, draft):
    text = modeller.get(address_of(draft), {"step": "g"}).text
    assert 'name="otherwise-g"' in text
    change(draft, "name:g", **{"name-3": "No", "otherwise-g": "3"})
    (gateway,) = [node for node in model_of(draft).processes[0].nodes if node.id == "g"]
    assert gateway.default == "3"
    page = parsed(modeller.get(address_of(draft), {"step": "g"}))
    assert page.xpath("//select[@name='otherwise-g']/option[@selected]/@value") == ["3"]
    reading = modeller.get(address_of(draft).replace("table/", "")).text
    assert "If “No”" in reading
    change(draft, "name:g", **{"otherwise-g": ""})
    (gateway,) = [node for node in model_of(draft).processes[0].nodes if node.id == "g"]
    assert gateway.default == ""


def test_a_branch_of_all_other_cases_is_called_so(change, modeller, draft):
    change(draft, "choose:b", question="Er det klart?", through="b")
    fork = table_of(model_of(draft)).blocks[-2]
    change(draft, f"name:{fork.id}", **{f"otherwise-{fork.id}": fork.branches[1].flow})
    assert "If the answer is “No”, and in all other cases" in modeller.get(address_of(draft)).text
    change(draft, f"name:{fork.id}", **{f"name-{fork.branches[1].flow}": ""})
    assert "In all other cases" in [
        text_of(line) for line in find(parsed(modeller.get(address_of(draft))), "line-said")
    ]


@pytest.mark.parametrize("flow_id", ["5", "nowhere"])
def test_a_flow_from_elsewhere_is_no_answer_to_a_question(change, draft, flow_id):
    before = bytes(ProcessVersion.objects.get(version=draft).xml)
    assert change(draft, "name:g", **{"otherwise-g": flow_id}).status_code == 422
    assert bytes(ProcessVersion.objects.get(version=draft).xml) == before


def test_a_deadline_that_counts_nothing_is_refused_with_what_to_write(change, draft):
    answer = change(draft, "say:a", name="Les søknaden", role="Saksbehandler", deadline="3")
    assert answer.status_code == 422
    assert "Write what the number of the deadline counts" in answer.text
    assert b"deadline" not in bytes(ProcessVersion.objects.get(version=draft).xml)
