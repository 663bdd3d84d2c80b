"""What processes do when a domain below, or they themselves, state a fact."""

from grunnmur.access.events import RoleChanged
from grunnmur.core.events import reacts_to
from grunnmur.processes.actions.mapping import map_processes
from grunnmur.processes.actions.searching import index_processes
from grunnmur.processes.events import ProcessPublished, RoleBindingChanged, StepLinksChanged
from grunnmur.processes.queries.roles import processes_with_access_role, processes_with_role


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
