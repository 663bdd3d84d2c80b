"""Jobs: rows in PostgreSQL, written in the transaction that asks for them, run by `grunnmur work`.

A job's arguments are ids and times only, the municipality first; it re-enters that municipality, and it must
be harmless when it runs twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

from grunnmur.core.metrics import counted_job
from grunnmur.core.tenancy import current_tenant, tenant

Arguments = ParamSpec("Arguments")
_WRITER = JobManager(DjangoConnector())


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
        later(task).defer(tenant_id=str(current_tenant().pk), **{key: str(value) for key, value in arguments.items()})

    return defer  # type: ignore[return-value]


def later(task: Task[Any, Any, Any], **options: Any) -> JobDeferrer:  # Any: a task of any shape, the library's options
    """Return what defers a task in this transaction, also from within a job.

    Inside a job `task.defer` writes beside the transaction: what it defers could begin before what it is about is
    saved, and would begin also if that is rolled back.
    """
    return JobDeferrer(_WRITER, task.configure(**options).job)
