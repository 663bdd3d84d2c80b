"""A file from the HR system that would end too many employments at once, so that it waits for a second pair of eyes."""

import json
from datetime import date, timedelta

from grunnmur.core.clock import today
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.permissions import Actor
from grunnmur.demo.people import Row, Tables
from grunnmur.organisation import actions as organisation

UPLOADER = "demo-it"  # so that the personnel adviser may release it
SCHOOL = "22"  # what the codes of the schools' teams begin with
DAYS_LEFT = 30


def upload_what_is_held(tables: Tables, *, by: Actor) -> None:
    """Upload a file with changes in which the employments of whole units end; the guard holds it."""
    rows = [_ending(row) for row in _endable(tables, on=today())]
    upload = organisation.Upload(
        content=json.dumps({"employments": rows}).encode(),
        file_name="hr-endringer.json",
        source="hr",
        mode="delta",
        effective_date=today(),
        mapping=Mapping(),
    )
    run = organisation.plan_import(organisation.upload_import(upload, by=by).pk)
    if run.state != "held":
        raise RuntimeError(f"The demo's import should be held: {run.state} {run.counts}")


def _endable(tables: Tables, *, on: date) -> list[Row]:
    """Return open employments of more people than the guard lets end at once: 2 percent of all."""
    leaders = {row["person_key"] for row in tables.leaders}
    running = [row for row in tables.employments if row["from"] <= on.isoformat() and row["to"] is None]
    others = [row for row in running if row["person_key"] not in leaders]
    at_school = sorted(others, key=lambda row: (not row["unit_code"].startswith(SCHOOL), row["unit_code"]))
    return at_school[: max(10, len(tables.employments) * 2 // 100) + 5]


def _ending(row: Row) -> Row:
    return row | {"to": (today() + timedelta(days=DAYS_LEFT)).isoformat()}
