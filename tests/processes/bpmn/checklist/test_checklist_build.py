"""From decisions to a drawing: pairs of gateways, the same bytes twice, every accepted row there."""

import json
import random
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from grunnmur.processes.bpmn.checklist import (
    SPLITS,
    ChecklistError,
    GuessKind,
    Register,
    State,
    bpmn_from,
    build,
    decide,
    from_dict,
    parse,
    propose,
    to_dict,
)
from grunnmur.processes.bpmn.lint import lint
from grunnmur.processes.bpmn.model import NodeKind
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.write import write
from tests.bpmn_geometry import faults
from tests.hash_seeds import printed_under

ROOT = Path(__file__).resolve().parents[4]
DEMO = ROOT / "src/grunnmur/demo/data/hiring-checklist.md"
PLACES = ("Skole", "Barnehage", "Arkiv", "Drift", "Kultur", "Plan", "Renhold", "Lege", "Tann", "Bygg", "Vei", "Park")
ROLES = [f"{place}en" for place in PLACES]
REGISTER = Register(roles=dict.fromkeys(ROLES, ()))


def generated_list(seed):
    """A checklist of 2 to 60 rows over 1 to 12 roles, with up to 10 conditions and a few ways back."""
    dice = random.Random(seed)  # noqa: S311  # fixed numbers for a test
    roles = ROLES[: dice.randint(1, 12)]
    conditions = dice.randint(0, 10)
    rows = ["Nr;Hva;Hvem"]
    for number in range(1, dice.randint(2, 60) + 1):
        items = [f"Gjør del {part} skikkelig" for part in range(dice.randint(0, 3))]
        if conditions and dice.random() < 0.3:
            conditions -= 1
            items.append(dice.choice(CONDITIONS) % {"role": dice.choice(ROLES), "row": dice.randint(1, number)})
        what = "\n".join([f"Steg nummer {number}", *(f"- {item}" for item in items)])
        rows.append(f'{number};"{what}";{", ".join(dice.sample(roles, min(len(roles), dice.randint(1, 3))))}')
    return "\n".join(rows)


CONDITIONS = (
    "Eventuell klage behandles av %(role)s",
    "Hvis noen klager, behandler %(role)s klagen. Ellers lukker Arkiven saken",
    "Krav om innsyn går til %(role)s",
    "Tilbake til %(row)s hvis noe mangler",
    "Sendes til godkjenning hos %(role)s",
    "Skoleen bestiller plass samtidig som %(role)s rydder rommet",
)


def accepted(proposal):
    for guess in proposal.guesses:
        if guess.kind in SPLITS or guess.kind is GuessKind.WAIT:
            proposal = decide(proposal, guess.id, State.ACCEPTED)
    return proposal


@pytest.mark.parametrize("seed", range(40))
def test_generated_list_becomes_a_clean_drawing(seed):
    proposal = accepted(propose(parse(generated_list(seed)), register=REGISTER))
    model = build(proposal)
    assert faults(model, model.diagrams[0]) == []
    assert model == build(from_dict(json.loads(json.dumps(to_dict(proposal)))))


@pytest.mark.parametrize("seed", range(40))
def test_generated_list_becomes_a_sound_process(seed):
    proposal = accepted(propose(parse(generated_list(seed)), register=REGISTER))
    process = build(proposal).processes[0]
    into = {node.id: [flow for flow in process.flows if flow.target == node.id] for node in process.nodes}
    out = {node.id: [flow for flow in process.flows if flow.source == node.id] for node in process.nodes}
    assert len({node.id for node in process.nodes}) == len(process.nodes)
    assert len({flow.id for flow in process.flows}) == len(process.flows)
    for node in process.nodes:
        assert node.name or node.kind not in {NodeKind.USER_TASK, NodeKind.START_EVENT, NodeKind.END_EVENT}
        is_gateway = node.kind in {NodeKind.EXCLUSIVE_GATEWAY, NodeKind.PARALLEL_GATEWAY}
        assert len(into[node.id]) == (node.kind is not NodeKind.START_EVENT) or is_gateway
        assert len(out[node.id]) == (node.kind is not NodeKind.END_EVENT) or is_gateway
        if is_gateway:
            assert (len(into[node.id]) > 1) != (len(out[node.id]) > 1)
        if node.kind is NodeKind.EXCLUSIVE_GATEWAY and len(out[node.id]) > 1:
            assert node.name.endswith("?")
            assert {flow.name for flow in out[node.id]} == {"Ja", "Nei"}
    members = [member for lane in process.lanes for member in lane.members]
    assert sorted(members) == sorted(node.id for node in process.nodes)


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_the_rows_in_their_order(seed):
    proposal = propose(parse(generated_list(seed)), register=REGISTER)
    for guess in proposal.guesses:
        if guess.kind in SPLITS:
            proposal = decide(proposal, guess.id, State.REJECTED)
    steps = [node for node in build(proposal).processes[0].nodes if node.kind is NodeKind.USER_TASK]
    assert [(dict(step.ext)["number"], step.name) for step in steps] == [(r.number, r.name) for r in proposal.rows]


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_generated_list_has_no_lint_error_and_survives_the_file(seed):
    model = read(write(build(accepted(propose(parse(generated_list(seed)), register=REGISTER)))))
    assert [finding for finding in lint(model) if finding.level == "error"] == []
    assert [note.text for note in model.notes] == []


def test_a_list_of_sixty_rows_is_laid_out_within_twenty_milliseconds():
    lists = [propose(parse(generated_list(seed)), register=REGISTER) for seed in range(30)]
    took = []
    for proposal in lists:
        begin = process_time()
        build(proposal)
        took.append(process_time() - begin)
    assert sorted(took)[len(took) // 2] < 0.020


def test_same_bytes_twice_and_under_any_hash_seed():
    code = (
        "import hashlib, pathlib; from grunnmur.processes.bpmn.checklist import bpmn_from;"
        f"print(hashlib.sha256(bpmn_from(pathlib.Path({str(DEMO)!r}).read_bytes(), 'x')[0]).hexdigest())"
    )
    assert len(printed_under("0", "1", "99", code=code)) == 1
    assert bpmn_from(DEMO.read_bytes(), "x") == bpmn_from(DEMO.read_bytes(), "x")


def test_item_that_is_all_a_branch_still_names_its_own_part():
    made = propose(parse('Hva;Hvem\n"Sak\n- Les\n- Krav om innsyn går til HTV";Leder, Arkiv\n'))
    names = [node.name for node in build(made).processes[0].nodes if node.kind is NodeKind.USER_TASK]
    assert names == ["Les", "Krav om innsyn går til HTV", "Behandle krav om innsyn"]


def test_unusable_bytes_are_refused():
    with pytest.raises(ChecklistError):
        bpmn_from(b"\x00\x01", "x.csv")


def hiring():
    return propose(parse(DEMO.read_bytes()))


def first(proposal, kind, **facts):
    return next(g for g in proposal.guesses if g.kind is kind and all(getattr(g, k) == v for k, v in facts.items()))


def test_rejected_guess_is_not_followed_and_the_old_proposal_stays():
    proposal = hiring()
    guess = first(proposal, GuessKind.LETTER, value="I:HTV")
    changed = decide(proposal, guess.id, State.REJECTED)
    assert ("letter", "I:HTV") in build(proposal).processes[0].nodes[4].ext
    assert ("letter", "I:HTV") not in build(changed).processes[0].nodes[4].ext
    assert first(proposal, GuessKind.LETTER, value="I:HTV").state is State.PROPOSED


def test_changed_doer_moves_the_step_to_another_lane():
    proposal = hiring()
    guess = first(proposal, GuessKind.LETTER, row="r2", value="U:Leder")
    model = build(decide(proposal, guess.id, State.CHANGED, value="U:Arkiv"))
    lanes = {lane.id: lane.name for lane in model.processes[0].lanes}
    step = next(node for node in model.processes[0].nodes if node.name == "Kravspesifikasjon")
    assert lanes[step.lane] == "Arkiv"


def test_accepted_name_and_wait_are_drawn():
    proposal = hiring()
    for guess in (first(proposal, GuessKind.NAME, row="r9"), first(proposal, GuessKind.WAIT)):
        proposal = decide(proposal, guess.id, State.ACCEPTED)
    nodes = build(proposal).processes[0].nodes
    assert "Innstille" in [node.name for node in nodes]
    waits = [node for node in nodes if node.kind is NodeKind.INTERMEDIATE_CATCH]
    assert [(node.name, node.event) for node in waits] == [("Når signert avtale er kommet i WebSak", "message")]


@pytest.mark.parametrize(
    ("guess_id", "state", "value", "error"),
    [
        ("r1-1", State.CHANGED, None, ValueError),
        ("r1-1", State.CHANGED, " ", ValueError),
        ("r1-1", State.ACCEPTED, "U:Arkiv", ValueError),
        ("r1-1", State.CHANGED, "Arkiv", ValueError),
        ("r99-1", State.ACCEPTED, None, KeyError),
    ],
)
def test_decision_that_makes_no_sense_is_refused(guess_id, state, value, error):
    with pytest.raises(error):
        decide(hiring(), guess_id, state, value=value)


def test_stored_proposal_comes_back_as_it_was():
    proposal = decide(hiring(), "r1-1", State.CHANGED, value="U:Arkiv")
    stored = json.loads(json.dumps(to_dict(proposal)))
    assert from_dict(stored) == proposal
    with pytest.raises(ValueError, match="version"):
        from_dict({**stored, "version": 2})


def test_list_without_who_has_one_lane_and_a_name_for_it():
    model = build(propose(parse("Hva\nSkriv brevet\nSend brevet\n"), name="Brev"))
    assert [lane.name for lane in model.processes[0].lanes] == ["Utfører"]
    assert [node.name for node in model.processes[0].nodes][::3] == ["Brev starter", "Brev ferdig"]


def test_process_without_a_name_still_names_start_and_end():
    nodes = build(replace(hiring(), name="")).processes[0].nodes
    assert (nodes[0].name, nodes[-1].name) == ("Start", "Slutt")


def test_hostile_words_pass_through_as_text():
    data, _ = bpmn_from(b'Hva;Hvem\n"<script>alert(1)</script> & ""x""";Leder\n', "x")
    assert b"<script>" not in data
    assert read(data).processes[0].nodes[1].name == '<script>alert(1)</script> & "x"'
