"""One way to tell a process: the same process gives the same table, and no table tells what cannot be drawn."""

from collections.abc import Sequence
from dataclasses import replace

from grunnmur.processes.bpmn.table.model import Block, Event, Fork, Jump, Table, is_ended, size

LAST = "n_finish"  # the id of an end that nobody drew


def normal(table: Table) -> Table:
    """Return the table without forks that hold nothing, ends inside work at the same time, and jumps to nowhere.

    An answer that leads on stands empty and last, and what comes after it stands after the question: of several ways
    that all end, the one with most steps.
    """
    blocks = table.blocks
    before: tuple[Block, ...] | None = None
    while blocks != before:
        before = blocks
        blocks = _sequence(_jumps(blocks, ()), is_inside=False)
        if not is_ended(blocks):
            blocks = (*blocks, Event(LAST, is_end=True))
        blocks = _hoisted(blocks)
    there = {block.id for block, _ in _all(blocks)}
    return replace(table, blocks=blocks, meets=tuple(pair for pair in table.meets if pair[0] in there))


def _all(blocks: Sequence[Block]) -> list[tuple[Block, int]]:
    found: list[tuple[Block, int]] = []
    for block in blocks:
        found.append((block, 0))
        if isinstance(block, Fork):
            for branch in block.branches:
                found += _all(branch.blocks)
    return found


def _sequence(blocks: Sequence[Block], *, is_inside: bool) -> tuple[Block, ...]:
    """Return the blocks without empty forks, and nothing after an end. is_inside: of work at the same time."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Event) and block.is_end and is_inside:
            continue
        kept += _fork(block, is_inside=is_inside) if isinstance(block, Fork) else [block]
        if is_ended(kept):
            break
    return tuple(kept)


def _fork(fork: Fork, *, is_inside: bool) -> list[Block]:
    """Return a fork with what holds something; less than two ways are no fork."""
    inside = is_inside or fork.is_parallel
    branches = [replace(one, blocks=_sequence(one.blocks, is_inside=inside)) for one in fork.branches]
    full = [branch for branch in branches if branch.blocks]
    if fork.is_parallel:
        branches = full
    else:
        empty = [branch for branch in branches if not branch.blocks]
        branches = [*full, *empty[:1]]
    if not full:
        return []
    if len(branches) < 2:
        return list(branches[0].blocks)
    return [replace(fork, branches=tuple(branches))]


def _hoisted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Let what comes after a question with ends stand where it is told best."""
    done: list[Block] = []
    left = list(blocks)
    while left:
        block = left.pop(0)
        if isinstance(block, Fork) and not block.is_parallel:
            block, left = _led_on(block, left)
        if isinstance(block, Fork):
            block = replace(block, branches=tuple(replace(b, blocks=_hoisted(b.blocks)) for b in block.branches))
        done.append(block)
    return tuple(done)


def _led_on(fork: Fork, rest: list[Block]) -> tuple[Fork, list[Block]]:
    """Return the question, and what comes after it."""
    going = [place for place, branch in enumerate(fork.branches) if not is_ended(branch.blocks)]
    if len(going) > 1:
        return fork, rest
    ways = [list(branch.blocks) for branch in fork.branches]
    for place in going:
        ways[place] += rest
    chosen = going[0] if going and not is_ended(ways[going[0]]) else _longest(ways)
    branches = [replace(one, blocks=tuple(way)) for one, way in zip(fork.branches, ways, strict=True)]
    if chosen is None:
        return replace(fork, branches=tuple(branches)), []
    last = replace(branches.pop(chosen), blocks=())
    return replace(fork, branches=(*branches, last)), ways[chosen]


def _longest(ways: Sequence[Sequence[Block]]) -> int | None:
    """Return the place of the way with most steps; None if two have as many."""
    sizes = [size(way) for way in ways]
    return sizes.index(max(sizes)) if sizes.count(max(sizes)) == 1 else None


def _jumps(blocks: Sequence[Block], before: tuple[str, ...]) -> tuple[Block, ...]:
    """Keep the jumps that lead to an earlier block on the way to them. before: those blocks."""
    kept: list[Block] = []
    seen = list(before)
    for block in blocks:
        if isinstance(block, Jump) and block.to not in seen:
            continue
        if isinstance(block, Fork):
            known = () if block.is_parallel else (*seen, block.id)
            branches = [replace(one, blocks=_jumps(one.blocks, known)) for one in block.branches]
            kept.append(replace(block, branches=tuple(branches)))
        else:
            kept.append(block)
        if not isinstance(block, Jump):
            seen.append(block.id)
    return tuple(kept)
