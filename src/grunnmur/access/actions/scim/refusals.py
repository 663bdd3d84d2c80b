"""Why a program that speaks SCIM, or somebody who looks after one, hears no."""

from uuid import UUID

from grunnmur.core.errors import DomainError


class ScimTakenError(DomainError):
    """Another user of the client has this name, or is this person."""


class UnknownMemberError(DomainError):
    """A member of a group is not one of the client's users."""


class StaleError(DomainError):
    """The row changed since it was read."""


class NotAClientError(DomainError):
    """What was typed in about a client cannot be: a mode without its resource, an address that is none."""


class NotHeldError(DomainError):
    """The client is not held."""


class NoReasonError(DomainError):
    """Whoever releases says why."""


class HeldBackError(DomainError):
    """The client wants to end more than passes unseen. It ends nothing until somebody has looked."""

    def __init__(self, sentence: str, *, client_id: UUID, ended: int, limit: int) -> None:
        super().__init__(sentence)
        self.client_id, self.ended, self.limit = client_id, ended, limit
