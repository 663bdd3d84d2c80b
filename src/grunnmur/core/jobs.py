"""Jobs: rows in PostgreSQL, written in the request's transaction, run by `grunnmur work`.

A job's arguments are ids and times only, the municipality first; it re-enters that municipality, and it must
be harmless when it runs twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from procrastinate.contrib.django import app

from grunnmur.core.metrics import counted_job
from grunnmur.core.tenancy import current_tenant, tenant

Arguments = ParamSpec("Arguments")


def job(run: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Make a function of a domain's `tasks.py` a job; calling it defers it in this transaction."""

    @wraps(run)
    def inside(tenant_id: str, **arguments: Any) -> None:  # Any: JSON of ids and times
        with counted_job(name), tenant(UUID(tenant_id)):
            run(**arguments)  # type: ignore[call-arg]

    name = f"{run.__module__}.{run.__name__}"
    task = app.task(name=name, retry=3)(inside)

    @wraps(run)
    def defer(**arguments: Any) -> None:  # Any: the same
        task.defer(tenant_id=str(current_tenant().pk), **{key: str(value) for key, value in arguments.items()})

    return defer  # type: ignore[return-value]
