"""People that another system tells of one by one: written down as an import would, and told to the domains at the end.

`record_person` and `end_sourced` publish nothing: a request may be about a thousand people, and whoever calls them
passes what they return to `tell_recorded` once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.people import write_facts, write_person
from grunnmur.organisation.actions.sourced_employments import Employments, Flaw, Recorded, SourcedEmployment
from grunnmur.organisation.events import PersonFactsChanged
from grunnmur.organisation.models import Person, PersonKey
from grunnmur.organisation.rules import IMPORT_PEOPLE, PersonFacts

__all__ = ["Flaw", "Recorded", "SourcedEmployment", "SourcedPerson", "end_sourced", "record_person", "tell_recorded"]

AS_ONE = transaction.atomic(savepoint=False)  # the caller has one for each operation; a thousand come in a request


@dataclass(frozen=True, kw_only=True)
class SourcedPerson:
    """A person in the source's words; `key` is what the source knows her by."""

    source: str
    key: str
    facts: PersonFacts
    employments: Sequence[SourcedEmployment] = ()


@AS_ONE
def record_person(told: SourcedPerson, *, person_id: UUID | None, on: date, by: Actor) -> Recorded:
    """Write down what a source tells of a person: her facts, and exactly these employments of that source from a day.

    person_id: who she is, if that is known; otherwise the source's key for her, else her employee number says it, else
    she is new. Employments of other sources are left alone.
    Raises PermissionDenied (needs organisation.import_people), InvalidFactsError, TakenError, OverlapError.
    """
    require(by, IMPORT_PEOPLE)
    found = _find(told, person_id)
    person = write_person(told.facts) if found is None else found
    is_changed = found is None or _correct(found, told.facts)
    employments = Employments(person.pk, source=told.source, key=told.key, on=on, is_new=found is None)
    employments.keep(told.employments)
    if found is None:
        PersonKey.objects.create(source=told.source, key=told.key, person=person)
    elif person_id is None:
        PersonKey.objects.get_or_create(source=told.source, key=told.key, defaults={"person": person})
    return employments.recorded(is_changed=is_changed)


@AS_ONE
def end_sourced(person_id: UUID, *, source: str, on: date, by: Actor) -> Recorded:
    """Let this be the last day of all employments that a source told of; those that have not begun are withdrawn.

    Raises PermissionDenied (needs organisation.import_people).
    """
    require(by, IMPORT_PEOPLE)
    employments = Employments(person_id, source=source, key="", on=on)
    employments.keep(())
    return employments.recorded(is_changed=False)


def tell_recorded(recorded: Iterable[Recorded]) -> None:
    """Tell the other domains of everything that was recorded, once; nothing when nothing changed."""
    changed = [one for one in recorded if one.is_changed]
    if changed:
        publish(PersonFactsChanged(frozenset(one.person_id for one in changed)))
    for one in changed:
        for event in one.ended:
            publish(event)


def _find(told: SourcedPerson, person_id: UUID | None) -> Person | None:
    people = Person.objects.select_for_update(no_key=True)
    if person_id is not None:
        return people.get(pk=person_id)
    by_key = PersonKey.objects.filter(source=told.source, key=told.key).values("person_id")
    number = told.facts.employee_number
    return people.filter(pk__in=by_key).first() or (people.filter(employee_number=number).first() if number else None)


def _correct(person: Person, facts: PersonFacts) -> bool:
    """Write the facts anew if they differ; return whether they did."""
    wanted = asdict(facts) | {"display_name": facts.shown_name}
    if all(getattr(person, name) == value for name, value in wanted.items()):
        return False
    write_facts(person, facts)
    return True
