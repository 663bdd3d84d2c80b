"""What every planner starts from."""

from dataclasses import dataclass
from datetime import date

from grunnmur.core.imports.interpret import Reading, Record
from grunnmur.core.models import ImportRun


@dataclass
class ReadRun:
    """A run, and what was read of its file."""

    run: ImportRun
    reading: Reading

    @property
    def on(self) -> date:
        """The effective day."""
        return self.run.effective_date

    @property
    def source(self) -> str:
        """The system the file comes from."""
        return self.run.source

    def records(self, table: str) -> list[Record]:
        """Return all records of a table, those in error too."""
        return self.reading.tables.get(table, [])

    def right(self, table: str) -> list[Record]:
        """Return the records that are believed."""
        return [record for record in self.records(table) if not record.is_wrong]
