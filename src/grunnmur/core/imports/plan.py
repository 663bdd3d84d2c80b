"""A plan: every row of the database that a file would add, change or take away, and nothing written yet."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from grunnmur.core.imports.findings import Finding
from grunnmur.core.imports.guard import Measure

Columns = dict[str, Any]
"""Column → value as JSON, in the form PostgreSQL reads: texts, numbers, ids, `[2026-01-01,)`."""

ADD, CHANGE, MOVE, END, DROP = "add", "change", "move", "end", "drop"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one table. `before` and `after` hold the columns that differ; see ImportLine.

    sheet, row: the row of the file that says so, where it is one row and may be left out.
    """

    table: str
    action: str
    title: str
    subject_id: UUID
    before: Columns | None
    after: Columns | None
    is_shielded: bool = False
    sheet: str = ""
    row: int | None = None


@dataclass
class Plan:
    """What a file would do, what is wrong with it, and how much that is. Rows in `shielded` are about the protected."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    shielded: Collection[tuple[str, int]] = ()

    @property
    def digest(self) -> str:
        """A hash of all lines: two plans with the same digest do the same to the same rows."""
        found = hashlib.sha256()
        for line in self.lines:
            facts = (line.table, str(line.subject_id), line.before, line.after)
            found.update(json.dumps(facts, sort_keys=True).encode())
        return found.hexdigest()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many lines there are: {table: {action: number}}."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (table, action), number in Counter((line.table, line.action) for line in self.lines).items():
            found[table][action] = number
        return dict(found)
