"""The tables of worklist."""

from grunnmur.worklist.models.notification import Notification
from grunnmur.worklist.models.task import Task

__all__ = ["Notification", "Task"]
