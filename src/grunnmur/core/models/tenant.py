"""Municipalities, and the people who may log in to them."""

import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from grunnmur.core.models.base import TenantModel

LANGUAGES = (("nb", "Norsk bokmål"), ("nn", "Norsk nynorsk"), ("da", "Dansk"), ("en", "English"))
COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$")


class Tenant(models.Model):
    """One municipality. Its table has no policy: it is read to find out which municipality a request is for."""

    class Country(models.TextChoices):
        NORWAY = "NO"
        DENMARK = "DK"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nb")
    time_zone = models.CharField(max_length=40, default="Europe/Oslo")
    host_names = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    main_colour = models.CharField(max_length=7, default="#0b5d4f", validators=[COLOUR])
    accent_colour = models.CharField(max_length=7, default="#8a4b08", validators=[COLOUR])
    lexeme_prefix = models.CharField(max_length=4, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lexeme_prefix__regex="^[a-z0-9]{4}$"), name="tenant_lexeme_prefix"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this municipality's days begin."""
        return ZoneInfo(self.time_zone)


class UserManager(BaseUserManager["User"]):
    """Make users; the name is unique within the municipality."""

    def create_user(self, username: str, *, password: str | None = None, **facts: Any) -> "User":
        """Make a user in the tenant of this transaction; without a password she logs in elsewhere."""
        user = self.model(username=username, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, TenantModel):
    """A login in one municipality. What she may do is not here but in `access`."""

    username = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("username"), name="user_username"),
            models.UniqueConstraint(
                "tenant_id", models.functions.Lower("email"), name="user_email", condition=~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def has_perm(self, permission: str, at: uuid.UUID | None = None) -> bool:
        """Answer what the auth backends answer; `at` is a unit. The domains ask `core.permissions`."""
        backends: list[Any] = [one for one in get_backends() if hasattr(one, "has_perm")]  # Any: `at` is no model
        return self.is_active and any(backend.has_perm(self, permission, at) for backend in backends)
