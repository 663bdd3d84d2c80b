"""What a decision may not do: give somebody both sides of a conflict, or the seat that is not there.

The deed is done and derived first, with the person and the pools locked; what it led to is tested then, in the same
transaction, so that a refusal undoes it and two decisions at once never both get the last seat.
"""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.actions.derive import Changes, derive_decided
from grunnmur.access.derivation.clashes import new_clashes
from grunnmur.access.derivation.facts import Severity
from grunnmur.access.derivation.rows import Clash
from grunnmur.access.models import Conflict, LicencePool
from grunnmur.access.queries.conflicts.routes import routes_of_clash
from grunnmur.access.queries.outlook import name_or_nobody
from grunnmur.access.rules import ConflictError, PoolFullError
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.periods import END, Period
from grunnmur.core.permissions import Actor


def derive_decision(person_id: UUID, *, by: Actor) -> None:
    """Derive a person after a decision about her access. Raises ConflictError, PoolFullError, and then nothing is done.

    by: who reads the refusal; nobody is named whom she may not know of. An exception that somebody answers for is in
    force before the decision, not after.
    """
    changes = derive_decided(person_id)
    _refuse_clashes(changes, by)
    _refuse_waits(changes)


def _refuse_clashes(changes: Changes, by: Actor) -> None:
    severities = {row.id: row.severity for row in changes.compiled.sides.conflicts}
    found = new_clashes(changes.clashes_before, changes.clashes, first=today().toordinal())
    for clash in sorted(found, key=lambda row: (severities[row.conflict] != Severity.BLOCK, row)):
        if severities[clash.conflict] != Severity.RECORD:
            raise ConflictError(_refusal(clash, changes, by, is_blocked=severities[clash.conflict] == Severity.BLOCK))


def _refusal(clash: Clash, changes: Changes, by: Actor, *, is_blocked: bool) -> str:
    """Say which conflict stands in the way, by both routes, and what may be done."""
    name = name_or_nobody(UUID(clash.person), seen_by=by)
    conflict = Conflict.objects.values_list("name", flat=True).get(pk=clash.conflict)
    routes = routes_of_clash(clash, changes.people, changes.compiled, name=name, seen_by=by)
    facts = {"conflict": conflict, "day": formats.day(Period.from_span((clash.lower, clash.upper)).lower or today())}
    if is_blocked:
        first = _("“%(conflict)s” does not allow this from %(day)s.") % facts
    else:
        first = _("“%(conflict)s” allows this from %(day)s only as an approved exception.") % facts
    last = _("End one of the two first, or ask for an exception.")
    return " ".join((first, *routes, last))


def _refuse_waits(changes: Changes) -> None:
    waits = changes.swept.new_waits()
    blocking = LicencePool.objects.filter(
        pk__in={UUID(pool) for pool, _person in waits}, on_full=LicencePool.OnFull.BLOCK
    )
    for pool in blocking.order_by("id") if waits else ():
        day = min(days[0][0] for (one, _person), days in waits.items() if one == str(pool.pk))
        sitting = sum(
            row.pool == str(pool.pk) and row.is_seated and row.lower <= day < row.upper
            for row in changes.swept.derived.seats
        )
        seats = changes.swept.known.quantity(str(pool.pk), day)
        sentence = ngettext(
            "%(pool)s has %(count)d seat, and %(taken)d is taken on %(day)s. Take one back first, or ask for more.",
            "%(pool)s has %(count)d seats, and %(taken)d are taken on %(day)s. Take one back first, or ask for more.",
            seats,
        )
        first = Period.from_span((day, END)).lower or today()
        raise PoolFullError(sentence % {"pool": pool, "count": seats, "taken": sitting, "day": formats.day(first)})
