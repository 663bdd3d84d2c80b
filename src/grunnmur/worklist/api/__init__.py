"""Tasks, notifications and the wheel for programs: the same actions and queries as the pages."""

from grunnmur.worklist.api import notifications, tasks, wheel  # noqa: F401  # imported for their routes
from grunnmur.worklist.api.routes import router

__all__ = ["router"]
