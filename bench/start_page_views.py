"""The start page and the bare thing beside it, on one of two databases. Needs Django to be set up."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.db import connection, connections
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from grunnmur.core.models import Tenant, User
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.tenancy import tenant
from grunnmur.portal.queries import start as queries
from grunnmur.portal.views import start as views

NANOSECOND = 1e-9
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+"')  # new on every page


class Place:
    """One database; its first municipality is the demo's Norwegian one."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.ready: dict[str, tuple[User, Sequence[PanelQuery]]] = {}

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Serve from this database, inside the municipality, in its language."""
        if connection.settings_dict["NAME"] != self.database:
            connections.close_all()
            connections.settings["default"]["NAME"] = self.database
            connection.settings_dict["NAME"] = self.database
        found = Tenant.objects.get(slug="fjordvik")
        with tenant(found), translation.override("nb"):
            self.tenant = found
            yield

    def page(self, persona: str) -> str:
        """Serve the start page to somebody who has just come: nothing about her is remembered."""
        return views.start(self._request(User.objects.get(username=persona))).content.decode()

    def bare(self, persona: str) -> str:
        """Run the same statement with its parameters ready, and draw the same template."""
        user, panels = self.ready.get(persona) or self._prepare(persona)
        with patch.object(views, "start_rows", lambda **_who: queries.rows_of(panels)):
            return views.start(self._request(user)).content.decode()

    def _prepare(self, persona: str) -> tuple[User, Sequence[PanelQuery]]:
        """Serve one page to learn the panels, and remember what its person may do."""
        user = User.objects.get(username=persona)
        with patch.object(queries, "rows_of", wraps=queries.rows_of) as asked:
            views.start(self._request(user))
        self.ready[persona] = (user, asked.call_args.args[0])
        return self.ready[persona]

    def personas(self) -> list[str]:
        """Return everybody the demo lets one log in as, by login."""
        return list(
            User.objects.filter(username__startswith="demo-").order_by("username").values_list("username", flat=True)
        )

    def panels(self, persona: str) -> Sequence[PanelQuery]:
        """Return the panels of somebody's page, their parameters ready."""
        return (self.ready.get(persona) or self._prepare(persona))[1]

    def rows(self, panel: PanelQuery) -> int:
        """Ask one panel alone, and return how many rows it shows."""
        return len(queries.rows_of([panel])[panel.key])

    def answers(self, personas: Sequence[str]) -> list[str]:
        """Return every persona's page; raises AssertionError where the bare thing shows another."""
        with self.entered():
            pages = [TOKEN.sub("", self.page(persona)) for persona in personas]
            assert pages == [TOKEN.sub("", self.bare(persona)) for persona in personas]
            assert all("<h1" in page for page in pages)
        return pages

    def statements(self, persona: str) -> tuple[int, int]:
        """Return how many statements of data a page asks, and how many of session and permission."""
        with self.entered(), CaptureQueriesContext(connection) as captured:
            self.page(persona)
        texts = [one["sql"] for one in captured.captured_queries]
        data = [text for text in texts if "AS panel" in text or "worklist_notification" in text]
        return len(data), len(texts) - len(data)

    def count_people(self) -> int:
        """Return how many employees all municipalities of this database have."""
        with self.entered():
            pass
        total = 0
        for found in Tenant.objects.all():
            with tenant(found), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM organisation_person")
                total += cursor.fetchone()[0]
        return total

    def backend_seconds(self) -> float:
        """Return the CPU time of the database's process that serves us."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) * NANOSECOND

    def _request(self, user: User) -> HttpRequest:
        request = RequestFactory().get("/")
        request.user, request.tenant, request.LANGUAGE_CODE = user, self.tenant, "nb"
        request.session, request.request_id = {}, ""
        request.htmx = HtmxDetails(request)
        return request
