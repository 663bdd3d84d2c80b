"""Access for programs: the same actions and queries as the pages."""

from grunnmur.access.api import people, reads, resources, roles, rules
from grunnmur.access.api.routes import router

__all__ = ["people", "reads", "resources", "roles", "router", "rules"]
