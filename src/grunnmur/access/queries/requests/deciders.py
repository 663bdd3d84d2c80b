"""Who may decide a step today: never the receiver, never who asks, and nobody in place of one of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.access.rules.requests import DECIDE_LAST_KEY
from grunnmur.core.permissions import System, members_of
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

SYSTEM = System("Grunnmur")
APPROVE = "approve"
NEXT_LEADER = 2  # the level at which the next leader is asked too


@dataclass(frozen=True)
class Decider:
    """One who may decide a step: for herself, or in a leader's place. is_first: she is asked at once."""

    person_id: UUID
    for_person_id: UUID | None = None
    is_first: bool = True


@dataclass(frozen=True)
class Post:
    """A leader above somebody, and those who may decide in the leader's place."""

    leader_id: UUID
    acting: tuple[UUID, ...]
    deputies: tuple[UUID, ...]

    def deciders(self, without: Collection[UUID]) -> list[Decider]:
        """Return who may decide here when these persons may not; nobody when the leader herself is one of them.

        First the leader, or of one who is away the first stand-in; then the deputies who may approve.
        """
        if self.leader_id in without:
            return []
        acting = [one for one in self.acting if one not in without][:1]
        others = [one for one in self.deputies if one not in {*without, *acting}]
        found = [*((one, True) for one in acting), *((one, not acting) for one in others)]
        return [Decider(one, None if one == self.leader_id else self.leader_id, first) for one, first in found]


def posts_above(person_id: UUID, *, on: date) -> list[Post]:
    """Return the leaders above a person, the nearest first, each leader once; she herself is none of them.

    Of somebody who has not begun, those where she will. A statement or two for each level above her.
    """
    home = _home(person_id, on)
    way = [home, *(unit.pk for unit in reversed(organisation.path_of(home, on=on)))] if home else []
    posts: dict[UUID, Post] = {}
    place = 0
    while place < len(way):
        seats = organisation.leaders_of_unit(way[place], on=on)
        if not seats:
            break
        leader, unit = seats[0].leader_id, seats[0].unit_id
        if leader != person_id:
            posts.setdefault(leader, _post(leader, unit, [seat.person_id for seat in seats], on))
        place = way.index(unit) + 1 if unit in way[place:] else len(way)
    return list(posts.values())


def _home(person_id: UUID, on: date) -> UUID | None:
    now = organisation.primary_employments([person_id], on=on).get(person_id)
    if now:
        return now.unit_id
    return min(workplaces.units_of([person_id], on=on).get(person_id, frozenset()), default=None)


def _post(leader: UUID, unit: UUID, seats: Sequence[UUID], on: date) -> Post:
    """Seats come leader first; those of a leader at work are herself and deputies who do tasks, not approvals."""
    acting = (leader,) if leader in seats else tuple(seats)
    rows = organisation.deputies_at([leader], unit, on=on, seen_by=SYSTEM)
    return Post(leader, acting, tuple(row.deputy_id for row in rows if APPROVE in row.may))


def rank_of(requester_id: UUID, posts: Sequence[Post], *, receiver_id: UUID) -> int:
    """Return how far above the receiver who asks leads: 0 her leader, 1 the leader's leader; -1 when she does not.

    Who asks for herself leads nobody, though she stands in for her own leader.
    """
    if requester_id != receiver_id:
        for number, post in enumerate(posts):
            if requester_id in {post.leader_id, *post.acting[:1]} and post.leader_id != receiver_id:
                return number
    return -1


def is_asked_by_decider(who: str, rank: int) -> bool:
    """Tell whether a leader's own asking satisfies a step."""
    return {"leader": rank >= 0, "leaders_leader": rank >= 1}.get(who, False)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A step as one asks who may decide it. without: receiver, requester; spent: who may not decide this step again."""

    who: str
    key: str
    level: int
    without: frozenset[UUID]
    spent: frozenset[UUID] = frozenset()


def deciders_of(asked: Asked, posts: Sequence[Post], *, on: date) -> list[Decider]:
    """Return who may decide a step: her leaders or a group's members; who decides last when there is nobody.

    posts: the leaders above the receiver, see `posts_above`.
    """
    if asked.who in {"leader", "leaders_leader"}:
        found = _leaders(asked, posts)
    else:
        found = _members(asked.key, asked, on)
        if asked.level >= NEXT_LEADER:
            found += _members(DECIDE_LAST_KEY, asked, on)
    return _once(found or _members(DECIDE_LAST_KEY, asked, on))


def _leaders(asked: Asked, posts: Sequence[Post]) -> list[Decider]:
    """Return the nearest leader who may; the leader's leader is never the nearest one. Escalated, also the next."""
    without = asked.without | asked.spent
    able = [deciders for post in posts[asked.who == "leaders_leader" :] if (deciders := post.deciders(without))]
    count = 2 if asked.level >= NEXT_LEADER else 1
    return [decider for deciders in able[:count] for decider in deciders]


def _members(key: str, asked: Asked, on: date) -> list[Decider]:
    members = members_of(key, on) if key else set()
    return [Decider(one) for one in sorted(members - asked.without)]


def _once(deciders: Iterable[Decider]) -> list[Decider]:
    found: dict[UUID, Decider] = {}
    for decider in deciders:
        found.setdefault(decider.person_id, decider)
    return list(found.values())
