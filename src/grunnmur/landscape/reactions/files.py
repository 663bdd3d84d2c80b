"""Files that were brought for the map are not kept for ever."""

from grunnmur.core.events import reacts_to
from grunnmur.landscape.actions.imports import forget_old_imports
from grunnmur.organisation.events import DayTurned


@reacts_to(DayTurned)
def forget_files(event: DayTurned) -> None:
    """Files of imports are kept 90 days."""
    forget_old_imports(on=event.day)
