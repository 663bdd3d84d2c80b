"""Baskets as their owner sees them, and for whom one can ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.models import Request, RequestLine
from grunnmur.access.queries.names import key_names
from grunnmur.access.queries.outlook import Outlook
from grunnmur.access.queries.requests.ahead import outlooks_of
from grunnmur.access.queries.requests.deciders import Post, is_asked_by_decider, posts_above, rank_of
from grunnmur.access.queries.requests.policies import Way, ways
from grunnmur.access.queries.requests.shown import OPERATIONS, line_days, line_name, step_label
from grunnmur.access.queries.requests.wishes import owned_resources
from grunnmur.access.rules import GIVE, OFFICER, Target
from grunnmur.access.rules.requests import StepFacts
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System, may, person_of
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

MOST_PEOPLE = 20
ENDING = {RequestLine.Operation.REMOVE, RequestLine.Operation.SHORTEN}


@dataclass(frozen=True)
class BasketLine:
    """One line before it is sent: what, which days, its risk, who will decide, in order, and what it would lead to."""

    id: UUID
    target: Target
    name: str
    operation: str
    days: str
    risk: int
    deciders: tuple[str, ...]
    outlook: Outlook


@dataclass(frozen=True)
class Basket:
    """What is about to be asked for."""

    id: UUID
    lines: tuple[BasketLine, ...]


@dataclass(frozen=True)
class Begun:
    """A basket in the list of what is not sent."""

    id: UUID
    receiver_id: UUID
    name: str
    count: int


def basket_of(receiver_id: UUID, *, seen_by: Actor) -> Basket | None:
    """Return the actor's basket for a person; None when there is none.

    Fifty statements at most, and two for each level of leaders above the person, whatever the number of lines.
    """
    row = Request.objects.filter(requester_id=person_of(seen_by), receiver_id=receiver_id, sent_at=None).first()
    if row is None:
        return None
    lines = list(RequestLine.objects.filter(request=row).select_related("role", "permission__resource").order_by("id"))
    known = ways([Target(one.role_id, one.permission_id) for one in lines])
    posts = posts_above(receiver_id, on=today())
    words = _Words.of(row, posts, {step.key for found in known.values() for step in found.steps}, seen_by)
    ahead = outlooks_of(receiver_id, lines, seen_by=seen_by)
    return Basket(
        row.pk,
        tuple(_line(one, known[Target(one.role_id, one.permission_id)], words, ahead[one.pk]) for one in lines),
    )


@dataclass(frozen=True)
class _Words:
    """Names of leaders and groups, and how far above the receiver the requester leads."""

    rank: int
    leaders: tuple[str, ...]
    groups: Mapping[str, str]

    @classmethod
    def of(cls, row: Request, posts: list[Post], keys: set[str], seen_by: Actor) -> "_Words":
        """Ask for the names once."""
        without = {row.requester_id, row.receiver_id}
        first = [found[0].person_id for post in posts if (found := post.deciders(without))]
        names = organisation.names_of(first, seen_by=seen_by)
        rank = rank_of(row.requester_id, posts, receiver_id=row.receiver_id)
        return cls(rank, tuple(names.get(one, "") for one in first), key_names(keys, seen_by=seen_by))

    def decider(self, step: StepFacts) -> str:
        """Say who decides at a step."""
        if is_asked_by_decider(step.who, self.rank):
            return _("You, by asking")
        label = step_label(step, self.groups)
        place = {"leader": 0, "leaders_leader": 0 if self.rank == 0 else 1}.get(step.who)
        if place is None or place >= len(self.leaders) or not self.leaders[place]:
            return label
        return _("%(who)s: %(name)s") % {"who": label, "name": self.leaders[place]}


def _line(one: RequestLine, way: Way, words: _Words, outlook: Outlook) -> BasketLine:
    steps = (StepFacts(who="leader"),) if one.operation in ENDING else way.steps
    return BasketLine(
        id=one.pk,
        target=Target(one.role_id, one.permission_id),
        name=line_name(one),
        operation=str(OPERATIONS[one.operation]),
        days=line_days(one),
        risk=way.risk,
        deciders=tuple(words.decider(step) for step in steps),
        outlook=outlook,
    )


def my_baskets(*, seen_by: Actor) -> list[Begun]:
    """Return the baskets the actor has not sent and that hold something, the latest first. Two statements."""
    rows = RequestLine.objects.filter(request__requester_id=person_of(seen_by), request__sent_at=None)
    counts: dict[tuple[UUID, UUID], int] = {}
    for key in rows.order_by("-request__made_at").values_list("request_id", "request__receiver_id"):
        counts[key] = counts.get(key, 0) + 1
    names = organisation.names_of({receiver for _pk, receiver in counts}, seen_by=seen_by)
    return [
        Begun(pk, receiver, names.get(receiver) or _("A protected person"), count)
        for (pk, receiver), count in counts.items()
    ]


def asks_for_others(by: Actor) -> bool:
    """Tell whether somebody asks on other people's behalf: who leads, gives, owns, or is an officer."""
    if isinstance(by, System):
        return True
    return bool(organisation.led_by(by)) or may(by, GIVE) or may(by, OFFICER) or bool(owned_resources(by))


def people_to_ask_for(text: str, *, seen_by: Actor) -> list[tuple[UUID, str, str]]:
    """Return people whose name begins so, with their unit: whom one leads first when nothing is typed.

    Whether she may ask for one of them is for the basket to say. Three statements.
    """
    person = person_of(seen_by)
    if text or person is None or isinstance(seen_by, System) or not organisation.led_by(seen_by):
        found = list(organisation.directory(on=today(), seen_by=seen_by, starts_with=text, limit=MOST_PEOPLE).rows)
    else:
        found = list(organisation.team_of(person, on=today(), seen_by=seen_by)[:MOST_PEOPLE])
    units = workplaces.unit_names_of([one.pk for one in found], on=today())
    return [(one.pk, one.display_name, units.get(one.pk, "")) for one in found if one.pk != person]
