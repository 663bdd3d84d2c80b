"""Keeping the register of roles small: merging what is the same, taking out of use what nobody needs."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions, queries
from grunnmur.processes.models import Assignment, Lane, ProcessRole
from grunnmur.processes.queries.roles import RoleFinder
from grunnmur.processes.rules import BIND_ROLES, RoleGoneError, RoleInUseError
from tests.factories_organisation import granting
from tests.factories_processes import make_process
from tests.processes.reading_html import find, parsed

pytestmark = pytest.mark.django_db
BY = System("Tests")
OTHER = """| Nr | Hva | Hvem |
|---|---|---|
| 1 | Kontroller fakturaen | Personalavdelingen |
| 2 | Betal fakturaen. Drøftes med Personalkontoret | Personalavdelingen |
""".encode()


@pytest.fixture
def two(here):
    """Two processes in which the same office has two names; the roles of it."""
    make_process("ANS")
    make_process("FAK", content=OTHER)
    return [ProcessRole.objects.get(name=name) for name in ("Personalavdelingen", "Personalkontoret")]


def rows_of(response):
    return [one.text_content() for one in find(parsed(response), "row-link")]


def names_in(code):
    rows = Assignment.objects.filter(step__process_version__process__item__code=code)
    return {(row.step.number, row.letter, row.process_role.name) for row in rows.select_related("step", "process_role")}


def test_a_merged_role_is_the_other_one_in_lanes_steps_and_by_name(two):
    old, new = two
    actions.merge_roles(old.pk, into=new.pk, by=BY)
    assert {name for _number, _letter, name in names_in("FAK")} == {"Personalkontoret"}
    assert not Lane.objects.filter(process_role=old).exists()
    new.refresh_from_db()
    assert new.synonyms == ["Personalavdelingen"]
    assert RoleFinder().named("personalavdelingen") == new.pk
    assert queries.find_role(old.pk) == new
    assert old.pk not in {role.pk for role in queries.process_roles()}
    assert actions.make_role("Personalavdelingen", by=BY) == new


def test_a_file_that_names_a_merged_role_by_id_leads_to_the_other(two):
    old, new = two
    actions.merge_roles(old.pk, into=new.pk, by=BY)
    third = actions.make_role("HR", by=BY)
    actions.merge_roles(new.pk, into=third.pk, by=BY)
    lane = type("Drawn", (), {"role_id": str(old.pk), "name": "Noe annet"})
    assert RoleFinder().role_of(lane) == third.pk


def test_a_step_where_both_had_the_same_letter_has_it_once(two):
    old, new = two
    step = Assignment.objects.get(process_role=old, letter="U", step__number="1").step
    Assignment.objects.create(step=step, process_role=new, letter="U", source="manual")
    actions.merge_roles(old.pk, into=new.pk, by=BY)
    assert Assignment.objects.filter(step=step, letter="U", process_role=new).count() == 1


def test_a_role_cannot_be_merged_twice_or_into_itself(two):
    old, new = two
    actions.merge_roles(old.pk, into=new.pk, by=BY)
    leader = ProcessRole.objects.get(name="Leder")
    with pytest.raises(RoleGoneError):
        actions.merge_roles(old.pk, into=leader.pk, by=BY)
    with pytest.raises(RoleGoneError):
        actions.merge_roles(leader.pk, into=old.pk, by=BY)
    with pytest.raises(ValueError, match="itself"):
        actions.merge_roles(leader.pk, into=leader.pk, by=BY)


def test_a_role_that_is_used_stays_and_the_reason_names_where(two):
    with pytest.raises(RoleInUseError, match="ANS, FAK"):
        actions.retire_role(two[1].pk, by=BY)


def test_a_role_out_of_use_is_neither_offered_nor_found_by_name_and_comes_back(here):
    role = actions.make_role("Arkivet", by=BY)
    actions.retire_role(role.pk, by=BY)
    assert role.pk not in {one.pk for one in queries.process_roles()}
    assert [one.pk for one in queries.retired_roles()] == [role.pk]
    assert RoleFinder().named("Arkivet") is None
    assert not actions.make_role("arkivet", by=BY).is_retired


def test_none_of_it_is_done_by_those_who_may_not(office, two):
    for deed in (
        lambda: actions.merge_roles(two[0].pk, into=two[1].pk, by=office["user"]),
        lambda: actions.retire_role(two[0].pk, by=office["user"]),
        lambda: actions.restore_role(two[0].pk, by=office["user"]),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_the_roles_of_another_municipality_are_not_there(fjordvik, sundby):
    with tenant(fjordvik):
        theirs = actions.make_role("Leder", by=BY)
    with tenant(sundby):
        ours = actions.make_role("Leder", by=BY)
        with pytest.raises(ProcessRole.DoesNotExist):
            actions.merge_roles(theirs.pk, into=ours.pk, by=BY)
        with pytest.raises(ProcessRole.DoesNotExist):
            actions.retire_role(theirs.pk, by=BY)


def test_merging_is_asked_about_before_it_is_done(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        make_process("FAK", content=OTHER)
        old, new = (ProcessRole.objects.get(name=name) for name in ("Personalavdelingen", "Personalkontoret"))
    address = f"/processes/roles/{old.pk}/merge/"
    assert visitor.get(address).status_code == 403
    with granting(office["user"], BIND_ROLES, everywhere=True):
        shown = visitor.get(address, {"into": str(new.pk)}).text
        assert "FAK" in shown
        assert "“Personalavdelingen” becomes “Personalkontoret”" in shown
        assert visitor.post(address, {"into": "nonsense"}).status_code == 422
        assert visitor.post(address, {"into": str(new.pk)}).status_code == 302
    assert visitor.get(f"/processes/roles/{old.pk}/").url == f"/processes/roles/{new.pk}/"


def test_the_list_of_roles_is_narrowed_by_name_and_by_what_they_are(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
        actions.retire_role(actions.make_role("Arkivet", by=BY).pk, by=BY)
    assert rows_of(visitor.get("/processes/roles/")) == ["Leder", "Personalkontoret", "Tillitsvalgt"]
    assert rows_of(visitor.get("/processes/roles/", {"q": "kontor"})) == ["Personalkontoret"]
    assert rows_of(visitor.get("/processes/roles/", {"show": "retired"})) == ["Arkivet"]
    assert "No role matches this." in visitor.get("/processes/roles/", {"show": "unit"}).text
