"""Changes that are thought through before they are made: what each means, and every step from a plan to the map."""

from grunnmur.landscape.api.changes import reading, writing
from grunnmur.landscape.api.changes.routes import router

__all__ = ["reading", "router", "writing"]
