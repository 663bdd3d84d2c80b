"""What can go wrong towards another system, kept so that each reader gets it in her own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext


@dataclass(frozen=True)
class Fault:
    """Why something could not be done.

    message: an English message marked with `gettext_noop`; params: what its placeholders stand for.
    is_final: trying again will not help. wait: seconds the other system asks us to wait; None = it did not say.
    """

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    is_final: bool = False
    wait: int | None = None

    def __str__(self) -> str:
        return gettext(self.message) % self.params


class ConnectorError(Exception):
    """The other system did not do it. is_whole: it would refuse all else now, too: it does not answer, or not to us."""

    def __init__(self, fault: Fault, *, is_whole: bool = False) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.is_whole = is_whole

    def __str__(self) -> str:
        return str(self.fault)
