"""The base of every table that belongs to one municipality."""

import uuid
from typing import Any, TypeVar

from django.db import models


class CurrentTenant(models.Func):
    """The tenant of this transaction; NULL outside `with tenant(id)`, so that an insert there fails."""

    template = "nullif(current_setting('app.tenant', true), '')::uuid"
    output_field = models.UUIDField()


class TenantModel(models.Model):
    """A row that belongs to one municipality; the database fills and guards `tenant_id`.

    Unique constraints and indexes start with `tenant_id`. Foreign keys are TenantForeignKey; many-to-many
    goes through a TenantModel. `core.rls` adds policy, grants and composite keys after migrate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_default=CurrentTenant(), editable=False)

    class Meta:
        abstract = True


_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


class TenantForeignKey(models.ForeignKey[_Set, _Get]):
    """A foreign key inside one municipality.

    The constraint is composite, (tenant_id, x_id), and is made by `core.rls` after migrate: foreign-key checks
    bypass row-level security, and Django cannot declare one over two columns. So is its index.
    """

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:  # Any: Django's own signature
        options["db_constraint"] = False
        options.setdefault("db_index", False)
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)
