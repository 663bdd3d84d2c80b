"""Reviews: opened, answered, carried out, followed up and closed."""

from grunnmur.access.actions.reviews.answering import Answer, answer_item, keep_all, pass_on_item, undo_answer
from grunnmur.access.actions.reviews.closing import close_review
from grunnmur.access.actions.reviews.opening import NewReview, open_review

__all__ = [
    "Answer",
    "NewReview",
    "answer_item",
    "close_review",
    "keep_all",
    "open_review",
    "pass_on_item",
    "undo_answer",
]
