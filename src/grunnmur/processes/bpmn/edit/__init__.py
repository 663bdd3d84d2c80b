"""Change a BPMN 2.0 file where it is to be changed, and keep all else: it is patched, never made anew."""

from grunnmur.processes.bpmn.edit.document import Document
from grunnmur.processes.bpmn.edit.linked import linked_file
from grunnmur.processes.bpmn.edit.losses import losses
from grunnmur.processes.bpmn.edit.rescue import rescued

__all__ = ["Document", "linked_file", "losses", "rescued"]
