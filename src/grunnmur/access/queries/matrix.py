"""Reading a role matrix: resources and levels down, roles across, a mark where they meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grunnmur.access.models import Permission, Role, RoleItem
from grunnmur.access.rules import BadMatrixError, guess_kind, is_marked
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.values import as_text

COLUMNS_BEFORE_ROLES = 2


@dataclass(frozen=True)
class MatrixLine:
    """One permission, and the roles that have it. `number` is the row in the file, from 1."""

    number: int
    resource: str
    level: str
    kind: str
    roles: tuple[str, ...]
    is_new: bool

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one permission: resource and level, whatever their case."""
        return (self.resource.casefold(), self.level.casefold())


@dataclass(frozen=True)
class MatrixPlan:
    """What importing a file would do; `new_roles` of `roles` are not there yet, and `changes` counts what is new."""

    roles: tuple[str, ...]
    new_roles: tuple[str, ...]
    lines: tuple[MatrixLine, ...]
    changes: int


def plan_role_matrix(content: bytes, name: str) -> MatrixPlan:
    """Read a CSV, XLSX or ODS file into a plan.

    Raises BadMatrixError that says which row to mend, UnreadableFileError for what is no table at all.
    """
    header, rows = _rows(content, name)
    roles = tuple(cell.strip() for cell in header[COLUMNS_BEFORE_ROLES:] if cell.strip())
    if not roles or len({role.casefold() for role in roles}) < len(roles):
        raise BadMatrixError(_("The first row must hold resource, level and then one role a column, each role once."))
    known = _known()
    lines = tuple(_line(number, cells, roles, known) for number, cells in rows if any(cells))
    _refuse_doubles(lines)
    existing = {role.casefold() for role in Role.objects.values_list("name", flat=True)}
    new_roles = tuple(role for role in roles if role.casefold() not in existing)
    return MatrixPlan(roles, new_roles, lines, len(new_roles) + sum(line.is_new for line in lines) + _new_marks(lines))


def _rows(content: bytes, name: str) -> tuple[Sequence[str], list[tuple[int, list[str]]]]:
    sheet = read_tables(content, name=name).sheets[0]
    return sheet.header, [(row.number, [as_text(cell) for cell in row.cells]) for row in sheet.rows]


def _known() -> set[tuple[str, str]]:
    rows = Permission.objects.values_list("resource__name", "level")
    return {(resource.casefold(), level.casefold()) for resource, level in rows}


def _line(number: int, cells: list[str], roles: tuple[str, ...], known: set[tuple[str, str]]) -> MatrixLine:
    resource, level = cells[0], cells[1] if len(cells) > 1 else ""
    if not resource:
        message = _("Row %(row)s has marks but no name of a resource. Write one or delete the row.")
        raise BadMatrixError(message % {"row": number})
    marks = cells[COLUMNS_BEFORE_ROLES:]
    has = tuple(role for role, mark in zip(roles, marks, strict=False) if is_marked(mark))
    is_new = (resource.casefold(), level.casefold()) not in known
    return MatrixLine(number, resource, level, guess_kind(resource), has, is_new)


def _refuse_doubles(lines: tuple[MatrixLine, ...]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.key in seen:
            message = _("Rows %(first)s and %(second)s are the same resource and level. Keep one of them.")
            raise BadMatrixError(message % {"first": seen[line.key], "second": line.number})
        seen[line.key] = line.number


def _new_marks(lines: tuple[MatrixLine, ...]) -> int:
    rows = RoleItem.objects.filter(permission__isnull=False)
    present = {
        (role.casefold(), resource.casefold(), level.casefold())
        for role, resource, level in rows.values_list("role__name", "permission__resource__name", "permission__level")
    }
    return sum((role.casefold(), *line.key) not in present for line in lines for role in line.roles)
