"""What access refuses; each becomes a page that says what to do."""

from grunnmur.core.errors import DomainError


class NoDaysError(DomainError):
    """Nothing is left of the days something is given for."""


class NotGivableError(DomainError):
    """This is not a leader's to give."""


class AlreadyHasError(DomainError):
    """She has it on these days already."""


class NotGrantedError(DomainError):
    """There is no grant to take away: it follows from a rule."""


class NotRemovableError(DomainError):
    """This is not a leader's to keep away."""


class OwnBenefitError(DomainError):
    """Nobody gives access to herself."""


class OwnResourceError(DomainError):
    """Grunnmur's own permissions are declared by the program, not typed in."""


class NameTakenError(DomainError):
    """Another one has this name."""


class EveryoneError(DomainError):
    """A rule without conditions means everyone; somebody must say that this is meant."""


class BadSelectorError(DomainError):
    """The conditions of a rule contradict themselves; the text says how."""


class NotChangeableError(DomainError):
    """What has ended is a fact, and stays as it was."""


class RoleRingError(DomainError):
    """Roles would lie inside each other in a ring, or too deep."""


class BadItemError(DomainError):
    """What is put into a role is not here, or lacks its unit."""


class StillHeldError(DomainError):
    """Somebody holds it yet; the text says how many."""


class BadLevelError(DomainError):
    """What is said of a level does not fit together; the text says why."""


class BadKeyError(DomainError):
    """A group key that says nothing."""


class BadMatrixError(DomainError):
    """A role matrix that cannot be read; the text says where and why."""
