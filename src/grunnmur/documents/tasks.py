"""The jobs of documents."""

from uuid import UUID

from grunnmur.core.jobs import job
from grunnmur.documents import actions


@job
def read_file(file_id: str) -> None:
    """Read the text of a file; twice does no harm."""
    actions.read_text(UUID(file_id))
