"""What worklist does when organisation states a fact, and the number on the bell of every page."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from grunnmur.core import doctor, mail, navigation, panels
from grunnmur.core.clock import now, today
from grunnmur.core.doctor import Finding, Level
from grunnmur.core.events import reacts_to
from grunnmur.core.http import Request
from grunnmur.core.imports.events import ImportHeld, ImportLeftHold
from grunnmur.core.links import Link, Ref
from grunnmur.core.links import register_kind as register_link_kind
from grunnmur.core.models import Tenant, User
from grunnmur.core.panels import Panel
from grunnmur.core.permissions import Actor, System, person_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.events import DayTurned, DeputyEnded, DeputyNamed, EmploymentEnded
from grunnmur.worklist import actions, queries, tasks
from grunnmur.worklist.actions import deputies
from grunnmur.worklist.events import MailDue, TaskFinished, TasksCancelled
from grunnmur.worklist.rules import SUBJECT, WHEEL, NewTask, TaskKind, kind_named, register_kind, told

RELEASE_IMPORT = "import.release"


@reacts_to(EmploymentEnded)
def on_employment_ended(event: EmploymentEnded) -> None:
    """Pass on the tasks of somebody who has left already; of others it happens the night after the last day."""
    if event.last_day < today():
        actions.hand_over_tasks([event.person_id])


@reacts_to(DayTurned)
def on_day_turned(event: DayTurned) -> None:
    """Pass on the tasks of those who have left; open duties; remind. Of days that were missed, only the last counts."""
    actions.hand_over_tasks(queries.people_with_tasks())
    if event.day == today():
        actions.open_wheel_tasks(on=event.day)
        actions.remind_and_pass_on(on=event.day)


@reacts_to(DeputyNamed)
def on_deputy_named(event: DeputyNamed) -> None:
    """Tell both whom it is about."""
    deputies.tell_of_named_deputy(event)


@reacts_to(DeputyEnded)
def on_deputy_ended(event: DeputyEnded) -> None:
    """Tell both whom it is about."""
    deputies.tell_of_ended_deputy(event)


@reacts_to(TaskFinished)
def on_task_finished(event: TaskFinished) -> None:
    """Count a duty from the day it was done."""
    if event.subject_kind == WHEEL and event.subject_id:
        actions.count_from_done([event.subject_id], on=today())


@reacts_to(TasksCancelled)
def on_tasks_cancelled(event: TasksCancelled) -> None:
    """Count duties whose task was not needed from today, as if they were done."""
    entries = queries.duties_of_tasks(event.task_ids)
    if entries:
        actions.count_from_done(entries, on=today())


@reacts_to(ImportHeld)
def on_import_held(event: ImportHeld) -> None:
    """Ask somebody who may to look at an import that was held back."""
    task = NewTask(
        kind=RELEASE_IMPORT,
        message=gettext_noop("An import was held back. Look at it, and release or reject it."),
        dedupe_key=str(event.run_id),
        subject_kind=event.link_kind,
        subject_id=event.run_id,
        group_key=f"may:{event.release_permission}",
        due_date=today(),
    )
    actions.open_task(task, by=System("Grunnmur"))


@reacts_to(ImportLeftHold)
def on_import_left_hold(event: ImportLeftHold) -> None:
    """Nobody has to look at it any more."""
    actions.cancel_tasks(queries.open_task_ids(RELEASE_IMPORT, subject_id=event.run_id), by=System("Grunnmur"))


@reacts_to(MailDue)
def on_mail_due(_event: MailDue) -> None:
    """Send it by a job, once this transaction is through."""
    tasks.send_mail()


def preferences_panel(_ref: Ref, seen_by: Actor, _request: Request) -> Panel | None:
    """Lead from one's own page to what one is told by mail."""
    if person_of(seen_by) is None:
        return None
    return Panel(gettext_lazy("What you are told by mail"), "worklist/preferences_panel.html")


def mail_check() -> Finding:
    """Tell the operator whether mail gets through."""
    if not mail.is_configured():
        mend = "Set GRUNNMUR_SMTP_HOST and GRUNNMUR_MAIL_FROM."
        return Finding(Level.WARNING, "No mail server is set: people are told on the pages only.", mend)
    since, failed = now() - timedelta(days=7), 0
    for municipality in Tenant.objects.all():
        with tenant(municipality):
            failed += queries.failed_since(since)
    if not failed:
        return Finding(Level.OK, f"Mail goes through {settings.EMAIL_HOST}; none was given up within seven days.")
    mend = "The table worklist_delivery says why, by municipality: an address that does not exist, or a refused sender."
    return Finding(Level.WARNING, f"Mails given up within seven days: {failed}.", mend)


def task_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return how tasks are shown to one who may look at them, in her language. Two statements at most."""
    rows = list(queries.seen_tasks(ids, seen_by=seen_by))
    names = queries.names_in(rows, seen_by=seen_by)
    for row in rows:
        address = reverse("worklist:task", args=[row.pk])
        yield Link(Ref(SUBJECT, row.pk), told(row.message, row.params, names), address, str(kind_named(row.kind).label))


def wheel_links(ids: Collection[UUID], _seen_by: Actor) -> Iterable[Link]:
    """Return how duties of the wheel are shown; everybody may see what is planned. One statement."""
    for entry in queries.wheel_entries().filter(pk__in=ids):
        yield Link(Ref(WHEEL, entry.pk), entry.title, reverse("worklist:wheel_entry", args=[entry.pk]), entry.unit.name)


def unread_count(request: HttpRequest) -> int:
    """Return the number on the bell."""
    return queries.unread_count(seen_by=request.user) if isinstance(request.user, User) else 0


register_kind(TaskKind(name=RELEASE_IMPORT, label=gettext_lazy("Release an import"), is_ended_there=True))
register_link_kind(SUBJECT, task_links)
register_link_kind(WHEEL, wheel_links)
panels.register("profile", 10, preferences_panel)
doctor.also_check(mail_check)
navigation.provide("unread_count", unread_count)
