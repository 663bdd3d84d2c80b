"""A case's own place on the map: it `changes` what its steps name, and is known to those who may know of all that."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.permissions import System
from grunnmur.landscape.actions.claims import claim_relations
from grunnmur.landscape.actions.searching import index_elements
from grunnmur.landscape.models import ChangeCase, ChangeTarget, Element, RelationClaim
from grunnmur.landscape.rules import DECIDE_CHANGE, Claim, ElementKey
from grunnmur.landscape.rules.changes import UNDONE, StepError

EVERYONE = "everyone"
SYSTEM = System("The map follows the steps of a change")


def follow_steps(case: ChangeCase) -> None:
    """Let the case's element change what its steps name now, and be known to those who may know of all of it.

    Raises StepError when nobody may know of all that together: then it takes two cases.
    """
    targets = targets_of([case.pk])
    audience = audience_of(targets)
    if not audience:
        raise StepError(_("Different people may know of these. Make a case for each instead."))
    _set_audience(case.element, audience)
    keep_claims(case, targets)


def targets_of(case_ids: Collection[UUID]) -> list[Element]:
    """Return the elements that the steps of these cases name."""
    named = ChangeTarget.objects.filter(step__case__in=case_ids).values("element")
    return list(Element.objects.filter(pk__in=named).order_by("pk"))


def keep_claims(case: ChangeCase, targets: Iterable[Element]) -> None:
    """Say on the map exactly which elements of today the case changes."""
    own = ElementKey(case.element.type, case.element.ref)
    live = [row for row in targets if row.retired_at is None and row.pk != case.element_id]
    wanted = [Claim("changes", own, ElementKey(row.type, row.ref)) for row in live]
    claim_relations(RelationClaim.Source.CHANGE, str(case.pk), wanted, by=SYSTEM)


def audience_of(targets: Iterable[Element]) -> list[str]:
    """Return the group keys of those who may know of all these; none if the narrow ones have no key in common."""
    narrow = [row.audience for row in targets if EVERYONE not in row.audience]
    if not narrow:
        return [EVERYONE]
    return [key for key in narrow[0] if all(key in keys for keys in narrow)]


def _set_audience(element: Element, audience: list[str]) -> None:
    if element.audience != audience:
        element.audience, element.changed_at = audience, now()
        element.save(update_fields=["audience", "changed_at"])
        index_elements([element.pk])


def follow_audiences(element_ids: Collection[UUID]) -> None:
    """Narrow or widen who may know of the cases that name these elements, when who may know of those has changed.

    Where no key is common any more, those who decide on changes may know that there is a case; its page still shows
    itself only to those who may know of all it names.
    """
    live = ChangeCase.objects.filter(status__in=UNDONE).select_related("element")
    named = ChangeTarget.objects.filter(element__in=element_ids).values("step__case")
    for case in live.filter(pk__in=named):
        _set_audience(case.element, audience_of(targets_of([case.pk])) or [f"may:{DECIDE_CHANGE}"])
