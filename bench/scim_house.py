"""A municipality with a source of users, asked through the whole product. Needs Django to be set up."""

import json
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from grunnmur.access.actions.scim.clients import NewClient, add_scim_client
from grunnmur.core.clock import now
from grunnmur.core.models import Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Unit

NANOSECOND = 1e-9
# Rows as creating them one by one leaves them; one statement, since 50,000 requests are not what is measured.
FILL = """
    WITH made AS (
        INSERT INTO organisation_person (id, given_name, family_name, display_name, work_email, language, work_phone,
            employee_number, national_id_hmac, is_protected)
        SELECT gen_random_uuid(), 'Kari', 'Fylt' || n, 'Kari Fylt' || n, 'filled' || n || '@fjordvik.example', '', '',
            '', '', false
        FROM generate_series(%(first)s, %(first)s + %(users)s - 1) n RETURNING id, work_email
    )
    INSERT INTO access_scimuser (id, client_id, person_id, user_name, user_key, external_id, is_active, document,
        folded, version, created_at, modified_at)
    SELECT gen_random_uuid(), %(client)s, id, work_email, work_email, work_email, true, said, said, 1, now(), now()
    FROM made CROSS JOIN LATERAL (SELECT jsonb_build_object(
        'name', jsonb_build_object('givenName', 'Kari', 'familyName', work_email),
        'emails', jsonb_build_array(jsonb_build_object('value', work_email, 'type', 'work', 'primary', true))
    ) AS said) d
"""


class House:
    """The demo's Norwegian municipality, with a source."""

    def __init__(self) -> None:
        self.tenant = Tenant.objects.get(slug="fjordvik")
        settings.ALLOWED_HOSTS = ["*"]
        with tenant(self.tenant):
            new = NewClient(name="bench")
            self.client, token = add_scim_client(new, by=System("Bench"), at=now())
            self.unit_code = Unit.objects.order_by("code").values_list("code", flat=True)[5]
        self.browser = Client(headers={"authorization": f"Bearer {token}"})
        self.numbers = count(1)
        self.filled = 0

    def next_number(self) -> int:
        """Return a number that no user has yet."""
        return next(self.numbers)

    def create(self, body: dict[str, object]) -> None:
        """Create one user."""
        answer = self.browser.post("/scim/v2/Users", json.dumps(body), content_type="application/scim+json")
        assert answer.status_code == 201, answer.content

    def get(self, path: str, **query: str) -> dict[str, Any]:  # Any: JSON
        """Return what an address answers."""
        answer = self.browser.get(f"/scim/v2{path}", query)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()  # Any: JSON
        return found

    def fill(self, users: int) -> None:
        """Add many users at once."""
        with tenant(self.tenant), connection.cursor() as cursor:
            cursor.execute(FILL, {"first": self.filled, "users": users, "client": self.client.pk})
            cursor.execute("SELECT count(*) FROM access_scimuser WHERE client_id = %s", [self.client.pk])
            assert cursor.fetchone()[0] >= users
        self.filled += users

    def cpu_of(self, work: Callable[[], object]) -> float:
        """Return the CPU seconds of process and backend for some work."""
        return sum(self.cpu_apart(work))

    def cpu_apart(self, work: Callable[[], object]) -> tuple[float, float]:
        """Return the CPU seconds of the process, and those of its backend, for some work."""
        backend, process = self._backend_seconds(), time.process_time()
        work()
        return time.process_time() - process, self._backend_seconds() - backend

    def _backend_seconds(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()[0]) * NANOSECOND
