"""Columns that keep names in the order Norwegian and Danish readers expect.

The database fills them: `has_double_a` says, for the row's municipality, whether aa is read as å.
"""

from django.db import models


class HasDoubleA(models.Func):
    """Whether the municipality of this transaction reads aa as å, as Danish ones do."""

    template = "organisation_has_double_a()"
    output_field = models.BooleanField()


class NameKey(models.Func):
    """The sort key of one or more columns of the row, with a space between."""

    output_field = models.TextField(db_collation="C")
    function = "nordic_key"
    template = "nordic_key(%(expressions)s, has_double_a)"
    arg_joiner = " || ' ' || "


def key_of(*columns: str) -> models.GeneratedField:
    """Return a stored column that sorts rows by these columns."""
    return models.GeneratedField(
        expression=NameKey(*columns), output_field=models.TextField(db_collation="C"), db_persist=True
    )
