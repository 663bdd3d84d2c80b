"""A process as a table: read from a drawing, changed, drawn again; the same table again, and a clean drawing."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grunnmur.processes.bpmn import checklist
from grunnmur.processes.bpmn.lint import Level, lint
from grunnmur.processes.bpmn.model import Lane, Model, Node, NodeKind, Participant, Process
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.table import (
    Branch,
    Event,
    Fork,
    Jump,
    NotTellableError,
    Row,
    Table,
    edits,
    model_of,
    table_of,
    walk,
)
from grunnmur.processes.bpmn.table.words import apart, is_bare_number, joined, said, words_of
from grunnmur.processes.bpmn.write import write
from tests.bpmn_geometry import faults
from tests.processes.bpmn.drawings import file_of, flow

FIXTURES = Path(__file__).parent / "checklist" / "fixtures"
HIRING = (FIXTURES / "hiring.txt").read_bytes()


def blank():
    start = Node("s", NodeKind.START_EVENT, "Start", lane="l")
    end = Node("e", NodeKind.END_EVENT, "Slutt", lane="l")
    process = Process("p", nodes=(start, end), lanes=(Lane("l", "Leder", members=("s", "e")),))
    return Model("d", (process,), (Participant("pool", "Tom", "p"),))


def hiring(state):
    proposal = checklist.propose(checklist.parse(HIRING))
    for guess in proposal.guesses:
        if guess.kind in checklist.SPLITS:
            proposal = checklist.decide(proposal, guess.id, state)
    return checklist.build(proposal)


@pytest.mark.parametrize("state", [checklist.State.ACCEPTED, checklist.State.REJECTED])
def test_a_checklist_that_was_drawn_is_told_and_drawn_as_it_was(state):
    model = hiring(state)
    table = table_of(model)
    tasks = [node for node in model.processes[0].nodes if node.kind is NodeKind.USER_TASK]
    assert [row.name for row in table.rows()] == [node.name for node in tasks]
    assert table_of(model_of(table, model)) == table
    assert write(model_of(table, model)) == write(model)


def test_a_file_with_a_way_back_is_told_with_a_jump():
    model = read(
        file_of(
            '<process id="p"><startEvent id="s"/><userTask id="a" name="Les"/><exclusiveGateway id="g" name="Klart?"/>'
            '<userTask id="b" name="Avgjør"/><endEvent id="e"/>'
            + flow("1", "s", "a")
            + flow("2", "a", "g")
            + flow("3", "g", "b", 'name="Ja"')
            + flow("4", "g", "a", 'name="Nei"')
            + flow("5", "b", "e")
            + "</process>"
        )
    )
    table = table_of(model)
    assert table.blocks[1] == Jump("g", "a", "Klart?", "Nei", "Ja", ("4", "3"))
    drawn = model_of(table, model)
    assert table_of(drawn).blocks == table.blocks
    assert not faults(drawn, drawn.diagrams[0])


NOT_TOLD = {
    "several pools": '<collaboration id="c"><participant id="x" processRef="p"/><participant id="y"/></collaboration>'
    '<process id="p"><startEvent id="s"/></process>',
    "sub-processes": '<process id="p"><startEvent id="s"/><subProcess id="u"/><endEvent id="e"/>'
    + flow("1", "s", "u")
    + flow("2", "u", "e")
    + "</process>",
    "one start": '<process id="p"><startEvent id="s"/><startEvent id="t"/><endEvent id="e"/>'
    + flow("1", "s", "e")
    + flow("2", "t", "e")
    + "</process>",
    "wait for events": '<process id="p"><startEvent id="s"/><inclusiveGateway id="g"/><endEvent id="e"/>'
    + flow("1", "s", "g")
    + flow("2", "g", "e")
    + "</process>",
    "leave a step at once": '<process id="p"><startEvent id="s"/><task id="a"/><endEvent id="e"/><endEvent id="f"/>'
    + flow("1", "s", "a")
    + flow("2", "a", "e")
    + flow("3", "a", "f")
    + "</process>",
    "do not meet again": '<process id="p"><startEvent id="s"/><task id="a"/><task id="b"/><endEvent id="e"/>'
    + flow("1", "s", "a")
    + flow("2", "b", "e")
    + flow("3", "a", "e")
    + "</process>",
}


@pytest.mark.parametrize("reason", NOT_TOLD)
def test_what_a_table_cannot_tell_is_said_in_words(reason):
    with pytest.raises(NotTellableError, match=reason):
        table_of(read(file_of(NOT_TOLD[reason])))


ROLES = ("Leder", "Arkiv", "Personal", "Økonomi")


class Author:
    """Somebody who changes a table at random, as the page lets people do."""

    def __init__(self, table):
        self.table, self.count = table, 0

    def new(self):
        self.count += 1
        return f"n_new{self.count}"

    def change(self, kind, one, other, role):  # noqa: C901, PLR0911 - one line for each thing people can do
        blocks = [block for block, _depth in walk(self.table.blocks)]
        rows = self.table.rows()
        places = [
            "",
            *(b.id for b in blocks if not (isinstance(b, Event) and b.is_end)),
            *(f"{b.id}:{n}" for b in blocks if isinstance(b, Fork) for n in range(len(b.branches))),
        ]
        row = Row(self.new(), f"Gjør {self.count}", ROLES[role])
        if kind == "add" or not rows:
            return edits.add(self.table, row, after=places[one % len(places)])
        first = rows[one % len(rows)]
        last = rows[other % len(rows)]
        fork = next((b for b in blocks[one % len(blocks) :] if isinstance(b, Fork)), None)
        match kind:
            case "choose" | "together":
                return edits.wrap(self.table, first.id, last.id, lambda found: self.fork(kind, found, row))
            case "move up" | "move down":
                return edits.move(self.table, blocks[one % len(blocks)].id, down=kind == "move down")
            case "place":
                return edits.move_to(self.table, blocks[one % len(blocks)].id, after=places[other % len(places)])
            case "remove":
                return edits.remove(self.table, first.id)
            case "back":
                jump = Jump(self.new(), last.id, "En gang til?", "Ja", "Nei")
                return edits.go_back(self.table, jump, after=first.id)
            case "merge":
                return edits.merge(self.table, first.id, make=joined)
            case "role":
                return edits.reword(self.table, replace(first, role=ROLES[role]))
            case "unwrap" if fork:
                return edits.unwrap(self.table, fork.id)
            case "answer" if fork:
                return edits.answer(self.table, fork.id, f"Svar {self.count}", new=row)
            case "end" if fork:
                number = other % len(fork.branches)
                return edits.end(self.table, fork.id, number, Event(self.new(), "Avslått", is_end=True))
        return self.table

    def fork(self, kind, found, row):
        if kind == "choose":
            return Fork(self.new(), (Branch("Ja", tuple(found)), Branch("Nei")), "Skal det gjøres?")
        return Fork(self.new(), (Branch("", tuple(found)), Branch("", (row,))), is_parallel=True)


KINDS = (
    *("add", "add", "choose", "together", "move up", "move down", "place", "place"),
    *("remove", "back", "merge", "role", "unwrap"),
)
PLACES = st.integers(0, 40)
CHANGE = st.tuples(st.sampled_from((*KINDS, "answer", "end")), PLACES, PLACES, st.integers(0, 3))
CHANGES = st.lists(CHANGE, min_size=1, max_size=18)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES, st.booleans())
def test_whatever_is_done_to_a_table_the_drawing_is_sound_and_tells_the_same(changes, is_blank):
    base = blank() if is_blank else hiring(checklist.State.ACCEPTED)
    author = Author(table_of(base))
    model = base
    for change in changes:
        try:
            author.table = author.change(*change)
        except edits.EditRefusedError:
            continue
        model = model_of(author.table, base)
        told = table_of(model)
        assert (told.start, _shape(told.blocks)) == (author.table.start, _shape(author.table.blocks))
        assert table_of(model_of(told, model)) == told
        base, author.table = model, told
    assert [one.sentence for one in lint(model) if one.level is Level.ERROR] == []
    drawn = model_of(author.table, base)
    assert faults(drawn, drawn.diagrams[0]) == []


def _shape(blocks):
    """What a table says, without the ids that a drawing gives to what was made."""
    found = []
    for block in blocks:
        match block:
            case Fork():
                branches = [(one.answer, _shape(one.blocks)) for one in block.branches]
                found.append((block.id, block.question, block.is_parallel, branches))
            case Jump():
                found.append(replace(block, flows=("", "")))
            case _:
                found.append(block)
    return found


def forked():
    """A table of three steps: the second is done only if something is so."""
    fork = Fork("q", (Branch("Ja", (Row("b", "Andre"),)), Branch("Nei")), "Er det så?")
    return Table(Event("s"), (Row("a", "Første"), fork, Row("c", "Tredje"), Event("e", is_end=True)))


def told(table):
    return [(block.id, depth) for block, depth in walk(table.blocks)]


def test_a_step_is_moved_into_a_branch_and_out_of_it():
    inside = edits.move_to(forked(), "c", after="q:0")
    assert told(inside) == [("a", 0), ("q", 0), ("c", 1), ("b", 1), ("e", 0)]
    empty = edits.move_to(forked(), "c", after="q:1")
    assert [len(branch.blocks) for branch in empty.blocks[1].branches] == [1, 1]
    outside = edits.move_to(inside, "c", after="")
    assert told(outside) == [("c", 0), ("a", 0), ("q", 0), ("b", 1), ("e", 0)]


def test_a_question_is_moved_with_what_it_holds_but_not_into_itself():
    assert told(edits.move_to(forked(), "q", after="")) == [("q", 0), ("b", 1), ("a", 0), ("c", 0), ("e", 0)]
    for place in ("q:0", "b"):
        with pytest.raises(edits.EditRefusedError, match="within itself"):
            edits.move_to(forked(), "q", after=place)


def test_a_move_from_or_to_what_is_not_there_is_refused():
    for block, place in (("x", "a"), ("a", "x"), ("a", "q:7"), ("a", "b:0")):
        with pytest.raises(edits.EditRefusedError, match="no longer in the table"):
            edits.move_to(forked(), block, after=place)


def test_a_move_that_would_lose_a_way_back_is_refused():
    back = edits.go_back(forked(), Jump("j", "a", "Mangler noe?", "Ja", "Nei"), after="c")
    with pytest.raises(edits.EditRefusedError, match="earlier step"):
        edits.move_to(back, "a", after="j")


STEP = Row(
    "a",
    "Skriv brev",
    "Leder",
    "Om brev",
    (
        ("uid", "u1"),
        ("number", "3"),
        ("letter", "H:Kommunalsjef"),
        ("document", "Brevmal"),
        ("document_storage", "Compilo"),
        ("checklist_item", "Les"),
        ("item_required", "skal"),
        ("checklist_item", "Send"),
        ("deadline", "2 uker"),
    ),
)


def test_words_that_are_said_again_change_nothing():
    assert said(STEP, words_of(STEP)) is STEP


def test_what_is_known_of_a_step_and_its_items_stays_when_its_words_change():
    words = replace(words_of(STEP), name="Skriv et brev", items=("Send", "Les", "Arkiver"), deadline="")
    row = said(STEP, words)
    assert row.facts == (
        ("uid", "u1"),
        ("number", "3"),
        ("letter", "H:Kommunalsjef"),
        ("document", "Brevmal"),
        ("document_storage", "Compilo"),
        ("checklist_item", "Send"),
        ("checklist_item", "Les"),
        ("item_required", "skal"),
        ("checklist_item", "Arkiver"),
    )


def test_two_steps_become_one_and_one_becomes_two_without_losing_words():
    other = Row("b", "Arkiver brev", "Arkiv", "", (("uid", "u2"), ("system", "WebSak"), ("checklist_item", "Merk")))
    one = joined(STEP, other)
    words = words_of(one)
    assert words.items == ("Les", "Send", "Arkiver brev", "Merk")
    assert words.letters["U"] == ("Arkiv",)
    assert one.fact("system") == "WebSak"
    assert one.fact("uid") == "u1"

    first, second = apart(one, new=Row("c", "Arkiver"), items=("Arkiver brev", "Les"))
    assert words_of(first).items == ("Send", "Merk")
    assert second.facts == (("checklist_item", "Les"), ("item_required", "skal"), ("checklist_item", "Arkiver brev"))


def test_several_deadlines_are_one_line_and_stay_when_something_else_is_said():
    facts = (("uid", "u1"), ("deadline", "2 uker"), ("deadline_of", "søknad"), ("deadline", "før jul"))
    row = Row("a", "Svar", "Leder", "", facts)
    words = words_of(row)
    assert words.deadline == "2 uker; før jul"
    assert said(row, replace(words, name="Svar søkeren")).facts == facts

    later = said(row, replace(words, deadline="2 uker;  i mars ;"))
    assert later.facts == (*facts[:3], ("deadline", "i mars"))


@pytest.mark.parametrize(("deadline", "is_bare"), [("3", True), ("før jul; 3", True), ("3 uker", False), ("", False)])
def test_a_number_that_counts_nothing_is_no_deadline(deadline, is_bare):
    assert is_bare_number(deadline) is is_bare


def test_the_way_of_all_other_cases_is_told_and_stays_when_steps_come_between():
    model = read(
        file_of(
            '<process id="p"><startEvent id="s"/><userTask id="a" name="Les"/>'
            '<exclusiveGateway id="g" name="Klart?" default="3"/><userTask id="b" name="Avgjør"/>'
            '<exclusiveGateway id="h" name="Stort?" default="7"/><userTask id="c" name="Spør"/>'
            '<exclusiveGateway id="j"/><endEvent id="e"/>'
            + flow("1", "s", "a")
            + flow("2", "a", "g")
            + flow("3", "g", "b", 'name="Ja"')
            + flow("4", "g", "a", 'name="Nei"')
            + flow("5", "b", "h")
            + flow("6", "h", "c", 'name="Ja"')
            + flow("7", "h", "j")
            + flow("8", "c", "j")
            + flow("9", "j", "e")
            + "</process>"
        )
    )
    table = table_of(model)
    jump, fork = (next(one for one, _ in walk(table.blocks) if one.id == name) for name in "gh")
    assert (jump.flows, jump.default) == (("4", "3"), "3")
    assert [branch.is_otherwise for branch in fork.branches] == [False, True]

    changed = edits.add(edits.add(table, Row("x", "Varsle"), after="g"), Row("y", "Skriv"), after="h:1")

    drawn = {node.id: node for node in model_of(changed, model).processes[0].nodes}
    assert (drawn["g"].default, drawn["h"].default) == ("3", "7")
