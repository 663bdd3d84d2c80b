"""The jobs of processes."""

from grunnmur.core.jobs import job
from grunnmur.processes import actions


@job
def keep_bundle() -> None:
    """Write the library for outages to the operator's folder; a second time writes the same."""
    actions.keep_bundle()
