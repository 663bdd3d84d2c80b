"""The total of a page by index is told without counting, and is always that of the rows."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.access.models import ScimClient, ScimUser
from grunnmur.core.clock import now
from grunnmur.core.tenancy import tenant

pytestmark = pytest.mark.django_db


def totals(source):
    """What the client keeps, what a page tells, and what there is."""
    told = source.get("/Users", count="1").json()["totalResults"]
    with tenant(source.client.tenant_id):
        kept = ScimClient.objects.get(pk=source.client.pk).live_users
        return kept, told, ScimUser.objects.filter(client=source.client, deleted_at=None).count()


def test_total_follows_every_way_users_come_and_go(source):
    chance, ids = random.Random(11), []  # noqa: S311 - which way comes next
    for number in range(40):
        way = chance.choice(("come", "come", "go", "again"))
        if way == "come" or not ids:
            ids.append((source.make_user(f"p{number}@fjordvik.example")["id"], f"p{number}@fjordvik.example"))
        elif way == "go":
            source.call("DELETE", f"/Users/{ids[chance.randrange(len(ids))][0]}")
        else:
            source.post_user(ids[chance.randrange(len(ids))][1])  # taken while she is there, revived when she is not
        assert len(set(totals(source))) == 1


def test_total_follows_many_rows_at_once_and_a_change_that_is_none(source):
    for number in range(5):
        source.make_user(f"p{number}@fjordvik.example")
    with tenant(source.client.tenant_id):
        mine = ScimUser.objects.filter(client=source.client)
        mine.update(version=2)
        assert mine.update(deleted_at=now()) == 5
    assert totals(source) == (0, 0, 0)
    with tenant(source.client.tenant_id):
        mine.update(deleted_at=None)
        mine.filter(user_name__startswith="p1").delete()
    assert totals(source) == (4, 4, 4)


def test_page_of_everybody_is_not_counted_and_a_filtered_one_is(source):
    for number in range(3):
        source.make_user(f"p{number}@fjordvik.example")

    with CaptureQueriesContext(connection) as asked:
        assert source.get("/Users", count="1").json()["totalResults"] == 3
    assert not [query for query in asked if "count(*)" in query["sql"]]
    assert source.get("/Users", count="1", filter='userName sw "p1"').json()["totalResults"] == 1


def test_keeping_the_total_leaves_no_trace_in_the_clients_history(source):
    with tenant(source.client.tenant_id):
        before = source.client.events.count()
    source.make_user("p@fjordvik.example")

    with tenant(source.client.tenant_id):
        assert source.client.events.count() == before
