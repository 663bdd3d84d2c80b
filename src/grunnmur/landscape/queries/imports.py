"""Imports of the map as people look at them: the runs, what is wrong with a file, what it does not name any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.imports import asking
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.sealing import unpack
from grunnmur.core.models import ImportRun, User
from grunnmur.core.permissions import Actor, System, may
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.imports.drafting import Setting
from grunnmur.landscape.imports.planning import KIND, read
from grunnmur.landscape.imports.register import OWN
from grunnmur.landscape.imports.shapes import TYPE_OF
from grunnmur.landscape.models import Element, ImportIdentity
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import IMPORT
from grunnmur.landscape.rules.countries import country_code
from grunnmur.landscape.rules.numbers import OrgNumberError, checked_number

MOST_MISSING = 500


@dataclass(frozen=True)
class Row:
    """One row of a file: its sheet, and its number as a spreadsheet shows it."""

    sheet: str
    number: int


def setting_of(run: ImportRun) -> Setting:
    """Return what a run is planned in: what its uploader may know of is what its rows may mean."""
    uploader: Actor = User.objects.get(pk=run.uploader_id) if run.uploader_id else System(run.uploader_name)
    return Setting(
        elements=visible(seen_by=uploader), country=country_code, org_number=_kept_number, home=current_tenant().country
    )


def _kept_number(number: str, country: str) -> str:
    try:
        return checked_number(number, country=country)
    except OrgNumberError:
        return ""


def require_sight(seen_by: Actor) -> None:
    """Do nothing if somebody may look at imports of the map. Raises PermissionDenied."""
    if not may(seen_by, IMPORT):
        raise PermissionDenied(_("You may not see imports."))


def import_runs(*, seen_by: Actor, limit: int = 30) -> list[ImportRun]:
    """Return the last runs, the newest first. Raises PermissionDenied."""
    require_sight(seen_by)
    return asking.runs_of(KIND, limit=limit)


def import_run(run_id: UUID, *, seen_by: Actor) -> ImportRun:
    """Return one run, without its file. Raises ImportRun.DoesNotExist, PermissionDenied."""
    require_sight(seen_by)
    return asking.run_of(KIND, run_id)


def names_of_imports(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of the files of these imports; none to who may not see imports."""
    if not may(seen_by, IMPORT):
        return {}
    return dict(ImportRun.objects.filter(kind=KIND, pk__in=ids).values_list("id", "file_name"))


def last_source() -> str:
    """Return the source that a file was last uploaded from; blank when none was."""
    return asking.last_source(KIND)


def sees_shielded(run: ImportRun, *, seen_by: Actor) -> bool:
    """Tell whether somebody may see the rows about what not everybody may know of: whoever brought the file may."""
    return isinstance(seen_by, System) or run.uploader_id == seen_by.pk


def findings_of(run: ImportRun, *, seen_by: Actor, after: int = 0, limit: int = 50) -> list[asking.Told]:
    """Return what is wrong or strange, errors first, one more than `limit` if there are more.

    Values of rows about what not everybody may know of are shown to the uploader alone. Raises PermissionDenied.
    """
    require_sight(seen_by)
    return asking.findings_of(run, with_shielded=sees_shielded(run, seen_by=seen_by), after=after, limit=limit)


def left_out_of(run: ImportRun) -> list[Row]:
    """Return the rows that were left out, in the order of the file."""
    left = Mapping.from_json(run.mapping).left_out
    return [Row(sheet, number) for sheet, numbers in left.items() for number in numbers]


def missing_in(run_id: UUID, *, seen_by: Actor) -> Sequence[Element]:
    """Return what this source has named before and the file does not, of the types the file is about, by name.

    The first 500, only what the asker and the uploader may know of; what is off the map already is left out. Reads
    the file once more. Raises ImportRun.DoesNotExist, PermissionDenied.
    """
    require_sight(seen_by)
    run = ImportRun.objects.get(pk=run_id, kind=KIND)
    if run.content is None:
        return []
    draft, _register = read(unpack(bytes(run.content)), Mapping.from_json(run.mapping), run, setting_of(run))
    types = {TYPE_OF[table] for table in draft.reading.tables if table in TYPE_OF} | {item.type for item in draft.items}
    named = {item.id for item in draft.items}
    before = ImportIdentity.objects.filter(source=run.source).exclude(element_id__in=named).values("element_id")
    rows = visible(seen_by=seen_by).filter(pk__in=before, type__in=types & OWN, retired_at=None)
    return list(rows.select_related("owner_unit", "owner_function").order_by("sort_key", "pk")[:MOST_MISSING])
