"""Refusing what a column cannot hold, before the database does."""

from collections.abc import Collection

from django.core.exceptions import ValidationError

from grunnmur.core.models import TenantModel
from grunnmur.landscape.rules.details import UnfitDetailError


def require_fit(row: TenantModel, *, columns: Collection[str]) -> None:
    """Do nothing if these columns of a row hold what they can; the sentence names what does not fit.

    columns: as attributes, `product_id`. Raises UnfitDetailError: an unknown choice, a text that is too long, an
    address that is none.
    """
    others = {column.name for column in row._meta.concrete_fields if column.attname not in columns}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        told = [f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts]
        raise UnfitDetailError(" ".join(told)) from error
