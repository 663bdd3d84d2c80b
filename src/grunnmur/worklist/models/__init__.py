"""The tables of worklist."""

from grunnmur.worklist.models.notification import Cadence, Delivery, Notification, Preference
from grunnmur.worklist.models.task import Task

__all__ = ["Cadence", "Delivery", "Notification", "Preference", "Task"]
