"""Role matrices, in and out: resources and levels down, roles across, a mark where they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import gettext as _

from grunnmur.access.models import Held, Permission, Resource, Role, RoleItem
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import countable
from grunnmur.access.rules import DEFINE, HAS, ROLES, BadMatrixError, guess_kind, is_marked
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.values import as_text
from grunnmur.core.tables.write import Table

COLUMNS_BEFORE_ROLES = 2
MARK = "x"


@dataclass(frozen=True)
class MatrixLine:
    """One permission, and the roles that have it. `number` is the row in the file, from 1.

    kind: what is known of the resource, or a guess from its name when it `is_new_resource`. new_roles: those of `roles`
    that do not hold it today.
    """

    number: int
    resource: str
    level: str
    kind: str
    roles: tuple[str, ...]
    is_new: bool
    is_new_resource: bool
    new_roles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The permission as people call it: "CRM (bidra)"."""
        return f"{self.resource} ({self.level})" if self.level else self.resource

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one permission: resource and level, whatever their case; no level is `har`."""
        return (self.resource.casefold(), self.level.casefold() or HAS)

    @property
    def kind_label(self) -> str:
        """The kind of resource in the reader's language."""
        return str(Resource.Kind(self.kind).label)


@dataclass(frozen=True)
class MatrixPlan:
    """What importing a file would do; `new_roles` of `roles` are not there yet, and `changes` counts what is new."""

    roles: tuple[str, ...]
    new_roles: tuple[str, ...]
    lines: tuple[MatrixLine, ...]
    changes: int


@dataclass(frozen=True)
class RoleAddition:
    """What a role would get from a file; holders: how many have the role today, and would have it at once."""

    role: str
    names: tuple[str, ...]
    holders: int


def plan_role_matrix(content: bytes, name: str) -> MatrixPlan:
    """Read a CSV, XLSX or ODS file into a plan.

    Raises BadMatrixError that says which rows to mend, UnreadableFileError for what is no table at all.
    """
    header, rows = _rows(content, name)
    roles = tuple(cell.strip() for cell in header[COLUMNS_BEFORE_ROLES:] if cell.strip())
    if not roles or len({role.casefold() for role in roles}) < len(roles):
        raise BadMatrixError(_("The first row must hold resource, level and then one role a column, each role once."))
    known, kinds = _known(), _known_kinds()
    columns = [cell.strip() for cell in header[COLUMNS_BEFORE_ROLES:]]
    lines = tuple(_line(number, cells, columns, (known, kinds)) for number, cells in rows if any(cells))
    _refuse_faults(lines)
    lines = _with_new_roles(lines)
    existing = {role.casefold() for role in Role.objects.values_list("name", flat=True)}
    new_roles = tuple(role for role in roles if role.casefold() not in existing)
    changes = len(new_roles) + sum(line.is_new + len(line.new_roles) for line in lines)
    return MatrixPlan(roles, new_roles, lines, changes)


def _rows(content: bytes, name: str) -> tuple[Sequence[str], list[tuple[int, list[str]]]]:
    sheet = read_tables(content, name=name).sheets[0]
    return sheet.header, [(row.number, [as_text(cell).strip() for cell in row.cells]) for row in sheet.rows]


def _known() -> set[tuple[str, str]]:
    rows = Permission.objects.values_list("resource__name", "key")
    return {(resource.casefold(), key) for resource, key in rows}


def _known_kinds() -> Mapping[str, str]:
    """Return the kind of each resource; of Grunnmur itself, none."""
    rows = Resource.objects.values_list("name", "kind", "is_own")
    return {name.casefold(): "" if is_own else kind for name, kind, is_own in rows}


def _line(
    number: int, cells: list[str], columns: Sequence[str], registered: tuple[set[tuple[str, str]], Mapping[str, str]]
) -> MatrixLine:
    known, kinds = registered
    resource, level = cells[0], cells[1] if len(cells) > 1 else ""
    marks = cells[COLUMNS_BEFORE_ROLES:]
    has = tuple(role for role, mark in zip(columns, marks, strict=False) if role and is_marked(mark))
    kind = kinds.get(resource.casefold())
    is_new = (resource.casefold(), level.casefold() or HAS) not in known
    return MatrixLine(
        number, resource, level, guess_kind(resource) if kind is None else kind, has, is_new, kind is None
    )


def _refuse_faults(lines: tuple[MatrixLine, ...]) -> None:
    """Tell all faults at once, each with its row."""
    faults = [fault for line in lines if (fault := _fault(line))]
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.resource and line.key in seen:
            message = _("Rows %(first)s and %(second)s are the same resource and level. Keep one of them.")
            faults.append(message % {"first": seen[line.key], "second": line.number})
        seen.setdefault(line.key, line.number)
    if faults:
        raise BadMatrixError(" ".join(faults))


def _fault(line: MatrixLine) -> str:
    if not line.resource:
        message = _("Row %(row)s has marks but no name of a resource. Write one or delete the row.")
        return message % {"row": line.number}
    if not line.kind:
        message = _("Row %(row)s is Grunnmur itself, whose permissions are not in a matrix. Delete the row.")
        return message % {"row": line.number}
    return ""


def _with_new_roles(lines: tuple[MatrixLine, ...]) -> tuple[MatrixLine, ...]:
    rows = RoleItem.objects.filter(permission__isnull=False, valid__contains=today())
    present = {
        (role.casefold(), resource.casefold(), key)
        for role, resource, key in rows.values_list("role__name", "permission__resource__name", "permission__key")
    }
    return tuple(
        replace(line, new_roles=tuple(role for role in line.roles if (role.casefold(), *line.key) not in present))
        for line in lines
    )


def additions_of(plan: MatrixPlan, *, seen_by: Actor) -> list[RoleAddition]:
    """Return what each role of a plan would get, in the order of the columns. One statement."""
    rows = countable(Held.objects.filter(valid__contains=today()), seen_by=seen_by)
    counts = rows.filter(role__isnull=False).values_list("role__name").annotate(n=Count("person_id", distinct=True))
    holders = {name.casefold(): count for name, count in counts}
    found = []
    for role in plan.roles:
        names = tuple(line.name for line in plan.lines if role in line.new_roles)
        if names:
            found.append(RoleAddition(role, names, holders.get(role.casefold(), 0)))
    return found


def matrix_table(*, seen_by: Actor) -> Table:
    """Return the role matrix as it is, to be written as CSV or XLSX; importing it again changes nothing.

    Roles that are not retired and hold more than Grunnmur's own permissions, by name; resources in use, by name and
    level. Raises PermissionDenied (needs access.define and access.roles).
    """
    require(seen_by, DEFINE)
    require(seen_by, ROLES)
    items = RoleItem.objects.filter(permission__resource__is_own=False, valid__contains=today())
    marks = set(items.values_list("role_id", "permission_id"))
    shown = Role.objects.exclude(state=Role.State.RETIRED).filter(pk__in={role for role, _permission in marks})
    roles = list(shown.order_by(name_key(), "id"))
    live = Permission.objects.filter(valid__contains=today(), resource__valid__contains=today())
    permissions = live.filter(resource__is_own=False).select_related("resource")
    rows = [
        [one.resource.name, one.level, *(MARK if (role.pk, one.pk) in marks else "" for role in roles)]
        for one in permissions.order_by(name_key("resource__name"), "level", "id")
    ]
    return Table(_("Role matrix"), [_("Resource"), _("Level"), *(role.name for role in roles)], rows)
