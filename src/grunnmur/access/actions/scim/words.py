"""What a source said of a person, and what of it is a person's facts and employments. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grunnmur.access.queries.scim.columns import EMPLOYMENT, ENTERPRISE
from grunnmur.organisation.actions.sourced import Flaw, SourcedEmployment
from grunnmur.organisation.rules import PersonFacts

KINDS = {
    "": "permanent",
    "employee": "permanent",
    "contractor": "external",
    "guest": "external",
    "intern": "student",
    "temp": "temporary",
}  # the standard's user types, and Entra's, in our kinds of employment
PERCENT = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
SPOKEN = frozenset({"nb", "nn", "da", "en", "sv", "fi"})  # the languages a person can have


@dataclass(frozen=True, kw_only=True)
class UserWords:
    """A user as a client sent her. is_active: None = not said. document: all that has no field, as SCIM writes it."""

    user_name: str
    external_id: str
    is_active: bool | None
    document: dict[str, Any]  # Any: JSON

    @property
    def key(self) -> str:
        """What the source knows her by."""
        return (self.external_id or self.user_name)[:100]


@dataclass(frozen=True)
class Work:
    """The employments that were told, and what could not be read of them."""

    employments: tuple[SourcedEmployment, ...] = ()
    flaws: tuple[tuple[Flaw, str], ...] = ()


def person_facts(words: UserWords) -> PersonFacts:
    """Return the person's facts. Who has no name gets it from the display name, else from the user name."""
    said = words.document
    name = said.get("name") or {}
    shown = str(said.get("displayName") or name.get("formatted") or "").strip()
    first, _space, last = (shown or words.user_name.partition("@")[0]).rpartition(" ")
    given, family = str(name.get("givenName") or ""), str(name.get("familyName") or "")
    if not given and not family:
        given, family = first, last
    return PersonFacts(
        given_name=given or family,
        family_name=family or given,
        display_name=shown or f"{given} {family}".strip(),
        language=_language(str(said.get("preferredLanguage") or "")),
        work_email=_best(said.get("emails"), "work"),
        work_phone=_best(said.get("phoneNumbers"), "work", "mobile").removeprefix("tel:"),
        employee_number=str((said.get(ENTERPRISE) or {}).get("employeeNumber") or ""),
    )


def _language(tag: str) -> str:
    code = tag.replace("_", "-").partition("-")[0].lower()
    return "nb" if code == "no" else code if code in SPOKEN else ""


def _best(values: list[Mapping[str, Any]] | None, *types: str) -> str:  # Any: JSON
    """Return the value of the first of these types, else the primary one, else the first; "" if there is none."""

    def rank(one: Mapping[str, Any]) -> tuple[int, bool]:  # Any: JSON
        kind = str(one.get("type") or "").lower()
        return (types.index(kind) if kind in types else len(types), not one.get("primary"))

    found = [one for one in values or () if one.get("value")]
    return str(min(found, key=rank)["value"]) if found else ""


def work_of(words: UserWords) -> Work:
    """Return where she works: nowhere if she is not active, else what the extension says, else `department`."""
    if words.is_active is False:
        return Work()
    told = (words.document.get(EMPLOYMENT) or {}).get("employments")
    if told:
        return _listed(told)
    department = str((words.document.get(ENTERPRISE) or {}).get("department") or "").strip()
    if not department:
        return Work()
    user_type = str(words.document.get("userType") or "").lower()
    return Work((SourcedEmployment(unit_code=department, kind=KINDS.get(user_type, user_type)),))


def _listed(told: list[dict[str, Any]]) -> Work:  # Any: JSON
    employments: list[SourcedEmployment] = []
    flaws: list[tuple[Flaw, str]] = []
    for number, one in enumerate(told, 1):
        try:
            days = _day(one.get("firstDay")), _day(one.get("lastDay"))
        except ValueError:
            flaws.append((Flaw.DAYS, f"{one.get('firstDay') or ''} – {one.get('lastDay') or ''}"))
            continue
        percent = _percent(str(one.get("percent") or "100"))
        if percent is None:
            flaws.append((Flaw.PERCENT, str(one.get("percent"))))
            continue
        key = str(one.get("value") or "")
        employments.append(
            SourcedEmployment(
                key=key or (f"{number}" if len(told) > 1 else ""),
                unit_code=str(one.get("unit") or ""),
                position_code=str(one.get("position") or ""),
                kind=str(one.get("kind") or "permanent").lower(),
                percent=percent,
                is_primary=bool(one.get("primary")),
                first_day=days[0],
                last_day=days[1],
            )
        )
    return Work(tuple(employments), tuple(flaws))


def _percent(text: str) -> Decimal | None:
    """Return a percentage, with a point or a comma; None for what is none."""
    found = PERCENT.fullmatch(text.strip())
    return Decimal(text.strip().replace(",", ".")) if found else None


def _day(text: object) -> date | None:
    """Return a day as ISO 8601 writes it; None for nothing. Raises ValueError for anything else."""
    return date.fromisoformat(str(text)) if text else None
