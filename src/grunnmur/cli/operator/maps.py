"""The map as files, on the command line."""

from dataclasses import dataclass, replace
from pathlib import Path

from grunnmur.cli.operator.telling import tell_plan
from grunnmur.cli.progress import Progress
from grunnmur.core.clock import today
from grunnmur.core.imports.runs import Upload, remembered_mapping
from grunnmur.core.models import ImportRun, Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.exports import export_map
from grunnmur.landscape.actions.imports import IMPORTER, apply_import, plan_import, upload_import
from grunnmur.landscape.queries.exports import EXCHANGE_SOURCE

OPERATOR = System("grunnmur map")
LIST = "list"
__all__ = ["MapFile", "apply_plan", "export_content", "plan_file", "tell_plan"]


@dataclass(frozen=True, kw_only=True)
class MapFile:
    """A file and how it is meant. table: what it holds, blank = its columns tell. source: blank = by its kind."""

    path: Path
    table: str
    source: str
    is_full: bool


def export_content(file_format: str, *, profile: str, of: Tenant, progress: Progress) -> bytes:
    """Return the map as a file."""
    progress("Reading the map", 0, 1)
    with tenant(of):
        content = export_map(file_format, profile=profile, by=OPERATOR).content
    progress("Reading the map", 1, 1)
    return content


def plan_file(file: MapFile, *, of: Tenant, progress: Progress) -> ImportRun:
    """Keep the file and work out what it would change; nothing else is written."""
    progress("Reading the file", 0, 2)
    with tenant(of):
        content = file.path.read_bytes()
        source = file.source or (EXCHANGE_SOURCE if _is_exchange(content, file.path) else LIST)
        mapping = remembered_mapping(IMPORTER, source=source)
        upload = Upload(
            content=content,
            file_name=file.path.name,
            source=source,
            mode=ImportRun.Mode.FULL if file.is_full else ImportRun.Mode.DELTA,
            effective_date=today(),
            mapping=replace(mapping, table=file.table or mapping.table),
        )
        run = upload_import(upload, by=OPERATOR)
        progress("Planning", 1, 2)
        planned = plan_import(run.pk)
    progress("Planning", 2, 2)
    return planned


def _is_exchange(content: bytes, path: Path) -> bool:
    """Tell whether a file looks like one of a modelling tool: then its ids are the exchange's."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or path.suffix.casefold() == ".zip"


def apply_plan(run: ImportRun, *, of: Tenant, progress: Progress) -> ImportRun:
    """Carry out a plan that the guard let pass."""
    progress("Writing", 0, run.row_count)
    with tenant(of):
        settled = apply_import(run.pk, by=OPERATOR)
    progress("Writing", run.row_count, run.row_count)
    return settled
