"""The tables of processes."""

from grunnmur.processes.models.area import ProcessArea
from grunnmur.processes.models.asking import StepNotice, StepQuestion
from grunnmur.processes.models.bundle import LibraryBundle
from grunnmur.processes.models.drawing import DraftVisit, DrawingCopy
from grunnmur.processes.models.link import StepLink
from grunnmur.processes.models.process import Process, ProcessRole
from grunnmur.processes.models.version import Assignment, ChecklistProposal, Lane, ProcessVersion, Step
from grunnmur.processes.models.visit import ProcessVisit

__all__ = [
    "Assignment",
    "ChecklistProposal",
    "DraftVisit",
    "DrawingCopy",
    "Lane",
    "LibraryBundle",
    "Process",
    "ProcessArea",
    "ProcessRole",
    "ProcessVersion",
    "ProcessVisit",
    "Step",
    "StepLink",
    "StepNotice",
    "StepQuestion",
]
