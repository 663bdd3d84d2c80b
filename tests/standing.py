"""What many tests begin with, made once for those that follow each other: each gets a copy, and undoes what it did.

A world stands in a transaction around those of the tests. It goes when a test asks for another world, or for none.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase

_BUILDERS: dict[str, Callable[[], object]] = {}


@dataclass
class _Standing:
    """The world that the running test wants, and the one that stands."""

    wanted: str = ""
    name: str = ""
    made: object = None
    block: transaction.Atomic | None = None


_now = _Standing()


def world(name: str, build: Callable[[], object]) -> object:
    """Return a fixture that gives each test a copy of what `build` makes; call it what it is assigned to.

    `build` sees no fixtures: it enters municipality, day and language itself, and leaves nothing but rows.
    """
    _BUILDERS[name] = build

    @pytest.fixture(name=name)
    def copied(db):
        return copy.deepcopy(_now.made) if _now.name == name else build()

    return copied


def expect(item: pytest.Item) -> None:
    """Note which world the next test asks for."""
    _now.wanted = next((name for name in getattr(item, "fixturenames", ()) if name in _BUILDERS), "")


def hold(patch: pytest.MonkeyPatch) -> None:
    """Put the wanted world around each test's transaction; a test that commits finds none."""
    enter, set_up = TestCase._enter_atomics.__func__, TransactionTestCase._fixture_setup.__func__

    def enter_within(case):
        _stand()
        return enter(case)

    def set_up_alone(case):
        fall()
        set_up(case)

    patch.setattr(TestCase, "_enter_atomics", classmethod(enter_within))
    patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(set_up_alone))


def fall() -> None:
    """Undo the world that stands, if one does."""
    if _now.block:
        transaction.set_rollback(True)
        _now.block.__exit__(None, None, None)
    _now.name, _now.made, _now.block = "", None, None


def _stand() -> None:
    if _now.name == _now.wanted:
        return
    fall()
    if _now.wanted:
        _now.block = transaction.atomic()
        _now.block._from_testcase = True  # as Django marks its own: a durable block may begin within
        _now.block.__enter__()
        _now.made = _BUILDERS[_now.wanted]()
        connection.check_constraints()
        _now.name = _now.wanted
