"""What documents do when they themselves state a fact."""

from grunnmur.core.events import reacts_to
from grunnmur.documents.events import FileAttached
from grunnmur.documents.tasks import read_file


@reacts_to(FileAttached)
def on_file_attached(event: FileAttached) -> None:
    """Read the text of the file, when this transaction is done."""
    read_file(file_id=str(event.file_id))
