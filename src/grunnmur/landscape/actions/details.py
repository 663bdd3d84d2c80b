"""Elements with the details of their type: an element and its detail row are written as one."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.models import TenantModel
from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.fitting import require_fit
from grunnmur.landscape.actions.own import add_element, change_element
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import DETAIL_MODELS, Element
from grunnmur.landscape.queries.details import detail_row
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import EDIT, ElementFacts, ElementInUseError, RetiredElementError, require_owner
from grunnmur.landscape.rules.audience import require_oneself
from grunnmur.landscape.rules.countries import checked_country
from grunnmur.landscape.rules.details import (
    TYPE_OF,
    Details,
    LawFacts,
    SupplierFacts,
    SystemUsage,
)
from grunnmur.landscape.rules.numbers import checked_number
from grunnmur.organisation import queries as organisation


@transaction.atomic
def add_described(facts: ElementFacts, details: Details, *, by: Actor) -> Element:
    """Put something on the map together with what is known of its type; the details tell which type it is.

    Raises PermissionDenied (needs landscape.edit at the owner unit, everywhere if there is none), ElementInUseError
    (its code or organisation number), OrgNumberError, HiddenFromOneselfError, UnfitDetailError, DoesNotExist (owner or
    contact).
    """
    _require_known(facts, by=by)
    element = add_element(TYPE_OF[type(details)], facts, by=by)
    _write(element, details)
    return element


@transaction.atomic
def change_described(element_id: UUID, facts: ElementFacts, details: Details, *, by: Actor) -> Element:
    """Write what is known of an element and of its type now; what is unchanged writes nothing.

    Raises what `change_details` raises, and what `add_described` raises.
    """
    editable(element_id, element_type=TYPE_OF[type(details)], by=by)
    _require_known(facts, by=by)
    element = change_element(element_id, facts, by=by)
    _write(element, details)
    return element


@transaction.atomic
def change_details(element_id: UUID, details: Details, *, by: Actor) -> Element:
    """Write what is known of an element's type now, and leave the rest of it alone.

    Raises Element.DoesNotExist (also for what she may not know of, and for another type), PermissionDenied (needs
    landscape.edit where it is owned), RetiredElementError, ElementInUseError, OrgNumberError.
    """
    element = editable(element_id, element_type=TYPE_OF[type(details)], by=by)
    _write(element, details)
    return element


def editable(element_id: UUID, *, element_type: str, by: Actor) -> Element:
    """Return an element of a type, locked, that the actor may change.

    Raises Element.DoesNotExist (also for what she may not know of, and for another type), PermissionDenied (needs
    landscape.edit where it is owned), RetiredElementError.
    """
    element = visible(seen_by=by).select_for_update().get(pk=element_id, type=element_type)
    require_owner(by, EDIT, of=(element,))
    if element.retired_at:
        raise RetiredElementError(_("%(name)s is no longer on the map.") % {"name": element.name})
    return element


def touch(element: Element, *, changed: frozenset[str]) -> None:
    """Tell that something beside the element's own columns changed."""
    element.changed_at = now()
    element.save(update_fields=["changed_at"])
    publish(ElementsChanged(element.type, frozenset({element.pk}), changed))


def _require_known(facts: ElementFacts, *, by: Actor) -> None:
    """Refuse what would hide it from the actor, and owners and contacts that are not of this municipality."""
    require_oneself(facts.audience, by=by)
    if facts.owner_unit_id:
        organisation.find_unit(facts.owner_unit_id)
    if facts.owner_function_id:
        organisation.functions().get(pk=facts.owner_function_id)
    if facts.contact_person_id and not organisation.names_of([facts.contact_person_id], seen_by=by):
        _require_unchanged_contact(facts.contact_person_id, by=by)


def _require_unchanged_contact(person_id: UUID, *, by: Actor) -> None:
    """Let a contact stay whom the actor may not know of. Raises Person.DoesNotExist for a new one."""
    if not visible(seen_by=by).filter(contact_person_id=person_id).exists():
        organisation.find_person(person_id, seen_by=by)


def _write(element: Element, details: Details) -> None:
    model = DETAIL_MODELS.get(element.type)
    if model is None:
        return
    wanted = _columns(details)
    row = detail_row(element)
    changed = frozenset(name for name, value in wanted.items() if row is None or getattr(row, name) != value)
    if row is not None and not changed:
        return
    _save(row or model(element=element), wanted)
    if row is not None:
        touch(element, changed=changed)


def _columns(details: Details) -> Mapping[str, Any]:  # Any: the columns of any detail
    columns = {field.name: getattr(details, field.name) for field in fields(details)}
    match details:
        case SystemUsage():
            return columns | {"hosting_countries": [checked_country(code) for code in details.hosting_countries]}
        case SupplierFacts():
            country = checked_country(details.country) if details.country else ""
            return columns | {"country": country, "org_number": checked_number(details.org_number, country=country)}
        case LawFacts():
            return columns | {"in_force": details.in_force.to_range() if details.in_force else None}
    return columns


def _save(row: TenantModel, columns: Mapping[str, Any]) -> None:  # Any: the columns of any detail
    for name, value in columns.items():
        setattr(row, name, value)
    require_fit(row, columns=columns)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "supplier_number" not in str(error):
            raise
        raise ElementInUseError(_("Another supplier has this organisation number already.")) from error
