"""The jobs of the flow factory."""

from uuid import UUID

from grunnmur.core.history_facts import written_with
from grunnmur.core.jobs import job
from grunnmur.core.models import User
from grunnmur.publishing import actions


@job
def refresh_readers(person_ids: str) -> None:
    """Bring the reading of these persons (ids with commas between) in line with their roles; twice does no harm."""
    actions.refresh_duties([UUID(one) for one in person_ids.split(",") if one])


@job
def refresh_all_readers() -> None:
    """Bring everybody's reading in line with who holds which roles; a second time writes nothing."""
    actions.refresh_duties()


@job
def plan_documents(run_id: str) -> None:
    """Plan an uploaded list of old documents; a second time does nothing."""
    actions.plan_documents(UUID(run_id))


@job
def apply_documents(run_id: str, user_id: str) -> None:
    """Apply a planned list of old documents for the person who asked; a second time does nothing."""
    user = User.objects.get(pk=user_id)
    with written_with(user=user_id, name=str(user)):
        actions.apply_begun_documents(UUID(run_id), by=user)
