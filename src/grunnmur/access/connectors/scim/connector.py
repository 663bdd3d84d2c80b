"""A SCIM server as a connector."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.batches import sent
from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.port import Change, Connection, Operation, Outcome, Place, Seen
from grunnmur.access.connectors.scim.accounts import Accounts
from grunnmur.access.connectors.scim.groups import MOST_MEMBERS, Groups
from grunnmur.access.connectors.scim.http import Body, Http

PAGE = 200


class ScimConnector:
    """A SCIM 2.0 server: users are accounts; places are groups by `displayName`, or values of a list of the user."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def test(self) -> None:
        """Ask who it is, for one user, and for each group that is mapped."""
        with self._open() as (http, _accounts, groups):
            http.get("Users", count=1)
            for place in self._connection.places:
                if place.kind == "group":
                    groups.id_of(place.name)

    @contextmanager
    def _open(self) -> Iterator[tuple[Http, Accounts, Groups]]:
        with Http(self._connection) as http:
            config = http.get("ServiceProviderConfig").body
            if "patch" not in config:
                message = gettext_noop("There is no SCIM server at this address.")
                raise ConnectorError(Fault(message, is_final=True), is_whole=True)
            has_patch = bool((config["patch"] or {}).get("supported"))
            yield http, Accounts(http, has_patch=has_patch), Groups(http, has_patch=has_patch)

    def observe(self) -> Iterator[Seen]:
        """Yield all users: groups are read first, one by one, then the users page by page."""
        with self._open() as (http, _accounts, groups):
            places: defaultdict[str, set[Place]] = defaultdict(set)
            for place in self._connection.places:
                if place.kind == "group":
                    for member in groups.members(place.name):
                        places[member].add(place)
            for user in _users(http):
                yield self._seen(user, places[str(user["id"])])

    def _seen(self, user: Body, groups: set[Place]) -> Seen:
        values = {
            place
            for place in self._connection.places
            if place.kind == "attribute"
            and any(one.get("value") == place.value for one in user.get(place.name) or [] if isinstance(one, dict))
        }
        emails = [one for one in user.get("emails") or [] if isinstance(one, dict)]
        work = [one for one in emails if one.get("primary") or one.get("type") == "work"] or emails
        facts = {"display_name": user.get("displayName"), "email": work[0].get("value") if work else None}
        return Seen(
            external_id=str(user["id"]),
            username=str(user.get("userName", "")),
            key=str(user.get("externalId") or ""),
            is_active=user.get("active") is not False,
            facts={name: str(value) for name, value in facts.items() if value is not None},
            places=frozenset(groups | values),
        )

    def apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Do accounts one by one, then each group in as few changes as it takes."""
        try:
            with self._open() as (_http, accounts, groups):
                return _Applying(accounts, groups).run(batch)
        except ConnectorError as error:
            return [Outcome(change.id, error.fault) for change in batch]


class _Applying:
    """One run over a batch. Once the system does not answer, nothing more is sent."""

    def __init__(self, accounts: Accounts, groups: Groups) -> None:
        self._accounts = accounts
        self._groups = groups
        self._ids: dict[str, str] = {}
        self._stop: Fault | None = None

    def run(self, batch: Sequence[Change]) -> list[Outcome]:
        outcomes = [self._one(change) for change in batch if change.place is None or change.place.kind != "group"]
        in_groups: defaultdict[tuple[str, bool], list[Change]] = defaultdict(list)
        for change in batch:
            if change.place is not None and change.place.kind == "group":
                in_groups[change.place.name, change.operation is Operation.ADD].append(change)
        for (name, is_added), changes in in_groups.items():
            outcomes += self._in_group(name, changes, is_added=is_added)
        return outcomes

    def _one(self, change: Change) -> Outcome:
        if self._stop:
            return Outcome(change.id, self._stop)
        try:
            return Outcome(change.id, external_id=self._do(change))
        except ConnectorError as error:
            self._stop = error.fault if error.is_whole else None
            return Outcome(change.id, error.fault)

    def _do(self, change: Change) -> str:
        match change.operation:
            case Operation.ENSURE:
                self._ids[change.who.key] = self._accounts.ensure(change.who)
                return self._ids[change.who.key]
            case Operation.DISABLE:
                self._accounts.disable(change.who)
            case Operation.DELETE:
                self._accounts.delete(change.who)
            case _:
                self._value(change)
        return ""

    def _value(self, change: Change) -> None:
        if change.place is not None and (user := self._id(change)):
            is_added = change.operation is Operation.ADD
            self._accounts.change_values(user, change.place.name, change.place.value, is_added=is_added)

    def _id(self, change: Change) -> str:
        """Return the id of her account; blank when she has none and is to lose something. Raises ConnectorError."""
        known = self._ids.get(change.who.key) or change.who.external_id
        if not known and (user := self._accounts.find(change.who)):
            known = str(user["id"])
        if not known and change.operation is Operation.ADD:
            message = gettext_noop("She has no account in the system.")
            raise ConnectorError(Fault(message))
        return known

    def _in_group(self, name: str, changes: Sequence[Change], *, is_added: bool) -> list[Outcome]:
        users: list[tuple[Change, str]] = []
        outcomes = []
        for change in changes:
            try:
                users.append((change, self._id(change)))
            except ConnectorError as error:
                outcomes.append(Outcome(change.id, error.fault))
        if self._stop:
            return [Outcome(change.id, self._stop) for change in changes]
        if fault := self._fault_of_group(name):
            return [Outcome(change.id, fault) for change in changes]
        outcomes += [Outcome(change.id) for change, user in users if not user]

        def send(part: Sequence[tuple[Change, str]]) -> None:
            self._groups.change(name, [user for _change, user in part], is_added=is_added)

        known = [(change, user) for change, user in users if user]
        return outcomes + [Outcome(change.id, fault) for (change, _user), fault in sent(known, send, most=MOST_MEMBERS)]

    def _fault_of_group(self, name: str) -> Fault | None:
        """Look the group up once, before anything is sent about its members."""
        try:
            self._groups.id_of(name)
        except ConnectorError as error:
            return error.fault
        return None


def _users(http: Http) -> Iterator[Body]:
    """Yield every user once; the server may give fewer a page than we ask for."""
    seen: set[str] = set()
    first = 1
    while True:
        body = http.get("Users", startIndex=first, count=PAGE).body
        page = body.get("Resources") or []
        for user in page:
            if user["id"] not in seen:
                seen.add(user["id"])
                yield user
        first += len(page)
        if not page or first > int(body.get("totalResults") or 0):
            return
