"""Why somebody has a permission, or why not: every route, in the reader's language."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from grunnmur.access.derivation import Compiled, Message, Reader, explain, text_of
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.explain import message_of
from grunnmur.access.derivation.reasons import reasons_of
from grunnmur.access.models import Permission, Role, Rule
from grunnmur.access.queries import facts
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.sight import require_sight
from grunnmur.core import formats
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation

FIELDS = ("role", "rule", "unit", "position", "function", "leader")


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
    messages = [*found.messages, *(message for _today, message in routes)]
    me = person_of(seen_by) == person_id
    reader = Reader(
        translate=gettext,
        names=_names(messages, permission, seen_by=seen_by),
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
        sentences=tuple(text_of(message, reader) for message in found.messages),
        held_back=() if found.has else _once(text for is_today, text in told if is_today),
        other_days=_once(text for is_today, text in told if not is_today),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _names(messages: Collection[Message], permission: Permission, *, seen_by: Actor) -> Mapping[str, str]:
    """Return a name for every id the messages mention; six statements at most."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for message in messages:
        for field in FIELDS:
            found = getattr(message.params, field)
            if found is not None:
                wanted[field].add(UUID(found))
    leaders = dict.fromkeys(wanted["leader"], _("a leader"))
    named = (
        {permission.pk: permission_name(permission)},
        dict(Role.objects.filter(pk__in=wanted["role"]).values_list("pk", "name")),
        dict(Rule.objects.filter(pk__in=wanted["rule"]).values_list("pk", "name")),
        organisation.unit_names(wanted["unit"]),
        organisation.position_names() if wanted["position"] else {},
        organisation.function_names() if wanted["function"] else {},
        leaders | organisation.names_of(wanted["leader"], seen_by=seen_by),
    )
    return {str(key): name for names in named for key, name in names.items()}
