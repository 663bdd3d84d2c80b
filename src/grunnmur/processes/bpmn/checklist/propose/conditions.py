"""Conditions that stand before a colon or an arrow: “Hvis avslag: send brev”, “If not approved → return it”.

What stands before the mark is asked by a gateway, what stands after it is done only then. “Hvis mulig: …” asks nothing,
it only says how far one should try; “Ved spørsmål: …” tells whom to ask; both stay what they are in the list.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grunnmur.processes.bpmn.checklist.actors import Mention, is_verb
from grunnmur.processes.bpmn.checklist.language import ROLE
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.naming import capital, deed, infinitive, shorten, step_name
from grunnmur.processes.bpmn.checklist.proposal import Guess, GuessKind
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text
from grunnmur.processes.bpmn.checklist.propose.splits import otherwise
from grunnmur.processes.bpmn.checklist.table import Column
from grunnmur.processes.bpmn.checklist.words import Token

MARK = re.compile(r"\s*(?::(?=\s)|→|⇒|[-–=]>)\s*")
FEWEST = 2  # words that say who does what
LONGEST_CLAUSE = 8  # words before the mark; more are a sentence that happens to have a colon in it
CONDITIONS = ("i tilfelle", "i tilfaelde af", "i tilfelle av", "in case of", "hvis", "dersom", "viss", "safremt", "if")
ON = "ved"  # means “if” only before an outcome: “ved avslag”, not “ved mottak” or “ved skranken”
OUTCOMES = (
    *("avslag", "afslag", "avvis", "afvis", "innvilg", "bevilg", "godkjen", "godkend", "underkjen", "underkend"),
    *("klage", "avvik", "afvig", "feil", "fejl", "mangl", "mangel", "brudd", "brot", "brud", "forsink", "sykdom"),
    *("sjukdom", "sygdom", "fravaer", "uenig", "usemj", "enig", "tvist", "endring", "aendring", "mistank", "mistanke"),
    *("skade", "ikke", "ikkje", "negativ", "positiv", "uteblit", "udebliv", "utebliv"),
)
HINTS = (
    *("mulig", "mogleg", "muligt", "possible", "onskelig", "onskjeleg", "onskeleg", "onsket", "onsker", "desired"),
    *("nodvendig", "nodvendigt", "naudsynt", "necessary", "needed", "behov", "tid", "time", "relevant", "aktuelt"),
    *("applicable", "praktisk", "sporsmal", "sporgsmal", "questions", "tvil", "tvivl", "doubt"),
)
SMALL = frozenset(
    {"det", "er", "der", "du", "har", "i", "it", "is", "in", "you", "have", "vi", "we", "are", "en", "ein"}
)
NOT = frozenset({"ikke", "ikkje", "not"})
ANSWERS = {"ja": "yes", "yes": "yes", "nei": "no", "nej": "no", "no": "no"}


class _Led(NamedTuple):
    """A sentence led by a condition: its words, as written, and where what is to be done begins."""

    clause: str
    words: Sequence[Token]
    action: int


def led(reading: Reading, *, doer: str, language: str, is_split: bool) -> Iterator[Guess]:
    """Yield what is done only if: an item as a step of its own, or the row itself.

    is_split: the row is several steps, of which none is the row.
    """
    for place, text in enumerate(reading.texts):
        if text.column != Column.WHAT or (
            not text.item and (is_split or text.start or text.end != len(reading.row.name))
        ):
            continue
        found = _led(text) or _turned(text)
        asked = _asked(found, reading.texts[:place]) if found else None
        if found and asked:
            yield _guess(reading, text, found, asked, doer=doer or ROLE[language])


def _led(text: Text) -> _Led | None:
    """Return the condition a sentence begins with; None for one without, or without anything to do."""
    cue = _cue(text.words)
    mark = MARK.search(text.text)
    if not cue or mark is None:
        return None
    end = text.start + mark.start()
    words = [token for token in text.words[cue:] if token.end <= end]
    clause = text.from_to(words[0].start, end).strip() if words else ""
    rest = text.text[mark.end() :].strip(" .")
    if not clause or not rest or len(words) > LONGEST_CLAUSE or "," in clause or _is_hint(words):
        return None
    if text.words[0].word == ON and not words[0].word.startswith(OUTCOMES):
        return None
    return _Led(clause, words, text.start + mark.end())


def _turned(text: Text) -> _Led | None:
    """Return the condition of a row such as “Hvis lånet varer lenge, skal rektor godkjenne det”; None for any other."""
    cue, comma = _cue(text.words), text.start + text.text.find(",")
    words = [token for token in text.words[cue:] if token.end <= comma]
    rest = [token for token in text.words if token.start > comma]
    if (
        text.item
        or not cue
        or not words
        or len(words) > LONGEST_CLAUSE
        or _is_hint(words)
        or not _doer_after(text, rest)
    ):
        return None
    return _Led(text.from_to(words[0].start, comma).strip(), words, rest[0].start)


def _doer_after(text: Text, rest: Sequence[Token]) -> Mention | None:
    """Return who does it where a verb comes first: “skal rektor …”, “melder sekretæren …”."""
    if len(rest) < FEWEST or not is_verb(rest[0]):
        return None
    return next((one for one in text.mentions if one.start == rest[1].start), None)


def _cue(words: Sequence[Token]) -> int:
    """Return how many words the condition's own word is that a sentence begins with; 0 for none."""
    said = [token.word for token in words]
    for phrase in sorted(CONDITIONS, key=len, reverse=True):
        wanted = phrase.split()
        if said[: len(wanted)] == wanted:
            return len(wanted)
    return int(said[:1] == [ON])


def _is_hint(words: Sequence[Token]) -> bool:
    said = [token.word for token in words if token.word not in SMALL]
    return bool(said) and all(word in HINTS for word in said)


def _asked(found: _Led, before: Sequence[Text]) -> tuple[str, str] | None:
    """Return what the gateway asks, and by which answer one comes to the step.

    “Hvis ikke godkjent” asks “Godkjent?” and goes on by no; “Hvis nei” answers the question before it, if there is one.
    """
    words = [token.word for token in found.words]
    if words[0] in ANSWERS and len(words) == 1:
        question = next((text.text.strip() for text in reversed(before) if text.text.rstrip().endswith("?")), "")
        return (question, ANSWERS[words[0]]) if question else None
    if words[0] in NOT and len(words) > 1:
        return f"{shorten(capital(found.clause[found.words[1].start - found.words[0].start :]))}?", "no"
    return f"{shorten(capital(found.clause))}?", "yes"


def _guess(reading: Reading, text: Text, found: _Led, asked: tuple[str, str], *, doer: str) -> Guess:
    question, answer = asked
    name, role = _step(text, found.action, doer)
    other = otherwise(reading, text, doer=doer) if text.item else ()
    return reading.guess(
        *(GuessKind.BRANCH, name, text),
        start=text.start,
        end=text.end,
        rule="condition-before-mark",
        facts=(("role", role if text.item else doer), ("question", question), ("answer", answer), *other),
        question=message("branch", question=capital(found.clause)),
    )


def _step(text: Text, start: int, doer: str) -> tuple[str, str]:
    """Return what is done and by whom: “arkivet sender brev” → “Sende brev”, Arkiv."""
    actor = next((one for one in text.mentions if one.start == start), None)
    after = next((token for token in text.words if actor and token.start >= actor.end), None)
    if actor and after and is_verb(after):
        return shorten(capital(infinitive(text.from_to(after.start, text.end)))), actor.role
    rest = [token for token in text.words if token.start >= start]
    named = _doer_after(text, rest)
    if named:
        return deed(f"{text.from_to(start, rest[0].end)} {text.from_to(named.end, text.end).strip()}"), named.role
    return step_name(text.from_to(start, text.end)), doer
