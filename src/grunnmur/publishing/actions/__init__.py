"""What people, and the domains of the content, do in publishing."""

from grunnmur.publishing.actions.approval_steps import (
    StepFacts,
    add_approval_step,
    ask_earlier,
    retire_approval_step,
)
from grunnmur.publishing.actions.approving import approve_version, reject_version
from grunnmur.publishing.actions.board import add_card, change_card, move_card
from grunnmur.publishing.actions.direct import NewItem, create_item, record_version
from grunnmur.publishing.actions.drafts import content_changed, discard_version, restore_version, start_version
from grunnmur.publishing.actions.feedback import Said, answer_feedback, give_feedback
from grunnmur.publishing.actions.guides import set_guide_note
from grunnmur.publishing.actions.lines import (
    Limits,
    LineFacts,
    add_member,
    change_line,
    end_member,
    open_line,
    place_on_line,
)
from grunnmur.publishing.actions.naming import (
    StandardFacts,
    TypeFacts,
    begin_naming,
    set_document_type,
    set_item_type,
    set_standard,
)
from grunnmur.publishing.actions.quality import (
    Submission,
    assure_version,
    correct_version,
    return_version,
    submit_version,
)
from grunnmur.publishing.actions.reading import confirm_reading, refresh_duties
from grunnmur.publishing.actions.revisions import remind
from grunnmur.publishing.actions.valid import confirm_unchanged, publish_planned, withdraw_version

__all__ = [
    "Limits",
    "LineFacts",
    "NewItem",
    "Said",
    "StandardFacts",
    "StepFacts",
    "Submission",
    "TypeFacts",
    "add_approval_step",
    "add_card",
    "add_member",
    "answer_feedback",
    "approve_version",
    "ask_earlier",
    "assure_version",
    "begin_naming",
    "change_card",
    "change_line",
    "confirm_reading",
    "confirm_unchanged",
    "content_changed",
    "correct_version",
    "create_item",
    "discard_version",
    "end_member",
    "give_feedback",
    "move_card",
    "open_line",
    "place_on_line",
    "publish_planned",
    "record_version",
    "refresh_duties",
    "reject_version",
    "remind",
    "restore_version",
    "retire_approval_step",
    "return_version",
    "set_document_type",
    "set_guide_note",
    "set_item_type",
    "set_standard",
    "start_version",
    "submit_version",
    "withdraw_version",
]
