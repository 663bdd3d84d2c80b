"""The port: what every kind of system can be asked and told, whatever it speaks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from grunnmur.access.connectors.errors import Fault

CONNECT_SECONDS, READ_SECONDS = 10, 30
LARGEST_ANSWER = 10 * 1024 * 1024


class Operation(StrEnum):
    """What is done to an account, or to what it is a member of."""

    ENSURE = "ensure"  # there, let in, and named as here
    DISABLE = "disable"
    DELETE = "delete"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, order=True)
class Place:
    """Where a permission lies in another system: a group, a value of an attribute, or a column of a file."""

    kind: str
    name: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How a system is reached. Never printed whole: it holds the secret.

    hosts: those the operator allows, as `name` or `name:port`. authorities: a file of further certificate authorities.
    folder: where files are dropped. options: what the kind asks for, by name (see `kinds`).
    """

    address: str
    secret: bytes = field(default=b"", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    hosts: frozenset[str] = frozenset()
    authorities: str = ""
    folder: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody as her account shall be.

    key: her id here, the same for ever. external_id: what the system calls the account; blank = not known yet.
    expires_at: when her last employment ends; None = no end.
    """

    key: str
    username: str
    external_id: str = ""
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    email: str = ""
    employee_number: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """One thing to do. place: None for what is done to the account itself."""

    id: str
    operation: Operation
    who: Who
    place: Place | None = None


@dataclass(frozen=True)
class Outcome:
    """How a change ended; done when there is no fault. external_id: the account's, when it was learned."""

    change_id: str
    fault: Fault | None = None
    external_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An account as the system shows it.

    key: whom it says it is for, blank when it does not say: her id here, or her employee number.
    facts: `display_name` and `email`, where the system keeps them. places: of those asked about, the ones it is in.
    """

    external_id: str
    username: str
    key: str = ""
    is_active: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)
    places: frozenset[Place] = frozenset()


class Connector(Protocol):
    """One system, for one run: made, used, thrown away."""

    def test(self) -> None:
        """Do nothing if it can be reached and read. Raises ConnectorError."""

    def observe(self) -> Iterator[Seen]:
        """Yield every account there is, each once, in no order. Raises ConnectorError."""

    def apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Do all of it, accounts first; return one outcome for each, in any order.

        Done twice is done once: what is so already counts as done. One that is refused never stops the others.
        """
