"""Refusals, each with a sentence for the person at the screen."""

from grunnmur.core.errors import DomainError


class CodeTakenError(DomainError):
    """The code belongs to something else, and is never used again."""


class WrongTypeError(DomainError):
    """A type of document that is not for things of this kind."""


class OpenVersionError(DomainError):
    """Somebody is working on another version of it already."""


class WrongStateError(DomainError):
    """The version is not where this can be done."""


class MissingWordsError(DomainError):
    """A comment, reason or note that must be there is missing."""


class GateError(DomainError):
    """A gate says no, or a warning has no comment."""


class FourEyesError(DomainError):
    """The one who decides has worked on it herself."""


class ChangedMeanwhileError(DomainError):
    """The content is not what the decider looked at."""


class AlreadyDecidedError(DomainError):
    """Somebody else decided first."""


class TooLargeError(DomainError):
    """The changes are more than a correction."""


class StationFullError(DomainError):
    """The station has as many cards as it takes."""


class CardMoveError(DomainError):
    """A card cannot be moved there by hand."""


class NotOnALineError(DomainError):
    """The item is on the direct track, where there are no drafts."""


class ApprovalStepError(DomainError):
    """Who approves in a line cannot be changed like this now."""


class MemberError(DomainError):
    """A part in a line that cannot be given or ended like this."""


class ReadingDoneError(DomainError):
    """There is nothing left to confirm."""


class FeedbackClosedError(DomainError):
    """The feedback cannot be answered like this."""


class TidyError(DomainError):
    """What becomes of an old document cannot be decided like this."""
