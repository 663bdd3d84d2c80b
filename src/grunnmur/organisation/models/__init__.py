"""The tables of organisation. Every `valid` is a half-open range of days: the last day is upper − 1."""

from grunnmur.organisation.models.duties import Appointment, Deputy, Function, Leadership
from grunnmur.organisation.models.employment import Employment, Leave, Position
from grunnmur.organisation.models.person import Person, PersonKey
from grunnmur.organisation.models.turned_day import TurnedDay
from grunnmur.organisation.models.unit import LINE, Unit, UnitClosure, UnitParent

__all__ = [
    "LINE",
    "Appointment",
    "Deputy",
    "Employment",
    "Function",
    "Leadership",
    "Leave",
    "Person",
    "PersonKey",
    "Position",
    "TurnedDay",
    "Unit",
    "UnitClosure",
    "UnitParent",
]
