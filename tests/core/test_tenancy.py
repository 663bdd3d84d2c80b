import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from grunnmur.core.models import ApiToken, Tenant, User
from grunnmur.core.tenancy import Beside, NoTenantError, current_tenant, find_tenant, tenant, tenant_for
from grunnmur.organisation.models import Position


def test_rows_belong_to_the_municipality_of_the_transaction(here):
    user = User.objects.create_user("kari", name="Kari")

    assert user.tenant_id == here.pk


def test_rows_of_another_municipality_are_not_found(fjordvik, sundby):
    with tenant(fjordvik):
        user = User.objects.create_user("kari", name="Kari")

    with tenant(sundby):
        assert not User.objects.filter(pk=user.pk).exists()
        assert User.objects.filter(pk=user.pk).update(name="Taken") == 0


def test_the_same_user_name_may_exist_in_two_municipalities(fjordvik, sundby):
    for place in (fjordvik, sundby):
        with tenant(place):
            User.objects.create_user("kari", name="Kari")

            assert User.objects.count() == 1


def test_the_same_user_name_twice_in_one_municipality_is_refused(here):
    User.objects.create_user("kari", name="Kari")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("KARI", name="Another")


def test_nothing_is_found_outside_a_municipality(fjordvik):
    with tenant(fjordvik):
        User.objects.create_user("kari", name="Kari")

    assert User.objects.count() == 0  # the setting is '' now, not NULL


def test_a_row_cannot_be_made_outside_a_municipality(db):
    with pytest.raises((IntegrityError, ProgrammingError, InternalError)), transaction.atomic():
        User.objects.create_user("kari", name="Kari")


def test_a_row_cannot_be_written_into_another_municipality(fjordvik, sundby):
    with tenant(fjordvik), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        User.objects.create(username="spy", name="Spy", tenant_id=sundby.pk)


def test_a_row_cannot_be_moved_to_another_municipality(fjordvik, sundby):
    with tenant(fjordvik):
        user = User.objects.create_user("kari", name="Kari")
    with tenant(fjordvik), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(tenant_id=sundby.pk)


def give_token(user):
    ApiToken.objects.create(name="x", user_id=user.pk, token_hash="0" * 64, expires_at="2099-01-01T00:00Z")
    connection.check_constraints()


def test_a_foreign_key_across_municipalities_is_refused(fjordvik, sundby):
    with tenant(fjordvik):
        stranger = User.objects.create_user("kari", name="Kari")

    with tenant(sundby), pytest.raises(IntegrityError), transaction.atomic():
        give_token(stranger)


def test_one_municipality_cannot_be_opened_inside_another(fjordvik, sundby):
    with tenant(fjordvik), pytest.raises(RuntimeError), tenant(sundby):
        pass


def test_the_same_municipality_may_be_entered_twice_and_stays_entered(fjordvik):
    with tenant(fjordvik):
        with tenant(fjordvik):
            User.objects.create_user("kari", name="Kari")

        assert User.objects.count() == 1


def fail():
    raise ZeroDivisionError


def test_leaving_by_an_error_leaves_no_municipality_behind(fjordvik):
    with pytest.raises(ZeroDivisionError), tenant(fjordvik):
        fail()

    assert User.objects.count() == 0
    with pytest.raises(NoTenantError):
        current_tenant()


@pytest.mark.django_db(transaction=True)
def test_after_a_transaction_of_its_own_no_municipality_is_open(fjordvik):
    with tenant(fjordvik):
        assert _setting() == str(fjordvik.pk)

    assert not connection.in_atomic_block
    assert not _setting()
    assert Tenant.objects.filter(pk=fjordvik.pk).exists()
    assert User.objects.count() == 0


def test_after_a_municipality_within_a_transaction_none_is_open(fjordvik):
    with tenant(fjordvik):
        pass

    assert connection.in_atomic_block
    assert not _setting()


def _setting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("host", "slugs", "found"),
    [
        ("fjordvik.example", ["sundby"], "fjordvik"),
        ("elsewhere.example", ["sundby", "fjordvik"], "sundby"),
        ("elsewhere.example", ["nobody", "fjordvik"], "fjordvik"),
        ("elsewhere.example", ["nobody"], None),
        ("elsewhere.example", [], None),
    ],
)
def test_a_municipality_is_found_by_its_host_else_by_the_first_name_that_is_one(fjordvik, sundby, host, slugs, found):
    with tenant_for(host=host, slugs=slugs) as entered:
        assert (entered.tenant.slug if entered else None) == found
        assert (_setting() or None) == (str(entered.tenant.pk) if entered else None)
    assert not _setting()
    assert find_tenant(host=host, slugs=slugs) == (entered and entered.tenant)


CODES = "SELECT p.code FROM organisation_position AS p WHERE p.code = %(code)s AND p.tenant_id = t.id"


@pytest.mark.parametrize(
    ("host", "code", "found"), [("fjordvik", "a", "a"), ("sundby", "b", "b"), ("sundby", "a", None)]
)
def test_what_is_asked_beside_is_of_the_municipality_that_is_found(fjordvik, sundby, host, code, found):
    for here, own in ((fjordvik, "a"), (sundby, "b")):
        with tenant(here):
            Position.objects.create(source="own", code=own, name=own)

    with tenant_for(host=f"{host}.example", slugs=[], beside=Beside(CODES, {"code": code})) as entered:
        assert entered.tenant.slug == host
        assert list(entered.beside) == [found]


def test_nothing_is_asked_beside_where_no_municipality_is_found(fjordvik, sundby):
    with tenant_for(host="elsewhere.example", slugs=[], beside=Beside(CODES, {"code": "a"})) as entered:
        assert entered is None


def test_a_municipality_that_is_found_is_not_opened_inside_another(fjordvik, sundby):
    with tenant(fjordvik):
        with pytest.raises(RuntimeError, match="inside another"), tenant_for(host="sundby.example", slugs=[]):
            pass
        assert current_tenant() == fjordvik
        assert _setting() == str(fjordvik.pk)
