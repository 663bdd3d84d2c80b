"""What clients send, before the library reads it: the standard's attributes that we do not use are taken out.

Every identity provider sends some of them (a title, an address, a manager). Refusing would stop its synchronisation,
keeping them would be keeping personal data that nothing here is done with. Whatever the standard does not know is left
for the library to refuse.
"""

import re
from typing import Any

from grunnmur.access.queries.scim.columns import ENTERPRISE

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
UNUSED = frozenset(
    {
        *("addresses", "entitlements", "ims", "locale", "nickname", "password", "photos", "profileurl", "roles"),
        *("timezone", "title", "x509certificates"),
    }
)
UNUSED_IN_ENTERPRISE = frozenset({"costcenter", "organization", "division", "manager"})
HEAD = re.compile(r"[A-Za-z$][\w$-]*")
NOTHING = {"op": "add", "value": {}}  # an operation that changes nothing: a PATCH has at least one


def tidy_user(told: Any) -> Any:  # Any: JSON
    """Return a user as sent, without the attributes that we do not use."""
    if not isinstance(told, dict):
        return told
    return {key: _tidy_extension(key, value) for key, value in told.items() if not _is_unused(key)}


def _tidy_extension(key: str, value: Any) -> Any:  # Any: JSON
    if key.lower() != ENTERPRISE.lower() or not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if name.lower() not in UNUSED_IN_ENTERPRISE}


def tidy_patch(told: Any, *, is_group: bool) -> Any:  # Any: JSON
    """Return a patch as sent, without operations on what we do not use.

    Of a group, `members` in a value without a path are added: only a replace of exactly that path replaces them all.
    """
    name = next((key for key in told if key.lower() == "operations"), "") if isinstance(told, dict) else ""
    if not name or not isinstance(told[name], list) or not told[name]:
        return told
    tidy_one = _tidy_group_operation if is_group else _tidy_user_operation
    operations = [one for operation in told[name] for one in tidy_one(operation)]
    return told | {name: operations or [NOTHING]}


def _tidy_user_operation(operation: Any) -> list[Any]:  # Any: JSON
    if not isinstance(operation, dict):
        return [operation]
    path, value = operation.get("path"), operation.get("value")
    if isinstance(path, str) and path:
        if _is_unused(path):
            return []
        is_enterprise = path.lower() == ENTERPRISE.lower()
        return [operation | {"value": _tidy_extension(path, value)}] if is_enterprise else [operation]
    if not isinstance(value, dict):
        return [operation]
    tidied = tidy_user(value)
    return [operation | {"value": tidied}] if tidied or not value else []


def _tidy_group_operation(operation: Any) -> list[Any]:  # Any: JSON
    value = operation.get("value") if isinstance(operation, dict) else None
    if not isinstance(value, dict) or operation.get("path"):
        return [operation]
    name = next((key for key in value if key.lower() == "members"), "")
    if not name:
        return [operation]
    rest = {key: item for key, item in value.items() if key != name}
    members = {"op": "add", "path": "members", "value": value[name]}
    return [operation | {"value": rest}, members] if rest else [members]


def _is_unused(path: str) -> bool:
    """Tell whether a key or a path begins with an attribute of the standard that we do not use."""
    lowered = path.lower()
    if lowered.startswith(f"{ENTERPRISE}:".lower()):
        return _head(lowered[len(ENTERPRISE) + 1 :]) in UNUSED_IN_ENTERPRISE
    return _head(lowered.removeprefix(f"{CORE}:".lower())) in UNUSED


def _head(path: str) -> str:
    found = HEAD.match(path)
    return found[0] if found and not path.startswith("urn:") else ""
