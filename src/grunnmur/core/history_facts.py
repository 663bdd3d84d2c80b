"""Who writes, why, and in which request: told to PostgreSQL once a transaction, for the triggers that keep history.

pghistory's own context tells it again before every statement that writes, some twenty times a request. It is told here
before the first one, and anew after other facts, another transaction, or the way back to a savepoint, which takes
the setting along. The triggers read the same two settings.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from psycopg.pq import TransactionStatus

TELL = "set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"
_WRITES_NOTHING = ("select", "savepoint", "release")


@dataclass(frozen=True)
class _Facts:
    """What every history row says. id: what was written under the same outermost facts has the same."""

    id: UUID
    said: Mapping[str, str]

    def as_told(self) -> list[str]:
        """Return the values of TELL."""
        return [str(self.id), json.dumps(self.said)]


_current: ContextVar[_Facts | None] = ContextVar("history_facts", default=None)
_telling: ContextVar["_Telling | None"] = ContextVar("history_telling", default=None)


@contextmanager
def written_with(**facts: str) -> Iterator[None]:
    """Write these facts into the history of what is written inside; inside others, beside theirs.

    They reach what is written in a transaction, which is all that has history.
    """
    outer = _current.get()
    token = _current.set(_with(outer, facts))
    try:
        if outer is None:
            with _told_by(_Telling()):
                yield
        else:
            yield
    finally:
        _current.reset(token)


def write_also(**facts: str) -> None:
    """Add facts to those that are written with, until those end. Without any nothing happens."""
    if outer := _current.get():
        _current.set(_with(outer, facts))


def tell_along() -> list[str]:
    """Return the values of TELL for a statement that has it among what it selects, and so tells the facts itself.

    Nothing if nobody writes with facts, or the transaction has them. Triggers that keep history run after the
    statement. Call it right before.
    """
    facts, telling = _current.get(), _telling.get()
    if facts is None or telling is None or telling.told == facts:
        return []
    telling.told = facts
    return facts.as_told()


def tell_again() -> None:
    """Take back that the facts were told along: the statement came to nothing."""
    if telling := _telling.get():
        telling.told = None


@contextmanager
def _told_by(telling: "_Telling") -> Iterator[None]:
    token = _telling.set(telling)
    try:
        with connection.execute_wrapper(telling):
            yield
    finally:
        _telling.reset(token)


def _with(outer: _Facts | None, facts: Mapping[str, str]) -> _Facts:
    return _Facts(outer.id, {**outer.said, **facts}) if outer else _Facts(uuid4(), facts)


class _Telling:
    """Stands before each statement, and tells the facts where the transaction does not have them yet."""

    def __init__(self) -> None:
        self.told: _Facts | None = None

    def __call__(  # Any: Django's own signature
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]
    ) -> Any:
        """Run the statement. See `django.db.connection.execute_wrapper`."""
        verb = sql.lstrip()[:9].lower()
        status = context["connection"].connection.info.transaction_status
        if status == TransactionStatus.IDLE or verb.startswith("rollback"):
            self.told = None
        facts = _current.get()
        if (
            facts is not None
            and facts != self.told
            and context["connection"].in_atomic_block
            and status != TransactionStatus.INERROR
            and not verb.startswith(_WRITES_NOTHING)
        ):
            execute(f"SELECT {TELL}", facts.as_told(), False, context)
            self.told = facts
        return execute(sql, params, many, context)
