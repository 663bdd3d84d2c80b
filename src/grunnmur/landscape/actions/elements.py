"""Elements that other domains tell of: they register and retire what stands for their own rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from django.db import transaction

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.landscape.actions.claims import end_claims_of
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.events import ElementsChanged, ElementsRegistered, ElementsRetired
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import NewElement

TOLD = tuple(field.name for field in fields(NewElement) if field.name != "ref")
LONGEST = {"name": 200, "code": 40, "summary": 2000}
BATCH = 5000


@transaction.atomic
def register_elements(element_type: str, items: Iterable[NewElement], *, domain: str) -> Mapping[UUID, UUID]:
    """Put rows of a domain on the map, or bring what the map says of them up to date.

    domain: the name of the caller, which owns the type and has checked its own permissions. A retired element comes
    back. Texts are cut to the map's lengths. Returns element ids by ref. At most six statements, however many there
    are (per 5,000). Raises ValueError for a type of another domain, or two items for one ref.
    """
    _check_owner(element_type, domain)
    wanted = list(items)
    told = {item.ref: item for item in wanted}
    if len(told) != len(wanted):
        raise ValueError(f"Two {element_type} elements were told of for one ref.")
    there = {row.ref: row for row in Element.objects.select_for_update().filter(type=element_type, ref__in=told)}
    new = [_element(element_type, item) for ref, item in told.items() if ref not in there]
    changes = {row.pk: changed for ref, row in there.items() if (changed := _bring_up_to_date(row, told[ref]))}
    Element.objects.bulk_create(new, batch_size=BATCH)
    _save([row for row in there.values() if row.pk in changes])
    _tell(element_type, new, changes)
    return {row.ref: row.pk for row in (*there.values(), *new)}


def _check_owner(element_type: str, domain: str) -> None:
    if TYPES[element_type].owner != domain:
        raise ValueError(f"Elements of type {element_type} are registered by {TYPES[element_type].owner} alone.")


def _element(element_type: str, item: NewElement) -> Element:
    return Element(type=element_type, ref=item.ref, changed_at=now(), **_columns(item))


def _columns(item: NewElement) -> dict[str, object]:
    told = {name: getattr(item, name) for name in TOLD}
    cut = {name: " ".join(told[name].split())[:most] for name, most in LONGEST.items()}
    return told | cut | {"audience": list(item.audience)}


def _bring_up_to_date(row: Element, item: NewElement) -> frozenset[str]:
    """Write on the row what differs, and return the names of those columns."""
    told = _columns(item) | {"retired_at": None}
    changed = frozenset(name for name, value in told.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, told[name])
    if changed:
        row.changed_at = now()
    return changed


def _save(rows: Sequence[Element]) -> None:
    if rows:
        Element.objects.bulk_update(rows, [*TOLD, "retired_at", "changed_at"], batch_size=BATCH)


def _tell(element_type: str, new: Sequence[Element], changes: Mapping[UUID, frozenset[str]]) -> None:
    back = {pk for pk, changed in changes.items() if "retired_at" in changed}
    if registered := frozenset({row.pk for row in new} | back):
        publish(ElementsRegistered(element_type, registered))
    if rest := {pk: changed for pk, changed in changes.items() if pk not in back}:
        publish(ElementsChanged(element_type, frozenset(rest), frozenset().union(*rest.values())))


@transaction.atomic
def retire_elements(element_type: str, refs: Collection[UUID], *, domain: str) -> int:
    """Take rows of a domain off the map of today: what hangs on them ends, the rows and their history stay.

    Returns how many there were; those retired already are left alone. Raises ValueError for a type of another domain.
    """
    _check_owner(element_type, domain)
    rows = Element.objects.select_for_update().filter(type=element_type, ref__in=refs, retired_at=None)
    return retire(element_type, list(rows.values_list("pk", flat=True)))


def retire(element_type: str, element_ids: Collection[UUID]) -> int:
    """Retire elements by their ids; the caller has checked that it may."""
    if not element_ids:
        return 0
    at = now()
    Element.objects.filter(pk__in=element_ids).update(retired_at=at, changed_at=at, lifecycle=Element.Lifecycle.ENDED)
    end_claims_of(element_ids)
    publish(ElementsRetired(element_type, frozenset(element_ids)))
    return len(element_ids)
