"""Keyset paging: the next page begins after the last row's key, so page 1,000 costs what page 1 does."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError

Row = TypeVar("Row", bound=Model)


class BadCursorError(DomainError):
    """The address of a page is not one we gave."""


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows, and the cursor of the next; empty when this is the last."""

    rows: Sequence[Row]
    next: str


def keyset(rows: QuerySet[Row], *, by: Sequence[str], after: str = "", limit: int = 50) -> Slice[Row]:
    """Return one page of `rows` in ascending order of the columns `by`, whose combination is unique.

    Raises BadCursorError for a cursor that was not made here. One statement.
    """
    ordered = rows.order_by(*by)
    if after:
        ordered = ordered.filter(_beyond(by, _read(after, len(by))))
    found = list(ordered[: limit + 1])
    has_more = len(found) > limit
    return Slice(found[:limit], _write(found[limit - 1], by) if has_more else "")


def _beyond(by: Sequence[str], values: Sequence[Any]) -> Q:  # Any: a key holds texts, numbers, dates
    """Greater in the first column, or equal there and greater in the next, and so on."""
    steps = []
    for place, name in enumerate(by):
        equal = {by[i]: values[i] for i in range(place)}
        steps.append(Q(**equal, **{f"{name}__gt": values[place]}))
    starts_at = Q(**{f"{by[0]}__gte": values[0]})  # lets the index begin here
    return starts_at & reduce(lambda one, other: one | other, steps)


def _write(row: Model, by: Sequence[str]) -> str:
    key = [str(reduce(getattr, name.split("__"), row)) for name in by]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> list[str]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise BadCursorError(_("This page address is not valid. Start from the first page.")) from error
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str) for part in key):
        raise BadCursorError(_("This page address is not valid. Start from the first page."))
    return key
