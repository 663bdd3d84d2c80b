"""What gave an access: rules and grants, with who made or gave them, read from history."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.access.models import Grant, Rule
from grunnmur.access.queries.audit.days import Pair, Tables
from grunnmur.core.periods import Period

ROUTES = """
    SELECT h.person_id, coalesce(h.permission_id, c.permission_id), coalesce(ro.name, ''), h.via,
        CASE WHEN h.early_floor IS NULL THEN h.valid
            ELSE daterange(greatest(h.early_floor, lower(h.valid) - q.pre_start_days), upper(h.valid)) END
            * coalesce(c.valid, q.valid)
    FROM {held} h
    LEFT JOIN access_rolecontent c ON c.role_id = h.role_id AND c.permission_id = ANY (%(permissions)s)
    LEFT JOIN access_role ro ON ro.id = h.role_id
    JOIN access_permission q ON q.id = coalesce(h.permission_id, c.permission_id)
    WHERE h.person_id = ANY (%(persons)s) AND q.id = ANY (%(permissions)s)
    ORDER BY h.valid, ro.name
"""


@dataclass(frozen=True)
class Origin:
    """A rule or a grant: its name or its reason, and who made it when, as history has it; blank for the program."""

    id: UUID
    is_rule: bool
    name: str
    reason: str
    source: str
    by: str
    at: datetime | None

    @property
    def sentence(self) -> str:
        """The cause in one sentence."""
        if self.is_rule:
            return _("Rule “%(rule)s”") % {"rule": self.name}
        facts = {"who": self.by or _("Grunnmur"), "reason": self.reason}
        return _("Given by %(who)s: %(reason)s") % facts


@dataclass(frozen=True)
class Cause:
    """One way somebody came to a permission on these days. role: blank for what is given directly."""

    role: str
    origin: Origin
    valid: Period


def causes_of(pairs: Collection[Pair], tables: Tables) -> dict[Pair, tuple[Cause, ...]]:
    """Return what gave these persons these permissions, the earliest first. Five statements."""
    if not pairs:
        return {}
    wanted = {"persons": list({one for one, _other in pairs}), "permissions": list({other for _one, other in pairs})}
    with connection.cursor() as cursor:
        cursor.execute(ROUTES.format(held=tables.held), wanted)
        rows = [row for row in cursor.fetchall() if not row[4].isempty]
    origins = origins_of({source for row in rows for source in row[3]})
    found: defaultdict[Pair, list[Cause]] = defaultdict(list)
    for person, permission, role, via, valid in rows:
        period = Period.from_range(valid)
        found[Pair(person, permission)] += [Cause(role, origins[one], period) for one in via if one in origins]
    return {pair: tuple(found[pair]) for pair in pairs}


def origins_of(sources: Collection[UUID]) -> dict[UUID, Origin]:
    """Return rules and grants by id. Four statements."""
    made = _made(Rule, sources) | _made(Grant, sources)
    rules = Rule.objects.filter(pk__in=sources)
    grants = Grant.objects.filter(pk__in=sources)
    found = {one.pk: Origin(one.pk, True, one.name, one.reason, "", *made.get(one.pk, ("", None))) for one in rules}
    return found | {
        one.pk: Origin(one.pk, False, "", one.told_reason, one.source, *made.get(one.pk, ("", None))) for one in grants
    }


def _made(model: Any, ids: Collection[UUID]) -> dict[UUID, tuple[str, datetime | None]]:  # Any: its event model
    """Return who made each row and when, from its history."""
    events = model.pgh_event_model.objects.filter(pgh_obj_id__in=ids, pgh_label="insert")
    rows = events.values_list("pgh_obj_id", "pgh_context", "pgh_created_at")
    return {pk: ((context or {}).get("name", ""), at) for pk, context, at in rows}
