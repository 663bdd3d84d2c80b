"""Change cases, as far as the asker may know of everything they change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, DateField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, System
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.models import ChangeCase, ChangeStep, ChangeTarget
from grunnmur.landscape.queries.elements import seen

LIVE = (ChangeCase.Status.DRAFT, ChangeCase.Status.IN_REVIEW, ChangeCase.Status.DECIDED)
NEVER = date(9999, 12, 31)  # sorts what has no planned day last
OPEN = "open"  # the filter for every state in which something can still happen


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """How the list is narrowed; blank = all. status: of ChangeCase.Status, or OPEN. drafted_by: a user's id."""

    text: str = ""
    status: str = ""
    drafted_by: UUID | None = None


def cases_for(*, seen_by: Actor) -> QuerySet[ChangeCase]:
    """Return the cases of which the asker may know every element they name; in no order."""
    rows = ChangeCase.objects.select_related("element__owner_unit").filter(seen(seen_by, column="element__audience"))
    if isinstance(seen_by, System):
        return rows
    hidden = ChangeTarget.objects.filter(step__case=OuterRef("pk")).exclude(seen(seen_by, column="element__audience"))
    return rows.exclude(Exists(hidden))


def find_case(case_id: UUID, *, seen_by: Actor) -> ChangeCase:
    """Return one case. Raises ChangeCase.DoesNotExist, also when she may not know of something it changes."""
    return cases_for(seen_by=seen_by).select_related("drafted_by", "decided_by").get(pk=case_id)


def case_list(wanted: CaseFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[ChangeCase]:
    """Return one page of cases with `step_count`: the earliest planned day first, then by title. One statement."""
    rows = cases_for(seen_by=seen_by)
    if wanted.status:
        rows = rows.filter(status__in=LIVE if wanted.status == OPEN else [wanted.status])
    if wanted.drafted_by:
        rows = rows.filter(drafted_by=wanted.drafted_by)
    if wanted.text.strip():
        key = NordicKey(Value(" ".join(wanted.text.split())), has_double_a=current_tenant().country == "DK")
        rows = rows.filter(element__sort_key__contains=key)
    steps = ChangeStep.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(count=Count("pk"))
    rows = rows.annotate(
        due=Coalesce("planned_date", Value(NEVER), output_field=DateField()),
        step_count=Coalesce(steps.values("count"), 0),
    )
    return keyset(rows, by=("due", "element__sort_key", "id"), after=after, limit=limit)


def cases_touching(element_id: UUID, *, seen_by: Actor, limit: int = 5) -> Sequence[ChangeCase]:
    """Return the cases in which something can still happen to an element, the earliest planned day first."""
    steps = ChangeTarget.objects.filter(step__case=OuterRef("pk"), element=element_id)
    rows = cases_for(seen_by=seen_by).filter(Exists(steps), status__in=LIVE)
    return list(rows.order_by(Coalesce("planned_date", Value(NEVER)), "element__sort_key", "id")[:limit])
