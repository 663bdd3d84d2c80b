"""Items by their codes: those of today, and those of before."""

from django.db import connection

from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.publishing.models import CodeAlias, Item
from grunnmur.publishing.queries.versions import may_read


def item_by_code(code: str, *, seen_by: Actor) -> Item:
    """Return the item that has a code, or had it once, to whoever may read it or works on it.

    Compare `item.code` with what was asked: where they differ, lead on to the new one. Raises Item.DoesNotExist.
    """
    plain = code.upper()
    item = Item.objects.select_related("line").filter(code=plain).first()
    if item is None:
        alias = CodeAlias.objects.select_related("item__line").filter(code=plain).first()
        item = alias.item if alias else None
    if item is None or not may_read(item, seen_by=seen_by):
        raise Item.DoesNotExist
    return item


def former_codes(item: Item) -> list[str]:
    """Return the codes an item had before. One statement."""
    return list(CodeAlias.objects.filter(item=item).order_by("code").values_list("code", flat=True))


def taken_codes() -> set[str]:
    """Return every code that means or meant something, and let nobody else give one before this transaction ends."""
    with connection.cursor() as cursor:
        name = f"{current_tenant().pk}:publishing.codes"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    aliases = CodeAlias.objects.values_list("code", flat=True)
    return {*Item.objects.values_list("code", flat=True), *aliases}
