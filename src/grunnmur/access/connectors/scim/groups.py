"""Groups of a SCIM server, and who is in them."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.scim.accounts import PATCH, find_one, quoted
from grunnmur.access.connectors.scim.http import Body, Http

MOST_MEMBERS = 100  # in one change


class Groups:
    """The groups of one server, each looked up once by its name."""

    def __init__(self, http: Http, *, has_patch: bool) -> None:
        self._http = http
        self._has_patch = has_patch
        self._ids: dict[str, str] = {}

    def id_of(self, name: str) -> str:
        """Return the id of a group. Raises ConnectorError, final, when there is none of this name."""
        if name not in self._ids:
            found = find_one(self._http, "Groups", f"displayName eq {quoted(name)}")
            if found is None:
                message = gettext_noop("There is no group %(group)s in the system.")
                raise ConnectorError(Fault(message, {"group": name}, is_final=True))
            self._ids[name] = str(found["id"])
        return self._ids[name]

    def members(self, name: str) -> frozenset[str]:
        """Return the ids of a group's members. Raises ConnectorError."""
        return frozenset(_members(self._http.get(f"Groups/{self.id_of(name)}").body))

    def change(self, name: str, users: Sequence[str], *, is_added: bool) -> None:
        """Let users in, or take them out, at most MOST_MEMBERS at once. Raises ConnectorError."""
        path = f"Groups/{self.id_of(name)}"
        if not self._has_patch:
            self._replace(path, set(users), is_added=is_added)
            return
        if is_added:
            operations: list[Body] = [{"op": "add", "path": "members", "value": [{"value": user} for user in users]}]
            self._http.send("PATCH", path, {"schemas": [PATCH], "Operations": operations})
        else:
            self._take_out(path, users)

    def _take_out(self, path: str, users: Sequence[str]) -> None:
        """Some servers refuse to take out who is not in: then only those who are in are named."""
        answer = self._http.send("PATCH", path, _removal(users), accepted=frozenset({HTTPStatus.BAD_REQUEST}))
        if answer.status != HTTPStatus.BAD_REQUEST:
            return
        inside = set(_members(self._http.get(path).body))
        if left := [user for user in users if user in inside]:
            self._http.send("PATCH", path, _removal(left))

    def _replace(self, path: str, users: set[str], *, is_added: bool) -> None:
        """Send the whole group, unless somebody else changed it meanwhile."""
        answer = self._http.get(path)
        before = set(_members(answer.body))
        after = before | users if is_added else before - users
        if after != before:
            kept = {key: value for key, value in answer.body.items() if key not in {"id", "meta"}}
            body = kept | {"members": [{"value": user} for user in sorted(after)]}
            self._http.send("PUT", path, body, etag=answer.etag)


def _removal(users: Sequence[str]) -> Body:
    operations = [{"op": "remove", "path": f"members[value eq {quoted(user)}]"} for user in users]
    return {"schemas": [PATCH], "Operations": operations}


def _members(group: Body) -> Iterator[str]:
    return (str(member["value"]) for member in group.get("members") or [] if member.get("value"))
