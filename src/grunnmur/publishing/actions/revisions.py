"""Revision: reminding those who own something that it should be looked through; and late readers and approvers."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.events import publish
from grunnmur.publishing.actions.telling import GRUNNMUR, ITEM, READ_TASK, VERSION, holders_today
from grunnmur.publishing.events import RevisionFellDue
from grunnmur.publishing.models import ApprovalRequest, LineMember
from grunnmur.publishing.queries.late_reading import late_teams
from grunnmur.publishing.queries.reading import late_readers
from grunnmur.publishing.queries.revisions import DueRevision, revisions_to_remind
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.queries import open_task_ids
from grunnmur.worklist.rules import NewTask, Notice

REVISE_TASK, FOLLOW_REVISION = "publishing.revise", "publishing.follow_revision"
LATE_APPROVAL = "publishing.late_approval"
LATE_READING = "publishing.late_reading"
LATE_AFTER = timedelta(days=3)
MONDAY, MOST_TITLES = 0, 3


def remind(day: date) -> None:
    """Open the tasks that fell due on a day: revisions, reading, approvals. The statements do not grow with the rows,
    save one for each thousand tasks.
    """
    remind_of_revisions(day)
    _remind_readers(day)
    _tell_leaders(day)
    _tell_of_late_approvals(day)


def remind_of_revisions(day: date) -> None:
    """Ask owners whose items became yellow or red on this day, and every 14 days after red the owners' leaders."""
    found = revisions_to_remind(day)
    worklist.open_tasks([_revision(row) for row in found], by=GRUNNMUR)
    for row in found:
        if row.is_first_red:
            publish(RevisionFellDue(row.item_id, row.due_date))


def _revision(row: DueRevision) -> NewTask:
    late = gettext_noop("%(title)s should have been looked through by %(due_date)s. Revise it, or say that it holds.")
    soon = gettext_noop("Look through %(title)s by %(due_date)s. Revise it, or say that it holds.")
    return NewTask(
        kind=REVISE_TASK if row.is_owners else FOLLOW_REVISION,
        message=late if row.is_red else soon,
        params={"title": row.title, "due_date": row.due_date.isoformat()},
        dedupe_key=f"{row.item_id}:{row.due_date}:{row.group_key}",
        subject_kind=ITEM,
        subject_id=row.item_id,
        group_key=row.group_key,
        due_date=row.due_date,
    )


def forget_revision(item_id: UUID) -> None:
    """Nobody has to look through an item now: it was revised, confirmed or withdrawn."""
    found = [task for kind in (REVISE_TASK, FOLLOW_REVISION) for task in open_task_ids(kind, subject_id=item_id)]
    worklist.cancel_tasks(found, by=GRUNNMUR)


def _remind_readers(day: date) -> None:
    """Remind readers a week before the due date, on it, and a week after."""
    tasks = [
        NewTask(
            kind=READ_TASK,
            message=gettext_noop("Read %(title)s, and confirm that you have understood it."),
            params={"title": row.title},
            dedupe_key=str(row.duty_id),
            subject_kind=VERSION,
            subject_id=row.version_id,
            person_id=row.person_id,
            due_date=row.due_date,
        )
        for row in late_readers(day)
    ]
    worklist.open_tasks(tasks, by=GRUNNMUR)


def _tell_leaders(day: date) -> None:
    """Tell leaders each Monday who of theirs is late in spite of three reminders, as one notice a leader."""
    if day.weekday() != MONDAY:
        return
    worklist.notify_all(
        Notice(
            person_ids=[team.leader_id],
            kind=LATE_READING,
            message=gettext_noop("Late with their reading, of those you lead: %(count)s. It is about %(titles)s."),
            params={"count": team.people, "titles": _few(team.titles)},
            subject=(VERSION, team.version_id),
        )
        for team in late_teams(day)
    )


def _few(titles: Sequence[str]) -> str:
    """Return the first titles with commas between, and dots for more."""
    return ", ".join([*titles[:MOST_TITLES], *(["…"] if len(titles) > MOST_TITLES else [])])


def _tell_of_late_approvals(day: date) -> None:
    """Tell the flow chiefs of approvals that should have been decided three days ago."""
    rows = ApprovalRequest.objects.filter(state="open", due_date=day - LATE_AFTER).select_related("version__item")
    found = {row.version_id: row.version for row in rows}
    tasks = [
        NewTask(
            kind=LATE_APPROVAL,
            message=gettext_noop("%(title)s, version %(version)s, waits for an approval that is late. Find out why."),
            params={"title": version.item.title, "version": str(version)},
            dedupe_key=f"{version.pk}:{chief}",
            subject_kind=VERSION,
            subject_id=version.pk,
            person_id=chief,
        )
        for version in found.values()
        for chief in holders_today(version.item.line_id, LineMember.Part.CHIEF)
    ]
    worklist.open_tasks(tasks, by=GRUNNMUR)
