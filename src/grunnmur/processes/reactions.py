"""What processes do when a domain below, or they themselves, state a fact."""

from django.utils.translation import gettext_lazy as _

from grunnmur.access.events import RoleChanged
from grunnmur.core.events import reacts_to
from grunnmur.organisation.events import DayTurned
from grunnmur.processes import tasks
from grunnmur.processes.actions.asking import tell_overdue
from grunnmur.processes.actions.mapping import map_processes
from grunnmur.processes.actions.searching import index_processes
from grunnmur.processes.events import ProcessPublished, RoleBindingChanged, StepLinksChanged
from grunnmur.processes.queries.roles import processes_with_access_role, processes_with_role
from grunnmur.processes.rules import ANSWERED, ASKED, INFORMED, UNANSWERED
from grunnmur.worklist.events import TaskOverdue
from grunnmur.worklist.rules import DONE, Cadence, NoticeKind, TaskKind, register_kind, register_notice


@reacts_to(RoleBindingChanged)
def on_role_binding_changed(event: RoleBindingChanged) -> None:
    """Tell the map who does the steps of the role's lanes now."""
    map_processes(processes_with_role(event.process_role_id))


@reacts_to(RoleChanged)
def on_role_changed(event: RoleChanged) -> None:
    """Tell the map anew of processes whose lanes are a role that came, or went."""
    map_processes(processes_with_access_role(event.role_id))


@reacts_to(ProcessPublished)
def on_process_published(event: ProcessPublished) -> None:
    """Tell the map what the new version is made of."""
    map_processes([event.process_id])


@reacts_to(StepLinksChanged)
def on_step_links_changed(event: StepLinksChanged) -> None:
    """Tell the map what the steps use now, and let the process be found by it."""
    map_processes([event.process_id])
    index_processes([event.process_id])


@reacts_to(DayTurned)
def on_day_turned(_event: DayTurned) -> None:
    """Let a job write the library for outages."""
    tasks.keep_bundle()


@reacts_to(TaskOverdue)
def on_task_overdue(event: TaskOverdue) -> None:
    """Tell who asked that nobody answered in time."""
    if event.kind == ASKED and event.subject_id:
        tell_overdue(event.subject_id)


register_kind(
    TaskKind(
        name=ASKED,
        label=_("Answer a question about a step"),
        outcomes={DONE: _("Answered")},
        is_ended_there=True,
    )
)
register_notice(NoticeKind(name=ANSWERED, label=_("Answers to what I asked in a step"), cadence=Cadence.NOW))
register_notice(NoticeKind(name=UNANSWERED, label=_("No answer in time to what I asked in a step")))
register_notice(NoticeKind(name=INFORMED, label=_("For your information: steps that are done")))
