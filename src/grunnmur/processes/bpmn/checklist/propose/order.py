"""What rows say about each other: numbers, what comes first, and ways back."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grunnmur.processes.bpmn.checklist.cues import Cue, find
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.naming import capital, shorten
from grunnmur.processes.bpmn.checklist.proposal import Guess, GuessKind, ProposalRow, Remark
from grunnmur.processes.bpmn.checklist.propose.items import clause_after
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text
from grunnmur.processes.bpmn.checklist.words import phrase

NEGATIONS = frozenset({"ikke", "ikkje", "not"})
BEFORE = frozenset({"for", "before", "foer", "inden"})
NUMBER_WORDS = frozenset({"punkt", "pkt", "trinn", "steg", "nr", "step", "row", "trin", "punktet", "no"})


def number_remarks(rows: Sequence[ProposalRow]) -> Iterator[Remark]:
    """Yield gaps, repeats and wrong order of whole numbers; the numbers are kept as they are."""
    numbered = [(int(row.number), row) for row in rows if row.number.isdigit()]
    for (before, _), (number, row) in pairwise(numbered):
        if number == before:
            yield Remark(message("number_repeated", number=number), row.id)
        elif number < before:
            yield Remark(message("number_order", number=number, before=before), row.id)
        elif number == before + 2:
            yield Remark(message("number_missing", number=before + 1, before=before, after=number), row.id)
        elif number > before + 2:
            said = message("numbers_missing", first=before + 1, last=number - 1, before=before, after=number)
            yield Remark(said, row.id)


def order_checks(readings: Sequence[Reading]) -> Iterator[Guess | Remark]:
    """Yield “not before X” and “after X” where X is another row: a note if kept, a warning if broken."""
    titles = {phrase(reading.row.name): place for place, reading in enumerate(readings)}
    for place, reading in enumerate(readings):
        for text in reading.texts:
            goal = _comes_after(text, titles)
            if goal is None or goal == place:
                continue
            other = readings[goal].row
            if goal > place:
                yield Remark(message("order_broken", number=reading.row.number, other=other.name), reading.row.id)
                continue
            yield reading.guess(
                *(GuessKind.ORDER, other.number, text),
                start=text.words[0].start,
                end=text.end,
                rule="order",
                question=message("order_kept"),
            )


def _comes_after(text: Text, titles: dict[tuple[str, ...], int]) -> int | None:
    """Return the place of the row the sentence must follow."""
    words = [token.word for token in text.words]
    is_negated = bool(NEGATIONS & set(words))
    after = find(text.words, Cue.AFTER)
    longest = max(map(len, titles), default=0)
    begins = [at + 1 for at, word in enumerate(words) if is_negated and word in BEFORE]
    begins += [after.after] if after else []
    for begin in begins:
        rest = phrase(text.from_to(text.words[begin - 1].end, text.end))
        for length in range(min(len(rest), longest), 0, -1):
            if rest[:length] in titles:
                return titles[rest[:length]]
    return None


def ways_back(reading: Reading, rows: Sequence[ProposalRow]) -> Iterator[Guess | Remark]:
    """Yield “tilbake til 4 hvis …”: a choice that leads back to an earlier row."""
    numbers = [row.number for row in rows]
    for text in reading.texts:
        hit = find(text.words, Cue.BACK)
        if hit is None:
            continue
        goal = next((token for token in text.words[hit.after :] if token.word not in NUMBER_WORDS), None)
        if goal is None or not re.fullmatch(r"\d+", goal.word):
            continue
        if goal.word not in numbers:
            yield Remark(message("back_unknown", number=reading.row.number, goal=goal.word), reading.row.id)
            continue
        is_earlier = numbers.index(goal.word) <= rows.index(reading.row)
        question = _back_question(text)
        yield reading.guess(
            *(GuessKind.BACK, goal.word, text),
            start=text.words[hit.at].start,
            end=goal.end,
            rule="back",
            is_sure=is_earlier,
            is_default=is_earlier,
            facts=(("question", question),),
            question=message("back", goal=goal.word, question=question),
        )


def _back_question(text: Text) -> str:
    """Return what decides about going back: the condition, else the sentence itself."""
    hit = find(text.words, Cue.CONDITION)
    if hit is None:
        return f"{shorten(capital(text.text))}?"
    begin = text.words[hit.after - 1].end
    return f"{shorten(capital(text.from_to(begin, clause_after(text, begin))))}?"
