"""From accepted guesses to steps: which there are, who does them, what each says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grunnmur.processes.bpmn.checklist.language import ROLE
from grunnmur.processes.bpmn.checklist.naming import step_name
from grunnmur.processes.bpmn.checklist.proposal import Facts, Guess, GuessKind, Item, Proposal, ProposalRow
from grunnmur.processes.bpmn.checklist.table import Column

LETTERS = "abcdefghijklmnopqrstuvw"
BRANCH_LETTERS = "xyz"
ITEM_KINDS = (GuessKind.CONDITION, GuessKind.REQUIRED, GuessKind.REMEMBER, GuessKind.RETENTION)


@dataclass(frozen=True, slots=True)
class Step:
    """One task: who does it (first = lane), its texts, and facts as `Node.ext` takes them."""

    uid: str
    name: str
    doer: str
    number: str = ""
    items: tuple[Item, ...] = ()
    facts: Facts = ()
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question after the step before: one answer leads over a step, the other over another or straight on.

    is_row: the step is the row itself, and has its number.
    """

    uid: str
    question: str
    yes: Step | None
    no: Step | None = None
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """Two steps at the same time."""

    uid: str
    left: Step
    right: Step


@dataclass(frozen=True, slots=True)
class Wait:
    """A message that must come before the next step."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Back:
    """A question whose yes leads back to the beginning of an earlier row."""

    uid: str
    question: str
    row: str


Block = Step | Choice | Together | Wait | Back


@dataclass(slots=True)
class _Work:
    """One row while it is taken apart."""

    proposal: Proposal
    row: ProposalRow
    doer: str
    used: set[str] = field(default_factory=set)  # roles that have a step of their own in the row

    def about(self, *kinds: GuessKind) -> list[Guess]:
        """Return the guesses of these kinds that hold for the row."""
        return self.proposal.about(self.row.id, *kinds)

    def under(self, items: Sequence[Item], *kinds: GuessKind) -> list[Guess]:
        """Return the guesses of these kinds about one of the items."""
        ids = {item.id for item in items}
        return [guess for guess in self.about(*kinds) if guess.item in ids]


def row_blocks(proposal: Proposal) -> Iterator[tuple[ProposalRow, list[Block]]]:
    """Yield each row with what it becomes, in order."""
    doer = ROLE[proposal.language]
    for row in proposal.rows:
        named = [guess.value[2:] for guess in proposal.about(row.id, GuessKind.LETTER) if guess.value[:2] == "U:"]
        doer = named[0] if named else doer
        yield row, _blocks(_Work(proposal, row, doer))


def _blocks(work: _Work) -> list[Block]:
    """Return the blocks of one row: its parts, and after each what was read from its items."""
    parts = _parts(work)
    apart = [guess.fact("role") for guess in work.about(GuessKind.SPLIT_SENTENCE, GuessKind.PARALLEL)]
    work.used |= {*apart, *(part.doer for part in parts)}
    blocks: list[Block] = [Wait(guess.id, guess.value) for guess in work.about(GuessKind.WAIT)]
    for place, part in enumerate(parts):
        blocks += _with_splits(work, part, is_first=not place)
    rows = {row.number: row.id for row in reversed(work.proposal.rows)}
    blocks += [
        Back(guess.id, guess.fact("question"), rows[guess.value])
        for guess in work.about(GuessKind.BACK)
        if guess.value in rows
    ]
    return _numbered(work.row.number, blocks)


def _parts(work: _Work) -> list[Step]:
    """Return the row as one step, or as one for each top-level item if that split holds."""
    row = work.row
    tops = [item for item in row.items if item.level <= 1]
    split = next(iter(work.about(GuessKind.SPLIT_ROWS)), None)
    roles = [role for key, role in split.facts if key == "part"] if split else []
    if len(roles) != len(tops) or not roles:
        better = work.about(GuessKind.NAME)
        name = better[0].value if better else row.name
        return [Step(row.id, name, work.doer, items=row.items)]
    ends = [*(row.items.index(top) for top in tops[1:]), len(row.items)]
    groups = [row.items[row.items.index(top) : end] for top, end in zip(tops, ends, strict=True)]
    return [
        Step(f"{row.id}.{letter}", step_name(_remaining(work, group[0]) or group[0].text), role, items=tuple(group))
        for letter, role, group in zip(LETTERS, roles, groups, strict=False)
    ]


def _remaining(work: _Work, item: Item) -> str:
    """Return an item's text without the sentences that become steps of their own."""
    text = item.text
    for guess in work.under([item], GuessKind.BRANCH):
        text = text.replace(guess.span.text, "")
    return " ".join(text.split())


def _with_splits(work: _Work, part: Step, *, is_first: bool) -> Iterator[Block]:
    """Yield a part and the steps read from its sentences."""
    made = _filled(work, part, is_first=is_first)
    together = work.under(part.items, GuessKind.PARALLEL)
    if together:
        yield Together(together[0].id, made, _from_guess(together[0], together[0].value, "role"))
    else:
        yield _if_led(work, made, is_first=is_first)
    for guess in work.under(part.items, GuessKind.SPLIT_SENTENCE):
        yield _from_guess(guess, guess.value, "role")
    for guess in work.under(part.items, GuessKind.BRANCH):
        other = guess.fact("otherwise")
        no = replace(_from_guess(guess, other, "otherwise_role"), uid=f"{guess.id}.no") if other else None
        yield _choice(guess, _from_guess(guess, guess.value, "role"), no)


def _if_led(work: _Work, made: Step, *, is_first: bool) -> Block:
    """Return a row's step, in a choice if the row itself begins with a condition."""
    own = next((guess for guess in work.about(GuessKind.BRANCH) if not guess.item), None)
    if own is None or not is_first:
        return made
    doc = "\n".join(filter(None, (own.span.text, made.doc)))
    return replace(_choice(own, replace(made, name=own.value, doc=doc), None), is_row=True)


def _choice(guess: Guess, step: Step, other: Step | None) -> Choice:
    """Return the choice a guess stands for: its step lies behind its answer, yes if it names none."""
    yes, no = (other, step) if guess.fact("answer") == "no" else (step, other)
    return Choice(guess.id, guess.fact("question"), yes, no)


def _from_guess(guess: Guess, name: str, role: str) -> Step:
    """Return the step a sentence becomes; the sentence is its text."""
    doer = guess.fact(role)
    return Step(f"{guess.id}.step", name, doer, facts=(("letter", f"U:{doer}"),), doc=guess.span.text)


def _filled(work: _Work, part: Step, *, is_first: bool) -> Step:
    """Return the part with its letters, items and links."""
    facts = [*_letters(work, part, is_first=is_first), *_items(work, part), *_links(work, part, is_first=is_first)]
    doc = work.row.cell(Column.NOTE) if is_first else ""
    return replace(part, facts=tuple(facts), doc=doc)


def _letters(work: _Work, part: Step, *, is_first: bool) -> Iterator[tuple[str, str]]:
    """Yield the doer, then the other letters read for the row or the part's items."""
    yield "letter", f"U:{part.doer}"
    ids = {item.id for item in part.items}
    is_split = len(work.used) > 1
    for guess in work.about(GuessKind.LETTER):
        letter, _, role = guess.value.partition(":")
        is_mine = guess.item in ids if guess.item else is_first
        is_taken = is_split and guess.rule == "left-over" and role in (work.used | _alternatives(work))
        if is_mine and not is_taken and not (role == part.doer and letter in "UKI"):
            yield "letter", guess.value
    for guess in work.about(GuessKind.ALTERNATIVE):
        if guess.fact("of") == part.doer:
            yield "alternative", guess.value


def _alternatives(work: _Work) -> set[str]:
    return {guess.value for guess in work.about(GuessKind.ALTERNATIVE) if guess.fact("of") in work.used}


def _items(work: _Work, part: Step) -> Iterator[tuple[str, str]]:
    """Yield each item, followed by what is known about it."""
    for item in part.items:
        text = _remaining(work, item)
        if not text or text.strip(" .") == part.name:
            continue
        yield "checklist_item", text
        for guess in work.under([item], *ITEM_KINDS):
            yield f"item_{guess.kind.value}", guess.value


def _links(work: _Work, part: Step, *, is_first: bool) -> Iterator[tuple[str, str]]:
    """Yield deadlines, documents, systems, laws and links of the part."""
    ids = {item.id for item in part.items}
    kinds = (GuessKind.DEADLINE, GuessKind.DOCUMENT, GuessKind.SYSTEM, GuessKind.LAW, GuessKind.LINK)
    for guess in work.about(*kinds):
        if not (guess.item in ids if guess.item else is_first):
            continue
        yield guess.kind.value, guess.value
        for key, value in guess.facts:
            yield f"{guess.kind.value}_{key}", value


def _numbered(number: str, blocks: list[Block]) -> list[Block]:
    """Return the blocks with their steps' numbers: 6 alone, else 6a, 6b; a step by choice 6x."""
    count = sum(1 + isinstance(block, Together) for block in blocks if _is_counted(block))
    letters = iter(LETTERS if count > 1 else "")
    branch = iter(BRANCH_LETTERS)

    def own(step: Step) -> Step:
        return replace(step, number=f"{number}{next(letters, '')}")

    def aside(step: Step) -> Step:
        return replace(step, number=f"{number}{next(branch, 'z')}")

    numbered: list[Block] = []
    for block in blocks:
        match block:
            case Step():
                numbered.append(own(block))
            case Together():
                numbered.append(replace(block, left=own(block.left), right=own(block.right)))
            case Choice():
                give = own if block.is_row else aside
                yes, no = (give(step) if step else None for step in (block.yes, block.no))
                numbered.append(replace(block, yes=yes, no=no))
            case _:
                numbered.append(block)
    return numbered


def _is_counted(block: Block) -> bool:
    return isinstance(block, Step | Together) or (isinstance(block, Choice) and block.is_row)
