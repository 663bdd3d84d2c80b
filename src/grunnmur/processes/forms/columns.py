"""What a person says of a checklist's table: which it is, and what its columns say."""

from collections.abc import Mapping

from grunnmur.processes.bpmn.checklist import Column, Reading


class ColumnsForm:
    """What one form says of a table: `column-0`, `column-1` …, and `headed` when its first row is headings."""

    def __init__(self, sent: Mapping[str, str], *, count: int) -> None:
        chosen = [sent.get(f"column-{place}", "") for place in range(count)]
        self.columns = tuple(one if one in set(Column) else Column.OTHER for one in chosen)
        self.is_headed = "headed" in sent
        self.revision = number_in(sent.get("revision", ""), default=0)

    def reading(self, table: int) -> Reading:
        """Return how the table is to be read."""
        return Reading(table, columns=tuple(self.columns), is_headed=self.is_headed)


def number_in(text: str, *, default: int) -> int:
    """Return a small whole number as an address or a form has it; the default for nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default
