"""Lists of reviews, and of the questions that are mine, as files to keep."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.access.forms.reviews import ItemListForm, ReviewListForm
from grunnmur.access.queries.reviews.listing import MOST_IN_FILE, asked, my_items, require_mine, review_list
from grunnmur.access.views.reviews.campaigns import state_of_review
from grunnmur.access.views.targets.shown import file_of
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table


@require_safe
def reviews(request: Request, form: str) -> HttpResponse:
    """Give all reviews, narrowed and sorted as the page is, as csv or xlsx."""
    wanted = ReviewListForm(request.GET).wanted()
    found = review_list(wanted, seen_by=request.user, limit=MOST_IN_FILE)
    header = [
        _("Review"),
        _("Opened because"),
        _("State"),
        _("Opened"),
        _("Deadline"),
        _("Questions"),
        _("Not answered"),
    ]
    lines: list[list[Cell]] = [
        [
            review.name,
            review.get_trigger_display(),
            state_of_review(review)[0],
            review.opened_at.date(),
            review.due_date,
            getattr(review, "asked", 0),
            getattr(review, "left", 0),
        ]
        for review in found.rows
    ]
    return file_of(Table(_("Reviews"), header, lines), "reviews", form)


@require_safe
def mine(request: Request, form: str) -> HttpResponse:
    """Give the questions put to me, narrowed as the page is, as csv or xlsx."""
    require_mine(request.user)
    found = my_items(ItemListForm(request.GET).wanted(), seen_by=request.user, limit=MOST_IN_FILE)
    rows = asked(found.rows, seen_by=request.user)
    persons = {row.item.person_id for row in rows if row.item.person_id}
    record_reads(persons, by=request.user, what="access.review_export")
    header = [_("Review"), _("Kind"), _("What"), _("Who"), _("Why"), _("Risk"), _("By"), _("Answer")]
    lines: list[list[Cell]] = [
        [
            row.item.review.name,
            row.item.get_kind_display(),
            row.title,
            row.person,
            " ".join(row.sentences),
            row.item.risk,
            row.item.due_date,
            row.item.get_answer_display() if row.item.answer else "",
        ]
        for row in rows
    ]
    return file_of(Table(_("My reviews"), header, lines), "my-reviews", form)
