"""Giving things on the map to other owners, many at once."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.searching import OWN_TYPES, index_elements
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import EDIT, NotOursError, require_owner


@transaction.atomic
def change_owner(
    element_ids: Collection[UUID], *, unit_id: UUID | None, function_id: UUID | None = None, by: Actor
) -> int:
    """Let others own these things of the map's own types from now on. Returns how many got another owner.

    Raises Element.DoesNotExist (one of them is not there, or not for her), NotOursError, PermissionDenied (needs
    landscape.edit where each of them is owned now); then nothing is changed.
    """
    rows = list(visible(seen_by=by).select_for_update().filter(pk__in=element_ids))
    if len(rows) != len(set(element_ids)):
        raise Element.DoesNotExist
    if any(row.type not in OWN_TYPES for row in rows):
        raise NotOursError(_("Some of these belong to another part of Grunnmur. Change their owner there."))
    for row in rows:
        require_owner(by, EDIT, of=(row,))
    changed = [row for row in rows if (row.owner_unit_id, row.owner_function_id) != (unit_id, function_id)]
    for row in changed:
        row.owner_unit_id, row.owner_function_id, row.changed_at = unit_id, function_id, now()
    if changed:
        Element.objects.bulk_update(changed, ["owner_unit", "owner_function", "changed_at"], batch_size=1000)
        _tell(changed)
    return len(changed)


def _tell(changed: Collection[Element]) -> None:
    index_elements([row.pk for row in changed])
    for element_type in {row.type for row in changed}:
        ids = frozenset(row.pk for row in changed if row.type == element_type)
        publish(ElementsChanged(element_type, ids, frozenset({"owner_unit_id", "owner_function_id"})))
