"""What may be filtered and sorted by, and the SQL that says it: the closed list of attributes.

Every expression is about one row `r` of a row set (see `rowsets`). Strings lie in `r.folded` as comparisons use them:
NFC and in small letters, so that SQL compares as the library does in memory, whatever the letters.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from unicodedata import normalize

USER = "urn:ietf:params:scim:schemas:core:2.0:user"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EMPLOYMENT = "urn:ietf:params:scim:schemas:extension:grunnmur:2.0:Employment"


class Kind(StrEnum):
    """What PostgreSQL holds an attribute as."""

    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "timestamptz"


@dataclass(frozen=True)
class Column:
    """One value of a row, or NULL. `sql` has no parameters."""

    sql: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Many:
    """Several values of a row: the rows of `source`, which ends in a condition, and what each holds by name.

    first: what they are ordered by; the first is the one that its row is sorted by.
    """

    source: str
    parts: dict[str, Column]
    first: str

    def best(self, name: str) -> Column:
        """Return the part of the first value."""
        part = self.parts[name]
        return Column(f"(SELECT {part.sql} {self.source} ORDER BY {self.first} LIMIT 1)", part.kind)


Attribute = Column | Many


def text(sql: str) -> Column:
    """Return a text compared by code points; an empty one counts as none."""
    return Column(f"""(nullif({sql}, '') COLLATE "C")""")


def folded_text(*path: str) -> Column:
    """Return a text of the folded document."""
    return text(f"r.folded #>> '{{{','.join(path)}}}'")


def folded_list(*path: str, texts: tuple[str, ...]) -> Many:
    """Return a list of complex values of the folded document, each with `primary`; the primary one is the first."""
    source = (
        f"FROM jsonb_array_elements(r.folded #> '{{{','.join(path)}}}') WITH ORDINALITY AS e(item, place) WHERE true"
    )
    parts = {name.lower(): text(f"e.item ->> '{name}'") for name in texts}
    parts["primary"] = Column("(e.item ->> 'primary')::boolean", Kind.BOOLEAN)
    return Many(source, parts, "(e.item ->> 'primary')::boolean IS TRUE DESC, e.place")


def references(source: str, *, first: str, **parts: str) -> Many:
    """Return a list that is kept in rows of its own."""
    return Many(source, {name: text(sql) for name, sql in parts.items()}, first)


COMMON: dict[str, Attribute] = {
    "id": text("r.id::text"),
    "externalid": text("r.external_id"),
    "meta.created": Column("r.created_at", Kind.TIME),
    "meta.lastmodified": Column("r.modified_at", Kind.TIME),
}
USER_ATTRIBUTES: dict[str, Attribute] = {
    f"{USER}:{name}": column
    for name, column in {
        **COMMON,
        "meta.resourcetype": text("'User'::text"),
        "username": Column("r.user_key"),
        "active": Column("r.is_active", Kind.BOOLEAN),
        "displayname": folded_text("displayName"),
        "usertype": folded_text("userType"),
        "preferredlanguage": folded_text("preferredLanguage"),
        "name.formatted": folded_text("name", "formatted"),
        "name.familyname": folded_text("name", "familyName"),
        "name.givenname": folded_text("name", "givenName"),
        "name.middlename": folded_text("name", "middleName"),
        "emails": folded_list("emails", texts=("value", "type", "display")),
        "phonenumbers": folded_list("phoneNumbers", texts=("value", "type", "display")),
    }.items()
} | {
    f"{ENTERPRISE}:employeeNumber".lower(): folded_text(ENTERPRISE, "employeeNumber"),
    f"{ENTERPRISE}:department".lower(): folded_text(ENTERPRISE, "department"),
    f"{EMPLOYMENT}:employments".lower(): folded_list(
        EMPLOYMENT,
        "employments",
        texts=("value", "unit", "position", "kind", "percent", "firstDay", "lastDay"),
    ),
}
GROUP_ATTRIBUTES: dict[str, Attribute] = {
    f"{GROUP}:{name}": column
    for name, column in {
        **COMMON,
        "meta.resourcetype": text("'Group'::text"),
        "displayname": Column("r.user_key"),
    }.items()
}


def fold(value: Any) -> Any:  # Any: JSON
    """Return JSON with every text in the form that comparisons use; keys stay as they are."""
    if isinstance(value, str):
        return normalize("NFC", normalize("NFC", value).lower())
    if isinstance(value, dict):
        return {key: fold(item) for key, item in value.items()}
    return [fold(item) for item in value] if isinstance(value, list) else value
