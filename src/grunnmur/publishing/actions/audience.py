"""Saying who an item is for."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, may
from grunnmur.publishing.models import Item
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.rules import RUN_FACTORY, MissingWordsError


@transaction.atomic
def set_item_audience(item_id: UUID, audience: Sequence[str], *, by: Actor) -> Item:
    """Say which group keys may read an item. The domain of its kind tells search.

    Raises Item.DoesNotExist, PermissionDenied (its owner, the chief of its line, whoever runs the factory),
    MissingWordsError when nobody may.
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    found = standing(item, by=by)
    if not (found.is_owner or found.is_chief or may(by, RUN_FACTORY)):
        raise PermissionDenied(_("Only the flow chief of the line, and whoever answers for it, may do this."))
    if not audience:
        raise MissingWordsError(_("Say who may read it."))
    item.audience = list(dict.fromkeys(audience))
    item.save(update_fields=["audience"])
    return item
