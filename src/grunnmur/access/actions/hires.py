"""Letting go of a hire that is called off, so that nothing of access stands in its way."""

from uuid import UUID

from django.db import transaction

from grunnmur.access.models import Grant


@transaction.atomic
def withdraw_grants_of(employment_id: UUID) -> int:
    """Withdraw what was given for an employment that never begins; returns how much. History keeps it.

    The person is derived when organisation tells that her facts changed: what was handed out early is asked back then.
    """
    count, _by_table = Grant.objects.filter(employment_id=employment_id).delete()
    return count
