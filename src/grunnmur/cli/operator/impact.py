"""What depends on what, told on the command line."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import click
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.models import Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.queries import visible
from grunnmur.landscape.queries.impact import Impact, Question, Row, Way, impact
from grunnmur.landscape.rules import type_name, type_names

OPERATOR = System("grunnmur map impact")
LISTED = 20  # elements of one name


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked; `element` is a code, a name or an id, `on` None for today."""

    element: str
    policy: str
    way: str
    on: date | None


def tell_impact(wanted: Wanted, *, of: Tenant) -> None:
    """Print what is reached, the worst first, each with its path.

    Raises ClickException when the element is unknown or its name is that of several, which are listed with their ids.
    """
    with tenant(of):
        origin = _origin(wanted.element)
        question = Question(origins=(origin,), policy=Policy(wanted.policy), way=Way(wanted.way), on=wanted.on)
        answer = impact(question, seen_by=OPERATOR, size=None)
    for line in _lines(answer):
        click.echo(line)


def _origin(text: str) -> UUID:
    """Return the id of the element of today that is meant: by its id, else by its code, else by its name."""
    asked = " ".join(text.split())
    there = visible(seen_by=OPERATOR)
    conditions = [Q(code__iexact=asked), Q(name__iexact=asked)]
    with suppress(ValueError):
        conditions.insert(0, Q(pk=UUID(asked)))
    for condition in conditions:
        found = list(there.filter(condition, retired_at=None).order_by("type", "sort_key", "id")[: LISTED + 1])
        if len(found) == 1:
            return found[0].pk
        if found:
            listed = "\n".join(f"  {row.pk}  {type_name(row.type)}: {row.name}" for row in found[:LISTED])
            raise click.ClickException(_("Several things are called that. Name one by its id:") + "\n" + listed)
    raise click.ClickException(_("Nothing on the map is called “%(name)s”.") % {"name": asked})


def _lines(answer: Impact) -> Iterator[str]:
    origin = answer.origins[0]
    yield f"{type_name(origin.type)}: {origin.name}"
    if not answer.rows:
        is_dependents = answer.question.way is Way.DEPENDENTS
        none = (
            _("Nothing is registered as depending on this")
            if is_dependents
            else _("Nothing is registered that this depends on")
        )
        yield f"{none}."
        return
    yield from _counted(answer)
    yield ""
    header = (_("What happens"), _("Steps away"), _("Type"), _("Name"), _("Path"))
    yield from _columns([header, *map(_row, answer.rows)])


def _counted(answer: Impact) -> Iterator[str]:
    counts = answer.counts
    if counts.more_than is not None:
        yield _("There are more than %(count)s. Only those at first hand are listed.") % {"count": counts.more_than}
    told = _("at least %(count)s") if counts.is_at_least else "%(count)s"
    yield ", ".join(f"{type_names(one.type)}: {told % {'count': one.count}}" for one in counts.types)


def _row(row: Row) -> tuple[str, ...]:
    return (row.level_words, str(row.distance), type_name(row.thing.type), _name(row), row.sentence)


def _name(row: Row) -> str:
    if row.steps is None:
        return row.thing.name
    told = ngettext("%(hit)s of %(total)s step is hit", "%(hit)s of %(total)s steps are hit", row.steps.total)
    return f"{row.thing.name} ({told % {'hit': row.steps.hit, 'total': row.steps.total}})"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table whose columns stand below each other; the last is as long as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        *padded, last = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        yield "  ".join([*padded, last.rstrip()])
