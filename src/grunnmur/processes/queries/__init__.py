"""Reads of processes."""

from grunnmur.processes.queries.library import ReadProcess, drawing_of, drawing_of_model, find_process, processes
from grunnmur.processes.queries.mine import MyProcess, my_processes
from grunnmur.processes.queries.roles import process_roles

__all__ = ["MyProcess", "ReadProcess", "drawing_of", "drawing_of_model", "find_process", "my_processes", "process_roles", "processes"]
