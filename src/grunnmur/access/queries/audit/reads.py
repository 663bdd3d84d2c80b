"""The log of reads of personal data: who looked at whom, when, and on what page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.models import AuditExport
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.clock import today
from grunnmur.core.models import PersonalDataRead, User
from grunnmur.core.paging import BadCursorError
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation

USUAL = timedelta(days=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAGES = {
    "access.person": gettext_lazy("What a person has access to"),
    "access.team": gettext_lazy("Team"),
    "access.team_export": gettext_lazy("Team, as a file"),
    "access.why": gettext_lazy("Why a person has access"),
    "access.resource_holders": gettext_lazy("Who has a resource"),
    "access.role_holders": gettext_lazy("Who holds a role"),
    "access.changes": gettext_lazy("Changes, by a program"),
    "access.import": gettext_lazy("What an import would give and take"),
    "access.rule_preview": gettext_lazy("Preview of a rule"),
    "access.rule_reach": gettext_lazy("Whom a rule reaches"),
    "access.audit": gettext_lazy("Audit"),
    "access.audit_export": gettext_lazy("Audit, as a file"),
    "access.reads": gettext_lazy("The log of who has looked"),
    "access.mining": gettext_lazy("Proposed rules"),
    "access.conflict": gettext_lazy("Who would have what is kept apart"),
    "access.conflicts_export": gettext_lazy("Who would have what is kept apart, as a file"),
    "access.pool": gettext_lazy("Who has a licence or waits for one"),
    "access.pool_export": gettext_lazy("Who has a licence or waits for one, as a file"),
    "access.left": gettext_lazy("Who has left and is not removed yet"),
    "access.left_export": gettext_lazy("Who has left and is not removed yet, as a file"),
    "access.resource_holders_export": gettext_lazy("Who has a resource, as a file"),
    "access.things": gettext_lazy("Things that are out"),
    "access.things_export": gettext_lazy("Things that are out, as a file"),
    "access.target_changes": gettext_lazy("Changes in a connected system"),
    "access.target_drift": gettext_lazy("What differs in a connected system"),
    "access.target_drift_export": gettext_lazy("What differs in a connected system, as a file"),
    "access.target_plan": gettext_lazy("What a connected system would be told"),
    "access.basket": gettext_lazy("Asking for access for somebody"),
    "access.decide": gettext_lazy("Requests to decide"),
    "access.exception": gettext_lazy("Asking for an exception for somebody"),
    "access.desk": gettext_lazy("The desk"),
    "access.requests": gettext_lazy("Requests for access"),
    "access.requests_export": gettext_lazy("Requests for access, as a file"),
    "access.review": gettext_lazy("Review of access"),
    "access.review_export": gettext_lazy("Review of access, as a file"),
    "organisation.person": gettext_lazy("A person's page"),
    "organisation.person_history": gettext_lazy("A person's history"),
    "organisation.employments": gettext_lazy("Employments, by a program"),
    "organisation.import": gettext_lazy("Import from the HR system"),
    "organisation.preview": gettext_lazy("Preview of a change of units or leaders"),
}


@dataclass(frozen=True, kw_only=True)
class ReadsAsked:
    """How the log is narrowed: both days included; subject: of whom; reader: part of who looked; what: a page."""

    first: date
    last: date
    subject: UUID | None = None
    reader: str = ""
    what: str = ""

    def told(self) -> dict[str, str]:
        """Return what was chosen, as it is kept with an export."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Read:
    """Somebody looked at somebody. subject: blank for one the asker may not know of, or who is known no more."""

    at: datetime
    reader: str
    subject_id: UUID
    subject: str
    page: str


@dataclass(frozen=True)
class ReadsPage:
    """One page of the log, the newest first, and the cursor of the next."""

    rows: Sequence[Read]
    next: str


def page_name(what: str) -> str:
    """Return what a page of the log is called; the code itself for one that is not known here."""
    return str(PAGES.get(what, what))


def read_log(asked: ReadsAsked, *, seen_by: Actor, after: str = "", limit: int | None = 50) -> ReadsPage:
    """Return who has looked at whom. Three statements. Rows about persons the asker may not know of are left out.

    limit: None = all. Raises PermissionDenied (needs access.audit), BadCursorError.
    """
    require(seen_by, AUDIT)
    rows = PersonalDataRead.objects.filter(at__gte=_midnight(asked.first))
    rows = rows.filter(at__lt=_midnight(asked.last + timedelta(days=1)))
    if asked.subject:
        rows = rows.filter(subject_id=asked.subject)
    if asked.reader:
        rows = rows.filter(reader_name__icontains=asked.reader)
    if asked.what:
        rows = rows.filter(what=asked.what)
    return _page(rows, seen_by=seen_by, after=after, limit=limit)


def looks_at(person_id: UUID, *, reader: User, after: str = "", limit: int = 50) -> ReadsPage:
    """Return who has looked at a person, for herself: her own looks are left out. Three statements."""
    rows = PersonalDataRead.objects.filter(subject_id=person_id).exclude(reader_id=reader.pk)
    return _page(rows, seen_by=reader, after=after, limit=limit)


def _page(rows: QuerySet[PersonalDataRead], *, seen_by: Actor, after: str, limit: int | None) -> ReadsPage:
    if after:
        at, key = _cursor(after)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=key), at__lte=at)
    found = list(rows.order_by("-at", "-pk")[: limit + 1 if limit else None])
    shown = found[:limit]
    names = organisation.names_of({row.subject_id for row in shown}, seen_by=seen_by)
    reads = [_read(row, names[row.subject_id]) for row in shown if row.subject_id in names]
    following = f"{_microseconds(shown[-1].at)} {shown[-1].pk}" if limit and len(found) > limit else ""
    return ReadsPage(reads, following)


def _read(row: PersonalDataRead, subject: str) -> Read:
    return Read(row.at, row.reader_name, row.subject_id, subject, page_name(row.what))


def _cursor(text: str) -> tuple[datetime, UUID]:
    try:
        seconds, key = text.rsplit(" ", 1)
        return EPOCH + timedelta(microseconds=int(seconds)), UUID(key)
    except (ValueError, OverflowError) as error:
        raise BadCursorError(_("This page address is not valid. Start from the first page.")) from error


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, current_tenant().zone)


def log_begins(*, seen_by: Actor) -> date | None:
    """Return the day of the oldest row of the log, which nothing is deleted from; None while it is empty."""
    require(seen_by, AUDIT)
    first = PersonalDataRead.objects.aggregate(first=Min("at"))["first"]
    return first.astimezone(current_tenant().zone).date() if first else None


def usual_days() -> tuple[date, date]:
    """Return the days that are shown when nobody said which."""
    return today() - USUAL, today()


def exports(*, seen_by: Actor, limit: int = 100) -> list[AuditExport]:
    """Return the last files made of the audit, the newest first. Raises PermissionDenied (needs access.audit)."""
    require(seen_by, AUDIT)
    return list(AuditExport.objects.order_by("-exported_at", "-pk")[:limit])
