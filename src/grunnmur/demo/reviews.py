"""Reviews of the demo: one that asks the leader of Kundesenter, one whose deadline is near, and one that is closed."""

from datetime import timedelta
from itertools import cycle
from uuid import UUID

from grunnmur.access import actions, queries
from grunnmur.access.actions.reviews import Answer, NewReview, answer_item, close_review, open_review
from grunnmur.access.queries.choices import all_level_source
from grunnmur.access.queries.reviews.listing import open_questions
from grunnmur.access.rules import LevelFacts, Target
from grunnmur.access.rules.reviews import Scope
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.core.permissions import Scope as Where
from grunnmur.demo.access import unit_named
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

GIVEN = (("Corporator", 1), ("FD Nett", 1), ("Tradex", 3))  # level by resource, with the risk it has
LEARNER_DAYS = 120


def hold_reviews(*, by: Actor) -> None:
    """Give a few accesses by hand, and open three reviews; the last is answered and closed."""
    desk = unit_named("Kundesenter")
    _give_by_hand(desk, by=by)
    roles = {name: queries.role_named(name) for name in ("Teamleder", "HMS-ansvarlig")}
    due = working_days_after(today(), 15)
    scope = Scope(units=[desk])
    open_review(NewReview(name="Attestering av Kundesenter", due_date=due, scope=scope), by=by)
    near = NewReview(
        name="Hvem er teamleder?", due_date=working_days_after(today(), 1), scope=Scope(roles=[roles["Teamleder"]])
    )
    open_review(near, by=by)
    done = NewReview(name="HMS-ansvarlige, forrige runde", due_date=due, scope=Scope(roles=[roles["HMS-ansvarlig"]]))
    _answer_all(open_review(done, by=by).pk, by=by)


def _give_by_hand(desk: UUID, *, by: Actor) -> None:
    """Let those whom the leader of a unit answers for have what no rule gives; one of it is risky."""
    leader, *_deputies = organisation.leaders_of_unit(desk, on=today())
    own = workplaces.working_at(Where(units=frozenset({desk})), on=today(), seen_by=by)
    below, *_others = organisation.leaders_of_unit(unit_named("Sentralbord"), on=today())
    others = [person.pk for person in own if person.pk != leader.person_id]
    people = [*others[: len(GIVEN) - 1], below.person_id]
    levels = all_level_source()
    for (resource, risk), person in zip(GIVEN, cycle(people), strict=False):
        (level, _label), *_rest = levels.find(resource)
        if risk > 1:
            actions.change_permission(UUID(level), LevelFacts(level="", risk=risk, max_days=365), by=by)
        period = Period(today(), today() + timedelta(days=LEARNER_DAYS))
        reason = "Opplæring på tvers av teamene"
        actions.give(person, Target(permission_id=UUID(level)), by=by, period=period, reason=reason)


def _answer_all(review: UUID, *, by: Actor) -> None:
    """Answer as the administrator, where she is asked, and as Grunnmur where a leader would be."""
    administrator = User.objects.get(username="demo-it")
    for item, key in open_questions(review):
        answers = administrator if key.startswith("may:") else by
        answer_item(item, Answer(answer="keep", note="Sett på og funnet riktig"), by=answers)
    close_review(review, by=administrator)
