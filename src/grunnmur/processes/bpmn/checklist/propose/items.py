"""What a sentence says about one item or step: only when, always, never, until when, for how long."""

from collections.abc import Iterator

from grunnmur.processes.bpmn.checklist.cues import ARRIVALS, YEARS, Cue, find
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.proposal import Guess, GuessKind
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text
from grunnmur.processes.bpmn.checklist.table import Column
from grunnmur.processes.bpmn.checklist.words import Token, tokens

CLAUSE_END = ",;:()"
THEN = frozenset({"sa", "then"})
NEGATIONS = frozenset({"ikke", "ikkje", "not"})
NEEDLESS = frozenset({"trenger", "behover", "treng", "er", "kan", "is", "need"})
TIME_UNITS = ("dag", "uke", "veke", "uge", "maned", "arbeidsdag", "virkedag", "time", "ar", "day", "week", "month")


def item_facts(reading: Reading, *, without: frozenset[int]) -> Iterator[Guess]:
    """Yield what the sentences say about their items.

    without: places of sentences that become steps of their own.
    """
    for text in reading.texts:
        if text.start in without and text.item:
            continue
        for rule in (_condition, _required, _remember, _deadline, _retention, _wait):
            found = rule(reading, text)
            if found:
                yield found
    yield from _when_column(reading)


def clause_after(text: Text, start: int) -> int:
    """Return where the clause that begins at a place ends: at the next comma, bracket or the end."""
    rest = text.from_to(start, text.end)
    cut = min((place for mark in CLAUSE_END if (place := rest.find(mark)) > 0), default=len(rest))
    return start + len(rest[:cut].rstrip(" ."))


def _condition(reading: Reading, text: Text) -> Guess | None:
    hit = find(text.words, Cue.CONDITION)
    if hit is None or not (text.item or text.column == Column.NOTE) or find(text.words, Cue.TAKE_PART):
        return None
    start, end = text.words[hit.at].start, clause_after(text, text.words[hit.at].start)
    return reading.guess(GuessKind.CONDITION, text.from_to(start, end), text, start=start, end=end, rule="condition")


def _required(reading: Reading, text: Text) -> Guess | None:
    hit = find(text.words, Cue.MUST)
    if hit is None or not text.item or find(text.words, Cue.CONDITION):
        return None
    return _marked(reading, text, GuessKind.REQUIRED, text.words[hit.at])


def _remember(reading: Reading, text: Text) -> Guess | None:
    """Never, or a "not" that forbids; not one that says something is needless."""
    hit = find(text.words, Cue.NEVER)
    if hit and text.item:
        return _marked(reading, text, GuessKind.REMEMBER, text.words[hit.at])
    for before, token in zip((None, *text.words), text.words[:2], strict=False):
        if token.word in NEGATIONS and text.item and (before is None or before.word not in NEEDLESS):
            return _marked(reading, text, GuessKind.REMEMBER, token)
    return None


def _marked(reading: Reading, text: Text, kind: GuessKind, token: Token) -> Guess:
    value = text.from_to(token.start, token.end)
    return reading.guess(kind, value, text, start=token.start, end=token.end, rule=kind.value)


def _deadline(reading: Reading, text: Text) -> Guess | None:
    hit = find(text.words, Cue.DEADLINE)
    if hit is None:
        return None
    start, end = text.words[hit.at].start, clause_after(text, text.words[hit.at].start)
    inside = [token for token in text.words if start <= token.start < end]
    if not any(token.word[0].isdigit() or token.word.startswith(TIME_UNITS) for token in inside):
        return None
    return reading.guess(GuessKind.DEADLINE, text.from_to(start, end), text, start=start, end=end, rule="deadline")


def _retention(reading: Reading, text: Text) -> Guess | None:
    """“Ta vare på … i 1 år”: how long, as an ISO 8601 duration."""
    hit = find(text.words, Cue.KEEP)
    for number, unit in zip(text.words, text.words[1:], strict=False):
        if hit and number.word.isdigit() and unit.word in YEARS and number.start > text.words[hit.at].start:
            value = f"P{int(number.word)}{YEARS[unit.word]}"
            return reading.guess(GuessKind.RETENTION, value, text, start=number.start, end=unit.end, rule="retention")
    return None


def _wait(reading: Reading, text: Text) -> Guess | None:
    hit = find(text.words, Cue.WAIT)
    if hit is None or hit.at > 0:
        return None
    start, end = text.words[hit.at].start, clause_after(text, text.words[hit.at].start)
    then = next((token.start for token in text.words[1:] if token.word in THEN and token.end < end), end)
    end = text.start + len(text.from_to(text.start, min(end, then)).rstrip())
    if not any(token.word.startswith(ARRIVALS) for token in text.words if token.end <= end):
        return None
    return reading.guess(
        *(GuessKind.WAIT, text.from_to(start, end), text),
        start=start,
        end=end,
        rule="wait",
        is_sure=False,
        is_default=False,
        question=message("wait"),
    )


def _when_column(reading: Reading) -> Iterator[Guess]:
    cell = reading.row.cell(Column.WHEN)
    if cell:
        text = Text(Column.WHEN, "", 0, cell, tuple(tokens(cell)), ())
        yield reading.guess(GuessKind.DEADLINE, cell, text, start=0, end=len(cell), rule="when-column")
