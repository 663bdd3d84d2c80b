"""Saying what holds for all lines."""

from django.db import transaction

from grunnmur.core.permissions import Actor, require
from grunnmur.publishing.models import FactorySettings
from grunnmur.publishing.rules import RUN_FACTORY


@transaction.atomic
def let_two_persons_be_enough(*, is_enough: bool, by: Actor) -> None:
    """Say whether who assured a version may also approve it. It holds for what waits already, too.

    Raises PermissionDenied (needs publishing.run_factory).
    """
    require(by, RUN_FACTORY)
    row = FactorySettings.objects.select_for_update().first() or FactorySettings()
    row.two_person_approval = is_enough
    row.save()
