"""What a domain brings for its kind of import."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.plan import Plan
from grunnmur.core.imports.shapes import Shape
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.sheet import Sheet, Workbook


@dataclass(frozen=True)
class Target:
    """A table of the database that lines are about, by its name in the lines, and the columns they may set.

    stamps: columns that get the moment of writing, whenever a line sets any column of the row.
    """

    table: str
    model: type[models.Model]
    columns: tuple[str, ...]
    stamps: tuple[str, ...] = ()


def _read_tables(content: bytes, name: str) -> Workbook:
    return read_tables(content, name=name)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """One kind of import.

    shapes: in the order sheets are recognised. make_plan: reads the database, writes nothing, and gives the same
    plan for the same database. targets: in the order they are written. after_apply: closing statements and the event.
    read: from a file's content and name to its tables; raises UnreadableFileError. link_kind: of links to its runs.
    upload_permission, release_permission: blank where the domain's own actions have asked, because who may is not a
    matter of one permission.
    """

    kind: str
    shapes: Sequence[Shape]
    targets: Sequence[Target]
    make_plan: Callable[[Sequence[Sheet], Mapping, ImportRun], Plan]
    after_apply: Callable[[UUID], None]
    upload_permission: str
    release_permission: str
    read: Callable[[bytes, str], Workbook] = _read_tables
    link_kind: str = "import"
