"""A municipality with very many processes, drawn from checklists. Needs Django to be set up."""

from itertools import cycle, islice
from uuid import UUID

import psycopg
from psycopg import sql

from grunnmur.core.database_roles import DATABASE
from grunnmur.core.embedded import SUPERUSER, Cluster
from grunnmur.core.models import Tenant, User
from grunnmur.core.permissions import System, keys_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Unit
from grunnmur.processes import actions, queries
from grunnmur.processes.models import Assignment, ProcessRole, Step
from grunnmur.processes.queries import MyProcess

SYSTEM = System("Bench")
ROLES = [f"Rolle {letter}{number}" for letter in "ABCDEFGH" for number in range(5)]
DRAWN = 20
ANEW = "md5({}::text || copy)::uuid"  # the same for the same row and copy, so that keys between copies hold
COPIED = {  # from the last to the first, since each is found by those it belongs to
    "processes_assignment": {"id": ANEW, "step_id": ANEW},
    "processes_step": {"id": ANEW, "process_version_id": ANEW},
    "processes_processversion": {"id": ANEW, "process_id": ANEW, "version_id": ANEW},
    "processes_process": {"id": ANEW, "item_id": ANEW},
    "publishing_version": {"id": ANEW, "item_id": ANEW},
    "publishing_item": {"id": ANEW, "code": "{} || '-' || copy"},
}
BELONGS = {
    "processes_assignment": "step_id IN (SELECT id FROM step)",
    "processes_step": "process_version_id IN (SELECT id FROM drawing)",
    "processes_processversion": "version_id IN (SELECT id FROM version)",
    "processes_process": "item_id IN (SELECT id FROM item)",
    "publishing_version": "item_id IN (SELECT id FROM item)",
    "publishing_item": "id IN (SELECT id FROM item)",
}
WORDS = "Les Skriv Send Kontroller Arkiver Registrer Avklar Bestill Godkjenn Varsle".split()  # noqa: SIM905


def fill(cluster: Cluster, processes: int, *, steps: int, reader: str) -> None:
    """Draw some processes of so many steps, each done by four roles, and copy them; every role is one unit's, in turn.

    The first of the roles are the reader's.
    A copy is exact but for its ids and its code: drawing them all one by one takes minutes.
    """
    with tenant(Tenant.objects.get(slug="fjordvik")):
        for number in range(DRAWN):
            draw(f"BENCH-{number}", steps=steps, first_role=number * 2)
        own = {UUID(key[5:]) for key in keys_of(_remembered(reader)) if key.startswith("unit:")}
        assert own
        units = cycle(sorted(Unit.objects.values_list("pk", flat=True), key=lambda unit: (unit not in own, unit)))
        for role in ProcessRole.objects.filter(name__in=ROLES).order_by("name"):
            actions.bind_role(role.pk, ProcessRole.Binding.UNIT, target=next(units), by=SYSTEM)
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE), autocommit=True) as rows:
        rows.execute("SET session_replication_role = replica")  # no triggers, no checks: the copies are exact
        for table, renamed in COPIED.items():
            _copy(rows, table, renamed, copies=processes // DRAWN - 1)
        rows.execute("VACUUM ANALYZE")


def _copy(rows: psycopg.Connection, table: str, renamed: dict[str, str], *, copies: int) -> None:
    """Copy the rows of a table that belong to the processes drawn here."""
    names = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    columns = [name for (name,) in rows.execute(names, [table]).fetchall()]
    values = [sql.SQL(renamed.get(name, "{}")).format(sql.Identifier(name)) for name in columns]
    statement = sql.SQL("""
        WITH item AS (SELECT id FROM publishing_item WHERE code ~ '^BENCH-[0-9]+$'),
        version AS (SELECT id FROM publishing_version WHERE item_id IN (SELECT id FROM item)),
        drawing AS (SELECT id FROM processes_processversion WHERE version_id IN (SELECT id FROM version)),
        step AS (SELECT id FROM processes_step WHERE process_version_id IN (SELECT id FROM drawing))
        INSERT INTO {table} ({names}) SELECT {values} FROM {table} t CROSS JOIN generate_series(1, {copies}) copy
        WHERE {condition}
    """).format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        copies=sql.Literal(copies),
        condition=sql.SQL(BELONGS[table]),
    )
    rows.execute(statement)


def draw(code: str, *, steps: int, first_role: int = 0) -> None:
    """Draw one process from a checklist, with every guess as it came."""
    roles = cycle(islice(cycle(ROLES), first_role, first_role + 4))
    rows = [f"| {at} | {WORDS[at % 10]} sak {at} | {next(roles)} |" for at in range(1, steps + 1)]
    content = "\n".join(["| Nr | Hva | Hvem |", "|---|---|---|", *rows, ""]).encode()
    proposal = actions.propose_from_checklist(content, name=code, by=SYSTEM)
    actions.accept_proposal(proposal.pk, new=actions.NewProcess(title=f"Prosess {code}", code=code), by=SYSTEM)


def counts() -> dict[str, int]:
    """Return how many steps and letters there are."""
    with tenant(Tenant.objects.get(slug="fjordvik")):
        return {"steps": Step.objects.count(), "letters": Assignment.objects.count()}


def mine(username: str) -> list[MyProcess]:
    """Return my processes; who she is and what her keys are is remembered, as within a request."""
    user = _remembered(username)
    return queries.my_processes(seen_by=user)


def expected(username: str) -> set[str]:
    """Return the codes of the bench's processes that are hers, found without the statement."""
    keys = keys_of(_remembered(username))
    held = {role.pk for role in ProcessRole.objects.all() if not keys.isdisjoint(role.keys)}
    rows = Assignment.objects.filter(process_role__in=held).select_related("step__process_version__process__item")
    codes = {row.step.process_version.process.item.code for row in rows}
    return {code for code in codes if code.startswith("BENCH-")}


_users: dict[str, User] = {}


def _remembered(username: str) -> User:
    if username not in _users:
        _users[username] = User.objects.get(username=username)
        keys_of(_users[username])
    return _users[username]
