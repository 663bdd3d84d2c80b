"""Processes for programs: the same actions and queries as the pages."""

from grunnmur.processes.api import library, links
from grunnmur.processes.api.routes import router

__all__ = ["library", "links", "router"]
