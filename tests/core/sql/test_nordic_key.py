import random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Value

from grunnmur.core.sql import NordicKey

pytestmark = pytest.mark.django_db

# Norwegian order; capitals and small letters alike.
NORWEGIAN = ["Aas", "Anna", "eva", "Évelyn", "Zebra", "Äpple", "ærfugl", "Ærlig", "Ökning", "øl", "Østen", "ål", "Åse"]
DANISH = ["Anna", "Zebra", "Ærø", "Østerbro", "Aabenraa", "Ålborg", "AARHUS", "Århus Å"]


def ordered(names: list[str], *, has_double_a: bool) -> list[str]:
    shuffled = random.Random(1).sample(names, len(names))  # noqa: S311 (an order to undo, no secret)
    query = "SELECT name FROM unnest(%s::text[]) AS t (name) ORDER BY nordic_key(name, %s), name"
    with connection.cursor() as cursor:
        cursor.execute(query, [shuffled, has_double_a])
        return [name for (name,) in cursor.fetchall()]


def test_names_sort_as_norwegian_readers_expect():
    assert ordered(NORWEGIAN, has_double_a=False) == NORWEGIAN


def test_double_a_sorts_last_in_danish():
    assert ordered(DANISH, has_double_a=True) == DANISH


def test_nothing_has_no_key():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nordic_key(NULL)")
        assert cursor.fetchone() == (None,)


@pytest.mark.parametrize(("has_double_a", "expected"), [(False, "aa } z"), (True, "} } z")])
def test_expression_gives_the_key_to_querysets(has_double_a, expected):
    keys = ContentType.objects.annotate(key=NordicKey(Value("Aa Å Z"), has_double_a=has_double_a))
    assert keys.values_list("key", flat=True).first() == expected
