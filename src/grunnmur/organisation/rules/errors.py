"""What organisation refuses."""

from grunnmur.core.errors import DomainError


class DayOutsideError(DomainError):
    """The day does not lie within the period it should change."""


class OverlapError(DomainError):
    """Two facts of which there can be only one at a time share a day."""


class TakenError(DomainError):
    """A code, number or login belongs to another already."""


class InvalidFactsError(DomainError):
    """What was written down about a person cannot be right: a name too long, an address that is none."""


class UnitNotOpenError(DomainError):
    """The unit does not exist on all these days."""


class UnitCycleError(DomainError):
    """A unit would lie below itself."""


class UnitInUseError(DomainError):
    """People or other units remain after the day a unit should close."""


class OwnBenefitError(DomainError):
    """Nobody changes what she works as herself, nor appoints herself: another does it."""


class NotEmployedError(DomainError):
    """The person does not work here then."""


class NotAllowedDeputyError(DomainError):
    """This person cannot stand in for that one, or not for so long."""


class EmploymentBegunError(DomainError):
    """The employment has begun, so it can end, but it cannot be called off."""


class EmploymentInUseError(DomainError):
    """Something above hangs on the employment, so it cannot be called off."""


class FunctionClosedError(DomainError):
    """Nobody is appointed to this function any more."""
