"""Importing a role matrix: a file becomes a plan, and a plan becomes resources, permissions and draft roles."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from grunnmur.access.actions.catalogue import NewResource, define_permission, define_resource
from grunnmur.access.actions.roles import add_items, draft_role
from grunnmur.access.models import Permission, Resource, Role
from grunnmur.access.queries.matrix import MatrixLine, MatrixPlan
from grunnmur.access.rules import DEFINE, ROLES
from grunnmur.core.permissions import Actor, require


@transaction.atomic
def import_role_matrix(
    plan: MatrixPlan,
    *,
    by: Actor,
    kinds: Mapping[str, str] | None = None,
    fulfil_keys: Mapping[str, str] | None = None,
) -> tuple[Role, ...]:
    """Make what the plan lacks; returns its roles in the order of the columns. Run twice, the second writes nothing.

    kinds: resource, in small letters → its kind, where it is not the plan's. fulfil_keys: kind of resource →
    group that gives it by hand; who gives a known resource stays when its kind is not named. New roles are drafts:
    they give nothing yet.
    """
    require(by, DEFINE)
    require(by, ROLES)
    keys, chosen = fulfil_keys or {}, kinds or {}
    plan = replace(plan, lines=tuple(replace(one, kind=chosen.get(one.key[0], one.kind)) for one in plan.lines))
    permissions = {line.key: _permission(line, by, keys) for line in plan.lines}
    return tuple(
        _role(name, [permissions[line.key].pk for line in plan.lines if name in line.roles], by) for name in plan.roles
    )


def _permission(line: MatrixLine, by: Actor, fulfil_keys: Mapping[str, str]) -> Permission:
    known = Resource.objects.filter(name__iexact=line.resource).first()
    owner_key, fulfil_key = (known.owner_key, known.fulfil_key) if known else ("", "")
    new = NewResource(
        name=line.resource,
        kind=line.kind,
        owner_key=owner_key,
        fulfil_key=fulfil_keys.get(line.kind, fulfil_key),
        unit_id=known.unit_id if known else None,
    )
    return define_permission(define_resource(new, by=by), line.level, by=by)


def _role(name: str, permission_ids: Iterable[UUID], by: Actor) -> Role:
    """Add what is missing to the role; a matrix never takes anything out of a role."""
    role = Role.objects.filter(name__iexact=name).first() or draft_role(name, by=by)
    return add_items(role.pk, permission_ids, by=by)
