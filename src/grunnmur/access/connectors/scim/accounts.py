"""Accounts of a SCIM server: found, made, linked, let in, kept out."""

import json
from http import HTTPStatus

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.port import Who
from grunnmur.access.connectors.scim.http import Body, Http

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def quoted(text: str) -> str:
    """Return a text as a filter writes it: a JSON string."""
    return json.dumps(text, ensure_ascii=False)


def find_one(http: Http, path: str, condition: str) -> Body | None:
    """Return the first resource that fits a filter."""
    found = http.get(path, filter=condition).body.get("Resources") or []
    return found[0] if found else None


class Accounts:
    """The users of one server. has_patch: whether it takes changes in part."""

    def __init__(self, http: Http, *, has_patch: bool) -> None:
        self._http = http
        self._has_patch = has_patch

    def ensure(self, who: Who) -> str:
        """Let there be an active account for her, and return its id. Raises ConnectorError.

        An account that says it is somebody else's is never taken over.
        """
        user = self.find(who)
        if user is None:
            answer = self._http.send("POST", "Users", _told(who), accepted=frozenset({HTTPStatus.CONFLICT}))
            if answer.status != HTTPStatus.CONFLICT:
                return str(answer.body["id"])
            user = self._named(who)
            if user is None:
                raise _taken(who)
        self._update(user, _told(who) | {"userName": user.get("userName", who.username)})
        return str(user["id"])

    def find(self, who: Who) -> Body | None:
        """Return her account: by its id, by her key, else by its name. Raises ConnectorError for somebody else's."""
        if who.external_id:
            answer = self._http.get(f"Users/{who.external_id}")
            if answer.status != HTTPStatus.NOT_FOUND:
                return answer.body
        return find_one(self._http, "Users", f"externalId eq {quoted(who.key)}") or self._named(who)

    def _named(self, who: Who) -> Body | None:
        user = find_one(self._http, "Users", f"userName eq {quoted(who.username)}")
        if user and user.get("externalId") not in {None, "", who.key}:
            raise _taken(who)
        return user

    def disable(self, who: Who) -> None:
        """Let her in no more; no account is as good. Raises ConnectorError."""
        user = self.find(who)
        if user is not None:
            self._update(user, {"active": False})

    def delete(self, who: Who) -> None:
        """Remove her account; none is as good. Raises ConnectorError."""
        user = self.find(who)
        if user is not None:
            self._http.delete(f"Users/{user['id']}")

    def change_values(self, user_id: str, attribute: str, value: str, *, is_added: bool) -> None:
        """Put a value into one of a user's lists (`roles`, `entitlements`), or take it out. Raises ConnectorError."""
        user = self._http.get(f"Users/{user_id}").body
        listed = [one for one in user.get(attribute) or [] if isinstance(one, dict)]
        others = [one for one in listed if one.get("value") != value]
        wanted = [*others, {"value": value}] if is_added else others
        if len(wanted) != len(listed):
            self._update(user, {attribute: wanted})

    def _update(self, user: Body, wanted: Body) -> None:
        """Send what differs: in part where the server takes that, else the whole."""
        changed = {
            name: value for name, value in wanted.items() if name != "schemas" and not _same(user.get(name), value)
        }
        if not changed:
            return
        path = f"Users/{user['id']}"
        if self._has_patch:
            operations = [{"op": "replace", "path": name, "value": value} for name, value in changed.items()]
            self._http.send("PATCH", path, {"schemas": [PATCH], "Operations": operations})
        else:
            kept = {name: value for name, value in user.items() if name not in {"id", "meta", "groups"}}
            self._http.send("PUT", path, kept | changed)


def _same(found: object, wanted: object) -> bool:
    """Tell whether the server has it so already; of an object or a list only what we say is compared."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_same(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return False
        return all(_same(one, other) for one, other in zip(found, wanted, strict=True))
    return found == wanted


def _told(who: Who) -> Body:
    name = {"givenName": who.given_name, "familyName": who.family_name}
    told: Body = {
        "schemas": [USER],
        "userName": who.username,
        "externalId": who.key,
        "name": {key: value for key, value in name.items() if value},
        "displayName": who.display_name,
        "active": True,
    }
    if who.email:
        told["emails"] = [{"value": who.email, "type": "work", "primary": True}]
    return {key: value for key, value in told.items() if value not in ("", {})}


def _taken(who: Who) -> ConnectorError:
    message = gettext_noop("The account %(username)s is there already, and says it is somebody else's.")
    return ConnectorError(Fault(message, {"username": who.username}, is_final=True))
