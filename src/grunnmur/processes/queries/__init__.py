"""Reads of processes, for the domains above and for our own pages."""

from grunnmur.processes.queries.exports import file_with_roles
from grunnmur.processes.queries.facts import ChecklistItem, NamedLink, StepFacts
from grunnmur.processes.queries.labels import Remark, remarks_of, said
from grunnmur.processes.queries.library import (
    LibraryPage,
    LibraryRow,
    Wanted,
    library,
    processes,
)
from grunnmur.processes.queries.mine import (
    MyProcess,
    letters_of_mine,
    my_processes,
    my_processes_panel,
    processes_of_keys,
    processes_of_person,
)
from grunnmur.processes.queries.proposals import find_proposal, model_of, open_proposals, read_proposal
from grunnmur.processes.queries.reading import (
    Drawing,
    Found,
    ReadProcess,
    drawing_of,
    drawing_of_model,
    file_drawing_of,
    find_draft,
    find_process,
    found_in,
    versions_of,
)
from grunnmur.processes.queries.roles import (
    Holder,
    Use,
    bound_to,
    find_role,
    holders_of,
    process_roles,
    targets,
    use_counts,
    uses_of,
)

__all__ = [
    "ChecklistItem",
    "Drawing",
    "Found",
    "Holder",
    "LibraryPage",
    "LibraryRow",
    "MyProcess",
    "NamedLink",
    "ReadProcess",
    "Remark",
    "StepFacts",
    "Use",
    "Wanted",
    "bound_to",
    "drawing_of",
    "drawing_of_model",
    "file_drawing_of",
    "file_with_roles",
    "find_draft",
    "find_process",
    "find_proposal",
    "find_role",
    "found_in",
    "holders_of",
    "letters_of_mine",
    "library",
    "model_of",
    "my_processes",
    "my_processes_panel",
    "open_proposals",
    "process_roles",
    "processes",
    "processes_of_keys",
    "processes_of_person",
    "read_proposal",
    "remarks_of",
    "said",
    "targets",
    "use_counts",
    "uses_of",
    "versions_of",
]
