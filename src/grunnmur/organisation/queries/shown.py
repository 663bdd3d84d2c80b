"""What search shows of persons: the name, and where and as what they work."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

# Written out, since one person at a time is asked for all day. The first employment is that of `primary_employments`.
SHOWN = """
    SELECT p.id, p.display_name, p.work_email, p.is_protected, h.unit_id, coalesce(h.unit, ''), coalesce(h.position, '')
    FROM organisation_person p LEFT JOIN LATERAL (
        SELECT e.unit_id, u.name AS unit, s.name AS position
        FROM organisation_employment e JOIN organisation_unit u ON u.id = e.unit_id
        LEFT JOIN organisation_position s ON s.id = e.position_id
        WHERE e.person_id = p.id AND e.valid @> %(on)s::date
        ORDER BY e.is_primary DESC, e.percent DESC, lower(e.valid), e.id LIMIT 1
    ) h ON true
    WHERE p.id = ANY (%(people)s) ORDER BY p.id
"""


class ShownPerson(NamedTuple):
    """A person with the unit and position of the employment that counts first; both blank without one."""

    id: UUID
    name: str
    work_email: str
    is_protected: bool
    unit_id: UUID | None
    unit: str
    position: str


def shown_people(person_ids: Collection[UUID], *, on: date) -> Iterator[ShownPerson]:
    """Yield these persons as they are on a day, by id, protected ones too. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, {"people": list(person_ids), "on": on})
        yield from (ShownPerson(*row) for row in cursor.fetchall())
