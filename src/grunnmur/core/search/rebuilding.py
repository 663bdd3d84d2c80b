"""Making search again from the owners' rows, and checking that nothing is missing, left over or shown to others."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from uuid import UUID

from grunnmur.core.models import SearchEntry
from grunnmur.core.search.indexing import BATCH, index
from grunnmur.core.search.kinds import Entry, registered


class NoSourceError(LookupError):
    """The kind was registered without a source of its entries."""


def rebuild(
    kind: str, *, after: UUID | None = None, batches: int | None = None, is_forced: bool = False
) -> UUID | None:
    """Write all entries of a kind that differ from their owner's, and forget those whose owner knows nothing of them.

    Goes by 500 things in the order of refs. With `batches`, stops after so many and returns where to go on (`after`);
    returns None when all is done. What is unchanged stays as it is, unless forced; answers stay up all the while.
    Raises NoSourceError.
    """
    things = ((ref, list(parts)) for ref, parts in groupby(_source(kind, after), key=lambda entry: entry.ref))
    done = 0
    while batches is None or done < batches:
        batch = dict(islice(things, BATCH))
        index((entry for parts in batch.values() for entry in parts), is_forced=is_forced)
        last = max(batch) if len(batch) == BATCH else None
        _forget_others(kind, batch, after=after, last=last)
        if last is None:
            return None
        after, done = last, done + 1
    return after


def _source(kind: str, after: UUID | None) -> Iterable[Entry]:
    entries = registered()[kind].entries
    if entries is None:
        raise NoSourceError(kind)
    return entries(after)


def _forget_others(kind: str, batch: Collection[UUID], *, after: UUID | None, last: UUID | None) -> None:
    """Delete the kind's entries beyond `after`, up to and with `last`, that are not in the batch."""
    rows = SearchEntry.objects.filter(kind=kind)
    if after is not None:
        rows = rows.filter(ref__gt=after)
    if last is not None:
        rows = rows.filter(ref__lte=last)
    rows.exclude(ref__in=batch).delete()


@dataclass(frozen=True)
class Difference:
    """What search says about a thing and its owner does not, or the other way round."""

    ref: UUID
    what: str  # missing: not in search; surplus: no longer the owner's; audience: others may find it than may open it


def check(kind: str) -> Iterator[Difference]:
    """Yield where search and the owner of a kind differ; nothing is written. Raises NoSourceError."""
    stored = dict(SearchEntry.objects.filter(kind=kind, part=0).values_list("ref", "audience_keys"))
    for entry in _source(kind, None):
        if entry.part:
            continue
        audience = stored.pop(entry.ref, None)
        if audience is None:
            yield Difference(entry.ref, "missing")
        elif set(audience) != set(entry.audience_keys):
            yield Difference(entry.ref, "audience")
    yield from (Difference(ref, "surplus") for ref in stored)
