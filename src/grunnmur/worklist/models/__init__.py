"""The tables of worklist."""

from grunnmur.worklist.models.notification import Cadence, Delivery, Notification, Preference
from grunnmur.worklist.models.task import Task
from grunnmur.worklist.models.wheel import WheelEntry

__all__ = ["Cadence", "Delivery", "Notification", "Preference", "Task", "WheelEntry"]
