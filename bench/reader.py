"""Somebody of the demo who reads pages of the whole product. Needs Django to be set up."""

from pathlib import Path

from django.conf import settings
from django.core.signing import get_cookie_signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grunnmur.core.middleware import MUNICIPALITY_COOKIE
from grunnmur.core.models import Tenant, User
from grunnmur.core.tenancy import tenant

NANOSECOND = 1e-9


class Reader:
    """One browser, logged in."""

    def __init__(self, username: str) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        found = Tenant.objects.get(slug="fjordvik")
        self.browser = Client()
        self.browser.cookies[MUNICIPALITY_COOKIE] = get_cookie_signer(salt=MUNICIPALITY_COOKIE).sign(found.slug)
        with tenant(found):
            self.browser.force_login(User.objects.get(username=username))

    def get(self, address: str) -> str:
        """Return a page."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.content[:400])
        return answer.content.decode()

    def statements(self, address: str, *, about: str = "") -> int:
        """Return how many statements a page costs; about: only those that name this table."""
        with CaptureQueriesContext(connection) as seen:
            self.get(address)
        return sum(about in one["sql"] for one in seen.captured_queries)

    def backend_seconds(self) -> float:
        """Return the CPU seconds the backend has used."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()[0]) * NANOSECOND
