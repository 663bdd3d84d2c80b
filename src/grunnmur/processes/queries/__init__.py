"""Reads of processes."""

from grunnmur.processes.queries.library import ReadProcess, drawing_of, drawing_of_model, find_process, processes
from grunnmur.processes.queries.mine import MyProcess, my_processes, my_processes_panel
from grunnmur.processes.queries.roles import process_roles

__all__ = [
    "MyProcess",
    "ReadProcess",
    "drawing_of",
    "drawing_of_model",
    "find_process",
    "my_processes",
    "my_processes_panel",
    "process_roles",
    "processes",
]
