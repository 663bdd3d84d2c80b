"""Reads of access, for its own pages and for the domains above."""

from grunnmur.access.queries.accesses import Access, accesses_of, days_text, names_of
from grunnmur.access.queries.matrix import MatrixPlan, plan_role_matrix
from grunnmur.access.queries.panels import PanelAccess, access_of_row, my_accesses_panel, my_roles_panel, my_team_panel
from grunnmur.access.queries.people import HeldRole, holder_counts, holders_of, role_named, roles_of

__all__ = [
    "Access",
    "HeldRole",
    "MatrixPlan",
    "PanelAccess",
    "access_of_row",
    "accesses_of",
    "days_text",
    "holder_counts",
    "holders_of",
    "my_accesses_panel",
    "my_roles_panel",
    "my_team_panel",
    "names_of",
    "plan_role_matrix",
    "role_named",
    "roles_of",
]
