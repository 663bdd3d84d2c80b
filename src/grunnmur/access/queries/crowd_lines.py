"""Sentences about what many people get and lose: how many by what it is, and who; or each person by name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.derivation.facts import Id
from grunnmur.access.queries.accesses import span_text
from grunnmur.core.formats import day, number
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import END, Period, Span


class Turn(NamedTuple):
    """Somebody gets or loses a role or an access on these days."""

    person: Id
    what: Id
    is_role: bool
    is_gain: bool
    span: Span


@dataclass(frozen=True)
class Turns:
    """What people get and lose. titles: of roles and accesses; names: of persons.

    hidden: how many more are touched whom the reader knows, but whose access she may not see.
    """

    rows: tuple[Turn, ...] = ()
    titles: Mapping[Id, str] = field(default_factory=dict)
    names: Mapping[Id, str] = field(default_factory=dict)
    hidden: int = 0


def lines_of_crowd(turns: Turns) -> Iterable[ImpactLine]:
    """Tell by role and access how many get and lose it, with their names. What the same people get is one sentence."""
    holders: dict[tuple[bool, bool, Id], dict[Id, Span]] = defaultdict(dict)
    for row in turns.rows:
        holders[not row.is_role, row.is_gain, row.what][row.person] = row.span
    alike: dict[tuple[bool, bool, frozenset[tuple[Id, Span]]], list[str]] = defaultdict(list)
    for (is_access, is_gain, what), people in holders.items():
        alike[is_access, is_gain, frozenset(people.items())].append(turns.titles[what])
    groups = [(is_access, is_gain, dict(people), titles) for (is_access, is_gain, people), titles in alike.items()]
    for is_access, is_gain, people, titles in sorted(groups, key=_largest_first):
        yield _of_group(people, sorted(titles, key=str.casefold), turns, is_role=not is_access, is_gain=is_gain)
    yield from _rest(turns)


def lines_by_person(turns: Turns) -> Iterable[ImpactLine]:
    """Tell of each person what she gets and loses, and when."""
    titles: dict[tuple[str, Id, bool, bool, Span], list[str]] = defaultdict(list)
    for row in turns.rows:
        key = (turns.names[row.person].casefold(), row.person, not row.is_role, row.is_gain, row.span)
        titles[key].append(turns.titles[row.what])
    for (_name, person, is_access, is_gain, span), what in sorted(titles.items()):
        told = _of_person(len(what), is_role=not is_access, is_gain=is_gain) % {
            "name": turns.names[person],
            "count": len(what),
            "days": span_text(span),
            "what": ", ".join(sorted(what, key=str.casefold)),
        }
        yield ImpactLine(told, len(what), about=frozenset({UUID(person)}))
    yield from _rest(turns)


def _largest_first(group: tuple[bool, bool, Mapping[Id, Span], Sequence[str]]) -> tuple[bool, bool, int, list[str]]:
    is_access, is_gain, people, titles = group
    return (is_access, is_gain, -len(people), sorted(titles))


def _rest(turns: Turns) -> Iterator[ImpactLine]:
    if turns.hidden:
        text = ngettext(
            "%(count)s person more gets or loses something; you may not see what.",
            "%(count)s people more get or lose something; you may not see what.",
            turns.hidden,
        )
        yield ImpactLine(text % {"count": number(turns.hidden)}, turns.hidden)
    elif not turns.rows:
        yield ImpactLine(_("Nobody whose access you may see gets or loses a role or an access."))


def _of_group(
    people: Mapping[Id, Span], titles: Sequence[str], turns: Turns, *, is_role: bool, is_gain: bool
) -> ImpactLine:
    usual = Counter(people.values()).most_common(1)[0][0]
    sentence = _of_people(len(people), is_gain=is_gain) % {
        "count": number(len(people)),
        "what": _counted(len(titles), is_role=is_role),
        "days": _days(people.values()),
        "names": ", ".join(titles),
    }
    by_name = sorted(people, key=lambda one: (turns.names[one].casefold(), one))
    shown = (_with_days(turns.names[one], people[one], usual) for one in by_name)
    return ImpactLine(sentence, len(people), names=tuple(shown), about=frozenset(map(UUID, people)))


def _with_days(name: str, span: Span, usual: Span) -> str:
    return name if span == usual else f"{name} ({span_text(span)})"


def _days(spans: Iterable[Span]) -> str:
    """Say when; of those who differ, only the first day of all."""
    different = sorted(set(spans))
    if len(different) == 1:
        return span_text(different[0])
    first = different[0][0]
    if all(lower == first for lower, _upper in different):
        return span_text((first, END))
    started = Period.from_span((first, END)).lower
    return _("from %(day)s at the earliest") % {"day": day(started)} if started else _("with no end")


def _counted(count: int, *, is_role: bool) -> str:
    text = (
        ngettext("%(count)d role", "%(count)d roles", count)
        if is_role
        else ngettext("%(count)d access", "%(count)d accesses", count)
    )
    return text % {"count": count}


def _of_people(count: int, *, is_gain: bool) -> str:
    if is_gain:
        return ngettext(
            "%(count)s person gets %(what)s %(days)s: %(names)s.",
            "%(count)s people get %(what)s %(days)s: %(names)s.",
            count,
        )
    return ngettext(
        "%(count)s person loses %(what)s %(days)s: %(names)s.",
        "%(count)s people lose %(what)s %(days)s: %(names)s.",
        count,
    )


def _of_person(count: int, *, is_role: bool, is_gain: bool) -> str:
    if is_role and is_gain:
        return ngettext(
            "%(name)s gets %(count)d role %(days)s: %(what)s.",
            "%(name)s gets %(count)d roles %(days)s: %(what)s.",
            count,
        )
    if is_role:
        return ngettext(
            "%(name)s loses %(count)d role %(days)s: %(what)s.",
            "%(name)s loses %(count)d roles %(days)s: %(what)s.",
            count,
        )
    if is_gain:
        return ngettext(
            "%(name)s gets %(count)d access %(days)s: %(what)s.",
            "%(name)s gets %(count)d accesses %(days)s: %(what)s.",
            count,
        )
    return ngettext(
        "%(name)s loses %(count)d access %(days)s: %(what)s.",
        "%(name)s loses %(count)d accesses %(days)s: %(what)s.",
        count,
    )
