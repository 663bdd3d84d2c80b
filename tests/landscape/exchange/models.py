"""Models to exchange: large ones of random legal relations, and small strange ones for properties."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import strategies as st

from grunnmur.landscape.catalogue import PAIRS, TYPES
from grunnmur.landscape.exchange.fields import ELEMENT_FIELDS, RELATION_FIELDS
from grunnmur.landscape.exchange.model import LIFECYCLES, Element, Model, Relation

WORDS = ("Barnehage", "Ålesund & omegn", "<Sak>", "=SUM(A1)", "Søknad 🌊", "אבג", "Økonomi", "Årsplan")
FIELDS = {"type", "kind", *ELEMENT_FIELDS, *RELATION_FIELDS}


def large_model(elements, relations, seed=2026):
    random = Random(seed)  # noqa: S311 - the same model every time
    types = tuple(TYPES)
    made = [_element(random, types[number % len(types)], number) for number in range(elements)]
    by_type = defaultdict(list)
    for element in made:
        by_type[element.type].append(element.id)
    pairs = sorted(PAIRS)
    joined = []
    while len(joined) < relations:
        kind, source, target = random.choice(pairs)
        src, dst = random.choice(by_type[source]), random.choice(by_type[target])
        if src != dst:
            joined.append(_relation(random, kind, src, dst))
    return Model(id=new_id(random), name="Virksomhetskart", elements=tuple(made), relations=tuple(joined))


def new_id(random):
    return UUID(int=random.getrandbits(128))


def _element(random, code, number):
    return Element(
        id=new_id(random),
        type=code,
        name=f"{random.choice(WORDS)} {number}",
        code=f"E-{number}" if number % 3 else "",
        summary="Hva det er.\nOg hvorfor." if number % 2 else "",
        owner_unit="Helse og omsorg",
        lifecycle=random.choice(LIFECYCLES),
        criticality=random.choice((None, 1, 2, 3, 4)),
        properties=(("hosting", "saas"), ("data_category", "health"), ("data_category", "contact")),
    )


def _relation(random, kind, src, dst):
    begins = date(2020, 1, 1) + timedelta(days=random.randrange(2000))
    return Relation(
        id=new_id(random),
        kind=kind,
        src=src,
        dst=dst,
        strength=random.randrange(3),
        valid_from=begins if begins.day % 2 else None,
        valid_to=begins + timedelta(days=900) if begins.day % 3 == 0 else None,
        note="Merknad" if begins.day % 5 == 0 else "",
        attrs=(("frequency", "daglig"),) if begins.day % 7 == 0 else (),
    )


# Everything that XML 1.0 can hold; PostgreSQL keeps no NUL and the reader of CSV refuses it.
characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\t\n\r"
)
texts = st.text(characters, max_size=40) | st.sampled_from(("=1+1", "'=1", "''@x", "-", "\r\n", "]]>", "&amp;", "<b>"))
names = texts.filter(lambda text: text.strip())
properties = st.lists(st.tuples(texts.filter(lambda key: key not in FIELDS), texts), max_size=3).map(tuple)
days = st.none() | st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))
foreign_ids = st.from_regex(r"[A-Za-z_][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(
    lambda text: text[:3] not in {"id-", "pro"}
)


@st.composite
def models(draw):
    """Some elements of any types, and some of the relations that are legal between them."""
    ids = draw(st.lists(st.uuids() | foreign_ids, min_size=1, max_size=9, unique_by=str))
    count = draw(st.integers(0, len(ids) - 1))
    elements = [draw(_elements(one)) for one in ids[1 : count + 1]]
    legal = [
        (kind, one.id, other.id)
        for one in elements
        for other in elements
        if one.id != other.id
        for kind, source, target in sorted(PAIRS)
        if (source, target) == (one.type, other.type)
    ]
    relations = [draw(_relations(one, draw(st.sampled_from(legal)))) for one in ids[count + 1 :]] if legal else []
    return Model(
        id=ids[0],
        name=draw(texts),
        documentation=draw(texts),
        properties=draw(properties),
        elements=tuple(elements),
        relations=tuple(relations),
    )


def _elements(identifier):
    return st.builds(
        Element,
        id=st.just(identifier),
        type=st.sampled_from(sorted(TYPES)),
        name=names,
        code=texts,
        summary=texts,
        owner_unit=texts,
        owner_function=texts,
        lifecycle=st.sampled_from(("", *LIFECYCLES)),
        criticality=st.none() | st.integers(1, 4),
        properties=properties,
    )


def _relations(identifier, joined):
    kind, src, dst = joined
    return st.builds(
        Relation,
        id=st.just(identifier),
        kind=st.just(kind),
        src=st.just(src),
        dst=st.just(dst),
        strength=st.integers(0, 2),
        valid_from=days,
        valid_to=days,
        note=texts,
        attrs=properties,
    )
