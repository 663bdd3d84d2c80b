"""What a municipality says of its whole factory."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantModel


@pghistory.track()
class FactorySettings(TenantModel):
    """What holds for all lines; one row at most. two_person_approval: who assured a version may also approve it."""

    two_person_approval = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="factory_settings_once")]
