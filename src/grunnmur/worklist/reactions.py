"""What worklist does when organisation states a fact, and the number on the bell of every page."""

from django.http import HttpRequest

from grunnmur.core import navigation
from grunnmur.core.clock import today
from grunnmur.core.events import reacts_to
from grunnmur.core.models import User
from grunnmur.organisation.events import DayTurned, EmploymentEnded
from grunnmur.worklist import actions, queries


@reacts_to(EmploymentEnded)
def on_employment_ended(event: EmploymentEnded) -> None:
    """Pass on the tasks of somebody who has left already; of others it happens the night after the last day."""
    if event.last_day < today():
        actions.hand_over_tasks([event.person_id])


@reacts_to(DayTurned)
def on_day_turned(_event: DayTurned) -> None:
    """Pass on the tasks of those who have left."""
    actions.hand_over_tasks(queries.people_with_tasks())


def unread_count(request: HttpRequest) -> int:
    """Return the number on the bell."""
    return queries.unread_count(seen_by=request.user) if isinstance(request.user, User) else 0


navigation.provide("unread_count", unread_count)
