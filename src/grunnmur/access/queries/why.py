"""Why somebody has a permission, or why not: every route, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from grunnmur.access.derivation import Compiled, Reader, explain, text_of
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.explain import message_of
from grunnmur.access.derivation.reasons import reasons_of
from grunnmur.access.models import Permission
from grunnmur.access.queries import facts
from grunnmur.access.queries.messages import message_names, placed
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.sight import require_sight
from grunnmur.core import formats
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Why:
    """The answer for one person, permission and day, in sentences.

    sentences: the routes of the day, or what stands in the way, the most decisive first; never empty.
    held_back: routes of the day that are kept from counting. other_days: routes before or after it.
    """

    person_id: UUID
    person: str
    permission: Permission
    name: str
    on: date
    has: bool
    sentences: tuple[str, ...]
    held_back: tuple[str, ...]
    other_days: tuple[str, ...]


def why(person_id: UUID, permission_id: UUID, *, on: date, seen_by: Actor) -> Why:
    """Explain a permission of a person on a day.

    Raises DoesNotExist for what the asker may not know of, PermissionDenied for whose access she may not see.
    """
    person = organisation.find_person(person_id, seen_by=seen_by)
    require_sight(person_id, seen_by=seen_by)
    permission = Permission.objects.select_related("resource").get(pk=permission_id)
    loaded = facts.load([person_id])
    compiled = Compiled(loaded.definitions)
    ids = {"person": str(person_id), "permission": str(permission_id)}
    found = explain(loaded.people, compiled, **ids, on=on, now=now() if on == today() else None)
    routes = [
        (on in row.valid, message_of(row))
        for row in reasons_of(ids["person"], Crowd(loaded.people), compiled)
        if row.permission == ids["permission"]
    ]
    obstacles = [placed(message, ids["person"], on=on) for message in found.messages]
    messages = [*obstacles, *(message for _today, message in routes)]
    me = person_of(seen_by) == person_id
    reader = Reader(
        translate=gettext,
        names=message_names(messages, seen_by=seen_by),
        day=formats.day,
        person=None if me else person.display_name,
    )
    told = [(is_today, text_of(message, reader)) for is_today, message in routes]
    return Why(
        person_id=person_id,
        person=person.display_name,
        permission=permission,
        name=permission_name(permission),
        on=on,
        has=found.has,
        sentences=tuple(text_of(message, reader) for message in obstacles),
        held_back=() if found.has else _once(text for is_today, text in told if is_today),
        other_days=_once(text for is_today, text in told if not is_today),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
