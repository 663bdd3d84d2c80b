"""The session engine: rows of `core.Session`, found only inside their municipality."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from grunnmur.core.models import Session


class SessionStore(DatabaseStore):
    """Django's database store on our walled table, with the user beside for "log out everywhere"."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Build the row, with the user it belongs to."""
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row
