"""Reads of access, for its own pages and for the domains above."""

from grunnmur.access.queries.accesses import Access, accesses_of, days_text, names_of
from grunnmur.access.queries.matrix import MatrixPlan, plan_role_matrix
from grunnmur.access.queries.names import key_names, permission_name
from grunnmur.access.queries.panels import PanelAccess, access_of_row, my_accesses_panel, my_roles_panel, my_team_panel
from grunnmur.access.queries.people import HeldRole, holder_counts, holders_of, role_named, roles_of
from grunnmur.access.queries.readiness import OpenThing, Readiness, readiness
from grunnmur.access.queries.reviews.listing import my_reviews_panel
from grunnmur.access.queries.sight import require_sight, sees_access
from grunnmur.access.queries.states import State, state_of
from grunnmur.access.queries.targets.left import left_panel
from grunnmur.access.queries.why import Why, why

__all__ = [
    "Access",
    "HeldRole",
    "MatrixPlan",
    "OpenThing",
    "PanelAccess",
    "Readiness",
    "State",
    "Why",
    "access_of_row",
    "accesses_of",
    "days_text",
    "holder_counts",
    "holders_of",
    "key_names",
    "left_panel",
    "my_accesses_panel",
    "my_reviews_panel",
    "my_roles_panel",
    "my_team_panel",
    "names_of",
    "permission_name",
    "plan_role_matrix",
    "readiness",
    "require_sight",
    "role_named",
    "roles_of",
    "sees_access",
    "state_of",
    "why",
]
