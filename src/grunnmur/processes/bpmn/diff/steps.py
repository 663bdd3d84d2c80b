"""What differs in one step that both versions have, and which steps changed places."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from grunnmur.processes.bpmn.diff.changes import Change, ChangeKind
from grunnmur.processes.bpmn.diff.content import StepContent

ACCOUNTABLE, RESPONSIBLE = "H", "U"
T = TypeVar("T")


def step_changes(old: StepContent, new: StepContent) -> Iterator[Change]:
    """Yield what is said otherwise of a step than before."""
    said = (
        (ChangeKind.STEP_RENAMED, old.name, new.name),
        (ChangeKind.STEP_KIND, old.kind, new.kind),
        (ChangeKind.ROLE_MOVED, old.role, new.role if new.is_activity else old.role),
        (ChangeKind.DEADLINE_CHANGED, old.deadline, new.deadline),
        (ChangeKind.TEXT_CHANGED, old.text, new.text),
    )
    for kind, before, after in said:
        if before != after:
            yield Change(kind, *_facts(new), before, after)
    yield from _letters(old, new)
    yield from _items(old, new)
    yield from _links(old, new)


def _facts(step: StepContent) -> tuple[str, str, str]:
    return step.uid, step.number, step.name


def _items(old: StepContent, new: StepContent) -> Iterator[Change]:
    for item in _only(old.items, new.items):
        yield Change(ChangeKind.ITEM_REMOVED, *_facts(new), before=item.text, is_required=item.is_required)
    for item in _only(new.items, old.items):
        yield Change(ChangeKind.ITEM_ADDED, *_facts(new), after=item.text, is_required=item.is_required)


def _links(old: StepContent, new: StepContent) -> Iterator[Change]:
    for link in _only(old.links, new.links):
        yield Change(ChangeKind.LINK_REMOVED, *_facts(new), before=": ".join(link))
    for link in _only(new.links, old.links):
        yield Change(ChangeKind.LINK_ADDED, *_facts(new), after=": ".join(link))


def _only(one: Counter[T], other: Counter[T]) -> Sequence[T]:
    return list((one - other).elements())


def _letters(old: StepContent, new: StepContent) -> Iterator[Change]:
    """Yield letters that came and went; the accountable is moved when one took another's place.

    Whoever does the step is told of by its lane: the same U as a letter would say it twice.
    """
    gone = [each for each in _only(old.letters, new.letters) if each != (RESPONSIBLE, old.role)]
    come = [each for each in _only(new.letters, old.letters) if each != (RESPONSIBLE, new.role)]
    was = next((role for letter, role in gone if letter == ACCOUNTABLE), "")
    now = next((role for letter, role in come if letter == ACCOUNTABLE), "")
    if was or now:
        yield Change(ChangeKind.ACCOUNTABLE_MOVED, *_facts(new), was, now)
    for letter, role in gone:
        if letter != ACCOUNTABLE:
            yield Change(ChangeKind.LETTER_REMOVED, *_facts(new), before=f"{letter}: {role}")
    for letter, role in come:
        if letter != ACCOUNTABLE:
            yield Change(ChangeKind.LETTER_ADDED, *_facts(new), after=f"{letter}: {role}")


def moved_steps(old: Mapping[str, StepContent], new: Mapping[str, StepContent]) -> Sequence[str]:
    """Return the work that stands elsewhere among the work of both versions: as few steps as explain it."""
    places = {uid: place for place, uid in enumerate(old)}
    both = [uid for uid, step in new.items() if uid in places and step.is_activity]
    kept = _longest_rising([places[uid] for uid in both])
    return [uid for place, uid in enumerate(both) if place not in kept]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the indexes of one longest rising subsequence; of several the first found."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[place], ends[place] = number, index
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
