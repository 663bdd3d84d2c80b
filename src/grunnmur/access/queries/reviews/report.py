"""What came of a review, as a table and as a document: from what was put down, not from what is there now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.queries.names import key_names
from grunnmur.access.queries.reviews.listing import find_review, scope_of_review
from grunnmur.access.queries.reviews.progress import Progress, progress
from grunnmur.core import formats
from grunnmur.core.documents_out import Block, Document, Heading, Listing, Table, Text
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table as Sheet
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation

MOST_IN_PDF = 2000  # questions; longer tables are for a spreadsheet


@dataclass(frozen=True)
class Report:
    """A review with its answers. `people`: whom it was about, for the log of reads."""

    review: Review
    progress: Progress
    scope: Sequence[tuple[str, Sequence[str]]]
    rows: Sequence[Sequence[Cell]]
    items: Sequence[ReviewItem]


def report_of(review_id: UUID, *, seen_by: Actor) -> Report:
    """Return a review with every answer. Fourteen statements. Raises as `find_review`."""
    review = find_review(review_id, seen_by=seen_by)
    rows = ReviewItem.objects.filter(review=review).select_related("opened_on", "answered_on", "unit", "answered_by")
    items = list(rows.order_by("kind", "unit__sort_key", "id"))
    people = {item.person_id for item in items if item.person_id} | {
        item.answered_by_id for item in items if item.answered_by_id
    }
    names = organisation.names_of(people, seen_by=seen_by)
    keys = key_names({item.reviewer_key for item in items}, seen_by=seen_by)
    hidden = _("A person whose identity is protected")
    cells = [
        [
            item.get_kind_display(),
            (item.answered_on or item.opened_on).content["shown"]["name"],
            names.get(item.person_id, hidden) if item.person_id else "",
            item.unit.name if item.unit else "",
            item.risk,
            keys.get(item.reviewer_key, ""),
            item.get_answer_display(),
            item.note,
            names.get(item.answered_by_id, hidden) if item.answered_by_id else "",
            _moment(item.answered_at),
            _moment(item.confirmed_at),
        ]
        for item in items
    ]
    return Report(review, progress(review, seen_by=seen_by), scope_of_review(review, seen_by=seen_by), cells, items)


def header() -> list[str]:
    """Return the columns of the report."""
    return [
        _("Kind"),
        _("What"),
        _("Who"),
        _("Unit"),
        _("Risk"),
        _("Reviewer"),
        _("Answer"),
        _("Note"),
        _("Answered by"),
        _("Answered"),
        _("Confirmed"),
    ]


def sheet(report: Report) -> Sheet:
    """Return the report as a table."""
    return Sheet(report.review.name, header(), report.rows)


def document(report: Report, *, language: str) -> Document:
    """Return the report as a document: what it was about, the numbers, who was asked, and every answer."""
    whole = report.progress.whole
    chosen = [0, 1, 2, 4, 5, 6, 9]
    head = header()
    rows = [[str(row[at]) for at in chosen] for row in report.rows[:MOST_IN_PDF]]
    blocks: list[Block] = [
        Heading(_("What it was about")),
        Listing([f"{label}: {', '.join(names)}" for label, names in report.scope] or [_("Everything that is had.")]),
        Heading(_("In numbers")),
        Listing(_numbers(report.progress)),
        Heading(_("By reviewer")),
        Table("", [_("Reviewer"), _("Questions"), _("Answered"), _("Kept"), _("Removed")], _by_reviewer(report)),
        Heading(_("Every answer")),
        Table("", [head[at] for at in chosen], rows, widths=(12, 20, 16, 6, 18, 12, 16)),
    ]
    if len(report.rows) > MOST_IN_PDF:
        blocks.append(Text(_("The table is longer than fits here. The spreadsheet has all of it."), is_note=True))
    return Document(
        title=report.review.name,
        language=language,
        blocks=blocks,
        under_title=_under_title(report.review, whole.answered, whole.items),
        is_landscape=True,
    )


def _numbers(found: Progress) -> list[str]:
    whole = found.whole
    asked = ngettext("%(count)d question", "%(count)d questions", whole.items) % {"count": whole.items}
    facts = [
        asked,
        _("Kept: %(count)s") % {"count": whole.kept},
        _("Removed: %(count)s, of which not confirmed: %(waiting)s")
        % {"count": whole.removed, "waiting": whole.waiting},
        _("Not attested: %(count)s") % {"count": found.not_attested},
        _("Passed to the next leader after the deadline: %(count)s") % {"count": found.escalated},
    ]
    if whole.seconds is not None:
        facts.append(_("Median time between two answers: %(seconds)s seconds") % {"seconds": whole.seconds})
    return facts


def _by_reviewer(report: Report) -> list[list[str]]:
    return [
        [line.name, str(line.items), str(line.answered), str(line.kept), str(line.removed)]
        for line in report.progress.by_reviewer
    ]


def _under_title(review: Review, answered: int, items: int) -> list[str]:
    opened = _("Opened %(day)s") % {"day": formats.day_of(review.opened_at)}
    lines = [opened, _("Deadline %(day)s") % {"day": formats.day(review.due_date)}]
    if review.closed_at:
        return [*lines, _("Closed %(day)s") % {"day": formats.day_of(review.closed_at)}]
    return [*lines, _("Still open: %(answered)s of %(items)s answered") % {"answered": answered, "items": items}]


def _moment(at: datetime | None) -> str:
    return at.astimezone(current_tenant().zone).strftime("%Y-%m-%d %H:%M") if at else ""
