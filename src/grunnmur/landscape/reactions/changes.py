"""Change cases follow what happens around them: tasks that are done, things others may no longer know of."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.events import reacts_to
from grunnmur.landscape.actions.changes.following import follow_audiences
from grunnmur.landscape.actions.changes.handing_over import KIND as STEP
from grunnmur.landscape.actions.changes.hearing import KIND as STATEMENT
from grunnmur.landscape.events import ElementsChanged, ElementsRetired
from grunnmur.landscape.models import ChangeCase, ChangeStep
from grunnmur.landscape.rules.changes import UNDONE
from grunnmur.worklist.events import TaskFinished
from grunnmur.worklist.rules import DONE, TaskKind, register_kind

register_kind(TaskKind(name=STATEMENT, label=_("Say what you think of a change"), is_ended_there=True))
register_kind(
    TaskKind(
        name=STEP, label=_("Carry out a step of a change"), outcomes={DONE: _("Done"), "not_done": _("It was not done")}
    )
)


@reacts_to(TaskFinished)
def on_task_finished(event: TaskFinished) -> None:
    """Mark a step as carried out when its owner says so; one that was not done stays with its task."""
    if event.kind == STEP and event.outcome == DONE:
        ChangeStep.objects.filter(task_id=event.task_id, applied_at=None).update(applied_at=event.at)


@reacts_to(ElementsChanged)
def on_elements_changed(event: ElementsChanged) -> None:
    """Let nobody know of a case who may not know of what it names any more."""
    if "audience" in event.fields:
        follow_audiences(event.element_ids)


@reacts_to(ElementsRetired)
def on_elements_retired(event: ElementsRetired) -> None:
    """Drop the cases whose own element somebody took off the map."""
    if event.type == "change":
        ChangeCase.objects.filter(pk__in=event.element_ids, status__in=UNDONE).update(status=ChangeCase.Status.DROPPED)
