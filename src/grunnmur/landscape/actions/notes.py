"""Notes to those who own the other end of a relation that somebody made, changed or ended by hand."""

from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, keys_of_person, person_of
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import RELATE, owns
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.actions import notify

KIND = "landscape.relation"
RELATED = gettext_noop("%(by)s says that %(own)s hangs together with %(other)s.")
PARTED = gettext_noop("%(by)s says that %(own)s does not hang together with %(other)s any more.")
STRONGER_OR_WEAKER = gettext_noop("%(by)s says otherwise than before how much %(own)s and %(other)s need each other.")
SUBJECT = "element"


def tell_other_owners(message: str, ends: tuple[Element, Element], *, by: Actor) -> None:
    """Tell the leaders of the units that own an end which the actor does not own herself.

    Only those who may know of both ends are told.
    """
    for own, other in (ends, ends[::-1]):
        if own.owner_unit_id is None or owns(by, RELATE, own):
            continue
        params = {"by": str(by), "own": own.name, "other": other.name}
        notify(_leaders(own, other, by=by), kind=KIND, message=message, params=params, subject=(SUBJECT, own.pk))


def _leaders(own: Element, other: Element, *, by: Actor) -> list[UUID]:
    on = today()
    seats = organisation.leaders_of_unit(own.owner_unit_id, on=on) if own.owner_unit_id else []
    people = {seat.person_id for seat in seats if not seat.is_deputy} - {person_of(by)}
    return [one for one in people if _may_know(one, own, other)]


def _may_know(person: UUID, *elements: Element) -> bool:
    keys = keys_of_person(person, today())
    return all(not keys.isdisjoint(element.audience) for element in elements)
