"""Groups as a source tells of them, and who is seen in them. Being in one gives nothing here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.scim.refusals import StaleError, UnknownMemberError
from grunnmur.access.models import Observed, ScimClient, ScimGroup, ScimUser
from grunnmur.access.queries.scim.columns import fold

BATCH = 2000
AS_ONE = transaction.atomic(savepoint=False)  # the storage has one for each operation


@dataclass(frozen=True, kw_only=True)
class GroupWords:
    """A group as a client sent it."""

    display_name: str
    external_id: str
    members: Collection[UUID]


@AS_ONE
def create_group(client: ScimClient, words: GroupWords, *, at: datetime) -> ScimGroup:
    """Write down a group and who is in it. Raises UnknownMemberError."""
    group = ScimGroup(client=client, created_at=at)
    _keep(group, words, at=at)
    _observe(group, words.members, at=at)
    return group


@AS_ONE
def replace_group(
    client: ScimClient, group_id: UUID, words: GroupWords, *, expected: int | None, at: datetime
) -> ScimGroup:
    """Write down what a source now says of a group; who is no longer named is no longer in it.

    expected: the version it must still have. Raises ScimGroup.DoesNotExist, StaleError, UnknownMemberError.
    """
    group = _locked(client, group_id, expected)
    group.version += 1
    _keep(group, words, at=at)
    _observe(group, words.members, at=at)
    return group


@AS_ONE
def remove_group(client: ScimClient, group_id: UUID, *, expected: int | None) -> None:
    """Forget a group and who was in it; history keeps both. Raises ScimGroup.DoesNotExist, StaleError."""
    _locked(client, group_id, expected).delete()


def _locked(client: ScimClient, group_id: UUID, expected: int | None) -> ScimGroup:
    group = ScimGroup.objects.select_for_update().get(client=client, pk=group_id)
    if expected not in {None, group.version}:
        raise StaleError(_("This was changed meanwhile."))
    return group


def _keep(group: ScimGroup, words: GroupWords, *, at: datetime) -> None:
    group.display_name, group.display_key = words.display_name, fold(words.display_name)
    group.external_id, group.modified_at = words.external_id, at
    group.save()


def _observe(group: ScimGroup, members: Collection[UUID], *, at: datetime) -> None:
    """Let exactly these be seen in the group."""
    seen = dict(Observed.objects.filter(group=group).values_list("user_id", "pk"))
    wanted = set(members)
    new = wanted - seen.keys()
    known = ScimUser.objects.filter(client_id=group.client_id, deleted_at=None, pk__in=new)
    if new and known.count() < len(new):
        raise UnknownMemberError(_("A member of the group is not one of your users."))
    gone = [pk for user, pk in seen.items() if user not in wanted]
    if gone:
        Observed.objects.filter(pk__in=gone).delete()
    rows = (Observed(group=group, user_id=user, first_seen_at=at) for user in sorted(new))
    Observed.objects.bulk_create(rows, batch_size=BATCH)
