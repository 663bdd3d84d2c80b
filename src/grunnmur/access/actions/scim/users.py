"""Users as a source tells of them. A person and her employments follow; telling the domains is the caller's, once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.access.actions.scim.guard import require_room
from grunnmur.access.actions.scim.refusals import ScimTakenError, StaleError
from grunnmur.access.actions.scim.words import UserWords, Work, person_facts, work_of
from grunnmur.access.models import ScimClient, ScimFinding, ScimUser
from grunnmur.access.queries.scim.columns import fold
from grunnmur.core.clock import today
from grunnmur.core.inserting import Sql, insert_together
from grunnmur.core.permissions import System
from grunnmur.organisation.actions.sourced import Recorded, SourcedPerson, end_sourced, record_new, record_person

LONGEST_VALUE = 256
# Who has the name, or had the external id before she was deleted.
KNOWN = """
    SELECT 3, id FROM access_scimuser WHERE client_id = %s AND user_key = %s
    UNION ALL
    SELECT 4, id FROM access_scimuser
    WHERE client_id = %s AND external_id = %s AND external_id <> '' AND deleted_at IS NOT NULL
"""
AS_ONE = transaction.atomic(savepoint=False)  # the storage has one for each operation; a thousand come in a request


@dataclass(frozen=True)
class Written:
    """A user that was written, and what there is to tell the domains: see `organisation.actions.sourced`."""

    user: ScimUser
    recorded: Recorded


@AS_ONE
def create_user(client: ScimClient, words: UserWords, *, at: datetime) -> Written:
    """Write down somebody a source tells of; whom it deleted before is there again, under the same id.

    Raises ScimTakenError, InvalidFactsError, TakenError, OverlapError.
    """
    work = work_of(words)
    told = _told(client, words, work)
    new = _say(ScimUser(client=client, created_at=at), words, at=at)
    if is_news := _record_new(client, told, new):
        _note_flaws(new, work, is_news, at=at, is_new=True)
        return Written(new, is_news)
    known = _deleted(new)
    recorded = _record(client, told, person_id=known.person_id if known else None)
    gone = known or _of_person(client, recorded.person_id)
    user, is_new = gone or new, gone is None
    user.person_id, user.deleted_at, user.ended_at = recorded.person_id, None, None
    user.version += 0 if is_new else 1
    _keep(user, words, at=at, is_new=is_new)
    _note_flaws(user, work, recorded, at=at, is_new=is_new)
    return Written(user, recorded)


@AS_ONE
def replace_user(client: ScimClient, user_id: UUID, words: UserWords, *, expected: int | None, at: datetime) -> Written:
    """Write down what a source now says of somebody; what it no longer says is gone.

    expected: the version it must still have. Raises ScimUser.DoesNotExist, StaleError, ScimTakenError, HeldBackError,
    InvalidFactsError, TakenError, OverlapError.
    """
    user = _locked(client, user_id, expected)
    work = work_of(words)
    recorded = _record(client, _told(client, words, work), person_id=user.person_id)
    if recorded.is_out:
        require_room(client, at=at)
        user.ended_at = at
    elif words.is_active is not False:
        user.ended_at = None
    user.version += 1
    _keep(user, words, at=at)
    _note_flaws(user, work, recorded, at=at)
    return Written(user, recorded)


@AS_ONE
def remove_user(client: ScimClient, user_id: UUID, *, expected: int | None, at: datetime) -> Written:
    """Let a source forget somebody: today is the last day of the employments it told of; what is kept is history.

    expected: the version it must still have. Raises ScimUser.DoesNotExist, StaleError, HeldBackError.
    """
    user = _locked(client, user_id, expected)
    recorded = end_sourced(user.person_id, source=client.name, on=today(), by=_actor(client))
    if recorded.is_out:
        require_room(client, at=at)
        user.ended_at = at
    user.is_active, user.deleted_at, user.modified_at = False, at, at
    user.version += 1
    user.save(update_fields=["is_active", "deleted_at", "modified_at", "ended_at", "version"])
    ScimFinding.objects.filter(user=user).delete()
    return Written(user, recorded)


def _actor(client: ScimClient) -> System:
    return System(f"SCIM: {client.name}")


def _deleted(new: ScimUser) -> ScimUser | None:
    """Return the user who is meant, if the source deleted her. Raises ScimTakenError if she is there."""
    is_same = Q(user_key=new.user_key)
    if new.external_id:
        is_same |= Q(external_id=new.external_id, deleted_at__isnull=False)
    users = list(ScimUser.objects.select_for_update().filter(is_same, client=new.client).order_by("id"))
    named = next((user for user in users if user.user_key == new.user_key), None)
    if named and named.deleted_at is None:
        raise ScimTakenError(_("There is a user with this name already."))
    return named or next(iter(users), None)


def _of_person(client: ScimClient, person_id: UUID) -> ScimUser | None:
    """Return the deleted user who is this person. Raises ScimTakenError if she is not deleted."""
    found = ScimUser.objects.select_for_update().filter(client=client, person_id=person_id).first()
    if found and found.deleted_at is None:
        raise ScimTakenError(_("There is a user for this person already."))
    return found


def _locked(client: ScimClient, user_id: UUID, expected: int | None) -> ScimUser:
    user = ScimUser.objects.select_for_update().get(client=client, pk=user_id, deleted_at=None)
    if expected not in {None, user.version}:
        raise StaleError(_("This was changed meanwhile."))
    return user


def _told(client: ScimClient, words: UserWords, work: Work) -> SourcedPerson:
    return SourcedPerson(source=client.name, key=words.key, facts=person_facts(words), employments=work.employments)


def _record_new(client: ScimClient, told: SourcedPerson, new: ScimUser) -> Recorded | None:
    """Record the person with her user, unless somebody knows her."""

    def beside(person: UUID) -> tuple[ScimUser]:
        new.person_id = person
        return (new,)

    known = Sql(KNOWN, (client.pk, new.user_key, client.pk, new.external_id))
    return record_new(told, on=today(), by=_actor(client), beside=beside, unless=known)


def _record(client: ScimClient, told: SourcedPerson, *, person_id: UUID | None) -> Recorded:
    return record_person(told, person_id=person_id, on=today(), by=_actor(client))


def _keep(user: ScimUser, words: UserWords, *, at: datetime, is_new: bool = False) -> None:
    """Save what the source said. Raises ScimTakenError for a name another user has, also a deleted one."""
    key = fold(words.user_name)
    others = ScimUser.objects.filter(client_id=user.client_id, user_key=key).exclude(pk=user.pk)
    if user.user_key != key and not is_new and others.exists():
        raise ScimTakenError(_("There is a user with this name already."))
    _say(user, words, at=at)
    if is_new:
        insert_together(user)
    else:
        user.save()


def _say(user: ScimUser, words: UserWords, *, at: datetime) -> ScimUser:
    """Put what the source said on the row, which whoever calls it saves."""
    user.user_name, user.user_key, user.external_id = words.user_name, fold(words.user_name), words.external_id
    user.is_active, user.document, user.folded = words.is_active, words.document, fold(words.document)
    user.modified_at = at
    return user


def _note_flaws(user: ScimUser, work: Work, recorded: Recorded, *, at: datetime, is_new: bool = False) -> None:
    """Keep a finding for each thing that could not be used; those that were mended go."""
    wanted = {(kind.value, value[:LONGEST_VALUE]) for kind, value in (*work.flaws, *recorded.flaws)}
    present: dict[tuple[str, str], UUID] = {}
    if not is_new:
        rows = ScimFinding.objects.filter(user=user).values_list("kind", "value", "pk")
        present = {(kind, value): pk for kind, value, pk in rows}
    gone = [pk for pair, pk in present.items() if pair not in wanted]
    if gone:
        ScimFinding.objects.filter(pk__in=gone).delete()
    new = [ScimFinding(user=user, kind=kind, value=value, found_at=at) for kind, value in sorted(wanted - set(present))]
    if new:
        ScimFinding.objects.bulk_create(new)
