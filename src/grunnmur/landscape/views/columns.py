"""The columns of a list of elements: on the screen those one chose, in a file all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grunnmur.core.formats import short_day
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.core.templatetags.dates import here
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import type_names
from grunnmur.landscape.rules.grades import GRADE_COLORS, grade_name
from grunnmur.landscape.views.shown import LIFECYCLE_COLORS


@dataclass(frozen=True)
class Column:
    """One column after the name. text: as people read it. sort: the order it gives the list; blank: none.

    color: of the tag it is shown as; blank: plain text. is_shown: unless somebody chose others.
    """

    key: str
    label: Promise | str
    text: Callable[[Element], str]
    sort: str = ""
    color: Callable[[Element], str] = lambda _element: ""
    is_shown: bool = False


def _unit(element: Element) -> str:
    return str(element.owner_unit.name) if element.owner_unit else ""


def _function(element: Element) -> str:
    return str(element.owner_function.name) if element.owner_function else ""


def _grade(column: str) -> Callable[[Element], str]:
    return lambda element: grade_name(getattr(element, column))


def _hours(element: Element) -> str:
    return "" if element.rto_hours is None else str(element.rto_hours)


COLUMNS = (
    Column("code", _("Code"), lambda element: element.code),
    Column("summary", _("Summary"), lambda element: element.summary),
    Column("owner", _("Owner"), _unit, sort="owner", is_shown=True),
    Column("function", _("Owning function"), _function),
    Column(
        "lifecycle",
        _("Lifecycle"),
        lambda element: str(element.get_lifecycle_display()),
        sort="lifecycle",
        color=lambda element: LIFECYCLE_COLORS[element.lifecycle],
        is_shown=True,
    ),
    Column(
        "criticality",
        _("Criticality"),
        _grade("criticality"),
        sort="criticality",
        color=lambda element: GRADE_COLORS[element.criticality],
        is_shown=True,
    ),
    Column("need_k", _("Need for confidentiality"), _grade("need_k")),
    Column("need_i", _("Need for integrity"), _grade("need_i")),
    Column("need_t", _("Need for availability"), _grade("need_t")),
    Column("need_s", _("Need for traceability"), _grade("need_s")),
    Column("rto", _("Longest it may be away, in hours"), _hours),
    Column(
        "changed",
        _("Last changed"),
        lambda element: short_day(here(element.changed_at).date()),
        sort="changed",
        is_shown=True,
    ),
)


def chosen_columns(keys: Iterable[str]) -> Sequence[Column]:
    """Return the columns that were asked for, in the order of the house; without any, those that are always shown."""
    wanted = set(keys)
    return [one for one in COLUMNS if one.key in wanted] or [one for one in COLUMNS if one.is_shown]


def as_table(element_type: str, elements: Iterable[Element]) -> Table:
    """Return elements with every column, for a file."""
    header = [str(_("Name")), *(str(column.label) for column in COLUMNS)]
    return Table(type_names(element_type), header, (_row(element) for element in elements))


def _row(element: Element) -> list[Cell]:
    return [element.name, *(column.text(element) for column in COLUMNS)]
