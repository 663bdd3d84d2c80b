"""A municipality of one person, one rule, one role and one permission, to change in one place at a time."""

from datetime import date

from grunnmur.access.derivation import Compiled, derive, effective
from grunnmur.access.derivation.facts import (
    Anchor,
    Definitions,
    Effect,
    Employment,
    Grant,
    People,
    Permission,
    Role,
    RoleItem,
    Rule,
    RuleUnit,
    Scope,
    UnitParent,
)
from grunnmur.core.periods import BEGINNING, END, Period

EVER = (BEGINNING, END)
START, MOVE = date(2026, 1, 1), date(2026, 6, 1)

EMPLOYED = Employment("job", "ann", "team", "nurse", "permanent", *Period(START).span)
RULE = Rule("rule", Effect.GRANT, "role", None, Anchor.EMPLOYMENT, *EVER)
TREE = (
    UnitParent("team", "school", "line", *EVER),
    UnitParent("school", "area", "line", *EVER),
    UnitParent("library", "culture", "line", *EVER),
)
MAIL = Permission("mail", 0, False, *EVER)


def definitions(*rules, **parts):
    usual = {
        "parents": TREE,
        "roles": (Role("role", True, 0, *EVER),),
        "items": (RoleItem("role", "mail", None, Scope.HERE_BELOW, None, *EVER),),
        "permissions": (MAIL,),
    }
    return Definitions(rules=rules, **(usual | parts))


def people(*employments, **parts):
    return People(employments=employments or (EMPLOYED,), **parts)


def held(people, definitions, person="ann"):
    return derive(people, Compiled(definitions)).held[person]


def may(people, definitions, on, *, person="ann", now=None):
    """Return the names of the permissions a person has on a day."""
    compiled = Compiled(definitions)
    derived = derive(people, compiled, persons=[person])
    allowed = effective(derived.held[person], derived.withheld, compiled, on=on, now=now)
    return {row.permission for row in allowed}


def grant(**parts):
    base = Grant("grant", "ann", None, "role", None, None, None, *Period(START).span)
    return base._replace(**parts)


def below(unit, *, is_minus=False):
    return RuleUnit(unit, is_minus, with_below=True)
