"""What the derivation's messages need before they are written: names of ids, and places in queues."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.derivation import Message
from grunnmur.access.derivation.messages import NAMED, Key
from grunnmur.access.models import Conflict, LicencePool, Permission, Role, Rule
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.places import place_of
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation


def message_names(messages: Iterable[Message], *, seen_by: Actor) -> Mapping[str, str]:
    """Return a name for every id the messages mention; nine statements at most."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for message in messages:
        for field in NAMED:
            found = getattr(message.params, field)
            if found is not None:
                wanted[field].add(UUID(found))
    leaders = dict.fromkeys(wanted["leader"], _("a leader"))
    levels = Permission.objects.filter(pk__in=wanted["permission"] | wanted["other"]).select_related("resource")
    roles = Role.objects.filter(pk__in=wanted["role"] | wanted["other"])
    named = (
        {level.pk: permission_name(level) for level in levels},
        dict(roles.values_list("pk", "name")),
        dict(Rule.objects.filter(pk__in=wanted["rule"]).values_list("pk", "name")),
        dict(Conflict.objects.filter(pk__in=wanted["conflict"]).values_list("pk", "name"))
        if wanted["conflict"]
        else {},
        dict(LicencePool.objects.filter(pk__in=wanted["pool"]).values_list("pk", "name")) if wanted["pool"] else {},
        organisation.unit_names(wanted["unit"]),
        organisation.position_names() if wanted["position"] else {},
        organisation.function_names() if wanted["function"] else {},
        leaders | organisation.names_of(wanted["leader"], seen_by=seen_by),
    )
    return {str(key): name for names in named for key, name in names.items()}


def placed(message: Message, person: str, *, on: date) -> Message:
    """Return a message about waiting with the place in the queue on the day; any other as it is."""
    pool = message.params.pool
    if message.key != Key.WAITING or pool is None:
        return message
    place = place_of(UUID(person), UUID(pool), on=on)
    return replace(message, params=replace(message.params, place=place))
