"""The relations a file tells of, its cells read as elements of the map."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.periods import Period
from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.imports.drafting import Draft, Item, listed, plain_name
from grunnmur.landscape.imports.kinds import readings_of
from grunnmur.landscape.imports.register import Known, Register


class Triple(NamedTuple):
    """A relation by what it is."""

    kind: str
    src: UUID
    dst: UUID


@dataclass(frozen=True)
class Wish:
    """One relation of a file. strength, note: None where nothing is said; so with the days."""

    triple: Triple
    record: Record
    src: Known
    dst: Known
    strength: int | None = None
    note: str | None = None
    first: date | None = None
    last: date | None = None
    says_days: bool = False

    def period(self, *, on: date) -> Period:
        """Return its days; from the effective day where nothing else is said."""
        return Period.through(self.first or on, self.last)


@dataclass
class Wishes:
    """All relations of a file. anchored: (kind, is_dst, element) of which the file tells all there are."""

    all: list[Wish] = field(default_factory=list)
    anchored: set[tuple[str, bool, UUID]] = field(default_factory=set)
    tells_all: bool = False

    def is_ended(self, triple: Triple) -> bool:
        """Tell whether a relation of the source that is not wished for ends."""
        ends = {(triple.kind, False, triple.src), (triple.kind, True, triple.dst)}
        return self.tells_all or bool(ends & self.anchored)


def read_wishes(draft: Draft, register: Register) -> Wishes:
    """Return the relations of the file; rows that cannot be are refused."""
    wishes = Wishes()
    for record in draft.right("relations"):
        if wish := _wish(draft, record, register):
            wishes.all.append(wish)
    for item in draft.items:
        if not item.record.is_wrong:
            _take_columns(draft, item, register, wishes)
    for record in draft.right("usage_relations"):
        _take_usage(draft, record, register, wishes)
    _refuse_overlaps(draft, wishes)
    wishes.all = [wish for wish in wishes.all if not wish.record.is_wrong]
    is_full = draft.run.mode == draft.run.Mode.FULL
    wishes.tells_all = is_full and "relations" in draft.reading.tables and not _has_wrong(draft)
    return wishes


def _has_wrong(draft: Draft) -> bool:
    """Tell whether a relation could not be read; then nobody knows which it is, and none ends. A warning says so."""
    wrong = next((record for record in draft.records("relations") if record.is_wrong), None)
    if wrong:
        message = gettext_noop("This row cannot be recognised, so nothing that is missing in the table was ended.")
        draft.reading.warn(wrong, message, how=gettext_noop("Mend the row."))
    return wrong is not None


def _wish(draft: Draft, record: Record, register: Register) -> Wish | None:
    readings = readings_of(record.values["kind"])
    if not readings:
        message = gettext_noop("There is no kind of relation called this.")
        how = gettext_noop("Use a code such as supports, or its words in one of the languages.")
        draft.reading.refuse(record, message, at="kind", how=how)
        return None
    first, last = record.get("valid_from"), record.get("valid_to")
    if last and last < (first or draft.on):
        message = gettext_noop("The relation is over before it begins here; it was not taken in.")
        draft.reading.refuse(record, message, at="valid_to", how=gettext_noop("Correct one of the days."))
        return None
    ends = _ends(draft, record, register)
    if ends is None:
        return None
    joined = (
        (kind, *((dst, src) if is_turned else (src, dst)))
        for kind, is_turned in readings
        for src in ends[0]
        for dst in ends[1]
    )
    found = {Triple(kind, src.id, dst.id) for kind, src, dst in joined if (kind, src.type, dst.type) in PAIRS}
    return _the_one(draft, record, found, register)


def _the_one(draft: Draft, record: Record, found: set[Triple], register: Register) -> Wish | None:
    if len(found) != 1:
        if found:
            message = gettext_noop("This may mean several things on the map.")
            how = gettext_noop("Write ids or codes instead of names, or fill in the types of both ends.")
        else:
            message = gettext_noop("A relation of this kind cannot be between these two.")
            how = gettext_noop("Choose another kind, or correct what it is from or to.")
        draft.reading.refuse(record, message, at="kind", how=how)
        return None
    (triple,) = found
    if triple.src == triple.dst:
        message = gettext_noop("A thing on the map cannot hang together with itself.")
        draft.reading.refuse(record, message, at="to", how=gettext_noop("Correct what it is from or to."))
        return None
    strength = record.get("strength")
    return Wish(
        triple,
        record,
        register.by_id[triple.src],
        register.by_id[triple.dst],
        strength=int(strength) if strength else None,
        note=record.get("note"),
        first=record.get("valid_from"),
        last=record.get("valid_to"),
        says_days="valid_from" in record.values or "valid_to" in record.values,
    )


def _ends(draft: Draft, record: Record, register: Register) -> tuple[list[Known], list[Known]] | None:
    """Return what both ends may mean; None, with a finding, when one means nothing."""
    readings = readings_of(record.values["kind"])
    pairs = [pair[::-1] if turned else pair for kind, turned in readings for pair in KINDS[kind].pairs]
    sides: list[list[Known]] = []
    for column, types in (("from", {pair[0] for pair in pairs}), ("to", {pair[1] for pair in pairs})):
        wanted = types & {record.get(f"{column}_type")} if record.get(f"{column}_type") else types
        found = register.meant(record.values[column], wanted)
        if not found:
            _refuse_unknown(
                draft, record, column, register, is_elsewhere=bool(register.meant(record.values[column], _ALL))
            )
            return None
        sides.append(found)
    return sides[0], sides[1]


_ALL = frozenset(source for _kind, *both in PAIRS for source in both)


def _refuse_unknown(draft: Draft, record: Record, column: str, register: Register, *, is_elsewhere: bool) -> None:
    row = register.in_error.get(plain_name(record.values[column]))
    how = gettext_noop("Correct it, or add a row for it.")
    if is_elsewhere:
        message = gettext_noop("A relation of this kind cannot be between these two.")
        how = gettext_noop("Choose another kind, or correct what it is from or to.")
        draft.reading.refuse(record, message, at=column, how=how)
    elif row is not None:
        message = gettext_noop("This hangs on row %(row)s, which is in error.")
        draft.reading.refuse(record, message, at=column, how=gettext_noop("Mend that row first."), row=row)
    else:
        message = gettext_noop("Nothing on the map, or in the file, has this id, code or name.")
        draft.reading.refuse(record, message, at=column, how=how)


def _take_columns(draft: Draft, item: Item, register: Register, wishes: Wishes) -> None:
    """Take the relations that stand as columns beside a system or an interface."""
    for column, kind, is_dst, other in (
        ("supplier", "supplies", True, "supplier"),
        ("offered_by", "offers", True, "system"),
        ("used_by", "feeds", False, "system"),
    ):
        if item.type != ("system" if kind == "supplies" else "interface") or column not in item.record.values:
            continue
        wishes.anchored.add((kind, is_dst, item.id))
        me = register.by_id[item.id]
        for one in _named_in(draft, item.record, column, other, register):
            src, dst = (one, me) if is_dst else (me, one)
            wishes.all.append(Wish(Triple(kind, src.id, dst.id), item.record, src, dst))


def _named_in(draft: Draft, record: Record, column: str, element_type: str, register: Register) -> Iterator[Known]:
    """Yield what a cell names; what it may mean is told when it is not one, and the rest of the row is used."""
    for text in listed(record.values[column]):
        found = register.meant(text, {element_type})
        if len(found) == 1:
            yield found[0]
        else:
            message = gettext_noop("“%(name)s” is not one thing on the map, so the relation was left out.")
            how = gettext_noop("Write its id or code.")
            draft.reading.warn(record, message, at=column, how=how, name=text)


def _take_usage(draft: Draft, record: Record, register: Register, wishes: Wishes) -> None:
    """Take that one system uses another: the interface that is used feeds it."""
    interfaces = register.meant(record.get("interface") or "", {"interface"})
    systems = [register.meant(record.values[column], {"system"}) for column in ("from_system", "to_system")]
    if len(interfaces) != 1 or any(len(found) != 1 for found in systems):
        message = gettext_noop("Which interface joins the two systems is not clear, so the relation was left out.")
        how = gettext_noop("Name an interface of the file or the map, and both systems.")
        draft.reading.refuse(record, message, at="interface", how=how)
        return
    (interface,), ((receiver,), (giver,)) = interfaces, systems
    note = record.get("note")
    for triple, src, dst in (
        (Triple("offers", giver.id, interface.id), giver, interface),
        (Triple("feeds", interface.id, receiver.id), interface, receiver),
    ):
        wishes.all.append(Wish(triple, record, src, dst, note=note))


def _refuse_overlaps(draft: Draft, wishes: Wishes) -> None:
    """Refuse rows that tell of one relation on the same days; of what columns tell twice, once is enough."""
    alike: defaultdict[Triple, list[Wish]] = defaultdict(list)
    for wish in wishes.all:
        alike[wish.triple].append(wish)
    wishes.all = []
    for same in alike.values():
        told = [wish for wish in same if "kind" in wish.record.values and "from" in wish.record.values] or same[:1]
        wishes.all += told
        if len(told) > 1 and _overlap([wish.period(on=draft.on) for wish in told]):
            rows = ", ".join(str(wish.record.row) for wish in told)
            for wish in told:
                message = gettext_noop("The rows %(rows)s tell of the same relation on the same days.")
                how = gettext_noop("Keep one of the rows.")
                draft.reading.refuse(wish.record, message, at="kind", how=how, rows=rows)


def _overlap(periods: list[Period]) -> bool:
    ordered: list[Any] = sorted(periods, key=lambda one: one.lower or date.min)  # Any: sorted loses the type
    return any(one.upper is None or one.upper > (after.lower or date.min) for one, after in pairwise(ordered))
