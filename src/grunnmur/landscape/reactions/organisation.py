"""The map follows the organisation: units and functions, opened, renamed, moved, closed, held."""

from grunnmur.core.events import reacts_to
from grunnmur.landscape.actions.organisation import map_functions, map_organisation, map_units
from grunnmur.organisation import events


@reacts_to(events.UnitOpened)
def on_unit_opened(_event: events.UnitOpened) -> None:
    """Put a new unit on the map, below the one it belongs to."""
    map_units()


@reacts_to(events.UnitRenamed)
def on_unit_renamed(_event: events.UnitRenamed) -> None:
    """Call a unit what it is called now."""
    map_units()


@reacts_to(events.UnitsMoved)
def on_units_moved(_event: events.UnitsMoved) -> None:
    """Hang units where they belong now; a move that lies ahead waits for its day."""
    map_units()


@reacts_to(events.UnitClosed)
def on_unit_closed(_event: events.UnitClosed) -> None:
    """Take a closed unit off the map; one that closes later stays until then."""
    map_units()


@reacts_to(events.FunctionOpened)
def on_function_opened(_event: events.FunctionOpened) -> None:
    """Say that a unit has a function, once somebody holds it there."""
    map_functions()


@reacts_to(events.FunctionEnded)
def on_function_ended(_event: events.FunctionEnded) -> None:
    """Say no longer that a unit has a function that nobody holds there."""
    map_functions()


@reacts_to(events.OrganisationImported)
def on_organisation_imported(_event: events.OrganisationImported) -> None:
    """Bring everything up to date after an import."""
    map_organisation()


@reacts_to(events.DayTurned)
def on_day_turned(_event: events.DayTurned) -> None:
    """Let openings, moves, closings and appointments happen on their day."""
    map_organisation()
