"""Migrations without Django's square: each new table made every table known so far be looked at again.

Between two operations Django renders anew, as classes, all models that a change may reach. Ours reach each other all,
by way of the municipality and the users, so that a migration of n models costs n². A model that is new, or gets more
fields, changes nothing about the others but who points at it. Only that model is rendered anew here; Django's own mark
for "the rest is late" (`is_delayed`) makes it render all of them before a data migration and at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

_render_all_within_reach = ProjectState.reload_model


@contextmanager
def quick_states() -> Iterator[None]:
    """Migrate within this: the same statements are run, with less looked at in between."""
    ProjectState.reload_model = _reload_model  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.reload_model = _render_all_within_reach  # type: ignore[method-assign]


def _reload_model(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's
    if "apps" not in state.__dict__:  # not rendered yet
        return
    if delay or _is_only_more(state, app_label, model_name):
        state.is_delayed = True
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]  # noqa: SLF001  # as Django's own does
    else:
        _render_all_within_reach(state, app_label, model_name, delay)


def _is_only_more(state: ProjectState, app_label: str, model_name: str) -> bool:
    """Tell whether a model is new, or has more fields than when it was rendered, and has lost none."""
    rendered = state.apps.all_models[app_label].get(model_name)
    if rendered is None:
        return True
    known = {field.name for field in (*rendered._meta.local_fields, *rendered._meta.local_many_to_many)}
    return known < set(state.models[app_label, model_name].fields)
