"""Conditions before a colon or an arrow, in bokmål, nynorsk, Danish and English; and what only looks like them."""

import pytest

from grunnmur.processes.bpmn.checklist import GuessKind, Register, State, bpmn_from, decide, parse, propose
from grunnmur.processes.bpmn.checklist.build import build
from grunnmur.processes.bpmn.lint import Level, lint
from grunnmur.processes.bpmn.model import NodeKind
from grunnmur.processes.bpmn.steps import steps_of

ROLES = Register(roles={"Leder": ("leiar", "manager"), "Arkiv": ("arkivet", "records office"), "Rektor": ()})


def proposal(*rows, header="Nr;Hva;Hvem"):
    lines = [f'{number};"{what}";{who}' for number, (what, who) in enumerate(rows, start=1)]
    return propose(parse("\n".join([header, *lines])), register=ROLES)


def branches(what, who="Leder"):
    made = proposal(("Les søknaden", "Rektor"), (what, who), ("Lukk saken", who))
    return [guess for guess in made.guesses if guess.kind is GuessKind.BRANCH]


def told(guess):
    return guess.value, guess.fact("role"), guess.fact("question"), guess.fact("answer")


@pytest.mark.parametrize(
    ("item", "name", "question", "answer"),
    [
        ("Hvis avslag: send brev til søkeren", "Send brev til søkeren", "Avslag?", "yes"),
        ("Ved avslag: send brev til søkeren", "Send brev til søkeren", "Avslag?", "yes"),
        ("Dersom noe mangler → be om mer", "Be om mer", "Noe mangler?", "yes"),
        ("Hvis ikke godkjent -> send tilbake", "Send tilbake", "Godkjent?", "no"),
        ("I tilfelle klage: skriv innstilling", "Skriv innstilling", "Klage?", "yes"),
        ("Viss avslag: send brev til søkjaren", "Send brev til søkjaren", "Avslag?", "yes"),
        ("Dersom ikkje godkjend: send attende", "Send attende", "Godkjend?", "no"),
        ("Ved ufullstendig søknad og feil: ring søkjaren", None, None, None),
        ("Ved manglar => ring søkjaren", "Ring søkjaren", "Manglar?", "yes"),
        ("Hvis afslag: skriv til borgeren", "Skriv til borgeren", "Afslag?", "yes"),
        ("Såfremt ikke godkendt → send retur", "Send retur", "Godkendt?", "no"),
        ("Ved fejl: ret oplysningerne", "Ret oplysningerne", "Fejl?", "yes"),
        ("I tilfælde af afslag: skriv til borgeren", "Skriv til borgeren", "Afslag?", "yes"),
        ("If rejected: write to the applicant", "Write to the applicant", "Rejected?", "yes"),
        ("If not approved → return it", "Return it", "Approved?", "no"),
        ("In case of errors: correct them", "Correct them", "Errors?", "yes"),
    ],
)
def test_what_stands_before_the_mark_is_asked(item, name, question, answer):
    found = branches(f"Behandle søknaden\n- {item}")

    assert [told(guess) for guess in found] == ([(name, "Leder", question, answer)] if name else [])
    assert all(guess.span.text == item for guess in found)
    assert all(guess.is_default and guess.rule == "condition-before-mark" for guess in found)


@pytest.mark.parametrize(
    "item",
    [
        "Hvis mulig: ring søkeren",
        "Hvis det er ønskelig: ring søkeren",
        "Ved behov: ring søkeren",
        "Om nødvendig: ring søkeren",
        "Viss mogleg: ring søkjaren",
        "Hvis muligt: ring borgeren",
        "If possible: call the applicant",
        "If needed: call the applicant",
        "Ved spørsmål: ring servicetorget",
        "Hvis du er i tvil: ring servicetorget",
        "In case of doubt: call the office",
        "Ved mottak: registrer søknaden",
        "Ved skranken: ta bilde",
        "Ved frist 1. mai: purr",
        "Møt kl. 10:30 hvis avslag",
        "Hvis avslag:",
        "Hvis avslag, se rutine: Klagebehandling",
        "Send brev: hvis avslag",
        "Hvis nei: be om mer",
        "Se https://example.org hvis avslag",
        "Hvis en av søkerne som er innkalt til intervju likevel ikke kan møte: ring",
        "Vis avslag: trykk på knappen",
        "Ifølge loven: skriv vedtak",
    ],
)
def test_hints_places_times_and_other_colons_ask_nothing(item):
    assert branches(f"Behandle søknaden\n- {item}") == []


def test_hint_stays_a_condition_of_its_item():
    made = proposal(("Behandle søknaden\n- Hvis mulig: ring søkeren", "Leder"))
    assert [guess.value for guess in made.guesses if guess.kind is GuessKind.CONDITION] == ["Hvis mulig"]


def test_yes_and_no_answer_the_question_before_them():
    (found,) = branches("Kontroller søknaden\n- Er den fullstendig?\n- Hvis nei: be om mer")

    assert told(found) == ("Be om mer", "Leder", "Er den fullstendig?", "no")


def test_actor_after_the_mark_does_it():
    (found,) = branches("Behandle søknaden\n- Hvis avslag: arkivet sender brev til søkeren")
    assert told(found) == ("Sende brev til søkeren", "Arkiv", "Avslag?", "yes")


def test_otherwise_is_the_other_branch():
    (found,) = branches("Behandle søknaden\n- Hvis avslag: skriv brev. Ellers: sett i gang tiltak")
    assert (found.fact("otherwise"), found.fact("otherwise_role")) == ("Sett i gang tiltak", "Leder")


def flows(model):
    names = {node.id: node.name or node.kind.value for process in model.processes for node in process.nodes}
    return {(names[flow.source], flow.name, names[flow.target]) for flow in model.processes[0].flows}


def test_item_becomes_a_step_behind_a_gateway():
    model = build(proposal(("Behandle søknaden\n- Hvis avslag: send brev", "Leder"), ("Lukk saken", "Leder")))
    drawn = flows(model)

    assert ("Behandle søknaden", "", "Avslag?") in drawn
    assert ("Avslag?", "Ja", "Send brev") in drawn
    assert ("Avslag?", "Nei", "exclusiveGateway") in drawn
    assert [step.number for step in steps_of(model) if step.number] == ["1", "1x", "2"]


def test_row_that_begins_with_a_condition_is_done_only_then():
    made = proposal(("Vurder saken", "Rektor"), ("Hvis ikke godkjent → send tilbake", "Leder"), ("Lukk", "Leder"))
    model = build(made)
    drawn = flows(model)

    assert ("Vurder saken", "", "Godkjent?") in drawn
    assert ("Godkjent?", "Nei", "Send tilbake") in drawn
    assert ("Godkjent?", "Ja", "exclusiveGateway") in drawn
    assert [step.number for step in steps_of(model) if step.number] == ["1", "2", "3"]
    assert [one for one in lint(model) if one.level is Level.ERROR and one.rule != "L19"] == []


def test_first_row_may_begin_with_a_condition():
    model = build(proposal(("Ved klage: skriv innstilling\n- Bruk malen", "Leder"), ("Lukk saken", "Leder")))

    assert [lane.name for lane in model.processes[0].lanes] == ["Leder"]
    (step,) = [node for node in model.processes[0].nodes if node.name == "Skriv innstilling"]
    assert ("checklist_item", "Bruk malen") in step.ext
    assert step.doc == "Ved klage: skriv innstilling"


def test_refused_condition_of_a_row_leaves_it_as_it_is_written():
    made = proposal(("Hvis avslag: send brev", "Leder"))
    (guess,) = [one for one in made.guesses if one.kind is GuessKind.BRANCH]
    model = build(decide(made, guess.id, State.REJECTED))

    names = [node.name for node in model.processes[0].nodes if node.kind is NodeKind.USER_TASK]
    assert names == ["Hvis avslag: send brev"]


def test_two_outcomes_under_each_other_are_two_questions():
    found = branches("Fatt vedtak\n- Ved innvilgelse: send vedtaket\n- Ved avslag: skriv begrunnelse")
    assert [guess.fact("question") for guess in found] == ["Innvilgelse?", "Avslag?"]


def test_list_with_conditions_is_drawn_the_same_twice():
    text = "Nr;Hva;Hvem\n1;Les søknaden;Leder\n2;Hvis avslag: send brev;Leder\n".encode()
    assert bpmn_from(text, "Søknad") == bpmn_from(text, "Søknad")
