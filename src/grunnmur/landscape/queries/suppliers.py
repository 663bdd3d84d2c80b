"""Who delivers to whom: the suppliers behind suppliers, what they deliver in the end, and from which countries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, require
from grunnmur.landscape.models import Element, Relation, Supplier
from grunnmur.landscape.queries.elements import seen, visible
from grunnmur.landscape.rules import SEE

SUPPLIES, SUB_SUPPLIES = "supplies", "sub_supplies"
DEEPEST = 8
"""How many suppliers behind each other are followed; longer chains end there."""


@dataclass(frozen=True)
class Link:
    """One supplier in a chain: the suppliers behind it, what it delivers here itself.

    is_again: it is not followed further, because it stands elsewhere in the tree, or too deep in it.
    """

    element: Element
    country: str
    delivers: Sequence[Element]
    behind: "Sequence[Link]" = ()
    is_again: bool = False


@dataclass(frozen=True)
class Chain:
    """A supplier with those behind it, and what hangs on it: its own deliveries and those of its customers."""

    link: Link
    in_front: Sequence[Element]
    in_the_end: Sequence[Element]


@dataclass
class Country:
    """Suppliers of one country, what they deliver themselves, and what more hangs on them through other suppliers."""

    code: str
    suppliers: list[Element] = field(default_factory=list)
    delivers: list[Element] = field(default_factory=list)
    through_others: list[Element] = field(default_factory=list)


@dataclass(frozen=True)
class _Web:
    """Today's deliveries among what the asker may know of; each list is by name."""

    delivers: Mapping[UUID, Sequence[Element]]
    behind: Mapping[UUID, Sequence[Element]]
    in_front: Mapping[UUID, Sequence[Element]]
    countries: Mapping[UUID, str]


def supplier_chain(supplier: Element, *, seen_by: Actor) -> Chain:
    """Return the suppliers behind one, as a tree, and what hangs on it; for who may know of it. Two statements."""
    web = _web(seen_by)
    in_front = _reached(supplier.pk, web.in_front)
    delivered = [web.delivers.get(one.pk, ()) for one in (supplier, *in_front)]
    return Chain(_link(supplier, web, shown=set(), depth=0), in_front, _by_name(delivered))


def suppliers_by_country(*, seen_by: Actor) -> Sequence[Country]:
    """Return the countries that suppliers are from, the unknown one last; what each delivers, also through others.

    Three statements.
    """
    require(seen_by, SEE)
    web = _web(seen_by)
    countries: defaultdict[str, Country] = defaultdict(lambda: Country(""))
    for supplier in visible(seen_by=seen_by).filter(type="supplier", retired_at=None).order_by("sort_key", "id"):
        country = countries[web.countries.get(supplier.pk, "")]
        country.code = web.countries.get(supplier.pk, "")
        country.suppliers.append(supplier)
    for country in countries.values():
        own = [web.delivers.get(one.pk, ()) for one in country.suppliers]
        front = [other for one in country.suppliers for other in _reached(one.pk, web.in_front)]
        country.delivers = _by_name(own)
        known = {one.pk for one in country.delivers}
        through = _by_name(web.delivers.get(one.pk, ()) for one in front)
        country.through_others = [one for one in through if one.pk not in known]
    return sorted(countries.values(), key=lambda one: (not one.code, one.code))


def _web(seen_by: Actor) -> _Web:
    known = seen(seen_by, column="src__audience") & seen(seen_by, column="dst__audience")
    live = Relation.objects.filter(known, kind__in=(SUPPLIES, SUB_SUPPLIES), valid__contains=today())
    delivers: defaultdict[UUID, list[Element]] = defaultdict(list)
    behind: defaultdict[UUID, list[Element]] = defaultdict(list)
    in_front: defaultdict[UUID, list[Element]] = defaultdict(list)
    for row in live.select_related("src", "dst").order_by("src__sort_key", "dst__sort_key", "id"):
        if row.kind == SUPPLIES:
            delivers[row.src_id].append(row.dst)
        else:
            behind[row.dst_id].append(row.src)
            in_front[row.src_id].append(row.dst)
    countries = Supplier.objects.exclude(country="").values_list("element_id", "country")
    return _Web(delivers, behind, in_front, dict(countries))


def _link(element: Element, web: _Web, *, shown: set[UUID], depth: int) -> Link:
    """Return a supplier with those behind it; one that is shown already is named, and not followed once more."""
    country, delivers = web.countries.get(element.pk, ""), web.delivers.get(element.pk, ())
    if element.pk in shown or depth == DEEPEST:
        return Link(element, country, delivers, is_again=True)
    shown.add(element.pk)
    behind = [_link(one, web, shown=shown, depth=depth + 1) for one in web.behind.get(element.pk, ())]
    return Link(element, country, delivers, behind)


def _reached(start: UUID, ways: Mapping[UUID, Sequence[Element]]) -> list[Element]:
    """Return every supplier that the ways lead to, the nearest first; a ring ends where it began."""
    found: dict[UUID, Element] = {}
    waiting = list(ways.get(start, ()))
    while waiting:
        one = waiting.pop(0)
        if one.pk != start and one.pk not in found:
            found[one.pk] = one
            waiting.extend(ways.get(one.pk, ()))
    return list(found.values())


def _by_name(lists: Iterable[Collection[Element]]) -> list[Element]:
    """Return all elements of several lists once, by name."""
    found = {one.pk: one for some in lists for one in some}
    return sorted(found.values(), key=lambda one: (one.sort_key, one.pk))
