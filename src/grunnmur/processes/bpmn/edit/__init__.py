"""Change a BPMN 2.0 file where it is to be changed, and keep all else: it is patched, never made anew."""

from grunnmur.processes.bpmn.edit.document import Document
from grunnmur.processes.bpmn.edit.losses import losses

__all__ = ["Document", "losses"]
