"""What can differ between two versions of a drawing."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """One kind of difference. `before` and `after` of a Change hold what it is about."""

    STEP_ADDED = "step_added"
    STEP_REMOVED = "step_removed"
    STEP_RENAMED = "step_renamed"
    STEP_KIND = "step_kind"
    STEP_ORDER = "step_order"
    ROLE_MOVED = "role_moved"  # who does it (U)
    ACCOUNTABLE_MOVED = "accountable_moved"  # who answers for it (H)
    LETTER_ADDED = "letter_added"
    LETTER_REMOVED = "letter_removed"
    FLOW_ADDED = "flow_added"
    FLOW_REMOVED = "flow_removed"
    CONDITION_CHANGED = "condition_changed"
    DEADLINE_CHANGED = "deadline_changed"
    TEXT_CHANGED = "text_changed"
    ITEM_ADDED = "item_added"
    ITEM_REMOVED = "item_removed"
    LINK_ADDED = "link_added"
    LINK_REMOVED = "link_removed"
    LANE_BOUND = "lane_bound"
    LAYOUT = "layout"


SIGNIFICANT = frozenset(
    {
        ChangeKind.STEP_ADDED,
        ChangeKind.STEP_REMOVED,
        ChangeKind.STEP_ORDER,
        ChangeKind.ROLE_MOVED,
        ChangeKind.ACCOUNTABLE_MOVED,
        ChangeKind.CONDITION_CHANGED,
        ChangeKind.LANE_BOUND,
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    uid: of the step it is about; of the step a flow leaves; "" for lanes, for links of the whole, and for what is
    only drawn otherwise.
    number, name: how that step is called in the newer version (the older one if it was removed); for a lane, its name.
    before, after: what stood there and what stands there now; a role, a text, a letter with its role ("K: HTV"), a link
    ("law: Offentleglova"), the step a flow leads to. other: the uid of that step.
    """

    kind: ChangeKind
    uid: str
    number: str = ""
    name: str = ""
    before: str = ""
    after: str = ""
    other: str = ""
    is_required: bool = False

    @property
    def is_significant(self) -> bool:
        """Whether those whom the step concerns should read again."""
        is_rule = self.kind in {ChangeKind.LINK_ADDED, ChangeKind.LINK_REMOVED} and self._is_law
        is_duty = self.kind in {ChangeKind.ITEM_ADDED, ChangeKind.ITEM_REMOVED} and self.is_required
        return self.kind in SIGNIFICANT or is_rule or is_duty

    @property
    def _is_law(self) -> bool:
        return (self.before or self.after).startswith("law:")
