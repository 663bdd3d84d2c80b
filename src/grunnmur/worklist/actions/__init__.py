"""What people and the domains above do with tasks and notifications."""

from grunnmur.worklist.actions.mailing import send_due_mail
from grunnmur.worklist.actions.notifications import mark_all_read, mark_read, notify, notify_all, set_preferences
from grunnmur.worklist.actions.reminders import remind_and_pass_on
from grunnmur.worklist.actions.tasks import (
    cancel_task,
    cancel_tasks,
    claim_task,
    finish_by_deed,
    finish_task,
    hand_back_task,
    hand_over_tasks,
    open_task,
    open_tasks,
)
from grunnmur.worklist.actions.team import assign_task, move_due_date
from grunnmur.worklist.actions.wheel import (
    change_wheel_entry,
    count_from_done,
    end_wheel_entry,
    open_wheel_tasks,
    plan_wheel_entry,
)
from grunnmur.worklist.rules import NewFile, NewTask, WheelFacts

__all__ = [
    "NewFile",
    "NewTask",
    "WheelFacts",
    "assign_task",
    "cancel_task",
    "cancel_tasks",
    "change_wheel_entry",
    "claim_task",
    "count_from_done",
    "end_wheel_entry",
    "finish_by_deed",
    "finish_task",
    "hand_back_task",
    "hand_over_tasks",
    "mark_all_read",
    "mark_read",
    "move_due_date",
    "notify",
    "notify_all",
    "open_task",
    "open_tasks",
    "open_wheel_tasks",
    "plan_wheel_entry",
    "remind_and_pass_on",
    "send_due_mail",
    "set_preferences",
]
