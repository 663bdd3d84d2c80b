"""What one may ask of worklist."""

from grunnmur.worklist.queries.notifications import notifications, unread_count
from grunnmur.worklist.queries.tasks import (
    LIVE,
    Counts,
    find_task,
    my_closed_tasks,
    my_tasks,
    my_tasks_panel,
    open_task_ids,
    people_with_tasks,
    task_counts,
    tasks_about,
    team_tasks,
)

__all__ = [
    "LIVE",
    "Counts",
    "find_task",
    "my_closed_tasks",
    "my_tasks",
    "my_tasks_panel",
    "notifications",
    "open_task_ids",
    "people_with_tasks",
    "task_counts",
    "tasks_about",
    "team_tasks",
    "unread_count",
]
