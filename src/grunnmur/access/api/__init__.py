"""Access for programs: the same actions and queries as the pages."""

from grunnmur.access.api import (
    audit,
    conflicts,
    desk,
    given,
    holders,
    mining,
    people,
    pools,
    reads,
    requests,
    resources,
    reviews,
    roles,
    rules,
    targets,
    things,
)
from grunnmur.access.api.routes import router

__all__ = [
    "audit",
    "conflicts",
    "desk",
    "given",
    "holders",
    "mining",
    "people",
    "pools",
    "reads",
    "requests",
    "resources",
    "reviews",
    "roles",
    "router",
    "rules",
    "targets",
    "things",
]
