"""Kinds of notifications."""

TASK_ASSIGNED = "task.assigned"
TASK_MOVED = "task.moved"
