"""The jobs of the map."""

from uuid import UUID

from grunnmur.core.history_facts import written_with
from grunnmur.core.jobs import job
from grunnmur.core.models import User
from grunnmur.landscape.actions import imports


@job
def plan_import(run_id: str) -> None:
    """Plan an uploaded file about the map; a second time does nothing."""
    imports.plan_import(UUID(run_id))


@job
def apply_import(run_id: str, user_id: str) -> None:
    """Apply a planned file about the map for the person who asked; a second time does nothing."""
    user = User.objects.get(pk=user_id)
    with written_with(user=user_id, name=str(user)):
        imports.apply_begun_import(UUID(run_id), by=user)
