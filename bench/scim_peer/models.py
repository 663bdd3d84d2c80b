"""The peer's user."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django_scim.models import AbstractSCIMUserMixin


class Person(AbstractSCIMUserMixin, AbstractUser):
    """A user as django-scim2 keeps one; no history, and Django's own groups."""

    @property
    def scim_groups(self) -> Any:  # Any: a manager
        """The groups, which the library leaves to whoever uses it."""
        return self.groups
