"""Reading across everybody, for jobs and for the domains above; screens ask by person or page."""

from uuid import UUID

from grunnmur.organisation.models import Person, Unit


def all_person_ids() -> list[UUID]:
    """Return every person there is, was or will be."""
    return list(Person.objects.order_by("id").values_list("pk", flat=True))


def unit_id_named(name: str) -> UUID:
    """Return the unit of exactly this name. Raises Unit.DoesNotExist, Unit.MultipleObjectsReturned."""
    return Unit.objects.values_list("pk", flat=True).get(name=name)


def person_with_number(employee_number: str) -> Person:
    """Return the person of an employee number. Raises Person.DoesNotExist."""
    return Person.objects.get(employee_number=employee_number)
