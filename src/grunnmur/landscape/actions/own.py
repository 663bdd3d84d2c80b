"""Elements of the map's own types: systems, information, goals, laws, suppliers and the like."""

from dataclasses import asdict
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.elements import retire
from grunnmur.landscape.actions.searching import index_elements
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.events import ElementsChanged, ElementsRegistered
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import EDIT, ElementFacts, ElementInUseError, NotOursError, require_owner

OWNER = "landscape"


@transaction.atomic
def add_element(element_type: str, facts: ElementFacts, *, by: Actor) -> Element:
    """Put something on the map.

    Raises PermissionDenied (needs landscape.edit at the owner unit, everywhere if there is none), NotOursError (the
    type belongs to another domain), ElementInUseError (its code).
    """
    _require_own(element_type)
    row = Element(type=element_type, ref=uuid4(), changed_at=now(), **_columns(facts))
    row.id = row.ref
    require_owner(by, EDIT, of=(row,))
    _save(row)
    index_elements([row.pk])
    publish(ElementsRegistered(element_type, frozenset({row.pk})))
    return row


def _require_own(element_type: str) -> None:
    if TYPES[element_type].owner != OWNER:
        raise NotOursError(
            _("This belongs to another part of Grunnmur, which tells the map about it. Change it there.")
        )


def _columns(facts: ElementFacts) -> dict[str, object]:
    return asdict(facts) | {"name": " ".join(facts.name.split()), "audience": list(facts.audience)}


def _save(row: Element) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "element_code" not in str(error):
            raise
        raise ElementInUseError(_("The code %(code)s is taken by another.") % {"code": row.code}) from error


@transaction.atomic
def change_element(element_id: UUID, facts: ElementFacts, *, by: Actor) -> Element:
    """Write what is known of an element now; unchanged facts write nothing.

    Raises Element.DoesNotExist (also for what she may not know of), PermissionDenied (needs landscape.edit where it
    is owned; whoever owns a thing may give it away), NotOursError, ElementInUseError.
    """
    row = _locked(element_id, by=by)
    wanted = _columns(facts)
    changed = frozenset(name for name, value in wanted.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name in changed:
        setattr(row, name, wanted[name])
    row.changed_at = now()
    _save(row)
    index_elements([row.pk])
    publish(ElementsChanged(row.type, frozenset({row.pk}), changed))
    return row


@transaction.atomic
def retire_element(element_id: UUID, *, by: Actor) -> None:
    """Take an element off the map of today; its relations end, it and its history stay.

    Raises Element.DoesNotExist, PermissionDenied (needs landscape.edit where it is owned), NotOursError.
    """
    row = _locked(element_id, by=by)
    if row.retired_at is None:
        retire(row.type, [row.pk])
        index_elements([row.pk])


def _locked(element_id: UUID, *, by: Actor) -> Element:
    row = visible(seen_by=by).select_for_update().get(pk=element_id)
    _require_own(row.type)
    require_owner(by, EDIT, of=(row,))
    return row
