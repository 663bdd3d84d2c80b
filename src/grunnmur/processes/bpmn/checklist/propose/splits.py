"""Rows that are more than one step: by actor, by hand-over, by choice, at the same time."""

import re
from collections.abc import Iterator, Sequence

from grunnmur.processes.bpmn.checklist.actors import Mention, is_verb
from grunnmur.processes.bpmn.checklist.cues import ABOUT, GOES_TO, HAND_OVER_VERBS, REQUESTS, Cue, Hit, find
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.naming import capital, infinitive, lowered, shorten, without
from grunnmur.processes.bpmn.checklist.proposal import Guess, GuessKind
from grunnmur.processes.bpmn.checklist.propose.items import clause_after
from grunnmur.processes.bpmn.checklist.propose.letters import AGENTS, Actors
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text
from grunnmur.processes.bpmn.checklist.table import Column
from grunnmur.processes.bpmn.checklist.words import find_phrase

PASSIVE = re.compile(r"^[^\W\d_]{3,}(?:es|as|ast)$")
TO = frozenset({"til", "to", "for", "pa", "hos", "av", "by"})
NEAR = 4  # words between what is handed over for and to whom
AND = frozenset({"og", "and"})
DEFAULT_VERB = {"nb": "Behandle", "nn": "Handsame", "da": "Behandle", "en": "Handle"}


def is_matched(reading: Reading, actors: Actors) -> bool:
    """Whether there are as many actor groups as top-level items, and more than one."""
    top = [item for item in reading.row.items if item.level <= 1]
    return len(actors.groups) == len(top) > 1


def split_by_group(reading: Reading, actors: Actors) -> Iterator[Guess]:
    """Yield the proposal to make one step of each item, done by the group in the same place."""
    who = reading.who
    if who is None or not is_matched(reading, actors):
        return
    yield reading.guess(
        *(GuessKind.SPLIT_ROWS, str(len(actors.groups)), who),
        start=0,
        end=who.end,
        rule="as-many-actors-as-items",
        facts=tuple(("part", group[0].role) for group in actors.groups),
        question=message("split_by_group", count=len(actors.groups)),
    )


def split_by_hand_over(reading: Reading, *, doer: str) -> Iterator[Guess]:
    """Yield proposals like “til godkjenning … på personalkontoret” → a step for whom it goes to."""
    for text in reading.texts:
        for at in range(1, len(text.words)):
            if text.words[at].word not in HAND_OVER_VERBS or text.words[at - 1].word not in TO:
                continue
            verbs, last = _hand_over_verbs(text, at)
            goal = _goal(text, last)
            if goal and goal.role != doer:
                yield _hand_over(reading, text, (text.words[at - 1].start, goal), verbs)
            break


def _hand_over_verbs(text: Text, at: int) -> tuple[str, int]:
    """Return the verbs named from a token on (“til godkjenning og ferdigstilling”) and the last token."""
    verb = HAND_OVER_VERBS[text.words[at].word]
    if at + 2 < len(text.words) and text.words[at + 1].word in AND and text.words[at + 2].word in HAND_OVER_VERBS:
        return f"{verb} {text.words[at + 1].word} {HAND_OVER_VERBS[text.words[at + 2].word]}", at + 2
    return verb, at


def _goal(text: Text, at: int) -> Mention | None:
    """Return whom it is handed to: the next role, if near."""
    limit = text.words[min(at + NEAR, len(text.words) - 1)].end
    return next((m for m in text.mentions if text.words[at].end < m.start <= limit), None)


def _hand_over(reading: Reading, text: Text, place: tuple[int, Mention], verbs: str) -> Guess:
    start, goal = place
    return reading.guess(
        *(GuessKind.SPLIT_SENTENCE, capital(f"{verbs} {lowered(reading.row.name)}"), text),
        start=start,
        end=goal.end,
        rule="hand-over",
        is_sure=False,
        is_default=False,
        facts=(("role", goal.role),),
        question=message("split_by_hand_over", role=goal.role),
    )


def branches(reading: Reading, *, doer: str, language: str) -> Iterator[Guess]:
    """Yield conditional sentences with an actor of their own: a choice round a new step."""
    for text in reading.texts:
        if not text.item or find(text.words, Cue.CONSULT) or find(text.words, Cue.TAKE_PART):
            continue
        actor = next((m for m in text.mentions if m.role != doer and _acts(text, m)), None)
        named = _name_and_question(text, actor, language) if actor else None
        if actor and named:
            yield _branch(reading, text, actor, named)


def _branch(reading: Reading, text: Text, actor: Mention, named: tuple[str, str]) -> Guess:
    name, question = named
    facts = (("role", actor.role), ("question", question), *otherwise(reading, text))
    return reading.guess(
        *(GuessKind.BRANCH, name, text),
        start=text.start,
        end=text.end,
        rule="condition-with-actor",
        facts=facts,
        question=message("branch", question=question),
    )


def _acts(text: Text, actor: Mention) -> bool:
    """Whether the actor has a verb of its own in the sentence, or gets the matter."""
    before = [token.word for token in text.words if token.end <= actor.start]
    after = [token for token in text.words if token.start >= actor.end]
    if before and before[-1] in AGENTS:
        return True
    if any(before[-len(phrase.split()) :] == phrase.split() for phrase in GOES_TO):
        return True
    follows = bool(after) and is_verb(after[0])
    leads = bool(before) and before[-1].endswith("r") and text.from_to(actor.start - 1, actor.start) == " "
    return follows or leads


def _name_and_question(text: Text, actor: Mention, language: str) -> tuple[str, str] | None:
    """Return the new step's name and what the gateway asks; None if nothing is conditional."""
    hit = find(text.words, Cue.CONDITION)
    if hit is None:
        return _request(text, language) if text.words[0].word.startswith(REQUESTS) else None
    after = text.words[hit.after - 1].end
    if hit.at == 0 and _passive_at(text, hit.after) > 0:
        return _passive(text, after, hit.after)
    clause_end = clause_after(text, after)
    clause = text.from_to(after, clause_end).strip()
    action = _action(text, actor, hit, clause_end)
    if not clause or not action:
        return None
    return shorten(capital(infinitive(action))), f"{shorten(capital(clause))}?"


def _action(text: Text, actor: Mention, hit: Hit, clause_end: int) -> str:
    """Return what is done: after a leading condition, before a trailing one; the actor taken out."""
    if hit.at == 0:
        begin, end = clause_end, text.end
    else:
        begin, end = text.start, text.words[hit.at].start
    if not begin <= actor.start < end:
        return ""
    return without(text.from_to(begin, end), actor.start - begin, actor.end - begin)


def _passive_at(text: Text, start: int) -> int:
    """Return the token of the first passive verb, 0 if there is none."""
    places = (at for at in range(start, len(text.words)) if PASSIVE.match(text.words[at].word))
    return next(places, 0)


def _passive(text: Text, begin: int, start: int) -> tuple[str, str]:
    """“Eventuell forespørsel … behandles av …” → “Behandle forespørsel …”."""
    verb = text.words[_passive_at(text, start)]
    subject = text.from_to(begin, verb.start).strip(" ,")
    name = f"{infinitive(text.from_to(verb.start, verb.end))} {lowered(subject)}"
    return shorten(capital(name)), f"{shorten(capital(subject))}?"


def _request(text: Text, language: str) -> tuple[str, str] | None:
    """“Krav om innsyn går til …”: a request that may come, or not."""
    if len(text.words) < 3 or text.words[1].word not in ABOUT:
        return None
    goes = [at for phrase in GOES_TO if (at := find_phrase(text.words, *phrase.split())) > 0]
    verb = min(goes, default=_passive_at(text, 2))
    if not verb:
        return None
    if not goes:
        return _passive(text, text.start, 0)
    subject = text.from_to(text.start, text.words[verb].start).strip()
    return shorten(f"{DEFAULT_VERB[language]} {lowered(subject)}"), f"{shorten(subject)}?"


def otherwise(reading: Reading, text: Text, *, doer: str = "") -> Sequence[tuple[str, str]]:
    """Return the other branch if the next words of the same item name it: “ellers …”.

    doer: who does it when nobody is named; without, it needs somebody.
    """
    for other in reading.texts:
        hit = find(other.words, Cue.OTHERWISE) if other.item == text.item and other.start >= text.start else None
        if hit is None:
            continue
        begin = other.words[hit.after - 1].end
        actor = next((m for m in other.mentions if m.start > begin), None)
        end = clause_after(other, begin)
        action = other.from_to(begin, end)
        if actor:
            action = infinitive(without(action, actor.start - begin, actor.end - begin).strip(" ,.;:"))
        role = actor.role if actor else doer
        name = shorten(capital(action.strip(" ,.;:"))) if role else ""
        return (("otherwise", name), ("otherwise_role", role)) if name else ()
    return ()


def parallels(reading: Reading) -> Iterator[Guess]:
    """Yield sentences where two actors each do something at the same time."""
    for text in reading.texts:
        hit = find(text.words, Cue.PARALLEL)
        if hit is None:
            continue
        cut = text.words[hit.at]
        subjects = [m for m in text.mentions if _is_subject(text, m)]
        left = [m for m in subjects if m.end <= cut.start]
        right = [m for m in subjects if m.start >= cut.end and (not left or m.role != left[0].role)]
        if left and right:
            end = clause_after(text, right[0].end)
            name = shorten(capital(infinitive(text.from_to(right[0].end, end).strip())))
            yield reading.guess(
                *(GuessKind.PARALLEL, name, text),
                start=cut.start,
                end=end,
                rule="parallel",
                is_sure=False,
                is_default=False,
                facts=(("role", right[0].role),),
                question=message("parallel", role=right[0].role),
            )


def _is_subject(text: Text, actor: Mention) -> bool:
    after = next((token for token in text.words if token.start >= actor.end), None)
    return bool(after and is_verb(after) and text.from_to(actor.end, after.start) == " ")


def who_column(reading: Reading, column: Column = Column.ACCOUNTABLE) -> Iterator[Guess]:
    """Yield the accountable role of a column of its own."""
    cell = reading.row.cell(column)
    named = reading.names.roles.mentions(cell)
    if cell:
        role = named[0].role if named else capital(cell.split("\n")[0])
        text = Text(column, "", 0, cell, (), ())
        yield reading.guess(
            *(GuessKind.LETTER, f"H:{role}", text),
            start=0,
            end=len(cell),
            rule="accountable-column",
            is_sure=bool(named),
        )
