"""What an import of people would give and take: the same derivation on facts as they would be; nothing is written."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import ngettext

from grunnmur.access.derivation import Compiled, derive
from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.access.queries import facts
from grunnmur.core.clock import today
from grunnmur.core.links import ImpactLine
from grunnmur.organisation.queries import Facts, PlannedImport
from grunnmur.organisation.rules import Loss

Pair = tuple[str, str]


def preview_import(change: PlannedImport) -> Iterable[ImpactLine]:
    """Tell how many accesses people would lose and get after today. Twice the work of deriving everyone."""
    known = facts.load()
    before, after = _had(known), _had(_as_planned(known, change.after))
    lost, got = len(before - after), len(after - before)
    yield Loss(
        ngettext("%(count)d access is lost.", "%(count)d accesses are lost.", lost) % {"count": lost},
        lost,
        total=len(before),
    )
    if got:
        yield ImpactLine(ngettext("%(count)d access comes.", "%(count)d accesses come.", got) % {"count": got}, got)


def _as_planned(known: facts.Loaded, planned: Facts) -> facts.Loaded:
    """Put what organisation would know in the place of what it knows; what access itself knows stays."""
    people = replace(
        known.people,
        employments=tuple(derivation.Employment(*row) for row in planned.employments),
        leaves=tuple(derivation.Leave(*row) for row in planned.leaves),
        appointments=tuple(derivation.Appointment(*row) for row in planned.appointments),
        leaderships=tuple(derivation.Leadership(*row) for row in planned.leaderships),
    )
    parents = tuple(derivation.UnitParent(*row) for row in planned.parents)
    return facts.Loaded(replace(known.definitions, parents=parents), people)


def _had(loaded: facts.Loaded) -> set[Pair]:
    """Return who has which permission on any day after today."""
    compiled = Compiled(loaded.definitions)
    derived = derive(loaded.people, compiled)
    remaining = Remaining(derived.held, compiled)
    remaining.take(derived.withheld)
    after = today().toordinal() + 1
    return {
        (person, permission)
        for person in derived.held
        for permission, days in remaining.of(person).items()
        if any(upper > after for _lower, upper in days)
    }
