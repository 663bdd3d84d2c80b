"""People that another system tells of one by one: written down as an import would, and told to the domains at the end.

`record_new`, `record_person` and `end_sourced` publish nothing: a request may be about a thousand people, and whoever
calls them passes what they return to `tell_recorded` once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from grunnmur.core.events import publish
from grunnmur.core.inserting import NOTHING, Bare, NewRow, Sql
from grunnmur.core.permissions import Actor, require
from grunnmur.core.prepared import ask, columns_of, rows_of
from grunnmur.organisation.actions import searching
from grunnmur.organisation.actions.people import set_facts, write_facts
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.actions.sourced_employments import Employments, Flaw, Recorded, SourcedEmployment
from grunnmur.organisation.events import PersonFactsChanged
from grunnmur.organisation.models import Person, PersonKey
from grunnmur.organisation.rules import IMPORT_PEOPLE, PersonFacts

__all__ = [
    "Flaw",
    "Recorded",
    "SourcedEmployment",
    "SourcedPerson",
    "end_sourced",
    "record_new",
    "record_person",
    "tell_recorded",
]

# Whom the source's key names, else the employee number; written out, since a source may tell of thousands.
KNOWN = """
    SELECT 1 AS place, person_id FROM organisation_personkey WHERE source = %s AND key = %s
    UNION ALL
    SELECT 2, id FROM organisation_person WHERE employee_number = nullif(%s, '') AND employee_number <> ''
"""
WHO = f"""
    SELECT {columns_of(Person, of="p")}
    FROM ({KNOWN}) AS known JOIN organisation_person AS p ON p.id = known.person_id
    ORDER BY known.place LIMIT 1 FOR NO KEY UPDATE OF p
"""  # noqa: S608  # names of columns
AS_ONE = transaction.atomic(savepoint=False)  # the caller has one for each operation; a thousand come in a request


@dataclass(frozen=True, kw_only=True)
class SourcedPerson:
    """A person in the source's words; `key` is what the source knows her by."""

    source: str
    key: str
    facts: PersonFacts
    employments: Sequence[SourcedEmployment] = ()

    @property
    def asked(self) -> Sequence[str]:
        """The values that tell whom it is about."""
        return self.source, self.key, self.facts.employee_number


@AS_ONE
def record_new(
    told: SourcedPerson, *, on: date, by: Actor, beside: Callable[[UUID], Sequence[Model]], unless: Sql
) -> Recorded | None:
    """Write down a person whom nobody knows, with her employments; None, and nothing is written, if she is known.

    Known is whom the source's key or her employee number names, and whoever the query `unless` finds; its rows are a
    number and an id. beside: makes the caller's own rows about her. All but the employments is one statement.
    Raises PermissionDenied (needs organisation.import_people), InvalidFactsError, TakenError, OverlapError.
    """
    require(by, IMPORT_PEOPLE)
    known = Sql(f"{KNOWN} UNION ALL {unless.text}", (*told.asked, *unless.values))
    person = Person()
    if not _insert(person, told, *beside(person.pk), unless=known):
        return None
    employments = Employments(person.pk, source=told.source, key=told.key, on=on, is_new=True)
    employments.keep(told.employments)
    return employments.recorded(is_changed=False)


@AS_ONE
def record_person(told: SourcedPerson, *, person_id: UUID | None, on: date, by: Actor) -> Recorded:
    """Write down what a source tells of a person: her facts, and exactly these employments of that source from a day.

    person_id: who she is, if that is known; otherwise the source's key for her, else her employee number says it, else
    she is new. Employments of other sources are left alone.
    Raises PermissionDenied (needs organisation.import_people), InvalidFactsError, TakenError, OverlapError.
    """
    require(by, IMPORT_PEOPLE)
    found = _find(told, person_id)
    person = found or Person()
    if found is None:
        _insert(person, told)
    is_changed = found is not None and _correct(found, told.facts)
    employments = Employments(person.pk, source=told.source, key=told.key, on=on, is_new=found is None)
    employments.keep(told.employments)
    if found is not None and person_id is None:
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
    if person_id is not None:
        return Person.objects.select_for_update(no_key=True).get(pk=person_id)
    return next(iter(rows_of(Person, ask(WHO, told.asked))), None)


def _insert(person: Person, told: SourcedPerson, *beside: NewRow, unless: Sql = NOTHING) -> bool:
    """Insert her with what she is known and found by, unless a query finds anything; tell whether it was done.

    What refuses it is undone by whoever called the action.
    """
    set_facts(person, told.facts)
    with explained(is_undone_alone=False):
        key = Bare(PersonKey, {"source": told.source, "key": told.key, "person_id": person.pk})
        return searching.index_beside(person, key, *beside, unless=unless)


def _correct(person: Person, facts: PersonFacts) -> bool:
    """Write the facts anew if they differ; return whether they did."""
    wanted = vars(facts) | {"display_name": facts.shown_name}
    if all(getattr(person, name) == value for name, value in wanted.items()):
        return False
    write_facts(person, facts)
    return True
