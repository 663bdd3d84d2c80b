"""The page, put together of what is declared: permissions, events, commands, jobs, tables."""

from collections.abc import Iterable, Sequence

from django.utils import translation

from tools.reference import commands, declarations, tables

TOP = """# Reference

What the code declares, as tables. `python -m tools.reference` writes this page; a test fails when it is out of date.
How each domain thinks stands in [domains](domains/README.md), settings in [operate/settings.md](operate/settings.md),
the API in its own document, served at `/api/v1/openapi.json`."""

PERMISSIONS = """## Permissions

*Begins with*: the roles of a new municipality that hold it; the administrator holds all. *At a unit*: asked for where
something happens; a role may hold it for a unit, for what lies below it, or everywhere. *Audience*: tasks and search
may be meant for `may:<permission>`."""

EVENTS = """## Events

Facts that a domain states. Who hears one runs at once, in the same transaction."""

COMMANDS = """## Commands

`grunnmur COMMAND --help` says the same."""

JOBS = """## Jobs

What `grunnmur work` runs. Each enters its municipality first, and is harmless when it runs twice. Hours are written as
cron writes them."""

TABLES = """## Tables

Every table has `tenant_id` and a wall, and keeps its history unless it says why not. The tables of history have the
wall too, and so has that of sessions."""

OPEN = """## Tables without a wall

The closed list, and what the serving role may do there."""


def reference() -> str:
    """Return the whole page, in English."""
    with translation.override("en"):
        parts = [
            TOP,
            PERMISSIONS,
            grid(("permission", "lets one", "at a unit", "audience", "begins with"), declarations.permissions()),
            EVENTS,
            grid(("event", "says", "carries", "heard by"), declarations.events()),
            COMMANDS,
            grid(("command", "does", "takes"), commands.commands()),
            JOBS,
            grid(("job", "does", "when"), declarations.jobs()),
            TABLES,
            grid(("table", "holds", "history"), tables.walled()),
            OPEN,
            grid(("table", "`grunnmur_web` may", "why"), tables.unwalled()),
        ]
    return "\n\n".join(parts) + "\n"


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
