"""Who does, decides, is asked and is told: letters U, H, K and I, and alternatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grunnmur.processes.bpmn.checklist.actors import Mention, binding_of, is_chief, listed_from, named_actors
from grunnmur.processes.bpmn.checklist.cues import Cue, Hit, find
from grunnmur.processes.bpmn.checklist.messages import message
from grunnmur.processes.bpmn.checklist.proposal import Guess, GuessKind
from grunnmur.processes.bpmn.checklist.propose.reading import Reading, Text, make_text
from grunnmur.processes.bpmn.checklist.table import Column
from grunnmur.processes.bpmn.checklist.words import sentences

REACH = 8  # words between a cue and the actor it is about
AGENTS = frozenset({"av", "af", "by"})
TO = frozenset({"til", "to"})
DOUBTFUL = frozenset({"ev", "evt", "eventuelt", "kanskje", "maybe"})


@dataclass(slots=True)
class Actors:
    """The who cell, sorted: groups that do the work, and those named with a cue."""

    groups: list[list[Mention]] = field(default_factory=list)
    deciders: list[Mention] = field(default_factory=list)
    others: list[tuple[str, Mention]] = field(default_factory=list)  # letter, actor

    @property
    def doer(self) -> str:
        """The role that does the step, "" if nobody is named."""
        return self.groups[0][0].role if self.groups else ""


def read_actors(reading: Reading) -> Actors:
    """Return who is named in the who cell and with what part."""
    actors = Actors()
    who = reading.who
    for start, text in sentences(who.text) if who else ():
        sentence = make_text(Column.WHO, "", start, text, reading.names)
        _read_sentence(sentence, reading, actors)
    return actors


def _read_sentence(sentence: Text, reading: Reading, actors: Actors) -> None:
    """Sort the actors of one sentence by the cue in it, if any."""
    roles = reading.names.roles
    for cue, letter in ((Cue.CONSULT, "K"), (Cue.INFORM, "I")):
        hit = find(sentence.words, cue)
        if hit:
            cut, after = sentence.words[hit.at].start, sentence.words[hit.after - 1].end
            told = named_actors(sentence.from_to(after, sentence.end), roles=roles, offset=after)
            actors.others += [(letter, mention) for group in told for mention in group]
            actors.groups += named_actors(sentence.from_to(sentence.start, cut), roles=roles, offset=sentence.start)
            return
    hit = find(sentence.words, Cue.DECIDE)
    end = sentence.words[hit.at].start if hit else sentence.end
    found = named_actors(sentence.from_to(sentence.start, end), roles=roles, offset=sentence.start)
    actors.groups += found
    if hit:
        actors.deciders += [mention for group in found for mention in group]


def letters(reading: Reading, actors: Actors, *, is_matched: bool) -> Iterator[Guess]:
    """Yield the letters of the who cell.

    is_matched: the groups are as many as the items, so the later ones do steps of their own.
    """
    who = reading.who
    if who is None or not actors.groups:
        return
    yield from _new_roles(reading, actors, who)
    yield from _doers(reading, actors, who)
    yield from _joined(reading, actors.groups[0], who)
    for letter, mention in actors.others:
        yield _letter(reading, letter, mention, who, rule="who-cue")
    yield from _left_over(reading, actors, who)
    if is_matched:
        for group in actors.groups[1:]:
            yield from _joined(reading, group, who)


def _letter(reading: Reading, letter: str, mention: Mention, at: Text, *, rule: str, is_sure: bool = True) -> Guess:
    return reading.guess(
        GuessKind.LETTER,
        f"{letter}:{mention.role}",
        at,
        start=mention.start,
        end=mention.end,
        rule=rule,
        is_sure=is_sure and mention.is_exact,
    )


def _new_roles(reading: Reading, actors: Actors, who: Text) -> Iterator[Guess]:
    named = [mention for group in actors.groups for mention in group] + [mention for _, mention in actors.others]
    known = reading.names.register.roles
    for mention in {mention.role: mention for mention in reversed(named) if mention.role not in known}.values():
        yield reading.guess(
            GuessKind.NEW_ROLE,
            mention.role,
            who,
            start=mention.start,
            end=mention.end,
            rule="new-role",
            is_sure=False,
            facts=(("binding", binding_of(mention.role)),),
            question=message("new_role", role=mention.role),
        )


def _doers(reading: Reading, actors: Actors, who: Text) -> Iterator[Guess]:
    """The first does it; deciders do it too, and the first of them is accountable."""
    first = actors.groups[0][0]
    yield _letter(reading, "U", first, who, rule="first-actor")
    for place, mention in enumerate(actors.deciders):
        question = message("who_is_accountable") if len(actors.deciders) > 1 else None
        if not place:
            yield reading.guess(
                GuessKind.LETTER,
                f"H:{mention.role}",
                who,
                start=mention.start,
                end=mention.end,
                rule="decider",
                is_sure=not question,
                question=question,
            )
        if mention.role != first.role:
            yield _letter(reading, "U", mention, who, rule="decider")


def _joined(reading: Reading, group: Sequence[Mention], who: Text) -> Iterator[Guess]:
    """A slash names a decider if the second is a chief and the first is not named like one above it."""
    for mention in group[1:]:
        asks = message("accountable_or_alternative", role=mention.role, other=group[0].role)
        is_decider = is_chief(mention.role)
        yield reading.guess(
            GuessKind.LETTER if is_decider else GuessKind.ALTERNATIVE,
            f"H:{mention.role}" if is_decider else mention.role,
            who,
            start=mention.start,
            end=mention.end,
            rule="slash",
            is_sure=False,
            facts=(("of", group[0].role),),
            question=asks,
        )


def _left_over(reading: Reading, actors: Actors, who: Text) -> Iterator[Guess]:
    """Who is named without a part is asked, until a step of their own is made."""
    seen = {actors.doer, *(mention.role for mention in actors.deciders)}
    for mention in (mention for group in actors.groups[1:] for mention in group):
        if mention.role not in seen:
            seen.add(mention.role)
            yield _letter(reading, "K", mention, who, rule="left-over", is_sure=False)


def text_letters(reading: Reading, *, doer: str, handed: frozenset[str]) -> Iterator[Guess]:
    """Yield letters read from the texts; the doer of the row is asked and told nothing.

    handed: roles the row is handed over to, which are not merely told.
    """
    subject = {mention.role for mention in reading.names.roles.mentions(reading.row.name)}
    for text in reading.texts:
        for letter, mention, rule, is_sure in _text_actors(text):
            if rule == Cue.TAKE_PART.value and mention.role in subject:
                continue  # the committee itself is put together; it is not one who takes part
            if mention.role != doer and not (letter == "I" and mention.role in handed):
                yield _letter(reading, letter, mention, text, rule=rule, is_sure=is_sure)


def _text_actors(text: Text) -> Iterator[tuple[str, Mention, str, bool]]:
    if not text.mentions:
        return
    for cue, letter in ((Cue.CONSULT, "K"), (Cue.INFORM, "I")):
        for hit in _all(text, cue):
            yield from ((letter, mention, cue.value, True) for mention in _named_after(text, hit.after))
    if find(text.words, Cue.TAKE_PART):
        yield from (("K", m, Cue.TAKE_PART.value, not _is_doubtful(text, m)) for m in text.mentions)
    yield from (("I", mention, "send-to", True) for mention in _sent_to(text))
    decide = find(text.words, Cue.DECIDE)
    if decide:
        yield from (("H", mention, Cue.DECIDE.value, True) for mention in _deciders(text, decide))


def _all(text: Text, cue: Cue) -> Iterator[Hit]:
    hit = find(text.words, cue)
    while hit:
        yield hit
        hit = find(text.words, cue, start=hit.after)


def _named_after(text: Text, at: int) -> list[Mention]:
    """Return the actors listed after a token, if the first is near."""
    begin = text.words[at - 1].end
    limit = text.words[min(at + REACH, len(text.words)) - 1].end
    near = [mention for mention in text.mentions if begin <= mention.start]
    if not near or near[0].start > limit:
        return []
    return listed_from(near, text=text.text, offset=text.start)


def _sent_to(text: Text) -> Iterator[Mention]:
    """Actors something is sent to: “send … til …”."""
    for at, token in enumerate(text.words):
        if not token.word.startswith("send"):
            continue
        to = next((i for i in range(at + 1, min(at + REACH, len(text.words))) if text.words[i].word in TO), None)
        if to is None:
            continue
        named = _named_after(text, to + 1)
        if named and named[0].start - text.words[to].end <= 2:
            yield from named


def _deciders(text: Text, decide: Hit) -> list[Mention]:
    """Return who decides: named after “av”, else right before the verb."""
    after = [m for m in _named_after(text, decide.after) if decide.after < len(text.words)]
    if after and text.words[decide.after].word in AGENTS:
        return after
    verb = text.words[decide.at].start
    before = [m for m in text.mentions if m.end < verb and not text.from_to(m.end, verb).strip()]
    return before[-1:]


def _is_doubtful(text: Text, mention: Mention) -> bool:
    before = [token.word for token in text.words if token.end < mention.start]
    return bool(before) and before[-1] in DOUBTFUL
