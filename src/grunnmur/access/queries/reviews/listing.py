"""The list of reviews, and the questions that are mine."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Extract
from django.utils.translation import gettext as _

from grunnmur.access.models import Review, ReviewItem, ReviewScope
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.reviews.told import lines_of, sentences_of
from grunnmur.access.queries.roles import name_key
from grunnmur.access.rules import REVIEW
from grunnmur.access.rules.reviews import RISKY
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import Actor, keys_of, may, person_of, require
from grunnmur.organisation import queries as organisation

SORTS = {"newest": ("age", "id"), "name": ("sort", "id"), "due": ("due_date", "id"), "left": ("most_left", "id")}
UNANSWERED = Q(items__answer="")
MOST_IN_FILE = 20_000


@dataclass(frozen=True, kw_only=True)
class ReviewFilter:
    """How a list of reviews is narrowed and sorted; blank = all. state: open, late or closed; sort: a key of SORTS."""

    text: str = ""
    state: str = ""
    trigger: str = ""
    sort: str = "newest"


@dataclass(frozen=True, kw_only=True)
class ItemFilter:
    """How questions are narrowed; state: blank = not answered, `answered`, `all`."""

    review: UUID | None = None
    kind: str = ""
    state: str = ""
    is_risky: bool = False


@dataclass(frozen=True)
class AskedItem:
    """One question as its reviewer sees it."""

    item: ReviewItem
    title: str
    person: str
    sentences: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def seen_hash(self) -> str:
        """What the question was about when the review opened."""
        return self.item.opened_on.content_hash


def review_list(wanted: ReviewFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Review]:
    """Return reviews with how many questions they ask (`asked`) and how many are not answered (`left`). One statement.

    Raises PermissionDenied (needs access.review).
    """
    require(seen_by, REVIEW)
    rows = Review.objects.annotate(
        sort=name_key(),
        age=Cast(Extract("opened_at", "epoch") * Value(-1), BigIntegerField()),
        asked=Count("items"),
        left=Count("items", filter=UNANSWERED),
        most_left=Cast(F("left") * Value(-1), IntegerField()),
    )
    states = {
        "open": Q(closed_at=None),
        "late": Q(closed_at=None, due_date__lt=today()),
        "closed": Q(closed_at__isnull=False),
    }
    rows = rows.filter(states.get(wanted.state, Q()), name__icontains=wanted.text)
    if wanted.trigger:
        rows = rows.filter(trigger=wanted.trigger)
    return keyset(rows, by=SORTS.get(wanted.sort, SORTS["newest"]), after=after, limit=limit)


def find_review(review_id: UUID, *, seen_by: Actor) -> Review:
    """Return one review. Raises Review.DoesNotExist, PermissionDenied (needs access.review)."""
    require(seen_by, REVIEW)
    return Review.objects.select_related("opened_by", "closed_by").get(pk=review_id)


def names_of_reviews(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, tuple[str, bool]]:
    """Return the reviews somebody is asked in or follows up: name, and whether she is asked. Two statements."""
    asked_in = set(_mine(seen_by).filter(review_id__in=ids).values_list("review_id", flat=True))
    rows = Review.objects.filter(pk__in=ids if may(seen_by, REVIEW) else asked_in)
    return {pk: (name, pk in asked_in) for pk, name in rows.values_list("pk", "name")}


def scope_of_review(review: Review, *, seen_by: Actor) -> list[tuple[str, list[str]]]:
    """Return what a review is narrowed to: (sort of thing, names); empty = everything. Two statements."""
    rows = ReviewScope.objects.filter(review=review).select_related(
        "unit", "resource", "role", "permission__resource", "person"
    )
    found = list(rows)
    people = organisation.names_of({row.person_id for row in found if row.person_id}, seen_by=seen_by)
    sorts = [
        (_("Units"), [row.unit.name for row in found if row.unit]),
        (_("Resources"), [row.resource.name for row in found if row.resource]),
        (_("Roles"), [row.role.name for row in found if row.role]),
        (_("Levels"), [permission_name(row.permission) for row in found if row.permission]),
        (_("People"), sorted(people.values())),
    ]
    return [(label, sorted(names)) for label, names in sorts if names]


def my_items(wanted: ItemFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[ReviewItem]:
    """Return the questions put to somebody in open reviews, the riskiest first. Two statements."""
    rows = _mine(seen_by).filter(_state(wanted.state))
    if wanted.review:
        rows = rows.filter(review_id=wanted.review)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.is_risky:
        rows = rows.filter(risk__gte=RISKY)
    return keyset(_in_order(rows).select_related("review", "opened_on"), by=("calm", "id"), after=after, limit=limit)


def my_reviews(*, seen_by: Actor) -> list[Review]:
    """Return the open reviews that ask somebody, with `asked` and `left` of hers; the earliest due first."""
    mine = Q(items__reviewer_key__in=keys_of(seen_by))
    rows = Review.objects.filter(mine, closed_at=None)
    counted = rows.annotate(asked=Count("items"), left=Count("items", filter=UNANSWERED))
    return list(counted.order_by("due_date", "id"))


MINE = """
    SELECT (row_number() OVER (ORDER BY min(i.due_date), r.id))::int, r.name::text,
        jsonb_build_object('asked', count(*), 'left', count(*) FILTER (WHERE i.answer = '')), r.id, min(i.due_date)
    FROM access_reviewitem i JOIN access_review r ON r.id = i.review_id
    WHERE i.reviewer_key = ANY (%(reviews_keys)s) AND r.closed_at IS NULL
    GROUP BY r.id, r.name
    HAVING bool_or(i.answer = '')
    LIMIT 5
"""


def my_reviews_panel(*, seen_by: Actor) -> PanelQuery:
    """Return the open reviews in which somebody has not answered all, for the start page; detail: asked, left."""
    return PanelQuery("reviews", MINE, {"reviews_keys": sorted(keys_of(seen_by))})


def find_item(item_id: UUID, *, seen_by: Actor) -> ReviewItem:
    """Return one question to its reviewer, to who answered it, or to who follows reviews up.

    Raises ReviewItem.DoesNotExist for everybody else.
    """
    rows = ReviewItem.objects.select_related("review", "opened_on", "answered_on", "unit")
    if not may(seen_by, REVIEW):
        person = person_of(seen_by)
        hers = Q(reviewer_key__in=keys_of(seen_by)) | Q(answered_by_id=person, answered_by__isnull=False)
        rows = rows.filter(hers)
    return rows.get(pk=item_id)


def is_reviewer(item: ReviewItem, *, seen_by: Actor) -> bool:
    """Tell whether a question is put to somebody."""
    return item.reviewer_key in keys_of(seen_by)


def open_questions(review_id: UUID) -> list[tuple[UUID, str]]:
    """Return what a review waits for: each question and who is asked; for the house itself."""
    rows = ReviewItem.objects.filter(review_id=review_id, answer="")
    return list(rows.order_by("id").values_list("pk", "reviewer_key"))


def beside(item: ReviewItem, *, seen_by: Actor) -> tuple[UUID | None, UUID | None, int]:
    """Return the unanswered questions before and after this one in its review, and how many are left. One statement."""
    rows = _in_order(_mine(seen_by)).filter(Q(answer="") | Q(pk=item.pk), review_id=item.review_id)
    ids = list(rows.values_list("pk", "answer"))
    order = [pk for pk, _answer in ids]
    left = sum(answer == "" for _pk, answer in ids)
    if item.pk not in order:
        return None, None, left
    at = order.index(item.pk)
    following = order[at + 1 :] or [one for one in order[:1] if one != item.pk]
    return (order[at - 1] if at else None), (following[0] if following else None), left


def asked(items: Sequence[ReviewItem], *, seen_by: Actor) -> list[AskedItem]:
    """Return questions in the reader's language. One statement for any number."""
    people = organisation.names_of({item.person_id for item in items if item.person_id}, seen_by=seen_by)
    return [_asked(item, people.get(item.person_id, "") if item.person_id else "") for item in items]


def _asked(item: ReviewItem, person: str) -> AskedItem:
    shown = item.opened_on.content["shown"]
    name = person or (_("A person whose identity is protected") if item.person_id else "")
    return AskedItem(item, shown["name"], name, tuple(sentences_of(shown, person=name)), tuple(lines_of(shown)))


def require_mine(seen_by: Actor) -> None:
    """Do nothing if somebody is a person who can be asked. Raises PermissionDenied."""
    if person_of(seen_by) is None:
        raise PermissionDenied(_("This login belongs to no person, so nobody asks it."))


def _mine(seen_by: Actor) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.filter(reviewer_key__in=keys_of(seen_by), review__closed_at=None)


def _state(state: str) -> Q:
    return {"answered": ~Q(answer=""), "all": Q()}.get(state, Q(answer=""))


def _in_order(rows: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
    return rows.annotate(calm=Value(0, output_field=IntegerField()) - F("risk")).order_by("calm", "id")
