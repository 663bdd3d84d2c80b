"""What one may ask about changes that are thought through before they are made."""

from grunnmur.landscape.queries.changes.cases import (
    LIVE,
    OPEN,
    CaseFilter,
    case_list,
    cases_for,
    cases_touching,
    find_case,
)
from grunnmur.landscape.queries.changes.comparing import Hit, Part, Web, compare
from grunnmur.landscape.queries.changes.hearing import (
    Hearing,
    Owner,
    OwnerKey,
    answers_for,
    find_statement,
    hearing_of,
    owner_name,
    owner_of,
    statements_of,
)
from grunnmur.landscape.queries.changes.reading import (
    Ground,
    Planned,
    ground_of,
    planned_steps,
    stale_among,
    version_of,
)
from grunnmur.landscape.queries.changes.report import Report, report_of
from grunnmur.landscape.queries.changes.wording import outcome_words, policy_words, step_sentence

__all__ = [
    "LIVE",
    "OPEN",
    "CaseFilter",
    "Ground",
    "Hearing",
    "Hit",
    "Owner",
    "OwnerKey",
    "Part",
    "Planned",
    "Report",
    "Web",
    "answers_for",
    "case_list",
    "cases_for",
    "cases_touching",
    "compare",
    "find_case",
    "find_statement",
    "ground_of",
    "hearing_of",
    "outcome_words",
    "owner_name",
    "owner_of",
    "planned_steps",
    "policy_words",
    "report_of",
    "stale_among",
    "statements_of",
    "step_sentence",
    "version_of",
]
