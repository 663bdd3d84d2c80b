"""The guard: a change that is larger than anyone expects waits for a second pair of eyes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How much of something a run would do, against what passes without a second look.

    message: an English message marked with `gettext_noop`, with %(count)s and %(limit)s.
    at_least, percent: the limit is the larger of a number and a share of `total`.
    """

    message: str
    count: int
    total: int
    at_least: int
    percent: int

    @property
    def limit(self) -> int:
        """The most that passes."""
        return max(self.at_least, self.total * self.percent // 100)

    @property
    def is_exceeded(self) -> bool:
        """Tell whether somebody must look."""
        return self.count > self.limit

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Return it as it is kept with a run."""
        return asdict(self) | {"limit": self.limit, "is_exceeded": self.is_exceeded}


def is_held(measures: Sequence[Measure]) -> bool:
    """Tell whether any measure is exceeded."""
    return any(measure.is_exceeded for measure in measures)
