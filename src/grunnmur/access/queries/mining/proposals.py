"""Rules that would account for what people are seen to have. Nothing is kept: the same facts, the same proposals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.derivation import Compiled, derive
from grunnmur.access.derivation.facts import Definitions
from grunnmur.access.derivation.remaining import days_inside
from grunnmur.access.derivation.units import Ancestry
from grunnmur.access.mining import Group, Kind, Mined, Proposal, Settings, Workforce, propose
from grunnmur.access.models import Permission
from grunnmur.access.queries.facts import Loaded, load
from grunnmur.access.queries.mining.observed import observed_pairs
from grunnmur.access.queries.names import permission_name
from grunnmur.access.rules import Selector
from grunnmur.access.rules.mining import NoProposalError
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.clock import today
from grunnmur.core.periods import BEGINNING, END
from grunnmur.core.permissions import Actor, may, require
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.rules import SEE_PROTECTED

LINE = "line"
KINDS: dict[tuple[str, ...], Kind] = {
    ("below",): Kind.SUBTREE,
    ("position",): Kind.POSITION,
    ("function",): Kind.FUNCTION,
    ("below", "position"): Kind.UNIT_POSITION,
}


@dataclass(frozen=True)
class Shown:
    """A proposal in words. name: what its role would be called."""

    proposal: Proposal
    who: str
    name: str
    permissions: tuple[str, ...]

    @property
    def key(self) -> str:
        """The group's key, which names the proposal."""
        return self.proposal.group.key

    @property
    def share(self) -> int:
        """How many percent of what it gives people have today, rounded down."""
        given = len(self.proposal.members) * len(self.proposal.permissions)
        return 100 * (given - len(self.proposal.newly)) // given if given else 0


@dataclass(frozen=True)
class Answer:
    """All proposals in words, and what is behind them."""

    mined: Mined
    shown: tuple[Shown, ...]


def mine(settings: Settings, *, seen_by: Actor, on: date | None = None) -> Mined:
    """Return rules for what people who work here are seen to have; roles that are drafts count as if they were active.

    Protected persons are left out for those who may not see them: nobody is named by a proposal who may not be.
    A fixed number of statements. Raises PermissionDenied (needs access.mine).
    """
    require(seen_by, MINE)
    day = on or today()
    loaded = load()
    observed = observed_pairs(seen_by=seen_by)
    workforce = _workforce(loaded, day, seen_by=seen_by)
    persons = set(workforce.persons)
    given = {pair for pair in _given(loaded, day) if pair[0] in persons}
    return propose(observed, workforce, settings=settings, given=given)


def _workforce(loaded: Loaded, day: date, *, seen_by: Actor) -> Workforce:
    """Return who works where on the day."""
    number, people = day.toordinal(), loaded.people
    employed = [row for row in people.employments if row.lower <= number < row.upper]
    known = _known({row.person for row in employed}, seen_by=seen_by)
    employed = [row for row in employed if row.person in known]
    ancestry = Ancestry(loaded.definitions.parents)
    above = {unit: _above(ancestry, unit, number) for unit in {row.unit for row in employed}}
    return Workforce(
        employments=[(row.person, row.unit, row.position) for row in employed],
        appointments=[
            (row.person, row.function)
            for row in people.appointments
            if row.lower <= number < row.upper and row.person in known
        ],
        leaders=[row.person for row in people.leaderships if row.lower <= number < row.upper and row.person in known],
        ancestors=above,
    )


def _known(persons: set[str], *, seen_by: Actor) -> set[str]:
    if may(seen_by, SEE_PROTECTED):
        return persons
    return {str(one) for one in organisation.names_of({UUID(one) for one in persons}, seen_by=seen_by)}


def _above(ancestry: Ancestry, unit: str, number: int) -> tuple[str, ...]:
    """Return the unit and all above it on the day, the unit first and the top last."""
    days = ancestry.of(unit, structure=LINE)
    live = [one for one, spans in days.items() if any(lower <= number < upper for lower, upper in spans)]
    return tuple(sorted(live, key=lambda one: (one != unit, -len(ancestry.of(one, structure=LINE)), one)))


def _given(loaded: Loaded, day: date) -> Iterator[tuple[str, str]]:
    """Yield who has what on the day by rules and grants."""
    number = day.toordinal()
    compiled = Compiled(_with_drafts(loaded.definitions))
    derived = derive(loaded.people, compiled, since=day)
    stopped = {(row.person, row.permission) for row in derived.withheld if row.lower <= number < row.upper}
    for person, rows in derived.held.raw.items():
        for permission, spans in days_inside(rows, compiled.contents).items():
            if any(lower <= number < upper for lower, upper in spans) and (person, permission) not in stopped:
                yield person, permission


def _with_drafts(known: Definitions) -> Definitions:
    """Return the definitions as if roles that are drafts were active: what was accepted is not proposed again."""
    roles = (row if row.is_active else row._replace(is_active=True, lower=BEGINNING, upper=END) for row in known.roles)
    return replace(known, roles=tuple(roles))


def proposals(settings: Settings, *, seen_by: Actor) -> Answer:
    """Return proposals in words, those that account for most first. Raises PermissionDenied (needs access.mine)."""
    found = mine(settings, seen_by=seen_by)
    names = _names([one.group for one in found.proposals])
    levels = level_names({UUID(one) for each in found.proposals for one in each.permissions})
    return Answer(found, tuple(_shown(one, names, levels) for one in found.proposals))


def find_proposal(key: str, settings: Settings, *, seen_by: Actor) -> Shown:
    """Return the proposal of one group. Raises NoProposalError, PermissionDenied (needs access.mine)."""
    shown = {one.key: one for one in proposals(settings, seen_by=seen_by).shown}
    if key not in shown:
        raise NoProposalError(_("This is not proposed any more. Look at the proposals again."))
    return shown[key]


def level_names(ids: set[UUID]) -> dict[str, str]:
    """Return what levels are called, by id. One statement."""
    rows = Permission.objects.filter(pk__in=ids).select_related("resource")
    return {str(row.pk): permission_name(row) for row in rows}


def _names(groups: Sequence[Group]) -> Mapping[str, str]:
    """Return the names of units, positions and functions. Three statements at most."""
    units = organisation.unit_names({UUID(one.unit) for one in groups if one.unit})
    found = units | organisation.position_names() | organisation.function_names()
    return {str(pk): name for pk, name in found.items()}


def _shown(proposal: Proposal, names: Mapping[str, str], levels: Mapping[str, str]) -> Shown:
    who, name = _words(proposal.group, names)
    permissions = tuple(sorted(levels[one] for one in proposal.permissions if one in levels))
    return Shown(proposal, who, name, permissions)


def group_words(keys: Sequence[str]) -> dict[str, str]:
    """Return in words the groups of these keys; those that mean nothing are left out. Three statements at most."""
    groups = {key: group for key in keys if (group := _group(key))}
    names = _names(list(groups.values()))
    return {key: _words(group, names)[0] for key, group in groups.items()}


def _group(key: str) -> Group | None:
    """Return the group of a key, without members; None for a key that is none."""
    if key in {"everyone", "leaders"}:
        return Group(key, Kind.EVERYONE if key == "everyone" else Kind.LEADERS, 0)
    parts = dict(part.split(":", 1) for part in key.split("+") if part.count(":") == 1)
    try:
        ids = {name: str(UUID(value)) for name, value in parts.items()}
    except ValueError:
        return None
    kind = KINDS.get(tuple(ids))
    if kind is None:
        return None
    return Group(key, kind, 0, unit=ids.get("below"), position=ids.get("position"), function=ids.get("function"))


def _words(group: Group, names: Mapping[str, str]) -> tuple[str, str]:
    """Return whom a group means, and what a role for it would be called."""
    facts = {
        "unit": names.get(group.unit or "", ""),
        "position": names.get(group.position or "", ""),
        "function": names.get(group.function or "", ""),
    }
    match group.kind:
        case Kind.EVERYONE:
            return _("Everyone employed"), _("Everyone")
        case Kind.SUBTREE:
            return _("Everyone in %(unit)s and below") % facts, facts["unit"]
        case Kind.POSITION:
            return _("Everyone employed as %(position)s") % facts, facts["position"]
        case Kind.FUNCTION:
            return _("Everyone appointed as %(function)s") % facts, facts["function"]
        case Kind.LEADERS:
            return _("All who lead a unit"), _("Leaders")
        case _:
            both = _("%(position)s in %(unit)s") % facts
            return _("Everyone employed as %(position)s in %(unit)s and below") % facts, both


def selector_of(group: Group) -> Selector:
    """Return the conditions of a rule for a group."""
    return Selector(
        anchor={Kind.FUNCTION: "function", Kind.LEADERS: "leadership"}.get(group.kind, "employment"),
        units=(UUID(group.unit),) if group.unit else (),
        positions=(UUID(group.position),) if group.position else (),
        functions=(UUID(group.function),) if group.function else (),
    )
