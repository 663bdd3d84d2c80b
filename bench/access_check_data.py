"""The rights of the demo's municipality: asked of Grunnmur, and written out for pycasbin. Needs Django to be set up."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet

from grunnmur.access.models import Held, RoleContent
from grunnmur.core.clock import today
from grunnmur.core.models import Tenant, User
from grunnmur.core.permissions import declared, forget_answers, may, require
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.models import Person, Unit

HERE = {"here", "here_below"}


class Rights:
    """Who may do what in Grunnmur, and where; `users` persons who log in are asked about."""

    denied = PermissionDenied

    def __init__(self, users: int) -> None:
        self.wanted = users

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Work inside the municipality, with everything read."""
        with tenant(Tenant.objects.get(slug="fjordvik")):
            open_units = Unit.objects.filter(valid__contains=today()).order_by("pk")
            self.unit_ids = {str(unit): unit for unit in open_units.values_list("pk", flat=True)}
            self.units = list(self.unit_ids)
            self.permissions = [name for name, one in declared().items() if one.needs_unit]
            self.users = self._logins()
            self.persons = list(self.users)
            yield

    def _logins(self) -> dict[str, User]:
        """Return a login of each person, made where there is none; leaders first, as they may most."""
        leaders = Held.objects.filter(role__name="Leder", valid__contains=today()).values_list("person_id", flat=True)
        chosen = [*dict.fromkeys(leaders)][: self.wanted // 2]
        others = Person.objects.exclude(pk__in=chosen).order_by("pk").values_list("pk", flat=True)
        logins = {}
        for person in [*chosen, *others[: self.wanted - len(chosen)]]:
            found = Person.objects.get(pk=person)
            user = found.user or User.objects.create_user(f"bench-{person}", name="Bench")
            if not found.user_id:
                found.user = user
                found.save(update_fields=["user"])
            logins[str(person)] = user
        return logins

    def may(self, person: str, unit: str, permission: str) -> bool:
        """Answer without raising."""
        return may(self.users[person], permission, at=self.unit_ids[unit])

    def require(self, person: str, unit: str, permission: str) -> None:
        """Ask as an action does."""
        require(self.users[person], permission, at=self.unit_ids[unit])

    def forget(self) -> None:
        """Begin new requests: nothing is known about anybody."""
        for user in self.users.values():
            forget_answers(user)

    def policies(self) -> list[list[str]]:
        """Return (role at unit, unit, permission) for each role somebody holds today, written out for each unit."""
        held = set(self._held().values_list("role_id", "scope_unit_id"))
        content = RoleContent.objects.filter(permission__key__in=self.permissions, valid__contains=today())
        rows = list(content.values_list("role_id", "permission__key", "scope"))
        below = organisation.units_below({unit for _role, unit in held if unit}, on=today())
        return [
            [f"{role}@{unit}", str(one), key]
            for role, unit in sorted(held, key=str)
            for wanted, key, scope in rows
            if wanted == role
            for one in self._units(scope, unit, below)
        ]

    def _units(self, scope: str, unit: UUID | None, below: Mapping[UUID, frozenset[UUID]]) -> Iterable[UUID]:
        if scope not in HERE:
            return self.unit_ids.values()
        if unit is None:
            return ()
        return (unit,) if scope == "here" else (one for one in below.get(unit, ()) if str(one) in self.unit_ids)

    def memberships(self) -> list[list[str]]:
        """Return (person, role at unit) for everyone."""
        rows = self._held().values_list("person_id", "role_id", "scope_unit_id")
        found = {(str(person), f"{role}@{unit}") for person, role, unit in rows}
        return [list(one) for one in sorted(found)]

    def _held(self) -> QuerySet[Held]:
        return Held.objects.filter(valid__contains=today(), role__isnull=False)

    def units_near(self) -> dict[str, list[str]]:
        """Return the units each person's roles count in; any unit for who has none."""
        found: dict[str, list[str]] = {person: [] for person in self.persons}
        rows = self._held().filter(person_id__in=self.persons, scope_unit__isnull=False)
        for person, unit in rows.order_by("pk").values_list("person_id", "scope_unit_id"):
            found[str(person)].append(str(unit))
        return {person: units or self.units for person, units in found.items()}

    def backend_seconds(self) -> float:
        """Return the CPU time of the database's process that serves us."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) * 1e-9
