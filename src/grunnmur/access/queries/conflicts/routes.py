"""Both sides of a clash in words: what each is, and how the person comes to it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext

from grunnmur.access.derivation import Compiled, Message, Reader, text_of
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.explain import message_of
from grunnmur.access.derivation.facts import People, SideItem
from grunnmur.access.derivation.reasons import Reason, reasons_of
from grunnmur.access.derivation.rows import Clash
from grunnmur.access.queries.messages import message_names
from grunnmur.core import formats
from grunnmur.core.permissions import Actor


def routes_of_clash(
    clash: Clash, people: People, compiled: Compiled, *, name: str | None, seen_by: Actor
) -> tuple[str, ...]:
    """Return a sentence for each side of a clash on its first day: how the person called `name` comes to it.

    people: the facts of that person; name: None when she reads it herself. Nine statements at most.
    """
    messages = messages_of_clash(clash, people, compiled)
    return told(messages, message_names(messages, seen_by=seen_by), name=name)


def messages_of_clash(clash: Clash, people: People, compiled: Compiled) -> tuple[Message, ...]:
    """Return why the person has something of each side of a clash on its first day, a before b."""
    conflict = next(row for row in compiled.sides.conflicts if row.id == clash.conflict)
    reasons = reasons_of(clash.person, Crowd(people), compiled)
    found = [_first(items, reasons, clash.lower, compiled) for items in (conflict.a, conflict.b)]
    return tuple(message_of(reason) for reason in found if reason)


def told(messages: Iterable[Message], names: Mapping[str, str], *, name: str | None) -> tuple[str, ...]:
    """Return the messages as sentences about the person called `name`, or to herself."""
    reader = Reader(translate=gettext, names=names, day=formats.day, person=name)
    return tuple(text_of(message, reader) for message in messages)


def _first(items: Iterable[SideItem], reasons: Collection[Reason], day: int, compiled: Compiled) -> Reason | None:
    """Return the first route of the day to something on a side; a role is told by what is in it."""
    on = date.fromordinal(max(day, 1))
    levels = {item.permission for item in items if item.permission}
    roles = {role for item in items if item.role for role in compiled.sides.containers[item.role]}
    fits = (row for row in reasons if on in row.valid and (row.permission in levels or row.role in roles))
    return next(fits, None)
