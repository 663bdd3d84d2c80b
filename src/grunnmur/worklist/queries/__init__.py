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
)
from grunnmur.worklist.queries.team import (
    Due,
    Order,
    TeamFilter,
    count_team,
    files_of,
    see_task,
    seen_tasks,
    team_list,
    team_takers,
    team_tasks,
    whole_team_list,
)

__all__ = [
    "LIVE",
    "Counts",
    "Due",
    "Order",
    "TeamFilter",
    "count_team",
    "files_of",
    "find_task",
    "my_closed_tasks",
    "my_tasks",
    "my_tasks_panel",
    "notifications",
    "open_task_ids",
    "people_with_tasks",
    "see_task",
    "seen_tasks",
    "task_counts",
    "tasks_about",
    "team_list",
    "team_takers",
    "team_tasks",
    "unread_count",
    "whole_team_list",
]
