"""What a decision would lead to, before it is made: conflicts and seats, on changed facts in memory."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.rows import Outcome
from grunnmur.access.models import Conflict
from grunnmur.access.queries import facts
from grunnmur.access.queries.conflicts.routes import routes_of_clash
from grunnmur.access.rules import Target
from grunnmur.core.clock import today
from grunnmur.core.periods import END, Period, intersect_spans, subtract_spans, union_spans
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class AskedConflict:
    """A conflict that giving something would make: on which days, and by which two routes.

    severity: block (refused), approve (needs an exception first) or record (only listed).
    """

    conflict_id: UUID
    name: str
    severity: str
    valid: Period
    routes: tuple[str, ...]


def conflicts_of(person_id: UUID, target: Target, period: Period, *, seen_by: Actor) -> list[AskedConflict]:
    """Return the conflicts that giving this on these days would make and no exception allows, the hardest first.

    Nothing is written; the caller has checked who may ask. About twenty statements.
    """
    loaded = facts.load([person_id])
    compiled = Compiled(loaded.definitions)
    asked = with_grant(loaded.people, person_id, target, period)
    person = str(person_id)
    before: dict[str, list[tuple[int, int]]] = {}
    for row in derive(loaded.people, compiled, persons=[person]).clashes:
        before.setdefault(row.conflict, []).append((row.lower, row.upper))
    found = []
    names = organisation.names_of([person_id], seen_by=seen_by)
    known = {str(row.pk): row for row in Conflict.objects.all()}
    for clash in derive(asked, compiled, persons=[person]).clashes:
        days = intersect_spans(((clash.lower, clash.upper),), ((today().toordinal(), END),))
        for span in subtract_spans(days, union_spans(before.get(clash.conflict, ()))):
            if clash.outcome != Outcome.WAIVED:
                one = clash._replace(lower=span[0], upper=span[1])
                routes = routes_of_clash(one, asked, compiled, name=names.get(person_id, ""), seen_by=seen_by)
                conflict = known[clash.conflict]
                words = (conflict.pk, conflict.name, conflict.severity)
                found.append(AskedConflict(*words, Period.from_span(span), routes))
    order = [severity.value for severity in Conflict.Severity]
    return sorted(found, key=lambda one: (order.index(one.severity), one.name, one.valid.span))


def with_grant(people: derivation.People, person_id: UUID, target: Target, period: Period) -> derivation.People:
    """Return facts with one grant more, as if it had been given."""
    role, permission = (str(one) if one else None for one in (target.role_id, target.permission_id))
    grant = derivation.Grant(str(uuid4()), str(person_id), None, role, permission, None, None, *period.span)
    return replace(people, grants=(*people.grants, grant))
