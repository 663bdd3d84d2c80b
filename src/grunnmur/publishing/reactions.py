"""What the factory does when a domain below states a fact."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from grunnmur.access.events import AccessChanged
from grunnmur.core.events import reacts_to
from grunnmur.organisation.events import DayTurned, LeadershipChanged, OrganisationImported, PersonFactsChanged
from grunnmur.publishing import actions, tasks
from grunnmur.publishing.actions.feedback import ANSWER_TASK
from grunnmur.publishing.actions.revisions import FOLLOW_REVISION, LATE_APPROVAL, LATE_READING, REVISE_TASK
from grunnmur.publishing.actions.telling import (
    APPROVE_TASK,
    ASSURE_TASK,
    BROKEN_LINK,
    GRUNNMUR,
    INFORMATION,
    MEND_TASK,
    READ_TASK,
)
from grunnmur.publishing.queries.planned import has_reading, planned_until
from grunnmur.worklist.rules import Cadence, NoticeKind, TaskKind, register_kind, register_notice

MOST_IN_A_JOB = 500


@reacts_to(DayTurned)
def on_day_turned(event: DayTurned) -> None:
    """Publish what was planned for the day, remind of what fell due, see who reads, and ask addresses of the web."""
    for version in planned_until(event.day):
        actions.publish_planned(version, by=GRUNNMUR)
    actions.remind(event.day)
    actions.refresh_duties()
    actions.forget_old_lists(on=event.day)
    tasks.check_web_later()
    actions.index_guides()


@reacts_to(AccessChanged)
def on_access_changed(event: AccessChanged) -> None:
    """Let those whose roles changed get their reading, or be rid of it."""
    _refresh(event.person_ids)


@reacts_to(LeadershipChanged)
def on_leadership_changed(event: LeadershipChanged) -> None:
    """Let those who lead now get their reading, and those who do not be rid of it."""
    _refresh(event.person_ids)


@reacts_to(PersonFactsChanged)
def on_person_facts_changed(event: PersonFactsChanged) -> None:
    """Let those who work elsewhere now get their reading, or be rid of it."""
    _refresh(event.person_ids)


@reacts_to(OrganisationImported)
def on_organisation_imported(_event: OrganisationImported) -> None:
    """Look at everybody: an import may have changed anything."""
    if has_reading():
        tasks.refresh_all_readers()


def _refresh(person_ids: Collection[UUID]) -> None:
    """Have it done by a job: whoever hires or moves somebody does not wait for it."""
    if not person_ids or not has_reading():
        return
    if len(person_ids) > MOST_IN_A_JOB:
        tasks.refresh_all_readers()
        return
    tasks.refresh_readers(person_ids=",".join(sorted(map(str, person_ids))))


register_kind(TaskKind(name=ASSURE_TASK, label=_("Assure quality"), is_ended_there=True))
register_kind(TaskKind(name=APPROVE_TASK, label=_("Approve"), is_ended_there=True))
register_kind(TaskKind(name=MEND_TASK, label=_("Mend a draft"), is_ended_there=True))
register_kind(TaskKind(name=BROKEN_LINK, label=_("Replace a link")))
register_kind(TaskKind(name=LATE_APPROVAL, label=_("Late approval")))
register_kind(TaskKind(name=FOLLOW_REVISION, label=_("Follow up a revision")))
register_kind(TaskKind(name=REVISE_TASK, label=_("Revise"), is_ended_there=True))
register_kind(TaskKind(name=READ_TASK, label=_("Read and understood"), is_ended_there=True))
register_kind(TaskKind(name=ANSWER_TASK, label=_("Answer a reader"), is_ended_there=True))
register_notice(NoticeKind(name=INFORMATION, label=_("For your information: what I own or wrote is valid")))
register_notice(
    NoticeKind(name=LATE_READING, label=_("People I lead are late with their reading"), cadence=Cadence.WEEKLY)
)
