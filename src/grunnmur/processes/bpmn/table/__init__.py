"""A process as a table of steps: read from a drawing, changed, and drawn again.

`table_of` reads, `edits` changes, `model_of` draws what a table tells.
"""

from grunnmur.processes.bpmn.table.model import Block, Branch, Event, Fork, Jump, Row, Table, is_ended, walk
from grunnmur.processes.bpmn.table.normal import normal
from grunnmur.processes.bpmn.table.read import NotTellableError, table_of
from grunnmur.processes.bpmn.table.write import made_id, model_of

__all__ = [
    "Block",
    "Branch",
    "Event",
    "Fork",
    "Jump",
    "NotTellableError",
    "Row",
    "Table",
    "is_ended",
    "made_id",
    "model_of",
    "normal",
    "table_of",
    "walk",
]
