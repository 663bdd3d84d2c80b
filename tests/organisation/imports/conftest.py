from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from grunnmur.core import clock
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportFinding, ImportLine
from grunnmur.core.permissions import System
from grunnmur.organisation.actions import imports
from tests.organisation.imports.files import csv_zip

BY = System("Tests of the import")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)


class Importing:
    """Steps of an import in the municipality of the test."""

    def upload(self, content, *, mode="full", name="hr.zip", on=TODAY, by=BY, source="hr", **mapping):
        content = content if isinstance(content, bytes) else csv_zip(content)
        upload = Upload(
            content=content, file_name=name, source=source, mode=mode, effective_date=on, mapping=Mapping(**mapping)
        )
        return imports.upload_import(upload, by=by)

    def plan(self, content, **how):
        return imports.plan_import(self.upload(content, **how).pk)

    def apply(self, content, **how):
        run = self.plan(content, **how)
        assert run.state == "planned", (run.measures, self.findings(run))
        run = imports.apply_import(run.pk, by=BY)
        assert run.state == "applied"
        return run

    def lines(self, run):
        rows = ImportLine.objects.filter(run=run).order_by("number")
        return [(line.table, line.action, line.title) for line in rows]

    def findings(self, run):
        return list(ImportFinding.objects.filter(run=run).order_by("number"))

    def errors(self, run):
        return [(f.sheet, f.row, f.column, f.value) for f in self.findings(run) if f.severity == "error"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def hr(here):
    """The import, on a Sunday in November 2026."""
    with clock.at(NOON):
        yield Importing()
