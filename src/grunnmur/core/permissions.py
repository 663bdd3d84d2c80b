"""May she? One place asks; `access` answers for roles, `organisation` for the rest of the group keys."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.models import User


@dataclass(frozen=True)
class System:
    """Grunnmur itself at work: a job, a reaction, the making of the demo. May everything; says why in history."""

    reason: str
    is_authenticated: bool = True

    def __str__(self) -> str:
        return self.reason


Actor: TypeAlias = User | System
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Scope:
    """Where a permission holds: everywhere, or at these units."""

    is_everywhere: bool = False
    units: frozenset[UUID] = frozenset()

    def __contains__(self, unit: object) -> bool:
        return self.is_everywhere or unit in self.units

    def __bool__(self) -> bool:
        return self.is_everywhere or bool(self.units)

    def as_filter(self, column: str) -> Q:
        """Return the condition that `column` (a unit id) lies within."""
        return Q() if self.is_everywhere else Q(**{f"{column}__in": self.units})


class StartRole(StrEnum):
    """The roles a new municipality begins with; it renames and changes them as it likes."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    PERSONNEL = "personnel"
    ACCESS_OFFICER = "access_officer"
    MODELLER = "modeller"
    FLOW_CHIEF = "flow_chief"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


NOWHERE = Scope()
EVERYWHERE = Scope(is_everywhere=True)


@dataclass(frozen=True)
class Permission:
    """A permission a domain declares in its `rules.py`: `domain.verb`, and what it lets one do.

    `roles`: the roles every new municipality begins with that hold it; the administrator holds all.
    """

    name: str
    label: Promise | str
    is_audience: bool = False  # may be named as group key `may:<name>`
    needs_unit: bool = False  # asked at a unit
    roles: tuple["StartRole", ...] = ()


@dataclass
class _Registry:
    permissions: dict[str, Permission] = field(default_factory=dict)
    grants: Callable[[UUID, date], Mapping[str, Scope]] | None = None
    person_of: Callable[[User], UUID | None] | None = None
    key_sources: list[Callable[[UUID, date], Iterable[str]]] = field(default_factory=list)
    members: dict[str, Callable[[str, date], set[UUID]]] = field(default_factory=dict)


_registry = _Registry()


def declare(*permissions: Permission) -> None:
    """Make a domain's permissions known; asking for one that is not is a programming error."""
    _registry.permissions.update({permission.name: permission for permission in permissions})


def declared() -> dict[str, Permission]:
    """Return all permissions by name."""
    return dict(sorted(_registry.permissions.items()))


def answer_grants(source: Callable[[UUID, date], Mapping[str, Scope]]) -> None:
    """Let `access` say which permissions of Grunnmur's own a person holds on a day, and where."""
    _registry.grants = source


def answer_person(source: Callable[[User], UUID | None]) -> None:
    """Let `organisation` say which person a user is."""
    _registry.person_of = source


def answer_keys(source: Callable[[UUID, date], Iterable[str]]) -> None:
    """Add a source of group keys of a person on a day."""
    if source not in _registry.key_sources:
        _registry.key_sources.append(source)


def answer_members(prefix: str, source: Callable[[str, date], set[UUID]]) -> None:
    """Say who is meant by the keys of one prefix; the source gets what stands after the colon."""
    _registry.members[prefix] = source


def person_of(by: Actor) -> UUID | None:
    """Return the person behind an actor; None for Grunnmur itself and for logins without a person."""
    if isinstance(by, System) or _registry.person_of is None:
        return None
    return remember(by, "person", _registry.person_of)


def scope_of(by: Actor, permission: str) -> Scope:
    """Return where the actor holds a permission today. Raises KeyError for one nobody declared."""
    _registry.permissions[permission]
    if isinstance(by, System):
        return EVERYWHERE
    if not by.is_authenticated or not by.is_active:
        return NOWHERE
    return _grants_of(by).get(permission, NOWHERE)


def _grants_of(user: User) -> Mapping[str, Scope]:
    return remember(user, "grants", lambda same: _grants_on(person_of(same), today()))


def _grants_on(person: UUID | None, on: date) -> Mapping[str, Scope]:
    return {} if person is None or _registry.grants is None else _registry.grants(person, on)


def may(by: Actor, permission: str, *, at: UUID | None = None) -> bool:
    """Tell whether the actor holds the permission: at the unit, or anywhere at all if none is named."""
    scope = scope_of(by, permission)
    return bool(scope) if at is None else at in scope


def require(by: Actor, permission: str, *, at: UUID | None = None) -> None:
    """Do nothing if she may. Raises PermissionDenied, with a sentence, if she may not."""
    if not may(by, permission, at=at):
        label = _registry.permissions[permission].label
        raise PermissionDenied(_("You lack the permission “%(permission)s” here.") % {"permission": label})


def keys_of(by: Actor) -> frozenset[str]:
    """Return the actor's group keys today; asked once a request, and her permissions with them."""
    if isinstance(by, System):
        return frozenset()
    return remember(by, "keys", lambda user: _keys(person_of(user), today(), _grants_of(user)))


def keys_of_person(person: UUID | None, on: date) -> frozenset[str]:
    """Return the group keys of a person on a day; `everyone` is for whoever is logged in."""
    return _keys(person, on, _grants_on(person, on))


def _keys(person: UUID | None, on: date, grants: Mapping[str, Scope]) -> frozenset[str]:
    """Join what the domains answer with `may:` for the permissions that are an audience."""
    if person is None:
        return frozenset({"everyone"})
    keys = {key for source in _registry.key_sources for key in source(person, on)}
    audiences = {f"may:{name}" for name in grants if _registry.permissions[name].is_audience}
    return frozenset({"everyone", f"person:{person}", *keys, *audiences})


def members_of(key: str, on: date) -> set[UUID]:
    """Return the persons a group key means on a day. Raises KeyError for an unknown prefix."""
    prefix, _colon, value = key.partition(":")
    return _registry.members[prefix](value, on)


def forget_answers(by: Actor) -> None:
    """Ask again next time: after an action that changed what the actor herself may."""
    if isinstance(by, User):
        _answers(by).clear()


def _answers(user: User) -> dict[str, object]:
    return cast("dict[str, object]", user.__dict__.setdefault("_permission_answers", {}))


def remember(user: User, name: str, ask: Callable[[User], _Answer]) -> _Answer:
    """Return an answer about a user that is asked for once a request, under a name of its own."""
    answers = _answers(user)
    if name not in answers:
        answers[name] = ask(user)
    return cast("_Answer", answers[name])
