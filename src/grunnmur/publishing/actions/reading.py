"""Read and understood: who shall read, who did, and who need not any more."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.actions.telling import forget_reading
from grunnmur.publishing.events import ReadingConfirmed, ReadingDemanded
from grunnmur.publishing.models import ReadingDemand, ReadingDuty, Version
from grunnmur.publishing.queries.audience import FEW, held_by, holders, live_demands, readers_of, wanted_duties
from grunnmur.publishing.rules import ReadingDoneError, kind_named

DAYS = timedelta(days=14)
# One statement for any number of readers: the arrays are one parameter each.
INSERT = """
    INSERT INTO publishing_readingduty (id, demand_id, person_id, because, due_date)
    SELECT gen_random_uuid(), demand, person, string_to_array(because, chr(31)), %(due)s
    FROM unnest(%(demands)s::uuid[], %(persons)s::uuid[], %(because)s::text[]) AS new(demand, person, because)
    ON CONFLICT (tenant_id, demand_id, person_id) DO UPDATE
    SET lapsed_at = NULL, because = excluded.because,
        due_date = CASE WHEN publishing_readingduty.lapsed_at IS NULL
            THEN publishing_readingduty.due_date ELSE excluded.due_date END
    WHERE publishing_readingduty.confirmed_at IS NULL
        AND (publishing_readingduty.lapsed_at IS NOT NULL OR publishing_readingduty.because <> excluded.because)
"""
LAPSE_OLDER = """
    UPDATE publishing_readingduty duty SET lapsed_at = %(at)s
    FROM publishing_readingdemand demand JOIN publishing_version version ON version.id = demand.version_id
    WHERE duty.demand_id = demand.id AND version.item_id = %(item)s AND demand.id <> %(demand)s
        AND duty.confirmed_at IS NULL AND duty.lapsed_at IS NULL AND duty.person_id = ANY (%(persons)s::uuid[])
    RETURNING duty.id
"""


def demand_reading(version: Version, *, since: Version | None) -> ReadingDemand | None:
    """Let those whom a version that became valid concerns read it; nobody, when nothing in it concerns anybody.

    since: what it replaces: then only those whom a significant change touches. The statements do not grow with the
    readers: one for each group key, one for the demand, two for the duties.
    """
    keys = kind_named(version.item.kind).audience(since.pk if since else None, version.pk)
    if not keys:
        return None
    demand = ReadingDemand.objects.create(
        version=version,
        cause=ReadingDemand.Cause.PUBLICATION,
        keys={key: list(names) for key, names in keys.items()},
        due_date=today() + DAYS,
        made_at=now(),
    )
    readers = readers_of(keys, holders(keys, on=today()))
    _write({(demand.pk, person): names for person, names in readers.items()}, due=demand.due_date)
    _lapse_older(demand, version.item_id, list(readers))
    publish(ReadingDemanded(demand.pk, version.pk))
    return demand


def _lapse_older(demand: ReadingDemand, item_id: UUID, persons: list[UUID]) -> None:
    """Let newer reading take the place of older that was not confirmed. One statement, three more if there is any."""
    parameters: dict[str, datetime | UUID | list[UUID]] = {
        "at": now(),
        "item": item_id,
        "demand": demand.pk,
        "persons": persons,
    }
    with connection.cursor() as cursor:
        cursor.execute(LAPSE_OLDER, parameters)
        lapsed = [duty for (duty,) in cursor.fetchall()]
    forget_reading(lapsed)


def _write(duties: Mapping[tuple[UUID, UUID], tuple[str, ...]], *, due: date) -> None:
    """Write duties that are not there, and revive those that had lapsed. One statement."""
    if not duties:
        return
    parameters: dict[str, date | list[UUID] | list[str]] = {
        "due": due,
        "demands": [demand for demand, _person in duties],
        "persons": [person for _demand, person in duties],
        "because": [chr(31).join(names) for names in duties.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, parameters)


@transaction.atomic
def refresh_duties(person_ids: Collection[UUID] | None = None) -> None:
    """Bring reading in line with who holds which roles today: new holders get theirs, those of leavers lapse.

    person_ids: only these; None for everybody. What was confirmed stays. A second time writes nothing.
    """
    demands = live_demands()
    if not demands:
        return
    if person_ids is not None and len(person_ids) <= FEW:
        held = held_by(person_ids, on=today())
    else:
        held = holders({key for live in demands for key in live.demand.keys}, on=today())
    wanted = wanted_duties(demands, held)
    if person_ids is not None:
        named = set(person_ids)
        wanted = {pair: names for pair, names in wanted.items() if pair[1] in named}
    _write(wanted, due=today() + DAYS)
    _lapse_unwanted(wanted, person_ids)


def _lapse_unwanted(wanted: Collection[tuple[UUID, UUID]], person_ids: Collection[UUID] | None) -> None:
    rows = ReadingDuty.objects.filter(confirmed_at=None, lapsed_at=None)
    if person_ids is not None:
        rows = rows.filter(person_id__in=list(person_ids))
    gone = [
        pk for pk, demand, person in rows.values_list("pk", "demand_id", "person_id") if (demand, person) not in wanted
    ]
    _lapse(gone)


def lapse_all(item_id: UUID) -> None:
    """Nobody has to read an item that is withdrawn."""
    rows = ReadingDuty.objects.filter(demand__version__item_id=item_id, confirmed_at=None, lapsed_at=None)
    _lapse(list(rows.values_list("pk", flat=True)))


def _lapse(duty_ids: Collection[UUID]) -> None:
    ReadingDuty.objects.filter(pk__in=duty_ids).update(lapsed_at=now())
    forget_reading(duty_ids)


@transaction.atomic
def confirm_reading(duty_id: UUID, *, by: Actor) -> ReadingDuty:
    """Say that one has read and understood. It is evidence from now on, whatever role she loses later.

    Raises ReadingDuty.DoesNotExist, also for another's; ReadingDoneError when it is confirmed or has lapsed.
    """
    duty = ReadingDuty.objects.select_for_update().get(pk=duty_id, person_id=_person(by))
    if duty.confirmed_at:
        raise ReadingDoneError(_("You have confirmed this already."))
    if duty.lapsed_at:
        raise ReadingDoneError(_("You do not have to read this any more."))
    duty.confirmed_at = now()
    duty.save(update_fields=["confirmed_at"])
    forget_reading([duty.pk])
    publish(ReadingConfirmed(duty.pk, duty.person_id, duty.confirmed_at))
    return duty


def _person(by: Actor) -> UUID:
    person = person_of(by)
    if person is None:
        raise PermissionDenied(_("This login belongs to no person, so it cannot confirm anything."))
    return person
