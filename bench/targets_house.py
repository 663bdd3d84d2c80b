"""A file with everybody in it, for the bench of targets: what it lays out and reads."""

from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from django.conf import settings
from django.db import connection

from grunnmur.access.actions.targets import runs
from grunnmur.access.actions.targets.connect import connect_target
from grunnmur.access.models import DriftItem, TargetMember
from grunnmur.access.queries.choices import all_level_source
from grunnmur.access.queries.targets.people import usernames
from grunnmur.access.rules.targets import PlaceFacts, TargetFacts
from grunnmur.core.models import Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tables.write import Table, write_csv
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import queries as organisation

BY = System("A bench")
RESOURCES = (
    *("Exchange-konto", "Intranett", "Distribusjonsliste Alle ansatte", "PC", "Mobil"),
    *("Visittkort", "CRM", "Visio", "Corporator", "Tradex"),
)  # none that the demo's own targets have


class File:
    """A file in which everybody has everything; about half of it is what people shall have."""

    def __init__(self, *, columns: int) -> None:
        settings.DROP_FOLDER = Path(mkdtemp(prefix="grunnmur-bench-drops-"))
        self._tenant = Tenant.objects.get(slug="fjordvik")
        with tenant(self._tenant):
            found = [UUID(all_level_source().find(name)[0][0]) for name in RESOURCES[:columns]]
            places = [
                PlaceFacts(permission_id=level, kind="column", name=f"c{number}") for number, level in enumerate(found)
            ]
            facts = TargetFacts(name="Bench", kind="csv", address="bench.csv", places=places)
            self._target = connect_target(facts, by=BY).pk
            self._lay_out(columns)

    def _lay_out(self, columns: int) -> None:
        names = usernames(list(organisation.all_person_ids()), source="work_email").values()
        header = ["username", "active", *(f"c{number}" for number in range(columns))]
        rows = [[name, "1", *["1"] * columns] for name in sorted(names) if name]
        folder = settings.DROP_FOLDER / self._tenant.slug
        folder.mkdir(parents=True)
        (folder / "bench.csv").write_bytes(write_csv(Table("", header, rows)))

    def read(self) -> None:
        """Read it whole, and note what differs."""
        runs.observe(self._tenant, self._target)

    def counts(self) -> tuple[int, int]:
        """Return how many memberships it has, and how many differences there are."""
        with tenant(self._tenant):
            members = TargetMember.objects.filter(account__target_id=self._target)
            return members.count(), DriftItem.objects.filter(target_id=self._target, gone_at=None).count()

    def backend_seconds(self) -> float:
        """Return the CPU time of the database's process that serves us."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) * 1e-9
