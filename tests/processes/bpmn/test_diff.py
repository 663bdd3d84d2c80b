"""What changed between two versions, as people mean it."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.processes.bpmn.checklist import bpmn_from
from grunnmur.processes.bpmn.diff import OTHERWISE, Change, ChangeKind, diff
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.queries.differences import sentence_of
from tests.processes.bpmn.drawings import CHOICE, LINE, LINE_DRAWN, file_of, flow, process_of

HIRING = Path(__file__).parents[3] / "src/grunnmur/demo/data/hiring-checklist.md"
LANES = (
    '<laneSet id="ls"><lane id="l1" name="Leder"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>'
    '<flowNodeRef>e</flowNodeRef></lane><lane id="l2" name="Personalkontoret"><flowNodeRef>b</flowNodeRef></lane>'
    "</laneSet>"
)
FACTS = '<extensionElements><flyt:step uid="b1" number="9">{}</flyt:step></extensionElements>'


def changes(old, new):
    return diff(read(old), read(new))


def told(old, new):
    return [(change.kind, change.name, change.before, change.after) for change in changes(old, new)]


def with_facts(*facts):
    inside = "".join(f'<flyt:fact name="{key}">{value}</flyt:fact>' for key, value in facts)
    return process_of(
        LINE.replace('name="Sjekk referanser"/>', f'name="Sjekk referanser">{FACTS.format(inside)}</task>')
    )


def test_same_drawing_has_no_changes():
    assert changes(process_of(LINE), process_of(LINE)) == ()


def test_step_moved_to_another_lane_is_told_with_both_roles():
    new = LANES.replace("<flowNodeRef>a</flowNodeRef>", "").replace(
        "<flowNodeRef>b</flowNodeRef>", "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>"
    )
    found = changes(process_of(LANES + LINE), process_of(new + LINE))
    assert [(one.kind, one.name, one.before, one.after) for one in found] == [
        (ChangeKind.ROLE_MOVED, "Lag utlysning", "Leder", "Personalkontoret")
    ]
    assert found[0].is_significant


def test_rename_tells_old_and_new_the_right_way_round():
    new = LINE.replace("Sjekk referanser", "Hent referanser")
    assert told(process_of(LINE), process_of(new)) == [
        (ChangeKind.STEP_RENAMED, "Hent referanser", "Sjekk referanser", "Hent referanser")
    ]


def test_step_put_between_two_is_added_and_explains_the_flows():
    new = (
        LINE.replace(flow("f2", "a", "b"), flow("f2", "a", "n") + flow("f4", "n", "b"))
        + '<task id="n" name="Godkjenn utlysning"/>'
    )
    assert told(process_of(LINE), process_of(new)) == [(ChangeKind.STEP_ADDED, "Godkjenn utlysning", "", "")]


def test_step_taken_out_is_removed_and_explains_the_flows():
    new = LINE.replace('<task id="b" name="Sjekk referanser"/>', "").replace(flow("f2", "a", "b"), "")
    new = new.replace(flow("f3", "b", "e"), flow("f3", "a", "e"))
    assert told(process_of(LINE), process_of(new)) == [(ChangeKind.STEP_REMOVED, "Sjekk referanser", "", "")]


def test_new_way_past_a_new_choice_is_told():
    new = LINE.replace(flow("f2", "a", "b"), flow("f2", "a", "g")) + (
        '<exclusiveGateway id="g" name="Trengs referanser?"/>'
        + flow("f4", "g", "b", 'name="Ja"')
        + flow("f5", "g", "e", 'name="Nei"')
    )
    assert told(process_of(LINE), process_of(new)) == [
        (ChangeKind.FLOW_ADDED, "Lag utlysning", "", "Ansatt"),
        (ChangeKind.CONDITION_CHANGED, "Lag utlysning", "", "Ja"),
    ]


def test_a_link_of_the_whole_process_that_goes_and_one_that_comes_are_told():
    model = read(process_of(LINE))
    older, newer = (
        replace(model, processes=(replace(model.processes[0], ext=facts),))
        for facts in ((("law", "Offentleglova"), ("system", "Sak")), (("system", "Sak"), ("form", "Søknad")))
    )
    found = [(one.kind, one.uid, one.before, one.after, one.is_significant) for one in diff(older, newer)]
    assert found == [
        (ChangeKind.LINK_REMOVED, "", "law: Offentleglova", "", True),
        (ChangeKind.LINK_ADDED, "", "", "form: Søknad", False),
    ]
    with override("en"):
        assert [sentence_of(one) for one in diff(older, newer)] == [
            "The process: the law “Offentleglova” is gone.",
            "The process: the form “Søknad” is new.",
        ]


def test_answer_on_a_branch_that_changes_is_a_condition():
    found = told(process_of(CHOICE), process_of(CHOICE.replace('name="Ja"', 'name="Ja, noen"')))
    assert [(kind, before, after) for kind, _name, before, after in found] == [
        (ChangeKind.CONDITION_CHANGED, "Ja", "Ja, noen")
    ]


def test_another_way_for_all_other_cases_is_a_condition():
    found = told(process_of(CHOICE), process_of(CHOICE.replace('default="no"', 'default="fy"')))
    assert {(kind, before, after) for kind, _name, before, after in found} == {
        (ChangeKind.CONDITION_CHANGED, "Ja", f"Ja {OTHERWISE}"),
        (ChangeKind.CONDITION_CHANGED, f"Nei {OTHERWISE}", "Nei"),
    }


def test_steps_that_change_places_are_told_once():
    swapped = LINE.replace(flow("f1", "s", "a"), flow("f1", "s", "b"))
    swapped = swapped.replace(flow("f2", "a", "b"), flow("f2", "b", "a")).replace(
        flow("f3", "b", "e"), flow("f3", "a", "e")
    )
    kinds = [kind for kind, *_rest in told(process_of(LINE), process_of(swapped))]
    assert kinds.count(ChangeKind.STEP_ORDER) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((("letter", "H:Leder"),), (("letter", "H:Rådmann"),), (ChangeKind.ACCOUNTABLE_MOVED, "Leder", "Rådmann")),
        ((), (("letter", "K:HTV"),), (ChangeKind.LETTER_ADDED, "", "K: HTV")),
        ((("letter", "I:HTV"),), (), (ChangeKind.LETTER_REMOVED, "I: HTV", "")),
        ((("deadline", "P14D"),), (("deadline", "P7D"),), (ChangeKind.DEADLINE_CHANGED, "P14D", "P7D")),
        ((), (("checklist_item", "Ring"),), (ChangeKind.ITEM_ADDED, "", "Ring")),
        ((("law", "Offentleglova"),), (), (ChangeKind.LINK_REMOVED, "law: Offentleglova", "")),
    ],
)
def test_fact_of_a_step_that_changes_is_told(before, after, expected):
    found = changes(with_facts(*before), with_facts(*after))
    assert [(one.kind, one.before, one.after) for one in found] == [expected]


def test_law_and_required_item_are_significant_and_a_hint_is_not():
    law = changes(with_facts(), with_facts(("law", "Offentleglova")))
    duty = changes(with_facts(), with_facts(("checklist_item", "Ring"), ("item_required", "yes")))
    hint = changes(with_facts(), with_facts(("checklist_item", "Ring")))
    document = changes(with_facts(), with_facts(("document", "Mal")))
    assert [one[0].is_significant for one in (law, duty, hint, document)] == [True, True, False, False]


def test_step_with_a_uid_is_the_same_under_another_id():
    new = with_facts().decode().replace('id="b"', 'id="x"').replace('"b"', '"x"').encode()
    assert changes(with_facts(), new) == ()


def test_tidied_drawing_is_layout_only():
    tidied = LINE_DRAWN.replace('x="100"', 'x="140"')
    found = changes(
        file_of(f'<process id="p">{LINE}</process>{LINE_DRAWN}'), file_of(f'<process id="p">{LINE}</process>{tidied}')
    )
    assert [one.kind for one in found] == [ChangeKind.LAYOUT]
    assert not found[0].is_significant


MIRROR = {
    ChangeKind.STEP_ADDED: ChangeKind.STEP_REMOVED,
    ChangeKind.LETTER_ADDED: ChangeKind.LETTER_REMOVED,
    ChangeKind.FLOW_ADDED: ChangeKind.FLOW_REMOVED,
    ChangeKind.ITEM_ADDED: ChangeKind.ITEM_REMOVED,
    ChangeKind.LINK_ADDED: ChangeKind.LINK_REMOVED,
}
MIRROR |= {after: before for before, after in MIRROR.items()}


def mirrored(change: Change):
    return (MIRROR.get(change.kind, change.kind), change.uid, change.after, change.before)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_difference_mirrors_the_difference_the_other_way(data):
    rows = HIRING.read_text(encoding="utf-8").splitlines()
    head, body = rows[:4], rows[4:]

    def some():
        kept = [row for row in body if data.draw(st.booleans())]
        return read(bpmn_from("\n".join(head + (kept or body[:1])).encode(), "a.md")[0])

    one, other = some(), some()
    there = {(c.kind, c.uid, c.before, c.after) for c in diff(one, other) if c.kind != ChangeKind.STEP_ORDER}
    back = {mirrored(c) for c in diff(other, one) if c.kind != ChangeKind.STEP_ORDER}
    assert there == back
    assert diff(one, one) == ()
