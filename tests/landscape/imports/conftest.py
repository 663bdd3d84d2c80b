import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.utils import translation

from grunnmur.core import clock
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportFinding, ImportLine
from grunnmur.core.permissions import System
from grunnmur.core.tables.write import Table, write_xlsx
from grunnmur.landscape.actions import imports

BY = System("Tests of the import")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def as_csv(rows, *, encoding="utf-8", separator=";"):
    """Return rows (dicts) as a CSV file."""
    out = StringIO(newline="")
    header = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, header, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


class Importing:
    """Steps of an import of the map in the municipality of the test."""

    def upload(self, content, *, table="", name="file.csv", mode="delta", by=BY, source="list", on=TODAY, **mapping):
        content = content if isinstance(content, bytes) else as_csv(content)
        upload = Upload(
            content=content,
            file_name=name,
            source=source,
            mode=mode,
            effective_date=on,
            mapping=Mapping(table=table, **mapping),
        )
        return imports.upload_import(upload, by=by)

    def workbook(self, tables):
        """Return tables (lists of dicts) by name as one XLSX file."""
        found = []
        for name, rows in tables.items():
            header = list(dict.fromkeys(column for row in rows for column in row))
            found.append(Table(name, header, [[row.get(column) for column in header] for row in rows]))
        return write_xlsx(found)

    def plan(self, content, **how):
        return imports.plan_import(self.upload(content, **how).pk)

    def apply(self, content, **how):
        run = self.plan(content, **how)
        assert run.state == "planned", (run.measures, self.findings(run))
        run = imports.apply_import(run.pk, by=how.get("by", BY))
        assert run.state == "applied"
        return run

    def lines(self, run):
        rows = ImportLine.objects.filter(run=run).exclude(table="identities").order_by("number")
        return [(line.table, line.action, line.title) for line in rows]

    def findings(self, run):
        return list(ImportFinding.objects.filter(run=run).order_by("number"))

    def errors(self, run):
        return [
            (one.row, one.column, one.message % one.params) for one in self.findings(run) if one.severity == "error"
        ]

    def warnings(self, run):
        return [one.message % one.params for one in self.findings(run) if one.severity == "warning"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def maps(here):
    """The import of the map, on a Sunday in November 2026."""
    with clock.at(NOON):
        yield Importing()
