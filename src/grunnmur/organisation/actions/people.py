"""Persons: who they are. Where they work is in `actions.employments`."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.reach import require_at_person, require_everywhere
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import PersonFactsChanged
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import EDIT_PEOPLE, SEE_PROTECTED, InvalidFactsError, PersonFacts


@transaction.atomic
def add_person(facts: PersonFacts, *, by: Actor) -> Person:
    """Write down a person who is to work here; without an employment she has no access to anything.

    Raises PermissionDenied (needs organisation.edit_people somewhere), InvalidFactsError, TakenError.
    """
    require(by, EDIT_PEOPLE)
    person = write_person(facts)
    publish(PersonFactsChanged(frozenset({person.pk})))
    return person


def write_person(facts: PersonFacts) -> Person:
    """Insert the row; the action that calls it asks for permission and publishes.

    Raises InvalidFactsError, TakenError.
    """
    person = Person()
    write_facts(person, facts)
    return person


def write_facts(person: Person, facts: PersonFacts) -> None:
    """Save the facts on the row; the action that calls it asks for permission and publishes.

    Raises InvalidFactsError, TakenError.
    """
    set_facts(person, facts)
    with explained():
        person.save()


def set_facts(person: Person, facts: PersonFacts) -> None:
    """Put the facts on the row, which whoever calls it saves. Raises InvalidFactsError."""
    typed = vars(facts) | {"display_name": facts.shown_name}
    for name, value in typed.items():
        setattr(person, name, value)
    others = [field.name for field in Person._meta.fields if field.name not in typed]
    try:
        person.clean_fields(exclude=others)
    except ValidationError as error:
        raise InvalidFactsError(" ".join(error.messages)) from error


@transaction.atomic
def correct_person(person_id: UUID, facts: PersonFacts, *, by: Actor) -> Person:
    """Write what was wrong about a person anew.

    Raises Person.DoesNotExist, PermissionDenied (needs organisation.edit_people where she works),
    InvalidFactsError, TakenError.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    require_at_person(by, EDIT_PEOPLE, person_id=person_id)
    write_facts(person, facts)
    publish(PersonFactsChanged(frozenset({person_id})))
    return person


@transaction.atomic
def protect_person(person_id: UUID, *, is_protected: bool, by: Actor) -> Person:
    """Hide a person from all but herself, her leaders and those who may see the protected; or end that.

    Raises Person.DoesNotExist, PermissionDenied (needs organisation.edit_people where she works; to end it also
    organisation.see_protected).
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    require_at_person(by, EDIT_PEOPLE, person_id=person_id)
    if not is_protected:
        require(by, SEE_PROTECTED)
    person.is_protected = is_protected
    person.save(update_fields=["is_protected"])
    publish(PersonFactsChanged(frozenset({person_id})))
    return person


@transaction.atomic
def link_user(person_id: UUID, *, user_id: UUID | None, by: Actor) -> Person:
    """Say which login is this person; None takes the link away. Nobody gives a person to her own login.

    Raises Person.DoesNotExist, PermissionDenied (needs organisation.edit_people everywhere), TakenError.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    require_everywhere(by, EDIT_PEOPLE)
    if user_id is not None and user_id == getattr(by, "pk", None):
        raise PermissionDenied(_("Nobody may link a person to their own login."))
    person.user_id = user_id
    with explained():
        person.save(update_fields=["user"])
    publish(PersonFactsChanged(frozenset({person_id})))
    return person
