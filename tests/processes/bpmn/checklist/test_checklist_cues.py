"""One cue at a time, in bokmål, nynorsk, Danish and English."""

import pytest

from grunnmur.processes.bpmn.checklist import GuessKind, Register, parse, propose, text

ROLES = Register(
    roles={
        "Leder": ("leiar", "leder", "manager"),
        "Arkiv": ("arkivet", "records office"),
        "HR": ("personal",),
        "Rektor": (),
        "IKT": ("IT",),
        "Avdelingsleder": (),
    }
)


def proposal(what, who="Leder", *, above="", below="", header="Nr;Hva;Hvem"):
    return propose(parse(f'{header}\n{above}5;"{what}";{who}\n{below}'), register=ROLES)


def found(what, kind, who="Leder", **places):
    made = proposal(what, who, **places)
    row = next(row for row in made.rows if row.number == "5")
    return [guess for guess in made.guesses if guess.row == row.id and guess.kind is kind]


def letters(what, who="Leder"):
    return {guess.value for guess in found(what, GuessKind.LETTER, who)}


@pytest.mark.parametrize(
    ("what", "who", "letter"),
    [
        ("Vedtak", "Leder. Rektor avgjør", "H:Rektor"),
        ("Vedtak", "Leiar. Rektor avgjer", "H:Rektor"),
        ("Afgørelse", "Leder. Rektor afgør", "H:Rektor"),
        ("Decision", "Manager. Rektor decides", "H:Rektor"),
        ("Vedtak\n- Søknaden godkjennes av rektor", "Leder", "H:Rektor"),
        ("Plan\n- Drofter med rektor", "Leder", "K:Rektor"),
        ("Plan\n- Drøft med HR", "Leder", "K:HR"),
        ("Plan\n- i samråd med arkivet", "Leder", "K:Arkiv"),
        ("Plan\n- Consult HR", "Manager", "K:HR"),
        ("Gruppe\n- Rektor og HR skal delta", "Leder", "K:Rektor"),
        ("Brev\n- kopi til arkivet", "Leder", "I:Arkiv"),
        ("Brev\n- Send brevet til arkivet", "Leder", "I:Arkiv"),
        ("Brev\n- Orienter rektor", "Leder", "I:Rektor"),
        ("Brev\n- Underret HR", "Leder", "I:HR"),
        ("Letter\n- copy to records office", "Manager", "I:Arkiv"),
    ],
)
def test_actor_gets_the_letter_of_the_cue(what, who, letter):
    assert letter in letters(what, who)


def test_doer_is_not_asked_or_told():
    assert letters("Brev\n- Orienter leder") == {"U:Leder"}


def test_leader_inside_a_longer_title_is_another_role():
    assert letters("Brev", "Avdelingsleder") == {"U:Avdelingsleder"}


def test_role_much_like_a_known_one_is_taken_with_doubt():
    guess = found("Brev", GuessKind.LETTER, "Rektorr")[0]
    assert (guess.value, guess.certainty) == ("U:Rektor", "low")


@pytest.mark.parametrize(
    ("who", "binding"),
    [("Klageutvalget", "per_run"), ("Servicekontoret", "unit"), ("Brannsjef", "leader"), ("Vaktmester", "role")],
)
def test_unknown_actor_is_a_new_role_with_a_binding(who, binding):
    guess = found("Brev", GuessKind.NEW_ROLE, who)[0]
    assert (guess.value, guess.fact("binding"), guess.certainty) == (who, binding, "low")


@pytest.mark.parametrize(
    ("item", "clause"),
    [
        ("Ring legen hvis det haster", "hvis det haster"),
        ("Ring legen dersom det hastar", "dersom det hastar"),
        ("Revider ved behov", "ved behov"),
        ("Ring lægen, såfremt det haster", "såfremt det haster"),
        ("Call the doctor if it is urgent", "if it is urgent"),
    ],
)
def test_condition_without_an_actor_stays_with_its_item(item, clause):
    assert [guess.value for guess in found(f"Sjekk\n- {item}", GuessKind.CONDITION)] == [clause]
    assert found(f"Sjekk\n- {item}", GuessKind.BRANCH) == []


@pytest.mark.parametrize(
    ("item", "name", "role", "question"),
    [
        ("Hvis noen klager, behandler arkivet klagen", "Behandle klagen", "Arkiv", "Noen klager?"),
        ("Eventuell klage behandles av rektor", "Behandle klage", "Rektor", "Klage?"),
        ("Krav om innsyn går til arkivet", "Behandle krav om innsyn", "Arkiv", "Krav om innsyn?"),
    ],
)
def test_condition_with_an_actor_of_its_own_is_a_branch(item, name, role, question):
    guess = found(f"Sak\n- {item}", GuessKind.BRANCH)[0]
    assert (guess.value, guess.fact("role"), guess.fact("question")) == (name, role, question)
    assert guess.is_default


def test_otherwise_names_the_other_branch():
    guess = found("Sak\n- Hvis noen klager, behandler arkivet klagen. Ellers lukker rektor saken", GuessKind.BRANCH)[0]
    assert (guess.fact("otherwise"), guess.fact("otherwise_role")) == ("Lukke saken", "Rektor")


def test_parallel_needs_two_actors_who_each_do_something():
    both = found("Start\n- Leder bestiller plass samtidig som IKT oppretter bruker", GuessKind.PARALLEL)
    assert [(guess.value, guess.fact("role"), guess.is_default) for guess in both] == [
        ("Opprette bruker", "IKT", False)
    ]
    assert found("Start\n- Bestill plass samtidig", GuessKind.PARALLEL) == []


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("Svar innen 3 uker", "innen 3 uker"),
        ("Svar seinast 5 dagar etter", "seinast 5 dagar etter"),
        ("Svar senest 1. mai", "senest 1. mai"),
        ("Reply within 10 days, by letter", "within 10 days"),
    ],
)
def test_deadline_is_kept_as_written(item, value):
    assert [guess.value for guess in found(f"Brev\n- {item}", GuessKind.DEADLINE)] == [value]


def test_word_inside_without_time_is_no_deadline():
    assert found("Brev\n- Innen tjenesten kjenner alle hverandre", GuessKind.DEADLINE) == []


@pytest.mark.parametrize(
    ("item", "value"),
    [("Ta vare på notatene i 1 år", "P1Y"), ("Oppbevares i 6 måneder", "P6M"), ("Keep it for 2 years", "P2Y")],
)
def test_keeping_is_a_duration(item, value):
    assert [guess.value for guess in found(f"Brev\n- {item}", GuessKind.RETENTION)] == [value]


def test_must_and_never_mark_their_items():
    assert [g.item for g in found("Brev\n- Svar alltid\n- Slett aldri\n- Les", GuessKind.REQUIRED)] == ["r1.1"]
    assert [g.item for g in found("Brev\n- Svar alltid\n- Slett aldri\n- Les", GuessKind.REMEMBER)] == ["r1.2"]
    assert found("Brev\n- Trenger ikke svar", GuessKind.REMEMBER) == []


def test_message_to_wait_for_is_offered_but_off():
    guess = found("Brev\n- Når du får svar fra arkivet, lukk saken", GuessKind.WAIT)[0]
    assert (guess.value, guess.is_default) == ("Når du får svar fra arkivet", False)


def test_way_back_to_an_earlier_row_holds_and_to_nowhere_warns():
    back = found("Kontroll\n- Tilbake til 2 hvis noe mangler", GuessKind.BACK, above="2;Skriv;Leder\n")[0]
    assert (back.value, back.fact("question"), back.is_default) == ("2", "Noe mangler?", True)
    made = proposal("Kontroll\n- Tilbake til 9 hvis noe mangler")
    assert "Row 5 goes back to 9, which is not in the list." in [text(r.message) for r in made.warnings]


def test_order_that_the_list_breaks_is_a_warning():
    made = proposal("Send\n- Ikke send før kontroll", below="6;Kontroll;Leder\n")
    assert [text(r.message) for r in made.warnings] == ["Row 5 says it comes after “Kontroll”, but stands before it."]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("Fyll ut søknadsskjemaet", "Søknadsskjema"),
        ("Se rutine for ny bruker", "Rutine for ny bruker"),
        ("Bruk standard mal", "Standard mal"),
        ("Brug skabelon", "Skabelon"),
        ("Følg vejledningen", "Vejledning"),
    ],
)
def test_document_is_known_by_its_last_word(item, value):
    assert [guess.value for guess in found(f"Brev\n- {item}", GuessKind.DOCUMENT)] == [value]


def test_ordinary_words_ending_like_a_template_are_no_documents():
    assert found("Brev\n- Hold en normal og formal tone", GuessKind.DOCUMENT) == []


def test_known_document_is_sure_and_takes_its_right_name():
    register = Register(roles=ROLES.roles, documents={"Skjema for søknad om fri": ("søknadsskjema",)})
    made = propose(parse('Hva;Hvem\n"Søk\n- Fyll ut søknadsskjemaet";Leder\n'), register=register)
    guess = next(guess for guess in made.guesses if guess.kind is GuessKind.DOCUMENT)
    assert (guess.value, guess.certainty, guess.question) == ("Skjema for søknad om fri", "high", None)


@pytest.mark.parametrize("word", ["websak", "WebSak-en", "i WebSaken"])
def test_system_is_known_in_any_case_and_inside_compounds(word):
    assert [guess.value for guess in found(f"Brev\n- Lagre {word}", GuessKind.SYSTEM)] == ["WebSak"]


def test_laws_are_known_by_ending_and_sign():
    assert [g.value for g in found("Sak\n- Jf. forvaltningsloven § 11", GuessKind.LAW)] == ["forvaltningsloven", "§ 11"]


def test_columns_of_their_own_give_sure_guesses():
    header = "Nr;Hva;Hvem;Frist;System;Skjema;Hovedansvarlig;Merknad"
    made = propose(parse(f"{header}\n5;Skriv;Leder;2 uker;Gemini;Brevark;Rektor;Kort\n"), register=ROLES)
    values = {(guess.kind, guess.value) for guess in made.guesses}
    assert {
        (GuessKind.DEADLINE, "2 uker"),
        (GuessKind.SYSTEM, "Gemini"),
        (GuessKind.DOCUMENT, "Brevark"),
        (GuessKind.LETTER, "H:Rektor"),
    } <= values


def test_link_from_the_paste_is_kept_and_nothing_is_lost():
    made = propose(parse("| Hva | Hvem |\n|---|---|\n| Les, oppskrift [her](https://a.example/x) | Leder |\n"))
    assert [(g.value, g.fact("text")) for g in made.guesses if g.kind is GuessKind.LINK] == [
        ("https://a.example/x", "her")
    ]
    assert made.warnings == ()


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1, 2, 5), ["Numbers 3 to 4 are missing between 2 and 5."]),
        ((1, 1), ["Number 1 is used more than once."]),
        ((2, 1), ["Number 1 comes after 2."]),
        ((1, 2, 3), []),
    ],
)
def test_numbers_are_kept_and_their_faults_told(numbers, said):
    rows = "".join(f"{number};Gjør {place};Leder\n" for place, number in enumerate(numbers))
    made = propose(parse(f"Nr;Hva;Hvem\n{rows}"))
    assert [row.number for row in made.rows] == [str(number) for number in numbers]
    assert [text(remark.message) for remark in made.warnings] == said


def test_empty_cells_are_told_and_the_others_go_on():
    made = propose(parse("Nr;Hva;Hvem\n1;Skriv;Rektor\n2;;Rektor\n3;Send;\n"), register=ROLES)
    assert [row.number for row in made.rows] == ["1", "3"]
    assert [remark.message.key for remark in made.warnings] == ["what_empty", "who_empty", "number_missing"]
    assert [g.value for g in made.guesses if g.row == "r2"] == ["U:Rektor"]


@pytest.mark.parametrize(
    ("header", "words", "language"),
    [
        ("Nr;Hva;Hvem", "Skriv brev og send det av gårde", "nb"),
        ("Nr;Kva;Kven", "Skriv brev dersom dei ikkje svarar", "nn"),
        ("Nr;Hvad;Hvem", "Skriv brev, hvis de ikke svarer, og send det af sted", "da"),
        ("No;What;Who", "Write a letter if they do not reply", "en"),
    ],
)
def test_language_of_the_list_is_known(header, words, language):
    assert propose(parse(f'{header}\n1;"{words}";Leder\n')).language == language
