"""Elements, as far as the asker may know of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from grunnmur.core.permissions import Actor, System, keys_of, may
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import SEE, ElementKey


def visible(*, seen_by: Actor) -> QuerySet[Element]:
    """Return the elements the asker may know of, retired ones too; in no order."""
    return Element.objects.filter(seen(seen_by))


def seen(by: Actor, *, column: str = "audience") -> Q:
    """Return the condition that an element's audience is one the asker belongs to; nothing without landscape.see."""
    if isinstance(by, System):
        return Q()
    keys = sorted(keys_of(by)) if may(by, SEE) else []
    return Q(**{f"{column}__overlap": keys})


def find_element(element_id: UUID, *, seen_by: Actor) -> Element:
    """Return one element. Raises Element.DoesNotExist, also for one the asker may not know of."""
    return visible(seen_by=seen_by).select_related("owner_unit", "owner_function").get(pk=element_id)


def on_the_map(keys: Collection[ElementKey]) -> set[ElementKey]:
    """Return which of these are elements of today, whoever may know of them: for domains that claim relations."""
    by_type: defaultdict[str, list[UUID]] = defaultdict(list)
    for key in keys:
        by_type[key.type].append(key.ref)
    live = Element.objects.filter(retired_at=None)
    return {
        ElementKey(element_type, ref)
        for element_type, refs in by_type.items()
        for ref in live.filter(type=element_type, ref__in=refs).values_list("ref", flat=True)
    }


def systems_named(names: Collection[str]) -> Mapping[str, Sequence[UUID]]:
    """Return the systems of today by their names in lower case, whoever may know of them: for domains that link."""
    rows = Element.objects.filter(type="system", retired_at=None).annotate(lowered=Lower("name"))
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    wanted = [name.casefold() for name in names]
    for pk, name in rows.filter(lowered__in=wanted).order_by("pk").values_list("pk", "name"):
        found[name.casefold()].append(pk)
    return found


def elements_named(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Return elements of today by their type and name in lower case, whoever may know of them: for domains that link.

    A name that several of a type have is left out. One statement. wanted: (type, name).
    """
    pairs = {(kind, name.casefold()) for kind, name in wanted}
    if not pairs:
        return {}
    rows = Element.objects.filter(type__in={kind for kind, _name in pairs}, retired_at=None)
    rows = rows.annotate(lowered=Lower("name")).filter(lowered__in={name for _kind, name in pairs})
    found: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    for pk, kind, name in rows.order_by("pk").values_list("pk", "type", "name"):
        found[kind, name.casefold()].append(pk)
    return {key: ids[0] for key, ids in found.items() if key in pairs and len(ids) == 1}
