"""Small random municipalities: wide ones drawn by Hypothesis, dense ones by a seed."""

from datetime import UTC, datetime
from random import Random

from hypothesis import strategies as st

from grunnmur.access.derivation.facts import (
    Anchor,
    Appointment,
    Definitions,
    Deputy,
    Effect,
    Employment,
    Exclusion,
    Grant,
    Leadership,
    Leave,
    People,
    Permission,
    Role,
    RoleItem,
    Rule,
    RuleUnit,
    Scope,
    UnitParent,
)
from grunnmur.core.periods import BEGINNING, END
from tests.access.derivation.oracle import WINDOW

UNITS = ["u0", "u1", "u2"]
POSITIONS = ["nurse", "clerk"]
KINDS = ["permanent", "hourly"]
FUNCTIONS = ["safety", "union"]
PERSONS = ["ann", "bo"]
ROLES = ["r0", "r1"]
PERMISSIONS = ["q0", "q1"]

days = st.integers(WINDOW.start + 20, WINDOW.stop - 20)
sometimes = st.tuples(days, st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
spans = st.one_of(
    sometimes,
    days.map(lambda day: (day, END)),
    days.map(lambda day: (BEGINNING, day)),
    st.just((BEGINNING, END)),
)
targets = st.one_of(
    st.sampled_from(ROLES).map(lambda role: (role, None)),
    st.sampled_from(ROLES).map(lambda role: (role, None)),
    st.sampled_from(PERMISSIONS).map(lambda permission: (None, permission)),
)
persons = st.sampled_from(PERSONS)
units = st.sampled_from(UNITS)


def few(values):
    """Return sets that are mostly empty: every condition more makes a match rarer."""
    nothing = st.just(frozenset())
    return st.one_of(nothing, nothing, st.frozensets(st.sampled_from(values), max_size=2))


def numbered(prefix, strategy, *, most):
    """Return tuples of rows whose ids are the prefix and a number."""

    def number(rows):
        return tuple(row._replace(id=f"{prefix}{number}") for number, row in enumerate(rows))

    return st.lists(strategy, max_size=most).map(number)


@st.composite
def parents(draw):
    """Return dated parents; a unit only lies under units before it, so there is no ring."""
    rows = []
    for number, unit in enumerate(UNITS[1:], start=1):
        above = st.one_of(st.none(), st.sampled_from(UNITS[:number]))
        moved = draw(st.one_of(st.none(), days))
        if moved is None:
            rows.append(UnitParent(unit, draw(above), "line", BEGINNING, END))
        else:
            rows.append(UnitParent(unit, draw(above), "line", BEGINNING, moved))
            rows.append(UnitParent(unit, draw(above), "line", moved, END))
    return tuple(rows)


rules = st.builds(
    lambda effect, target, anchor, span, more: Rule("", effect, *target, anchor, *span, **more),
    st.sampled_from([Effect.GRANT, Effect.GRANT, Effect.GRANT, Effect.EXCLUDE]),
    targets,
    st.sampled_from([Anchor.EMPLOYMENT, *Anchor]),
    spans,
    st.fixed_dictionaries(
        {},
        optional={
            "units": st.lists(st.builds(RuleUnit, units, st.booleans(), st.booleans()), max_size=2).map(tuple),
            "positions": few(POSITIONS),
            "kinds": few(KINDS),
            "functions": few(FUNCTIONS),
            "persons": few(PERSONS),
            "not_persons": few(PERSONS),
            "has_deputies": st.booleans(),
        },
    ),
)

items = st.one_of(
    st.builds(
        lambda role, permission, scope, unit, span: RoleItem(role, permission, None, scope, unit, *span),
        st.sampled_from(ROLES),
        st.sampled_from(PERMISSIONS),
        st.sampled_from(Scope),
        units,
        spans,
    ),
    st.builds(
        lambda span: RoleItem("r1", None, "r0", Scope.NONE, None, *span),
        spans,
    ),
)

definitions = st.builds(
    Definitions,
    parents=parents(),
    rules=numbered("rule", rules, most=5),
    roles=st.tuples(
        *(
            st.builds(
                lambda active, grace, span, role=role: Role(role, active, grace, *span),
                st.sampled_from([True, True, True, False]),
                st.integers(0, 6),
                st.one_of(st.just((BEGINNING, END)), spans),
            )
            for role in ROLES
        )
    ),
    items=st.lists(items, max_size=6).map(tuple),
    permissions=st.tuples(
        *(
            st.builds(
                lambda early, flag, span, permission=permission: Permission(permission, early, flag, *span),
                st.integers(0, 7),
                st.booleans(),
                st.one_of(st.just((BEGINNING, END)), spans),
            )
            for permission in PERMISSIONS
        )
    ),
)

hours = st.one_of(st.none(), st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3), timezones=st.just(UTC)))  # noqa: DTZ001

people = st.builds(
    People,
    employments=numbered(
        "employment",
        st.builds(
            lambda person, unit, position, kind, span: Employment("", person, unit, position, kind, *span),
            persons,
            units,
            st.one_of(st.none(), st.sampled_from(POSITIONS)),
            st.sampled_from(KINDS),
            spans,
        ),
        most=4,
    ),
    leaves=numbered(
        "leave",
        st.builds(
            lambda number, percent, span: Leave("", f"employment{number}", percent, *span),
            st.integers(0, 3),
            st.sampled_from([50, 100]),
            spans,
        ),
        most=3,
    ),
    appointments=numbered(
        "appointment",
        st.builds(
            lambda person, function, unit, span: Appointment("", person, function, unit, *span),
            persons,
            st.sampled_from(FUNCTIONS),
            units,
            spans,
        ),
        most=2,
    ),
    leaderships=numbered(
        "leadership",
        st.builds(lambda person, unit, span: Leadership("", person, unit, "leader", *span), persons, units, spans),
        most=2,
    ),
    deputies=numbered(
        "deputy",
        st.builds(
            lambda whom, who, unit, may, span: Deputy("", whom, who, unit, may, *span),
            persons,
            persons,
            st.one_of(st.none(), units),
            st.sampled_from([frozenset({"access"}), frozenset({"access"}), frozenset({"approve"})]),
            spans,
        ),
        most=2,
    ),
    grants=numbered(
        "grant",
        st.builds(
            lambda person, number, target, unit, hour, span: Grant(
                "", person, None if number is None else f"employment{number}", *target, unit, hour, *span
            ),
            persons,
            st.one_of(st.none(), st.integers(0, 3)),
            targets,
            st.one_of(st.none(), units),
            hours,
            spans,
        ),
        most=3,
    ),
    exclusions=numbered(
        "exclusion",
        st.builds(lambda person, target, span: Exclusion("", person, *target, *span), persons, targets, spans),
        most=2,
    ),
)


worlds = st.tuples(people, definitions)


def dense_world(seed):
    """Return a world around one person, one role and one permission: there routes meet, overlap and cut.

    Drawn by an ordinary random generator, as Hypothesis seldom makes so many facts that hang together.
    """
    random = Random(seed)  # noqa: S311  # the same worlds every time, no secret

    def span():
        lower = random.randrange(WINDOW.start + 20, WINDOW.stop - 25)
        usual = (lower, lower + random.randrange(1, 14))
        return random.choice([usual, usual, usual, (BEGINNING, lower), (lower, END), (BEGINNING, END)])

    def target():
        return random.choice([("r0", None), ("r0", None), (None, "q0")])

    def some(most, make):
        return tuple(make(str(number)) for number in range(random.randrange(most + 1)))

    def rule(number):
        asked = {
            "units": some(2, lambda _: RuleUnit(random.choice(UNITS), random.random() < 0.3, random.random() < 0.6)),
            "functions": frozenset(random.sample(FUNCTIONS, random.randrange(3))),
            "kinds": frozenset(random.sample(KINDS, 1)),
            "not_persons": frozenset({"bo"}),
        }
        conditions = {name: value for name, value in asked.items() if random.random() < 0.3}
        effect = random.choice([Effect.GRANT, Effect.GRANT, Effect.EXCLUDE])
        anchor = random.choice([Anchor.EMPLOYMENT, *Anchor])
        base = Rule(f"rule{number}", effect, *target(), anchor, *span(), has_deputies=random.random() < 0.7)
        return base._replace(**conditions)

    def employment(number):
        who = "ann" if number != "3" else "bo"
        return Employment(f"e{number}", who, random.choice(UNITS), None, random.choice(KINDS), *span())

    def grant(number):
        bound, unit = random.choice([None, "e0", "e1"]), random.choice([None, *UNITS])
        hour = random.choice([None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
        return Grant(f"grant{number}", "ann", bound, *target(), unit, hour, *span())

    def parent(unit, above):
        moved = random.randrange(WINDOW.start + 20, WINDOW.stop - 20)
        return (
            UnitParent(unit, random.choice(above), "line", BEGINNING, moved),
            UnitParent(unit, random.choice(above), "line", moved, END),
        )

    people = People(
        employments=some(4, employment),
        leaves=some(3, lambda n: Leave(f"leave{n}", f"e{n}", random.choice([60, 100, 100]), *span())),
        appointments=some(3, lambda n: Appointment(n, "ann", random.choice(FUNCTIONS), random.choice(UNITS), *span())),
        leaderships=some(
            3, lambda n: Leadership(n, random.choice(["ann", "bo"]), random.choice(UNITS), "leader", *span())
        ),
        deputies=some(2, lambda n: Deputy(n, "bo", "ann", random.choice([None, "u1"]), frozenset({"access"}), *span())),
        grants=some(3, grant),
        exclusions=some(1, lambda n: Exclusion(f"exclusion{n}", "ann", *target(), *span())),
    )
    definitions = Definitions(
        parents=(*parent("u1", ["u0", None]), *parent("u2", ["u0", "u1"])),
        rules=some(5, rule),
        roles=(Role("r0", True, random.randrange(7), *random.choice([(BEGINNING, END), span()])),),
        items=(RoleItem("r0", "q0", None, random.choice(list(Scope)), "u0", *span()),),
        permissions=(
            Permission("q0", random.randrange(9), random.random() < 0.6, *random.choice([(BEGINNING, END), span()])),
        ),
    )
    return people, definitions
