"""What people, and the domains of the content, do in publishing."""

from grunnmur.publishing.actions.approval_steps import (
    StepFacts,
    add_approval_step,
    ask_earlier,
    retire_approval_step,
)
from grunnmur.publishing.actions.approving import approve_version, reject_version
from grunnmur.publishing.actions.audience import set_item_audience
from grunnmur.publishing.actions.board import add_card, change_card, move_card
from grunnmur.publishing.actions.codes import change_code
from grunnmur.publishing.actions.direct import NewItem, create_item, record_version
from grunnmur.publishing.actions.drafts import content_changed, discard_version, restore_version, start_version
from grunnmur.publishing.actions.feedback import Said, answer_feedback, give_feedback
from grunnmur.publishing.actions.guides import index_guides, set_guide_note
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
from grunnmur.publishing.actions.searching import index_draft_of
from grunnmur.publishing.actions.settings import let_two_persons_be_enough
from grunnmur.publishing.actions.tidy_imports import (
    OldDocuments,
    apply_begun_documents,
    apply_documents,
    begin_apply_documents,
    forget_old_lists,
    plan_documents,
    read_columns,
    reject_documents,
    upload_documents,
)
from grunnmur.publishing.actions.tidying import Verdict, decide_documents, take_back, undo_decision
from grunnmur.publishing.actions.valid import confirm_unchanged, publish_planned, withdraw_version
from grunnmur.publishing.actions.web import gather_addresses, note_answers

__all__ = [
    "Limits",
    "LineFacts",
    "NewItem",
    "OldDocuments",
    "Said",
    "StandardFacts",
    "StepFacts",
    "Submission",
    "TypeFacts",
    "Verdict",
    "add_approval_step",
    "add_card",
    "add_member",
    "answer_feedback",
    "apply_begun_documents",
    "apply_documents",
    "approve_version",
    "ask_earlier",
    "assure_version",
    "begin_apply_documents",
    "begin_naming",
    "change_card",
    "change_code",
    "change_line",
    "confirm_reading",
    "confirm_unchanged",
    "content_changed",
    "correct_version",
    "create_item",
    "decide_documents",
    "discard_version",
    "end_member",
    "forget_old_lists",
    "gather_addresses",
    "give_feedback",
    "index_draft_of",
    "index_guides",
    "let_two_persons_be_enough",
    "move_card",
    "note_answers",
    "open_line",
    "place_on_line",
    "plan_documents",
    "publish_planned",
    "read_columns",
    "record_version",
    "refresh_duties",
    "reject_documents",
    "reject_version",
    "remind",
    "restore_version",
    "retire_approval_step",
    "return_version",
    "set_document_type",
    "set_guide_note",
    "set_item_audience",
    "set_item_type",
    "set_standard",
    "start_version",
    "submit_version",
    "take_back",
    "undo_decision",
    "upload_documents",
    "withdraw_version",
]
