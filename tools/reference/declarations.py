"""What the domains declare: permissions, events and who hears them, jobs."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from procrastinate.contrib.django import app

import grunnmur
from grunnmur.access.actions.start import NAMES
from grunnmur.core.events import registered
from grunnmur.core.permissions import declared

Row = tuple[str, ...]


def permissions() -> Iterator[Row]:
    """Yield every permission, by name."""
    for one in (one for one in declared().values() if f"grunnmur.{one.name.split('.')[0]}" in settings.INSTALLED_APPS):
        roles = ", ".join(gettext(NAMES[role]) for role in one.roles)
        yield f"`{one.name}`", str(one.label), mark(one.needs_unit), mark(one.is_audience), roles


def events() -> Iterator[Row]:
    """Yield every event of every module called `events`, in the order they are written."""
    heard = registered()
    for module in _modules("events"):
        for name, kind in vars(module).items():
            if is_dataclass(kind) and isinstance(kind, type) and kind.__module__ == module.__name__:
                carries = ", ".join(f"`{one.name}`" for one in fields(kind))
                listeners = sorted({place(reaction) for reaction in heard.get(kind, [])} - {""})
                yield f"{domain_of(module.__name__)}: `{name}`", promise(kind), carries, ", ".join(listeners)


def jobs() -> Iterator[Row]:
    """Yield every job that workers know, with the hours of those that come by themselves."""
    hours = {found.task.name: found.cron for found in app.periodic_registry.periodic_tasks.values()}
    for name, task in sorted(app.tasks.items()):
        if name.startswith("grunnmur."):
            yield (
                f"`{name.removeprefix('grunnmur.')}`",
                promise(task.func),
                f"`{hours[name]}`" if name in hours else "on demand",
            )


def mark(is_so: bool) -> str:  # noqa: FBT001  # one cell of a table
    """Return a cell that says yes, or nothing."""
    return "yes" if is_so else ""


def promise(thing: object) -> str:
    """Return the first sentence of what something says of itself."""
    text = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
    head, dot, _rest = text.partition(". ")
    return head + dot.strip()


def domain_of(module: str) -> str:
    """Return the domain a module belongs to; for a part of core, the part."""
    return module.removeprefix("grunnmur.").removesuffix(".events")


def place(reaction: Callable[..., Any]) -> str:  # Any: one list for all events
    """Return the domain that reacts; nothing for what a test listens with."""
    package, _dot, inside = reaction.__module__.partition(".")
    return inside.partition(".")[0] if package == "grunnmur" else ""


def _modules(stem: str) -> Iterator[Any]:  # Any: modules are found by name
    for found in sorted(pkgutil.walk_packages(grunnmur.__path__, "grunnmur."), key=lambda one: one.name):
        if found.name.endswith(f".{stem}") and found.name != "grunnmur.core.events":
            yield importlib.import_module(found.name)
