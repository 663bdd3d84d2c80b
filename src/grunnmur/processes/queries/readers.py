"""Who reads a document because of the steps that use it."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from grunnmur.processes.models import Assignment, StepLink
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import LEADERS, PUBLISHED_ITEM, Keys

READERS = ("H", "U")


def step_readers(item_id: UUID) -> Keys:
    """Return the group keys of those who do, or answer for, steps that lead to an item, with the names of their roles.

    Steps of valid versions only; a link of the whole process counts for all of its steps. One statement.
    """
    links = StepLink.objects.filter(
        Q(uid="") | Q(uid=OuterRef("step__uid")),
        process_id=OuterRef("step__process_version__process_id"),
        target_kind=PUBLISHED_ITEM,
        target_id=item_id,
    )
    valid = Q(letter__in=READERS, step__process_version__version__state=Version.State.CURRENT)
    rows = Assignment.objects.filter(valid, Exists(links)).select_related("process_role")
    roles = {row.process_role_id: row.process_role for row in rows.order_by("process_role__name")}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for role in roles.values():
        for key in [LEADERS] if role.binding == role.Binding.LEADER else role.keys:
            found[key].append(role.name)
    return dict(found)
