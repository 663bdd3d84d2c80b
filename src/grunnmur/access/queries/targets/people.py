"""What a target is told of people, protected ones too: their accounts must work."""

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from django.db import connection

from grunnmur.access.connectors import Who
from grunnmur.access.models import TargetAccount
from grunnmur.core.tenancy import current_tenant

PEOPLE = "SELECT id, work_email, employee_number FROM organisation_person WHERE id = ANY (%s)"
LAST_DAYS = """
    SELECT person_id, max(upper(valid)) FROM organisation_employment
    WHERE person_id = ANY (%s) GROUP BY person_id HAVING NOT bool_or(upper_inf(valid))
"""


def usernames(person_ids: Collection[UUID], *, source: str) -> dict[UUID, str]:
    """Return what persons are called in a target that takes names from `source`; blank where that is missing."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(person_ids)])
        return {person: username(email, number, source=source) for person, email, number in cursor.fetchall()}


def username(email: str, employee_number: str, *, source: str) -> str:
    """Return the name of an account."""
    if source == "employee_number":
        return employee_number
    return email.partition("@")[0] if source == "mailbox" else email


def told_people(accounts: Collection[TargetAccount]) -> dict[UUID, Who]:
    """Return what a target is told of its accounts, by account; person and target come with them. One statement."""
    persons = [account.person_id for account in accounts if account.person_id]
    with connection.cursor() as cursor:
        cursor.execute(LAST_DAYS, [persons])
        ends = {person: datetime.combine(day, time.min, current_tenant().zone) for person, day in cursor.fetchall()}
    return {
        account.pk: _told(account, ends.get(account.person_id) if account.person_id else None) for account in accounts
    }


def _told(account: TargetAccount, expires_at: datetime | None) -> Who:
    person = account.person
    if person is None:  # somebody decided that nobody's account be closed: only what it is called is known
        return Who(key=account.external_id, username=account.username, external_id=account.external_id)
    own = username(person.work_email, person.employee_number, source=account.target.username_source)
    return Who(
        key=str(person.pk),
        username=account.username if account.external_id else own,  # it keeps the name it was made with
        external_id=account.external_id,
        given_name=person.given_name,
        family_name=person.family_name,
        display_name=person.display_name,
        email=person.work_email,
        employee_number=person.employee_number,
        expires_at=expires_at,
    )
