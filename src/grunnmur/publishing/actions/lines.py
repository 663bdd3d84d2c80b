"""Production lines: setting them up, giving people parts in them, putting things on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, may, require
from grunnmur.publishing.models import ApprovalStep, Item, LineMember, LineUnit, ProductionLine, Station
from grunnmur.publishing.queries.items import open_version
from grunnmur.publishing.queries.standing import Part, parts_in
from grunnmur.publishing.rules import (
    LEADER_OF_OWNER,
    RUN_FACTORY,
    CodeTakenError,
    MemberError,
    OpenVersionError,
    code_from,
)

LIMITS = {Station.Key.MODELLING: 5, Station.Key.QUALITY: 3, Station.Key.APPROVAL: 5}
TARGETS = {Station.Key.MODELLING: 20, Station.Key.QUALITY: 5, Station.Key.APPROVAL: 5}


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """What is said of a line: its name, code (made of the name if blank), the units it works for, its aim a month."""

    name: str
    code: str = ""
    units: tuple[UUID, ...] = ()
    target_per_month: int | None = None
    is_active: bool = True


@transaction.atomic
def open_line(facts: LineFacts, *, by: Actor) -> ProductionLine:
    """Open a line with its five stations; the leader of the owning unit approves until somebody says otherwise.

    Raises PermissionDenied (needs publishing.run_factory), CodeTakenError.
    """
    require(by, RUN_FACTORY)
    taken = set(ProductionLine.objects.values_list("code", flat=True))
    if facts.code in taken:
        raise CodeTakenError(_("The code %(code)s belongs to something else already.") % {"code": facts.code})
    line = ProductionLine.objects.create(
        code=facts.code or code_from(facts.name, taken), name=facts.name, target_per_month=facts.target_per_month
    )
    LineUnit.objects.bulk_create(LineUnit(line=line, unit_id=unit) for unit in dict.fromkeys(facts.units))
    Station.objects.bulk_create(
        Station(line=line, key=key, ordinal=ordinal, wip_limit=LIMITS.get(key), target_days=TARGETS.get(key))
        for ordinal, key in enumerate(Station.Key, start=1)
    )
    ApprovalStep.objects.create(line=line, ordinal=1, key=LEADER_OF_OWNER)
    return line


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many cards the stations take, by key; None for any number."""

    wip: Mapping[str, int | None] = field(default_factory=dict)


@transaction.atomic
def change_line(line_id: UUID, facts: LineFacts, *, limits: Limits | None = None, by: Actor) -> ProductionLine:
    """Change a line's name, units, aim and limits. Raises PermissionDenied (the factory's owner, the line's chief)."""
    line = ProductionLine.objects.select_for_update().get(pk=line_id)
    require_leads(line.pk, by=by)
    line.name, line.target_per_month, line.is_active = facts.name, facts.target_per_month, facts.is_active
    line.save(update_fields=["name", "target_per_month", "is_active"])
    LineUnit.objects.filter(line=line).exclude(unit_id__in=facts.units).delete()
    new = [LineUnit(line=line, unit_id=unit) for unit in dict.fromkeys(facts.units)]
    LineUnit.objects.bulk_create(new, ignore_conflicts=True)
    for key, limit in (limits.wip if limits else {}).items():
        Station.objects.filter(line=line, key=key).exclude(wip_limit=limit).update(wip_limit=limit)
    return line


@transaction.atomic
def add_member(line_id: UUID, person_id: UUID, part: str, *, valid: Period, by: Actor) -> LineMember:
    """Give somebody a part in a line for a run of days.

    Raises PermissionDenied (the factory's owner, or the line's chief), MemberError when she has it already.
    """
    require_leads(line_id, by=by)
    try:
        with transaction.atomic():
            return LineMember.objects.create(
                line_id=line_id, person_id=person_id, part=Part(part), valid=valid.to_range()
            )
    except IntegrityError as error:
        raise MemberError(_("This person has that part on some of these days already.")) from error


@transaction.atomic
def end_member(member_id: UUID, *, by: Actor) -> None:
    """End somebody's part in a line: today is the last day; one that has not begun goes altogether."""
    row = LineMember.objects.select_for_update().get(pk=member_id)
    require_leads(row.line_id, by=by)
    period = Period.from_range(row.valid)
    if period.is_future(today()):
        row.delete()
        return
    if not period.is_over(today()):
        row.valid = Period(period.lower, day_after(today())).to_range()
        row.save(update_fields=["valid"])


def require_leads(line_id: UUID, *, by: Actor) -> None:
    """Do nothing for the factory's owner and the line's chief. Raises PermissionDenied for others."""
    if not may(by, RUN_FACTORY) and Part.CHIEF not in parts_in(line_id, by=by):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))


@transaction.atomic
def place_on_line(item_id: UUID, line_id: UUID | None, *, by: Actor) -> Item:
    """Put an item on a line, so that its next versions go through the factory; or take it off (None).

    Raises PermissionDenied (the factory's owner, or the chief of each line concerned), OpenVersionError.
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    for line in {item.line_id, line_id} - {None}:
        if line:
            require_leads(line, by=by)
    if open_version(item.pk):
        raise OpenVersionError(_("A version is on its way. Finish or discard it first."))
    item.line_id = line_id
    item.save(update_fields=["line"])
    return item
