"""Publishing for programs: the same actions and queries as the pages."""

from grunnmur.publishing.api import factory, intake, items, reading, versions
from grunnmur.publishing.api.routes import router

__all__ = ["factory", "intake", "items", "reading", "router", "versions"]
