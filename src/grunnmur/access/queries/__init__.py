"""Reads of access, for its own pages and for the domains above."""

from grunnmur.access.queries.accesses import Access, accesses_of, days_text, names_of
from grunnmur.access.queries.matrix import MatrixPlan, plan_role_matrix
from grunnmur.access.queries.people import HeldRole, holder_counts, holders_of, role_named, roles_of

__all__ = [
    "Access",
    "HeldRole",
    "MatrixPlan",
    "accesses_of",
    "days_text",
    "holder_counts",
    "holders_of",
    "names_of",
    "plan_role_matrix",
    "role_named",
    "roles_of",
]
