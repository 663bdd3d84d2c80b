"""Targets, looked after from the keyboard of the server."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import click

from grunnmur.access.actions.targets import runs
from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.queries.targets.differences import rehearsed
from grunnmur.access.queries.targets.lists import drift_counts, is_failing, target_list, target_named
from grunnmur.access.rules.targets import UnreachableError
from grunnmur.core.clock import now
from grunnmur.core.models import Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant

OPERATOR = System("The operator of the installation")


@dataclass(frozen=True)
class Line:
    """What is said of one target."""

    text: str
    is_well: bool = True


def _chosen(name: str | None, *, of: Tenant) -> list[tuple[UUID, str, bool]]:
    """Return the targets meant: id, name, and whether they are managed. Raises ClickException for an unknown name."""
    with tenant(of):
        wanted = target_named(name) if name else None
        if name and wanted is None:
            raise click.ClickException(f"There is no target {name}.")
        rows = target_list(seen_by=OPERATOR)
        return [(row.pk, row.name, row.mode == "managed") for row in rows if wanted in {None, row.pk}]


def observe(name: str | None, *, of: Tenant) -> Iterator[Line]:
    """Read targets; one that cannot be reached is said so."""
    for pk, called, _is_managed in _chosen(name, of=of):
        try:
            number = runs.observe(of, pk)
        except UnreachableError as refusal:
            yield Line(f"{called}: {refusal}", is_well=False)
            continue
        with tenant(of):
            drift = drift_counts().get(pk, 0)
        yield Line(f"{called}: {number} accounts, {drift} differences wait for an answer")


def plan(name: str | None, *, of: Tenant) -> Iterator[Line]:
    """Tell what targets need."""
    with tenant(of):
        for row in target_list(seen_by=OPERATOR):
            if name is None or row.name.casefold() == name.casefold():
                counted = Counter(str(need.kind) for need in rehearsed(row, seen_by=OPERATOR) if need.kind != "claim")
                told = ", ".join(f"{kind} {number}" for kind, number in sorted(counted.items()))
                yield Line(f"{row.name}: {told or 'nothing'}")


def push(name: str | None, *, of: Tenant) -> Iterator[Line]:
    """Plan and send, where targets are managed."""
    for pk, called, is_managed in _chosen(name, of=of):
        if not is_managed:
            yield Line(f"{called}: not managed, nothing is sent")
            continue
        with tenant(of):
            plan_target(pk, by=OPERATOR, at=now())
        done = runs.push(of, pk)
        with tenant(of):
            is_well = not is_failing(pk)
        yield Line(
            f"{called}: {done} changes done" + ("" if is_well else "; some were not, see its page"), is_well=is_well
        )
