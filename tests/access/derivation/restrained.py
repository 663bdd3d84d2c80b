"""Small random municipalities with conflicts and licence pools in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from grunnmur.access.derivation.facts import (
    Conflict,
    Definitions,
    Employment,
    Exclusion,
    Grant,
    Leave,
    People,
    Permission,
    Pool,
    PoolQuantity,
    Role,
    RoleItem,
    Scope,
    Seat,
    Severity,
    SideItem,
    UnitParent,
    Waiver,
)
from grunnmur.core.periods import BEGINNING, END
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.worlds import (
    PERSONS,
    UNITS,
    days,
    numbered,
    persons,
    spans,
    targets,
    units,
    worlds,
)

SEVERITIES = [Severity.BLOCK, Severity.BLOCK, Severity.APPROVE, Severity.RECORD]
FIRST_WISH = datetime(2026, 1, 1, tzinfo=UTC)

sides = st.lists(targets.map(lambda target: SideItem(*target)), min_size=1, max_size=2).map(tuple)
conflicts = numbered(
    "conflict",
    st.builds(
        lambda severity, a, b, span: Conflict("", severity, a, b, *span),
        st.sampled_from(SEVERITIES),
        sides,
        sides,
        st.one_of(st.just((BEGINNING, END)), spans),
    ),
    most=2,
)
waivers = numbered(
    "waiver",
    st.builds(
        lambda conflict, person, span: Waiver("", conflict, person, *span),
        st.sampled_from(["conflict0", "conflict1"]),
        persons,
        spans,
    ),
    most=2,
)


@st.composite
def quantities(draw):
    """Return the seats of a pool, with another number from a day on, and perhaps a share for a unit."""
    day, one, other = draw(days), draw(st.integers(0, 2)), draw(st.one_of(st.none(), st.integers(0, 2)))
    rows = [PoolQuantity("pool", None, one, BEGINNING, day)]
    if other is not None:
        rows.append(PoolQuantity("pool", None, other, day, END))
    shares = st.builds(
        lambda unit, seats, span: PoolQuantity("pool", unit, seats, *span), units, st.integers(0, 1), spans
    )
    rows += draw(st.lists(shares, max_size=2, unique_by=lambda row: row.unit))
    return tuple(sorted(rows, key=str))


@st.composite
def restrained_worlds(draw):
    """Return a world with conflicts, waivers and one pool that some permissions take seats in."""
    people, definitions = draw(worlds)
    pooled = draw(st.sampled_from([frozenset(), {"q0"}, {"q0", "q1"}]))
    risks = draw(st.fixed_dictionaries({"q0": st.integers(1, 2), "q1": st.integers(1, 2)}))
    permissions = tuple(
        row._replace(risk=risks[row.id], pool="pool" if row.id in pooled else None) for row in definitions.permissions
    )
    more = replace(
        definitions,
        permissions=permissions,
        conflicts=draw(conflicts),
        pools=(Pool("pool", draw(st.sampled_from([True, True, True, False]))),),
        quantities=draw(quantities()),
    )
    return replace(people, waivers=draw(waivers)), more


def contended_world(seed):
    """Return a world in which five persons want two seats, at odds with a conflict, some since before."""
    random = Random(seed)  # noqa: S311  # the same worlds every time, no secret

    def span():
        lower = random.randrange(WINDOW.start + 5, WINDOW.stop - 25)
        usual = (lower, lower + random.randrange(2, 25))
        return random.choice([usual, usual, usual, (lower, END), (BEGINNING, lower), (BEGINNING, END)])

    def rows(most, make, least=0):
        return tuple(make(str(number)) for number in range(random.randint(least, most)))

    names = [*PERSONS, "kim", "lea", "mo"]
    jobs = rows(
        9, lambda n: Employment(f"e{n}", random.choice(names), random.choice(UNITS), None, "permanent", *span()), 5
    )
    target = [("r0", None), ("r1", None), (None, "q0"), (None, "q1"), (None, "q2")]

    def grant(n):
        bound = random.choice([None, f"e{random.randrange(9)}"])
        return Grant(f"g{n}", random.choice(names), bound, *random.choice(target), None, None, *span())

    def conflict(n):
        a, b = (tuple(SideItem(*one) for one in random.sample(target, random.choice([1, 1, 2]))) for _ in "ab")
        return Conflict(f"c{n}", random.choice(SEVERITIES), a, b, *random.choice([(BEGINNING, END), span()]))

    moved = random.choice([END, random.randrange(WINDOW.start + 10, WINDOW.stop - 10)])
    changed = random.randrange(WINDOW.start + 10, WINDOW.stop - 10)
    people = People(
        employments=jobs,
        leaves=rows(2, lambda n: Leave(f"l{n}", random.choice(jobs).id, 100, *span())),
        grants=rows(12, grant, 4),
        exclusions=rows(1, lambda n: Exclusion(f"x{n}", random.choice(names), *random.choice(target), *span())),
        waivers=rows(2, lambda n: Waiver(f"w{n}", f"c{random.randrange(2)}", random.choice(names), *span())),
    )
    definitions = Definitions(
        parents=(UnitParent("u1", "u0", "line", BEGINNING, moved), UnitParent("u2", "u1", "line", BEGINNING, END)),
        roles=(Role("r0", True, 0, *random.choice([(BEGINNING, END), span()])), Role("r1", True, 2, BEGINNING, END)),
        items=(
            RoleItem("r0", "q0", None, Scope.NONE, None, BEGINNING, END),
            RoleItem("r0", "q2", None, Scope.NONE, None, *span()),
            RoleItem("r1", "q1", None, Scope.NONE, None, BEGINNING, END),
            RoleItem("r1", None, "r0", Scope.NONE, None, *span()),
        ),
        permissions=(
            Permission("q0", random.randrange(4), False, BEGINNING, END, 1, "pool"),
            Permission("q1", 0, False, BEGINNING, END, 2, random.choice([None, "pool"])),
            Permission("q2", 0, random.random() < 0.5, BEGINNING, END, random.randint(1, 3)),
        ),
        conflicts=rows(2, conflict),
        pools=(Pool("pool", random.random() < 0.9),),
        quantities=(
            PoolQuantity("pool", None, random.randint(1, 3), BEGINNING, changed),
            *([PoolQuantity("pool", None, random.randint(0, 3), changed, END)] if random.random() < 0.8 else []),
            *rows(2, lambda _: PoolQuantity("pool", random.choice(UNITS), random.randint(0, 1), *span())),
        ),
    )
    return replace(people, seats=said_before(random, names)), definitions


def said_before(random, names):
    """Return what was said of seats before: one or two rows for some of the persons, which need not fit the facts."""
    found = []
    for number, name in enumerate(names):
        if random.random() < 0.5:
            first, middle, last = sorted(random.sample(range(WINDOW.start + 2, WINDOW.stop - 2), 3))
            recorded = FIRST_WISH + timedelta(days=number * 7 % 5)
            found.append(Seat("pool", name, None, first, recorded, random.random() < 0.7, first, middle))
            found.append(Seat("pool", name, "u0", first, recorded, random.random() < 0.7, middle, last))
    return tuple(found)
