"""What organisation answers when core asks: who a login is, which keys she has, whom a key means, how links look."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse

from grunnmur.core.history import WITHOUT_HISTORY
from grunnmur.core.links import Link, Ref, register_kind
from grunnmur.core.permissions import Actor, answer_keys, answer_members, answer_person
from grunnmur.organisation.queries import keys, names_of, person_id_of, unit_names


def person_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to the persons the asker may know of."""
    for person, name in names_of(ids, seen_by=seen_by).items():
        yield Link(Ref("person", person), name, reverse("organisation:person", args=[person]))


def unit_links(ids: Collection[UUID], _seen_by: Actor) -> Iterable[Link]:
    """Return links to units; everybody may know them."""
    for unit, name in unit_names(ids).items():
        yield Link(Ref("unit", unit), name, reverse("organisation:unit", args=[unit]))


answer_person(person_id_of)
answer_keys(keys.keys_of)
for _prefix, _members in {
    "person": keys.person_members,
    "unit": keys.unit_members,
    "below": keys.below_members,
    "leader": keys.leader_members,
    "function": keys.function_members,
    "everyone": keys.everyone,
}.items():
    answer_members(_prefix, _members)
register_kind("person", person_links)
register_kind("unit", unit_links)
WITHOUT_HISTORY["organisation.UnitClosure"] = "is derived from UnitParent, whose history tells the same"
