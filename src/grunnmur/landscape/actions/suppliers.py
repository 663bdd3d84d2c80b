"""What people do with suppliers besides describing them: say that those behind one are all known."""

from uuid import UUID

from django.db import transaction

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.details import editable, touch
from grunnmur.landscape.models import Supplier


@transaction.atomic
def confirm_subsuppliers(element_id: UUID, *, by: Actor) -> Supplier:
    """Say that all suppliers behind this one are on the map as of today.

    Raises Element.DoesNotExist, PermissionDenied (needs landscape.edit where it is owned), RetiredElementError.
    """
    element = editable(element_id, element_type="supplier", by=by)
    row, _is_new = Supplier.objects.get_or_create(element=element)
    row.subsuppliers_confirmed_at = now()
    row.save(update_fields=["subsuppliers_confirmed_at"])
    touch(element, changed=frozenset({"subsuppliers_confirmed_at"}))
    return row
