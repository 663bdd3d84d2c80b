"""Finding elements by what they are called: the search of the map, and choosing the other end of a relation."""

from collections.abc import Collection

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from grunnmur.core.permissions import Actor
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible

MOST = 20
EVERY = Q()


def named_like(text: str) -> Q:
    """Return the condition that an element's name holds this text, or its code is it; capital letters do not count."""
    return Q(sort_key__contains=_key(text)) | Q(code__iexact=text.strip())


def _key(text: str) -> NordicKey:
    return NordicKey(Value(" ".join(text.split())), has_double_a=current_tenant().country == "DK")


def matching(
    text: str, *, types: Collection[str] | None = None, where: Q = EVERY, seen_by: Actor, limit: int = MOST
) -> QuerySet[Element]:
    """Return elements of today whose name holds the text; those that begin with it first, then by name.

    types: only of these; all if None. where: and only those for which this holds. Without a text, the first by name.
    One statement.
    """
    rows = visible(seen_by=seen_by).filter(where, retired_at=None).select_related("owner_unit", "owner_function")
    if types is not None:
        rows = rows.filter(type__in=types)
    if not text.strip():
        return rows.order_by("sort_key", "id")[:limit]
    begins = Case(When(sort_key__startswith=_key(text), then=0), default=1, output_field=IntegerField())
    return rows.filter(named_like(text)).order_by(begins, "sort_key", "id")[:limit]
