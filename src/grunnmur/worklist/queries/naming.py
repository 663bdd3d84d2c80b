"""Whom tasks and notifications name, as their reader may know them."""

from collections.abc import Iterable
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.models import Notification, Task
from grunnmur.worklist.rules import people_in


def names_in(rows: Iterable[Task | Notification], *, seen_by: Actor | None) -> dict[UUID, str]:
    """Return the names of the persons these are about whom the reader may know of. One statement; none for nobody.

    seen_by: None = somebody without a login.
    """
    people = {person for row in rows for person in people_in(row.params)}
    if not people:
        return {}
    if seen_by is None:
        return organisation.names_for_everyone(people)
    return organisation.names_of(people, seen_by=seen_by)
