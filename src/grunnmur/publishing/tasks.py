"""The jobs of the flow factory."""

from uuid import UUID

from grunnmur.core.jobs import job
from grunnmur.publishing import actions


@job
def refresh_readers(person_ids: str) -> None:
    """Bring the reading of these persons (ids with commas between) in line with their roles; twice does no harm."""
    actions.refresh_duties([UUID(one) for one in person_ids.split(",") if one])


@job
def refresh_all_readers() -> None:
    """Bring everybody's reading in line with who holds which roles; a second time writes nothing."""
    actions.refresh_duties()
