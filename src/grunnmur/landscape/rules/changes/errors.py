"""What is refused about changes, with sentences for the person at the screen."""

from collections.abc import Sequence

from grunnmur.core.errors import DomainError


class CaseClosedError(DomainError):
    """The case is not in a state in which this can be done."""


class StepError(DomainError):
    """A step that cannot be: what it names does not fit, or is gone after an earlier step."""


class StaleStepsError(DomainError):
    """What these steps name has changed since they were planned; `steps` has a sentence for each."""

    def __init__(self, sentence: str, steps: Sequence[str]) -> None:
        super().__init__(sentence)
        self.steps = tuple(steps)


class TooEarlyError(DomainError):
    """The day the change is planned for lies ahead."""


class OwnDecisionError(DomainError):
    """Nobody decides on what she drafted herself."""
