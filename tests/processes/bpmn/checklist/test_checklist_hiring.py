"""The hiring list, as municipalities paste it: what is guessed, and what is drawn (forms A and B)."""

from pathlib import Path

import pytest

from grunnmur.processes.bpmn.checklist import (
    SPLITS,
    GuessKind,
    Register,
    State,
    build,
    decide,
    parse,
    propose,
    text,
)
from grunnmur.processes.bpmn.model import NodeKind
from tests.bpmn_geometry import faults

FIXTURES = Path(__file__).parent / "fixtures"
DEMO = Path(__file__).resolve().parents[4] / "src/grunnmur/demo/data"
KNOWN = Register(
    roles={
        "Leder": ("nærmeste leder",),
        "Kommunalsjef": (),
        "Personalkontoret": ("personal",),
        "Tillitsvalgt": ("TV",),
        "HTV": (),
        "Intervjuutvalget": (),
        "Ansettelsesutvalget": (),
    },
    systems={"Webcruiter": (), "WebSak": (), "Compilo": (), "Outlook": ()},
)
LANES = {"Kommunalsjef", "Leder", "Personalkontoret", "Intervjuutvalget", "Ansettelsesutvalget"}


def decided(proposal, state):
    for guess in proposal.guesses:
        if guess.kind in SPLITS:
            proposal = decide(proposal, guess.id, state)
    return proposal


@pytest.fixture(scope="module", params=["txt", "tsv", "md", "html"])
def pasted(request):
    return propose(parse((FIXTURES / f"hiring.{request.param}").read_bytes()), register=KNOWN)


@pytest.fixture(scope="module")
def demo():
    return propose(parse((DEMO / "hiring-checklist.md").read_bytes()))


def tasks(model):
    return [node for node in model.processes[0].nodes if node.kind is NodeKind.USER_TASK]


def numbers(model):
    return [dict(node.ext)["number"] for node in tasks(model)]


def facts(model, number, *keys):
    node = next(node for node in tasks(model) if dict(node.ext)["number"] == number)
    return [value for key, value in node.ext if key in keys]


def letters(model, number):
    return set(facts(model, number, "letter"))


def size(model):
    return max(s.bounds.right for s in model.diagrams[0].shapes), max(s.bounds.bottom for s in model.diagrams[0].shapes)


def test_missing_number_and_lost_link_are_told(pasted):
    said = [text(remark.message) for remark in pasted.warnings]
    assert said == [
        "Number 3 is missing between 2 and 4.",
        "A link was lost here: “oppskrift her”.",
    ]


def test_every_guess_points_at_the_words_it_was_read_from(pasted):
    cells = {row.id: row for row in pasted.rows}
    for guess in pasted.guesses:
        cell = cells[guess.row].cell(guess.span.column)
        assert cell[guess.span.start : guess.span.end] == guess.span.text, guess


def test_form_a_has_fourteen_steps_in_five_lanes(pasted):
    model = build(decided(pasted, State.REJECTED))
    process = model.processes[0]
    assert (len(tasks(model)), len(process.nodes), len(process.flows)) == (14, 16, 15)
    assert {lane.name for lane in process.lanes} == LANES
    assert numbers(model) == ["1", "2", *map(str, range(4, 16))]
    assert size(model) == (2772, 568)
    assert faults(model, model.diagrams[0]) == []


def test_form_a_gives_each_actor_the_letter_the_words_ask_for(pasted):
    model = build(decided(pasted, State.REJECTED))
    assert letters(model, "1") == {
        *("U:Kommunalsjef", "H:Kommunalsjef", "U:Personalkontoret"),
        *("K:Tillitsvalgt", "K:HTV"),
    }
    assert letters(model, "4") == {"U:Leder", "K:Tillitsvalgt", "K:Personalkontoret"}
    assert letters(model, "5") == {"U:Leder", "I:HTV", "I:Tillitsvalgt"}
    assert letters(model, "6") == {"U:Leder", "H:Kommunalsjef", "K:Personalkontoret", "I:HTV"}
    assert letters(model, "7") == {"U:Leder", "K:Intervjuutvalget", "K:Ansettelsesutvalget"}
    assert letters(model, "8") == {"U:Intervjuutvalget"}
    assert facts(model, "8", "alternative") == ["Ansettelsesutvalget"]
    assert letters(model, "9") == {"U:Leder"}
    assert letters(model, "11") == {"U:Leder", "I:Personalkontoret"}
    assert letters(model, "14") == {"U:Leder", "I:Personalkontoret"}
    assert letters(model, "15") == {"U:Leder", "K:Personalkontoret"}


def test_unsure_letters_are_marked_and_ask(pasted):
    found = {(g.row, g.value): g for g in pasted.guesses if g.kind is GuessKind.LETTER}
    assert found["r1", "H:Kommunalsjef"].question.key == "who_is_accountable"
    assert found["r5", "H:Kommunalsjef"].question.key == "accountable_or_alternative"
    assert found["r3", "K:Personalkontoret"].certainty == "low"
    assert found["r3", "K:Tillitsvalgt"].certainty == "high"
    assert found["r8", "U:Leder"].certainty == "high"


def test_documents_systems_laws_and_keeping_are_read(pasted):
    model = build(decided(pasted, State.REJECTED))
    assert facts(model, "1", "document") == ["Ansettelsesreglement"]
    assert facts(model, "2", "document", "document_storage") == ["Oppskrift", "Compilo"]
    assert facts(model, "5", "system") == ["Outlook", "Webcruiter"]
    assert facts(model, "5", "system_access") == ["yes"]
    assert facts(model, "7", "law") == ["offentleglova"]
    assert set(facts(model, "8", "system")) == {"Compilo", "Webcruiter", "WebSak"}
    assert facts(model, "8", "document") == ["Intervju skjema"]
    assert facts(model, "9", "item_retention") == ["P1Y"]
    assert facts(model, "13", "system") == ["Webcruiter"]
    assert "Tilgangsskjema" in facts(model, "14", "document")
    assert facts(model, "14", "system") == ["WebSak"]
    assert facts(model, "15", "item_condition") == ["der det er et krav", "der det er aktuelt"]


def test_order_that_the_text_asks_for_is_noted(pasted):
    kept = [(g.row, g.value) for g in pasted.guesses if g.kind is GuessKind.ORDER]
    assert kept == [("r8", "8")]


def test_form_b_has_eighteen_steps_and_one_choice(pasted):
    model = build(decided(pasted, State.ACCEPTED))
    process = model.processes[0]
    assert (len(tasks(model)), len(process.nodes), len(process.flows)) == (18, 22, 22)
    assert {lane.name for lane in process.lanes} == LANES
    assert numbers(model) == [
        *("1", "2", "4", "5", "6a", "6b", "7a", "7b", "7x", "7c"),
        *map(str, range(8, 16)),
    ]
    asked = [node.name for node in process.nodes if node.kind is NodeKind.EXCLUSIVE_GATEWAY and node.name]
    assert asked == ["Forespørsel om innsyn i søkerlister?"]
    assert sorted(flow.name for flow in process.flows if flow.name) == ["Ja", "Nei"]
    assert faults(model, model.diagrams[0]) == []
    assert size(model)[1] == 568


def test_form_b_gives_split_steps_their_own_doers(pasted):
    model = build(decided(pasted, State.ACCEPTED))
    names = {dict(node.ext)["number"]: node.name for node in tasks(model)}
    assert names["6b"] == "Godkjenne og ferdigstille stillingsannonse"
    assert names["7x"] == "Behandle forespørsel om innsyn"
    assert letters(model, "6b") == letters(model, "7x") == {"U:Personalkontoret"}
    assert "K:Personalkontoret" not in letters(model, "6a")
    assert letters(model, "7c") == {"U:Intervjuutvalget"}
    assert facts(model, "7c", "alternative") == ["Ansettelsesutvalget"]
    assert facts(model, "7b", "law") == ["offentleglova"]
    assert not any("innsyn" in item for item in facts(model, "7b", "checklist_item"))


def test_demo_list_splits_by_actor_and_asks_about_access(demo):
    assert [text(remark.message) for remark in demo.warnings] == ["Number 3 is missing between 2 and 4."]
    model = build(demo)
    process = model.processes[0]
    assert (len(tasks(model)), len(process.nodes), len(process.flows)) == (17, 21, 21)
    assert {lane.name for lane in process.lanes} == LANES
    assert [n.name for n in process.nodes if n.kind is NodeKind.EXCLUSIVE_GATEWAY] == ["Krav om innsyn?", ""]
    assert letters(model, "7x") == {"U:Personalkontoret"}
    assert letters(model, "6") == {"U:Leder", "H:Kommunalsjef", "K:Personalkontoret", "I:HTV"}
    assert process.name == "Ansettelse"
    assert faults(model, model.diagrams[0]) == []


def test_demo_list_with_all_splits_refused_or_accepted(demo):
    assert len(tasks(build(decided(demo, State.REJECTED)))) == 14
    full = build(decided(demo, State.ACCEPTED))
    assert (len(tasks(full)), len(full.processes[0].nodes), len(full.processes[0].flows)) == (18, 22, 22)
    assert letters(full, "6b") == {"U:Personalkontoret"}


def test_demo_checklist_items_are_all_kept(demo):
    model = build(decided(demo, State.REJECTED))
    kept = sum(len(facts(model, number, "checklist_item")) for number in numbers(model))
    assert kept == sum(len(row.items) for row in demo.rows)
