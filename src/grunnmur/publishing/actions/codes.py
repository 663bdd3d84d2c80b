"""Giving an item another code. The old one leads to it for ever."""

import re
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, may
from grunnmur.publishing.actions.searching import index_draft_of
from grunnmur.publishing.events import ItemRecoded
from grunnmur.publishing.models import CodeAlias, Item
from grunnmur.publishing.queries.codes import taken_codes
from grunnmur.publishing.queries.items import current_versions, open_version
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.rules import RUN_FACTORY, CodeTakenError, kind_named

FORM = re.compile(r"[A-ZÆØÅ0-9-]{2,20}")


@transaction.atomic
def change_code(item_id: UUID, code: str, *, by: Actor) -> Item:
    """Give an item another code: one nothing has or ever had, or one of its own from before.

    Raises Item.DoesNotExist, PermissionDenied (the factory's owner, or the chief of the item's line), CodeTakenError.
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    if not (may(by, RUN_FACTORY) or standing(item, by=by).is_chief):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))
    new, old = code.strip().upper(), item.code
    if not FORM.fullmatch(new):
        raise CodeTakenError(_("A code is 2 to 20 capital letters, digits and hyphens."))
    if new == old:
        return item
    is_own = CodeAlias.objects.filter(item=item, code=new).exists()
    if new in taken_codes() and not is_own:
        raise CodeTakenError(_("The code %(code)s belongs to something else already.") % {"code": new})
    CodeAlias.objects.filter(item=item, code=new).delete()
    CodeAlias.objects.create(item=item, code=old)
    item.code = new
    item.save(update_fields=["code"])
    current = current_versions([item.pk]).get(item.pk)
    recoded = kind_named(item.kind).recoded
    if current and recoded:
        recoded(current.pk)
    on_its_way = open_version(item.pk)
    if on_its_way:
        index_draft_of(on_its_way.pk)
    publish(ItemRecoded(item.pk, old, new))
    return item
