"""Reviews for programs: opened, followed, closed; one's own questions read and answered."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access.actions.reviews import (
    Answer,
    NewReview,
    answer_item,
    close_review,
    open_review,
    pass_on_item,
    undo_answer,
)
from grunnmur.access.actions.reviews.looking import snapshot_now
from grunnmur.access.api.reads import Limit
from grunnmur.access.api.routes import router
from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.queries.reviews.listing import (
    AskedItem,
    ItemFilter,
    ReviewFilter,
    asked,
    find_item,
    find_review,
    my_items,
    review_list,
)
from grunnmur.access.queries.reviews.plan import plan_review
from grunnmur.access.queries.reviews.progress import progress
from grunnmur.access.rules import REVIEW
from grunnmur.access.rules.reviews import Scope
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.permissions import require


class ScopeIn(Schema):
    """What a review is narrowed to: values of one sort widen each other, the sorts narrow each other; empty = all."""

    units: list[UUID] = []
    resources: list[UUID] = []
    roles: list[UUID] = []

    def scope(self) -> Scope:
        """Return it as the actions take it."""
        return Scope(units=self.units, resources=self.resources, roles=self.roles)


class ReviewIn(ScopeIn):
    """A review to be opened."""

    name: str = Field(min_length=1, max_length=200)
    due_date: date


class ReviewOut(Schema):
    """A review. closed_at: null while it is open."""

    id: UUID
    name: str
    trigger: str
    due_date: date
    opened_at: datetime
    closed_at: datetime | None


class ReviewsOut(Schema):
    """A page of reviews; `next` goes into `after`, empty on the last page."""

    items: list[ReviewOut]
    next: str


class ReviewPlanOut(Schema):
    """How many questions a review would ask: in all, by kind, and by the group key of who is asked."""

    questions: int
    by_kind: dict[str, int]
    by_reviewer: dict[str, int]


class ProgressOut(ReviewOut):
    """A review in numbers. median_seconds: between two answers of one person, pauses left out."""

    questions: int
    answered: int
    kept: int
    removed: int
    not_confirmed: int
    not_attested: int
    after_deadline: int
    median_seconds: int | None
    kept_everything_percent: int


class QuestionOut(Schema):
    """One question put to the caller. seen: to be sent with the answer; what has changed since is refused."""

    id: UUID
    review_id: UUID
    kind: str
    subject_id: UUID
    person_id: UUID | None
    title: str
    sentences: list[str]
    risk: int
    due_date: date
    answer: str
    looks_again: bool
    seen: str


class QuestionsOut(Schema):
    """A page of questions."""

    items: list[QuestionOut]
    next: str


class ReviewAnswerIn(Schema):
    """An answer. last_day: of shorten. chosen: permissions and roles that go out of a role."""

    answer: Literal["keep", "shorten", "remove"]
    seen: str = Field(min_length=64, max_length=64)
    note: str = Field("", max_length=400)
    last_day: date | None = None
    chosen: list[UUID] = []


class PassOnIn(Schema):
    """Who answers instead; null = the access officers."""

    person_id: UUID | None = None


@router.get("/reviews", response=ReviewsOut)
def reviews(request: Request, q: str = "", state: str = "", after: str = "", limit: Limit = 50) -> ReviewsOut:
    """Return reviews, the latest opened first; state: open, late or closed."""
    found = review_list(ReviewFilter(text=q, state=state), seen_by=request.user, after=after, limit=limit)
    return ReviewsOut(items=[ReviewOut(**_facts(row)) for row in found.rows], next=found.next)


@router.post("/reviews", response={HTTPStatus.CREATED: ReviewOut})
def new_review(request: Request, sent: ReviewIn) -> tuple[HTTPStatus, ReviewOut]:
    """Open a review; those who are asked get a task."""
    new = NewReview(name=sent.name, due_date=sent.due_date, scope=sent.scope())
    return HTTPStatus.CREATED, ReviewOut(**_facts(open_review(new, by=request.user)))


@router.post("/reviews/preview", response=ReviewPlanOut)
def preview_review(request: Request, sent: ScopeIn) -> ReviewPlanOut:
    """Return how many questions a review would ask, and whom; nothing is opened."""
    require(request.user, REVIEW)
    plan = plan_review(sent.scope(), on=today())
    return ReviewPlanOut(questions=len(plan.items), by_kind=dict(plan.by_kind), by_reviewer=dict(plan.by_reviewer))


@router.get("/reviews/questions", response=QuestionsOut)
def questions(request: Request, state: str = "", after: str = "", limit: Limit = 50) -> QuestionsOut:
    """Return the questions put to the caller, the riskiest first; state: answered or all, blank = not answered."""
    found = my_items(ItemFilter(state=state), seen_by=request.user, after=after, limit=limit)
    rows = asked(found.rows, seen_by=request.user)
    record_reads([row.item.person_id for row in rows if row.item.person_id], by=request.user, what="access.review")
    return QuestionsOut(items=[_question(row, row.seen_hash) for row in rows], next=found.next)


@router.get("/reviews/questions/{uuid:item_id}", response=QuestionOut)
def question(request: Request, item_id: UUID) -> QuestionOut:
    """Return one question as it is now, with what to send as `seen`."""
    found = find_item(item_id, seen_by=request.user)
    if found.person_id:
        record_reads([found.person_id], by=request.user, what="access.review")
    return _answered(request, found)


@router.post("/reviews/questions/{uuid:item_id}/answer", response=QuestionOut)
def answer(request: Request, item_id: UUID, sent: ReviewAnswerIn) -> QuestionOut:
    """Answer one question; removing is carried out at once."""
    answer_item(item_id, Answer(**sent.dict()), by=request.user)
    return _answered(request, find_item(item_id, seen_by=request.user))


@router.post("/reviews/questions/{uuid:item_id}/undo", response=QuestionOut)
def undo(request: Request, item_id: UUID) -> QuestionOut:
    """Take back that something is kept, while the review is open."""
    undo_answer(item_id, by=request.user)
    return _answered(request, find_item(item_id, seen_by=request.user))


@router.post("/reviews/questions/{uuid:item_id}/pass-on", response={HTTPStatus.NO_CONTENT: None})
def pass_on(request: Request, item_id: UUID, sent: PassOnIn) -> tuple[HTTPStatus, None]:
    """Let somebody else answer."""
    pass_on_item(item_id, to_person=sent.person_id, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.get("/reviews/{uuid:review_id}", response=ProgressOut)
def review(request: Request, review_id: UUID) -> ProgressOut:
    """Return how far a review has come."""
    found = find_review(review_id, seen_by=request.user)
    numbers = progress(found, seen_by=request.user)
    whole = numbers.whole
    return ProgressOut(
        **_facts(found),
        questions=whole.items,
        answered=whole.answered,
        kept=whole.kept,
        removed=whole.removed,
        not_confirmed=whole.waiting,
        not_attested=numbers.not_attested,
        after_deadline=numbers.escalated,
        median_seconds=whole.seconds,
        kept_everything_percent=numbers.kept_share,
    )


@router.post("/reviews/{uuid:review_id}/close", response=ReviewOut)
def close(request: Request, review_id: UUID) -> ReviewOut:
    """Close a review in which nothing is left to do."""
    return ReviewOut(**_facts(close_review(review_id, by=request.user)))


def _facts(row: Review) -> dict[str, Any]:  # Any: columns, checked by the schema
    return {name: getattr(row, name) for name in ("id", "name", "trigger", "due_date", "opened_at", "closed_at")}


def _answered(request: Request, found: ReviewItem) -> QuestionOut:
    (row,) = asked([found], seen_by=request.user)
    snapshot = None if found.answer else snapshot_now(found)
    return _question(row, snapshot.content_hash if snapshot else row.seen_hash)


def _question(row: AskedItem, seen: str) -> QuestionOut:
    item = row.item
    return QuestionOut(
        id=item.pk,
        review_id=item.review_id,
        kind=item.kind,
        subject_id=item.subject_id,
        person_id=item.person_id,
        title=row.title,
        sentences=list(row.sentences),
        risk=item.risk,
        due_date=item.due_date,
        answer=item.answer,
        looks_again=item.looks_again,
        seen=seen,
    )
