"""What search keeps. Everything here is derived: `core.search.rebuild` makes it again from the owners' rows.

Two more tables, `search_token` and `search_key`, exist in SQL only: nobody but the definer functions of
`core/sql/search_1.sql` reads or writes them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from grunnmur.core.models.base import TenantModel


class SearchEntry(TenantModel):
    """One thing that can be found, or one part of a long one. Its text is kept for the snippet only."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]  # 8 bytes, not 16: also in every index row
    kind = models.CharField(max_length=40)
    ref = models.UUIDField()
    part = models.IntegerField(default=0)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False)
    unit = models.UUIDField(null=True)
    scope = models.UUIDField(null=True)
    type_code = models.CharField(max_length=60, blank=True)
    grouping = models.CharField(max_length=300, blank=True)
    class_code = models.CharField(max_length=40, blank=True)
    state = models.SmallIntegerField(default=0)
    year = models.SmallIntegerField()
    happened_at = models.DateTimeField()
    audience_keys = ArrayField(models.CharField(max_length=200))
    content_hash = models.BinaryField(max_length=32)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "search_entry"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "ref", "part"], name="search_entry_ref"),
            models.CheckConstraint(condition=Q(audience_keys__len__gt=0), name="search_entry_has_audience"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(TenantModel):
    """A word that stands in at least three things open to everyone: what a misspelt word may be corrected to."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]  # as above
    word = models.CharField(max_length=64)
    frequency = models.IntegerField()
    first = models.CharField(max_length=1)
    length = models.SmallIntegerField()

    class Meta:
        db_table = "search_word"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "word"], name="search_word_word")]
        indexes = [models.Index(fields=["tenant_id", "first", "length"], name="search_word_near")]

    def __str__(self) -> str:
        return self.word
