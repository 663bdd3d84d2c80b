"""What people do with systems besides describing them: say that the lists around one are complete."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.details import editable, touch
from grunnmur.landscape.models import System
from grunnmur.landscape.rules.mapping import MAPPINGS, UnknownMappingError


@transaction.atomic
def confirm_mapping(element_id: UUID, what: str, *, by: Actor) -> System:
    """Say that the list of a system's information, interfaces or suppliers is complete as of today.

    Raises Element.DoesNotExist, PermissionDenied (needs landscape.edit where it is owned), RetiredElementError,
    UnknownMappingError.
    """
    if what not in MAPPINGS:
        raise UnknownMappingError(_("There is no list called %(what)s.") % {"what": what})
    element = editable(element_id, element_type="system", by=by)
    row, _is_new = System.objects.get_or_create(element=element)
    columns: Mapping[str, object] = {
        f"{what}_mapped_at": now(),
        f"{what}_mapped_by": by if isinstance(by, User) else None,
    }
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    touch(element, changed=frozenset({f"{what}_mapped_at"}))
    return row
