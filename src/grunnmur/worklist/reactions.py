"""What worklist does when organisation states a fact."""

from grunnmur.core.clock import today
from grunnmur.core.events import reacts_to
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
