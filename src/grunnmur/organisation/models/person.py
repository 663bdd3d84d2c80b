"""Persons, and the keys other systems know them by."""

import pghistory
from django.db import models
from django.db.models import Q

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.sorting import HasDoubleA, key_of

LANGUAGES = (
    ("nb", "Norsk bokmål"),
    ("nn", "Norsk nynorsk"),
    ("da", "Dansk"),
    ("en", "English"),
    ("sv", "Svenska"),
    ("fi", "Suomi"),
)


@pghistory.track(exclude=["has_double_a", "sort_key", "family_key"])
class Person(TenantModel):
    """Somebody who is, was or will be employed here. A national number is kept only as a keyed hash."""

    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    display_name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    work_email = models.EmailField(blank=True)
    work_phone = models.CharField(max_length=40, blank=True)
    employee_number = models.CharField(max_length=40, blank=True)
    national_id_hmac = models.CharField(max_length=64, blank=True)
    is_protected = models.BooleanField(default=False)
    merged_into = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    user = TenantForeignKey("core.User", models.SET_NULL, null=True, blank=True)
    has_double_a = models.BooleanField(db_default=HasDoubleA(), editable=False)
    sort_key = key_of("display_name")
    family_key = key_of("family_name", "given_name")

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "sort_key", "id"], name="person_sort_key"),
            models.Index(fields=["tenant_id", "family_key"], name="person_family_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "employee_number"], name="person_employee_number", condition=~Q(employee_number="")
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "national_id_hmac"], name="person_national_id", condition=~Q(national_id_hmac="")
            ),
            models.UniqueConstraint(fields=["tenant_id", "user"], name="person_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.display_name


@pghistory.track()
class PersonKey(TenantModel):
    """What one source, a payroll for example, calls a person; imports recognise her by it."""

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "source", "key"], name="person_key")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
