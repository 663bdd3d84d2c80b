"""Constraints on `valid` that several tables share."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q


def has_days(name: str) -> models.CheckConstraint:
    """Return the constraint that `valid` has at least one day and a first day."""
    condition = Q(valid__isempty=False, valid__lower_inf=False)
    return models.CheckConstraint(condition=condition, name=f"{name}_has_days")


def never_two(name: str, *same: str) -> ExclusionConstraint:
    """Return the constraint that two rows alike in these columns never share a day."""
    equal = [(column, RangeOperators.EQUAL) for column in ("tenant_id", *same)]
    return ExclusionConstraint(name=f"{name}_never_two", expressions=[*equal, ("valid", RangeOperators.OVERLAPS)])
