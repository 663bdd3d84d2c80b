"""Goals as a tree, with how they are measured and how much contributes to them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, require
from grunnmur.landscape.models import Element, Goal, Relation
from grunnmur.landscape.queries.elements import seen, visible
from grunnmur.landscape.rules import SEE

CONTAINS, CONTRIBUTES = "contains", "contributes"


@dataclass
class GoalNode:
    """A goal, its details if anybody has written any, how many things contribute to it, and the goals below it."""

    element: Element
    details: Goal | None
    contributors: int = 0
    below: "list[GoalNode]" = field(default_factory=list)


def goal_tree(*, seen_by: Actor) -> Sequence[GoalNode]:
    """Return the goals on top, each with all below it, by name on every level.

    A goal within two others stands below the first by name; goals within each other in a ring stand on top. Four
    statements.
    """
    require(seen_by, SEE)
    goals = list(visible(seen_by=seen_by).filter(type="goal", retired_at=None).order_by("sort_key", "id"))
    details = {row.element_id: row for row in Goal.objects.filter(element__in=[goal.pk for goal in goals])}
    counts = _contributors(seen_by)
    nodes = {goal.pk: GoalNode(goal, details.get(goal.pk), counts[goal.pk]) for goal in goals}
    above = _above(nodes)
    for pk, node in nodes.items():
        if pk in above:
            nodes[above[pk]].below.append(node)
    return [node for pk, node in nodes.items() if pk not in above]


def _contributors(seen_by: Actor) -> Counter[UUID]:
    known = seen(seen_by, column="src__audience")
    rows = Relation.objects.filter(known, kind=CONTRIBUTES, valid__contains=today())
    return Counter(rows.values_list("dst_id", flat=True))


def _above(nodes: Mapping[UUID, GoalNode]) -> dict[UUID, UUID]:
    """Return the goal that each stands below. A step that would close a ring is left out, so every goal is reached."""
    rows = Relation.objects.filter(kind=CONTAINS, src_type="goal", valid__contains=today())
    wholes: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for whole, part in rows.order_by("src__sort_key", "src_id").values_list("src_id", "dst_id"):
        if whole in nodes and part in nodes:
            wholes[part].append(whole)
    above: dict[UUID, UUID] = {}
    for part in nodes:
        for whole in wholes[part]:
            if not _leads_to(whole, part, above):
                above[part] = whole
                break
    return above


def _leads_to(start: UUID, end: UUID, above: Mapping[UUID, UUID]) -> bool:
    here: UUID | None = start
    while here is not None and here != end:
        here = above.get(here)
    return here == end
