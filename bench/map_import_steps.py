"""The steps of an import of the map, and what each costs. Needs Django to be set up."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.db import connection

from grunnmur.core.clock import today
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun, Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.imports import apply_import, plan_import, upload_import

NANOSECOND = 1e-9
Made = TypeVar("Made")


def _upload(content: bytes) -> Upload:
    return Upload(
        content=content,
        file_name="map.zip",
        source="bench",
        mode="delta",
        effective_date=today(),
        mapping=Mapping(),
    )


@dataclass(frozen=True)
class Cost:
    """CPU seconds of the process and the backend, and how many statements were asked."""

    in_process: float
    in_backend: float
    statements: int

    @property
    def seconds(self) -> float:
        """Return the CPU seconds of both."""
        return self.in_process + self.in_backend


class Steps:
    """What one program does with files about the map of one municipality."""

    def __init__(self, *, slug: str) -> None:
        self.tenant = Tenant.objects.get(slug=slug)
        self.by = System("Bench")

    def plan(self, content: bytes) -> tuple[ImportRun, Cost]:
        """Upload a file and plan it."""
        return self._told(lambda: plan_import(upload_import(_upload(content), by=self.by).pk))

    def apply(self, run_id: UUID) -> tuple[ImportRun, Cost]:
        """Carry a plan out."""
        return self._told(lambda: apply_import(run_id, by=self.by))

    def _told(self, work: Callable[[], Made]) -> tuple[Made, Cost]:
        count = 0

        def counted(execute: Callable[..., object], *arguments: object) -> object:
            nonlocal count
            count += 1
            return execute(*arguments)

        with tenant(self.tenant):
            backend, process = self._backend(), time.process_time()
            with connection.execute_wrapper(counted):
                made = work()
            cost = Cost(time.process_time() - process, self._backend() - backend, count)
        return made, cost

    def _backend(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) * NANOSECOND
