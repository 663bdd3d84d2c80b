"""The rows a client sees, as SQL: its own users and groups, or who has access to its resource and what there is of it.

A row set has the columns id, external_id, user_key, is_active, version, created_at, modified_at, folded, and what its
`document` is made of; a group's `user_key` is its display name as comparisons use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grunnmur.access.models import ScimClient
from grunnmur.access.queries.scim.columns import GROUP_ATTRIBUTES, USER_ATTRIBUTES, Attribute, references
from grunnmur.core.clock import now, today

SOURCE_USERS = """
    SELECT id, external_id, user_key, is_active, version, created_at, modified_at, folded, document, user_name
    FROM access_scimuser WHERE client_id = %(client)s AND deleted_at IS NULL
"""
SOURCE_GROUPS = """
    SELECT id, external_id, display_key AS user_key, true AS is_active, version, created_at, modified_at,
        NULL::jsonb AS folded, jsonb_build_object('displayName', display_name) AS document
    FROM access_scimgroup WHERE client_id = %(client)s
"""
GROUPS_OF_USER = "FROM access_observed e JOIN access_scimgroup g ON g.id = e.group_id WHERE e.user_id = r.id"
MEMBERS_OF_GROUP = """FROM access_observed e JOIN access_scimuser u ON u.id = e.user_id AND u.deleted_at IS NULL
    WHERE e.group_id = r.id"""
# Who has which permission of the resource today, or has it handed out early; each pair once.
NOW = """p.resource_id = %(resource)s AND p.valid @> %(day)s::date AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
        AND (h.valid @> %(day)s::date OR (
            h.early_floor IS NOT NULL AND lower(h.valid) > %(day)s::date
            AND greatest(h.early_floor, lower(h.valid) - p.pre_start_days) <= %(day)s::date
        ))
        AND NOT EXISTS (
            SELECT FROM access_withheld w
            WHERE w.person_id = h.person_id AND w.permission_id = p.id AND w.valid @> %(day)s::date
        )"""
HELD = f"""
    SELECT h.person_id, p.id AS permission_id
    FROM access_permission p
    JOIN access_rolecontent c ON c.permission_id = p.id AND c.valid @> %(day)s::date
    JOIN access_held h ON h.role_id = c.role_id
    WHERE {NOW}
    UNION
    SELECT h.person_id, p.id FROM access_permission p JOIN access_held h ON h.permission_id = p.id WHERE {NOW}
"""  # noqa: S608  # constants above


def _document(value: str) -> str:
    """Return the SQL of a consumer's user; `value` wraps every text."""
    return f"""jsonb_strip_nulls(jsonb_build_object(
        'displayName', {value.format("p.display_name")},
        'name', jsonb_build_object(
            'givenName', {value.format("p.given_name")}, 'familyName', {value.format("p.family_name")}
        ),
        'preferredLanguage', nullif(p.language, ''),
        'emails', CASE WHEN p.work_email <> '' THEN jsonb_build_array(
            jsonb_build_object('value', {value.format("p.work_email")}, 'type', 'work', 'primary', true)
        ) END
    ))"""


FOLDED = "lower(normalize({}, NFC))"
CONSUMER_USERS = f"""
    SELECT p.id, p.employee_number AS external_id, {FOLDED.format("n.user_name")} AS user_key, true AS is_active,
        0 AS version, NULL::timestamptz AS created_at, NULL::timestamptz AS modified_at, {_document(FOLDED)} AS folded,
        {_document("{}")} || jsonb_build_object('userName', n.user_name) AS document
    FROM organisation_person p
    CROSS JOIN LATERAL (SELECT coalesce(nullif(p.work_email, ''), p.id::text) AS user_name) n
    WHERE p.id IN (SELECT person_id FROM ({HELD}) had)
"""  # noqa: S608  # constants above
CONSUMER_GROUPS = """
    SELECT p.id, p.key AS external_id, lower(normalize(n.name, NFC)) AS user_key, true AS is_active, 0 AS version,
        NULL::timestamptz AS created_at, NULL::timestamptz AS modified_at, NULL::jsonb AS folded,
        jsonb_build_object('displayName', n.name) AS document
    FROM access_permission p JOIN access_resource s ON s.id = p.resource_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.level = '' THEN s.name ELSE s.name || ' (' || p.level || ')' END AS name
    ) n
    WHERE p.resource_id = %(resource)s AND p.valid @> %(day)s::date
"""
HELD_BY_USER = f"""FROM ({HELD}) e JOIN access_permission g ON g.id = e.permission_id
    JOIN access_resource s ON s.id = g.resource_id WHERE e.person_id = r.id"""  # constants above
HOLDERS = f"FROM ({HELD}) e WHERE e.permission_id = r.id"  # the same


@dataclass(frozen=True)
class RowSet:
    """Rows with the named parameters of their SQL, what may be filtered and sorted by, and where references lie.

    linked: SQL that answers (row, other id, display) for `%s`, a list of ids; blank displays are left out.
    document: SQL of what SCIM writes of a row `r`. total: how many rows there are, where it is known without counting.
    """

    sql: str
    attributes: Mapping[str, Attribute]
    linked: str
    parameters: dict[str, Any] = field(default_factory=dict)  # Any: ids, days
    document: str = "r.document"
    total: int | None = None


USER_GROUPS = "urn:ietf:params:scim:schemas:core:2.0:user:groups"
GROUP_MEMBERS = "urn:ietf:params:scim:schemas:core:2.0:group:members"
NAME = "CASE WHEN g.level = '' THEN s.name ELSE s.name || ' (' || g.level || ')' END"
A_USER = "'user'::text"
BY_NAME, BY_LEVEL, BY_SEEN, BY_PERSON = (
    "g.display_key, g.id",
    "g.level, g.id",
    "e.first_seen_at, e.user_id",
    "e.person_id",
)
SOURCE = (
    RowSet(
        SOURCE_USERS,
        USER_ATTRIBUTES
        | {USER_GROUPS: references(GROUPS_OF_USER, first=BY_NAME, value="g.id::text", display="g.display_key")},
        f"""SELECT e.user_id, g.id, g.display_name FROM access_observed e JOIN access_scimgroup g ON g.id = e.group_id
            WHERE e.user_id = ANY (%s) ORDER BY {BY_NAME}""",  # noqa: S608  # constants
        document="r.document || jsonb_build_object('userName', r.user_name)",
    ),
    RowSet(
        SOURCE_GROUPS,
        GROUP_ATTRIBUTES
        | {GROUP_MEMBERS: references(MEMBERS_OF_GROUP, first=BY_SEEN, value="e.user_id::text", type=A_USER)},
        f"""SELECT e.group_id, e.user_id, '' FROM access_observed e
            JOIN access_scimuser u ON u.id = e.user_id AND u.deleted_at IS NULL
            WHERE e.group_id = ANY (%s) ORDER BY {BY_SEEN}""",  # noqa: S608  # constants
    ),
)
CONSUMER = (
    RowSet(
        CONSUMER_USERS,
        USER_ATTRIBUTES
        | {USER_GROUPS: references(HELD_BY_USER, first=BY_LEVEL, value="g.id::text", display=FOLDED.format(NAME))},
        f"""SELECT e.person_id, g.id, {NAME} FROM ({HELD}) e JOIN access_permission g ON g.id = e.permission_id
            JOIN access_resource s ON s.id = g.resource_id
            WHERE e.person_id = ANY (%s) ORDER BY {BY_LEVEL}""",  # noqa: S608  # constants
    ),
    RowSet(
        CONSUMER_GROUPS,
        GROUP_ATTRIBUTES
        | {GROUP_MEMBERS: references(HOLDERS, first=BY_PERSON, value="e.person_id::text", type=A_USER)},
        f"""SELECT e.permission_id, e.person_id, '' FROM ({HELD}) e
            WHERE e.permission_id = ANY (%s) ORDER BY {BY_PERSON}""",  # noqa: S608  # constants
    ),
)


def users_of(client: ScimClient) -> RowSet:
    """Return the users a client sees."""
    found = _row_set(client, 0)
    return replace(found, total=client.live_users) if client.mode == ScimClient.Mode.SOURCE else found


def groups_of(client: ScimClient) -> RowSet:
    """Return the groups a client sees."""
    return _row_set(client, 1)


def _row_set(client: ScimClient, which: int) -> RowSet:
    if client.mode == ScimClient.Mode.SOURCE:
        return replace(SOURCE[which], parameters={"client": client.pk})
    return replace(CONSUMER[which], parameters={"resource": client.resource_id, "day": today(), "now": now()})
