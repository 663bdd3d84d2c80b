"""A routine as municipalities write them: sections, numbered points below, and who does a point said in its words."""

import pytest

from grunnmur.processes.bpmn.checklist import Column, bpmn_from, likeliest, parse_all, propose
from grunnmur.processes.bpmn.checklist.bullets import who_of

ROUTINE = """# Rutine: utlån av PC
## 1. Formål
Eleven skal ikke tape undervisning.
## 2. Ansvar
- Rektor har ansvaret.
## 3. Utlån
1. Kontaktlærer melder behov til skolesekretæren.
2. Skolesekretæren sjekker om det er ledig maskin.
3. Hvis ingen er ledig: Skolesekretæren bestiller maskin hos IKT-avdelingen.
## 4. Innlevering
- IKT-kontakten klargjør maskinen.
- Dersom maskinen er skadet, melder skolesekretæren skaden.
"""
STEPS = """# Slik ansetter vi
## Utlys stillingen
- Bruk malen
- Legg den på nettsiden
## Innstill en søker
- Skriv begrunnelse
"""


@pytest.fixture
def guesses():
    found = parse_all(ROUTINE)
    return propose(found[likeliest(found)].table).guesses


def test_the_points_of_a_routine_are_the_steps_and_not_its_sections():
    found = parse_all(ROUTINE)
    chosen = found[likeliest(found)]
    assert (chosen.is_routine, chosen.table.title) == (True, "Utlån av PC")
    assert [chosen.table.cell(row, Column.NUMBER).text for row in chosen.table.rows] == ["1", "2", "3", "4", "5"]
    told = [chosen.table.cell(row, Column.WHAT).text for row in chosen.table.rows]
    assert not [one for one in told if "Rektor har" in one or "Formål" in one]
    assert [one.is_routine for one in found] == [False, True]  # the headings can still be chosen


def test_headings_that_are_steps_stay_the_steps():
    found = parse_all(STEPS)
    assert not found[likeliest(found)].is_routine
    assert len(found[likeliest(found)].table.rows) == 2


def test_who_does_a_point_is_read_from_its_words_and_gets_a_lane(guesses):
    does = [one.value for one in guesses if one.kind == "letter" and one.value.startswith("U:")]
    secretary = "U:Skolesekretær"
    assert does == ["U:Kontaktlærer", secretary, secretary, "U:IKT-kontakt", secretary]


def test_a_condition_before_a_comma_is_a_choice_when_somebody_acts_after_it(guesses):
    choices = [(one.value, one.fact("question"), one.fact("role")) for one in guesses if one.kind == "branch"]
    assert choices == [
        ("Bestille maskin hos IKT-avdelingen", "Ingen er ledig?", "Skolesekretær"),
        ("Melde skaden", "Maskinen er skadet?", "Skolesekretær"),
    ]
    told = "1. Leder varsler.\n2. Hvis lånet varer lenge, skal leder godkjenne det.\n3. Hvis alt er klart, er vi glade."
    found = propose(parse_all(f"# Rutine\n## Formål\nTekst\n## Lån\n{told}\n")[-1].table).guesses
    assert [one.value for one in found if one.kind == "branch"] == ["Godkjenne det"]


def test_a_step_is_named_by_what_is_done_since_the_lane_says_by_whom(guesses):
    names = [one.value for one in guesses if one.kind == "name"]
    assert names == ["Melde behov til skolesekretæren", "Sjekke om det er ledig maskin", "Klargjøre maskinen"]
    xml = bpmn_from(ROUTINE.encode(), "rutine.md")[0].decode()
    assert 'name="Klargjøre maskinen"' in xml
    assert 'name="Bestille maskin hos IKT-avdelingen"' in xml


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Leder og tillitsvalgt drøfter saken", "Leder og Tillitsvalgt"),
        ("Hvis utlånet varer lenge, skal rektor godkjenne det", "Rektor"),
        ("Saksbehandleren skal svare innen en uke", "Saksbehandler"),
        ("Kontroller papirer", ""),
        ("Registrer bruker i systemet", ""),
        ("Send brev til søker", ""),
        ("Bruk malen", ""),
        ("", ""),
    ],
)
def test_only_a_sentence_that_begins_with_somebody_says_who(sentence, who):
    assert who_of(sentence) == who
