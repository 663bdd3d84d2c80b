"""What stands at the top of a person's page: leave, a move and an end that are registered, as sentences."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.formats import day, number
from grunnmur.core.periods import Period, union
from grunnmur.organisation.models import Employment, Leave

FULL = 100
Chain = Sequence[Employment]
"""The rows of one employment that are not over, in order: a change from a day ends one and begins the next."""


def ahead(rows: Iterable[Employment], leaves: Mapping[UUID, Sequence[Leave]], *, on: date) -> list[str]:
    """Return what is so or will be: on leave, goes to another unit, begins in one more, leaves; in this order.

    rows, leaves: all employments of one person, with their leaves; what is over on the day says nothing.
    """
    chains = _chains(rows, on)
    is_several = len(chains) > 1
    away = [sentence for chain in chains for sentence in _away(chain, leaves, on, is_several=is_several)]
    moves = [sentence for chain in chains for sentence in _moves(chain, on)]
    works = [chain for chain in chains if on in Period.from_range(chain[0].valid)]
    begins = [_begins(chain[0]) for chain in chains if works and chain not in works]
    return [*away, *moves, *begins, *_ends(chains)]


def _chains(rows: Iterable[Employment], on: date) -> list[Chain]:
    found: dict[tuple[str, str], list[Employment]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.valid.lower or date.min):
        if not Period.from_range(row.valid).is_over(on):
            found[row.source, row.external_id].append(row)
    return list(found.values())


def _away(chain: Chain, leaves: Mapping[UUID, Sequence[Leave]], on: date, *, is_several: bool) -> Iterator[str]:
    """Tell of the leaves from one employment; what goes on after a change of it is one leave."""
    off = [leave for row in chain for leave in leaves.get(row.pk, ())]
    for percent in sorted({leave.percent for leave in off}, reverse=True):
        for period in union(Period.from_range(leave.valid) for leave in off if leave.percent == percent):
            if not period.is_over(on):
                sentence = _leave(period, percent=number(percent), is_full=percent == 100)  # all of it
                yield f"{chain[0].unit.name}: {sentence}" if is_several else sentence


def _leave(period: Period, *, percent: str, is_full: bool) -> str:
    told = {"percent": percent, "first": day(period.lower or date.min)}
    if period.last_day is None:
        return (_("On leave from %(first)s.") if is_full else _("%(percent)s %% leave from %(first)s.")) % told
    told["last"] = day(period.last_day)
    if is_full:
        return _("On leave from %(first)s to %(last)s.") % told
    return _("%(percent)s %% leave from %(first)s to %(last)s.") % told


def _moves(chain: Chain, on: date) -> Iterator[str]:
    for before, after in pairwise(chain):
        first = after.valid.lower
        if first and first > on and after.unit_id != before.unit_id:
            yield _("Moves to %(unit)s on %(day)s.") % {"unit": after.unit.name, "day": day(first)}


def _begins(row: Employment) -> str:
    return _("Begins in %(unit)s on %(day)s.") % {"unit": row.unit.name, "day": day(row.valid.lower)}


def _ends(chains: Collection[Chain]) -> list[str]:
    """Tell the last day of who leaves; of who goes on elsewhere, where she ends."""
    last = [(Period.from_range(chain[-1].valid).last_day, chain[-1].unit.name) for chain in chains]
    known = sorted((one, unit) for one, unit in last if one)
    if known and len(known) == len(last):
        return [_("Leaves on %(day)s.") % {"day": day(known[-1][0])}]
    return [_("Ends in %(unit)s on %(day)s.") % {"unit": unit, "day": day(one)} for one, unit in known]
