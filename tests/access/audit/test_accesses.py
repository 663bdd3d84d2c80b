"""Who had what on a day and between two days: as the derivation says, also long ago."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.access import actions
from grunnmur.access.actions.audit import exports
from grunnmur.access.derivation import Compiled, derive, effective
from grunnmur.access.models import AuditExport, IssuedThing, Permission
from grunnmur.access.queries import facts
from grunnmur.access.queries.audit.accesses import audit
from grunnmur.access.rules import Target
from grunnmur.access.rules.audit import Asked
from grunnmur.core.clock import now
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.paging import BadCursorError
from grunnmur.core.periods import Period
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import protect_person
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, employ, make_employee, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 6, 15)
HOME = reverse("access:audit")
CHANGES = reverse("access:audit_changes")


def asked_of(user, *, limit=None, **more):
    return audit(Asked(**{"on": TODAY} | more), seen_by=user, limit=limit)


def names(page):
    return sorted((row.person, row.name) for row in page.rows)


@pytest.mark.parametrize(
    "day", [TODAY, date(2026, 2, 10), date(2026, 3, 11), date(2025, 1, 1), LONG_AGO, date(2018, 1, 1)]
)
def test_the_audit_of_any_day_is_what_the_derivation_says(fjordvik, past, auditor_user, house, day):
    with tenant(fjordvik):
        actions.exclude(
            house.adviser.pk, Target(permission_id=permission_of("CRM").pk), by=SYSTEM, period=Period(day), reason="Nei"
        )
        found = {(row.person_id, row.permission_id) for row in asked_of(auditor_user, on=day).rows}
        loaded = facts.load()
        compiled = Compiled(loaded.definitions)
        derived = derive(loaded.people, compiled)
        own = set(map(str, Permission.objects.filter(resource__is_own=True).values_list("pk", flat=True)))
        expected = {
            (person, one.permission)
            for person, held in derived.held.items()
            for one in effective(held, [row for row in derived.withheld if row.person == person], compiled, on=day)
            if one.permission not in own
        }
    assert {(str(person), str(permission)) for person, permission in found} == expected
    assert expected or day == date(2018, 1, 1)


def test_a_row_tells_why_who_gave_it_and_its_days(fjordvik, past, auditor_user, house):
    with tenant(fjordvik):
        rows = {row.name: row for row in asked_of(auditor_user, on=date(2026, 2, 10), name="vikar").rows}
    visio = rows["Visio (lisens)"]
    assert (visio.unit, visio.role_names) == ("Kundesenter", "Vikar")
    assert visio.valid == Period(date(2026, 2, 1), date(2026, 2, 20))
    assert "Sykdom i februar" in visio.causes[0].origin.sentence


def test_before_the_horizon_it_is_worked_out_from_facts(fjordvik, past, auditor_user):
    with tenant(fjordvik):
        page = asked_of(auditor_user, on=LONG_AGO, name="Gunn")
    assert ("Gunn Gått", "Intranett (les)") in names(page)


def test_two_routes_of_which_one_ends_are_no_change(fjordvik, past, auditor_user, house):
    _gone, temp = past
    with tenant(fjordvik):
        level = Target(permission_id=permission_of("Visio").pk)
        actions.give(temp.pk, level, by=SYSTEM, period=Period(date(2026, 2, 10), date(2026, 2, 25)), reason="Tegner")
        changes = asked_of(auditor_user, on=TODAY, first=date(2026, 2, 1), last=TODAY, name="Tor").rows
    told = [(row.what, row.day, row.name) for row in changes]
    assert told == [
        ("began", date(2026, 2, 1), "Visio (lisens)"),
        ("ended", date(2026, 2, 24), "Visio (lisens)"),
    ]


def test_between_two_days_tells_what_was_withheld(fjordvik, auditor_user, house):
    with tenant(fjordvik):
        level = Target(permission_id=permission_of("CRM").pk)
        days = Period(date(2026, 2, 10), date(2026, 2, 12))
        actions.exclude(house.adviser.pk, level, by=SYSTEM, period=days, reason="Gransking")
        found = asked_of(auditor_user, on=TODAY, first=date(2026, 2, 5), last=date(2026, 2, 28)).rows
    told = [(row.what, row.day, row.withheld_by) for row in found if row.name == "CRM (bidra)"]
    assert told == [
        ("ended", date(2026, 2, 9), ""),
        ("withheld", date(2026, 2, 10), "excluded"),
        ("began", date(2026, 2, 12), ""),
    ]


def test_each_filter_narrows(fjordvik, past, auditor_user, house):
    with tenant(fjordvik):
        other = make_unit("Bibliotek", parent=house.top)
        make_employee(other, "Bo Bok")
        permission = permission_of("CRM")
        Permission.objects.filter(pk=permission.pk).update(risk=3)
        asks = {
            "person": {"person": house.adviser.pk},
            "unit": {"unit": other.pk},
            "resource": {"resource": permission.resource_id},
            "permission": {"permission": permission.pk},
            "role": {"role": house.roles["Vikar"].pk},
            "risk": {"risk": 3},
            "cause": {"cause": "leader"},
        }
        day = date(2026, 2, 10)
        found = {name: names(asked_of(auditor_user, on=day, **more)) for name, more in asks.items()}
    crm_rows = [("Per Person", "CRM (bidra)")]
    assert {person for person, _name in found["person"]} == {"Per Person"}
    assert {person for person, _name in found["unit"]} == {"Bo Bok"}
    assert found["resource"] == found["permission"] == found["risk"] == crm_rows
    assert found["role"] == found["cause"] == [("Tor Vikar", "Visio (lisens)")]


def test_a_unit_means_those_below_it_too_on_that_day(fjordvik, auditor_user, house):
    with tenant(fjordvik):
        moved = make_employee(house.unit, "Mona Flytter", valid=Period(date(2024, 1, 1), date(2026, 1, 1)))
        employ(moved, make_unit("Annet", parent=None), valid=Period(date(2026, 1, 1)))
        before = names(asked_of(auditor_user, on=date(2025, 12, 31), unit=house.top.pk))
        after = names(asked_of(auditor_user, on=date(2026, 1, 1), unit=house.top.pk))
    assert "Mona Flytter" in {person for person, _name in before}
    assert "Mona Flytter" not in {person for person, _name in after}


def test_a_protected_person_is_in_no_row_count_or_file(fjordvik, auditor_user, house):
    with tenant(fjordvik):
        before = asked_of(auditor_user)
        protect_person(house.adviser.pk, is_protected=True, by=SYSTEM)
        after = asked_of(auditor_user)
    assert "Per Person" in {row.person for row in before.rows}
    assert "Per Person" not in {row.person for row in after.rows}
    assert after.person_count == before.person_count - 1
    assert after.row_count == len(after.rows)


def test_pages_follow_each_other_without_gap_or_double(fjordvik, past, auditor_user):
    with tenant(fjordvik):
        for more in ({}, {"first": date(2019, 1, 1), "last": TODAY}, {"on": LONG_AGO}):
            whole = asked_of(auditor_user, **more).rows
            seen, after = [], ""
            while True:
                page = audit(Asked(**{"on": TODAY} | more), seen_by=auditor_user, after=after, limit=2)
                seen += page.rows
                after = page.next
                if not after:
                    break
            assert seen == list(whole)
            assert seen
        with pytest.raises(BadCursorError):
            audit(Asked(on=TODAY), seen_by=auditor_user, after="x")


def test_only_auditors_read_it(fjordvik, house, leader):
    with tenant(fjordvik), pytest.raises(PermissionDenied):
        audit(Asked(on=TODAY), seen_by=house.leader_user)
    for address in (HOME, CHANGES, reverse("access:audit_export", args=["csv"]), reverse("access:audit_exports")):
        assert leader.get(address).status_code == 403
    why = reverse("access:audit_why", args=[house.adviser.pk, house.adviser.pk])
    assert leader.get(why).status_code == 403


def test_the_other_municipality_sees_none_of_it(fjordvik, sundby, auditor_user, house):
    with tenant(sundby):
        assert asked_of(SYSTEM).rows == []
        assert asked_of(SYSTEM, on=LONG_AGO).rows == []


def test_the_page_lists_opens_the_day_and_writes_down_the_look(auditor, auditor_user, past, fjordvik, house):
    html = auditor.get(HOME, {"on": "2026-02-10"}).text
    assert "Per Person" in html
    assert "Rule “Kundesenter basis”" in html
    assert "Sykdom i februar" in html
    address = reverse("access:audit_why", args=[house.adviser.pk, permission_of_in(fjordvik, "CRM")])
    assert f"{address}?on=2026-02-10" in html
    with tenant(fjordvik):
        looked = PersonalDataRead.objects.filter(what="access.audit", subject_id=house.adviser.pk)
        assert looked.count() == 1


def permission_of_in(municipality, resource):
    with tenant(municipality):
        return permission_of(resource).pk


def test_the_chain_goes_from_rule_to_hand_over(auditor, fjordvik, house):
    with tenant(fjordvik):
        key = permission_of("Nøkkel til lager")
        actions.take_over_issued([(house.adviser.pk, key.pk)], by=SYSTEM, at=now())
        IssuedThing.objects.update(label="Nøkkel 14")
    html = auditor.get(reverse("access:audit_why", args=[house.adviser.pk, key.pk])).text
    for deed in ("Rule made: Kundesenter basis", "Handed out", "Nøkkel 14"):
        assert deed in html
    assert "Had it on the day" in html


def test_files_hold_the_rows_are_kept_as_taken_and_tell_each_person(auditor, auditor_user, past, fjordvik, house):
    for form in ("csv", "xlsx", "pdf"):
        answer = auditor.get(reverse("access:audit_export", args=[form]), {"on": "2026-02-10", "q": "Tor"})
        assert answer.status_code == 200
        if form == "pdf":
            assert answer.content.startswith(b"%PDF")
            continue
        sheet = read_tables(answer.content, name=f"audit.{form}").sheets[0]
        assert [row.cells[0] for row in sheet.rows] == ["Tor Vikar"]
    changes = auditor.get(
        reverse("access:audit_changes_export", args=["csv"]), {"first": "2026-02-01", "last": "2026-03-01"}
    )
    assert b"Began" in changes.content
    with tenant(fjordvik):
        taken = AuditExport.objects.filter(what="accesses")
        assert sorted(one.file_format for one in taken) == ["csv", "pdf", "xlsx"]
        assert AuditExport.objects.filter(what="changes", asked__first="2026-02-01").count() == 1
        assert {(one.asked["name"], one.exported_by, one.row_count) for one in taken} == {("Tor", str(auditor_user), 1)}
        assert PersonalDataRead.objects.filter(what="access.audit_export", subject_id=past[1].pk).count() == 4
    assert "2026" in auditor.get(reverse("access:audit_exports")).text


def test_a_pdf_too_long_is_refused_and_nothing_is_kept(auditor, fjordvik, house, monkeypatch):
    monkeypatch.setitem(exports.MOST, "pdf", 1)
    answer = auditor.get(reverse("access:audit_export", args=["pdf"]))
    assert answer.status_code == 409
    assert "Narrow the list" in answer.text
    with tenant(fjordvik):
        assert not AuditExport.objects.exists()


@pytest.mark.parametrize(
    "address", [HOME, f"{HOME}?on=2020-06-15", f"{CHANGES}?first=2019-01-01", f"{HOME}?unit=%s&risk=1"]
)
def test_the_pages_cost_the_same_for_one_row_and_for_many(auditor, past, count_statements, fjordvik, house, address):
    address = address % house.unit.pk if "%s" in address else address
    few = count_statements(auditor, address)
    with tenant(fjordvik):
        archive = make_unit("Arkiv", valid=Period(date(2018, 1, 1)))
        make_employee(house.unit, "En til")
        for number in range(3):
            make_employee(archive, f"Ny {number}", valid=Period(date(2019, 1, 1) + timedelta(days=number)))
    assert count_statements(auditor, address) == few


def test_nonsense_in_the_address_counts_as_nothing_chosen(auditor):
    answer = auditor.get(HOME, {"on": "i går", "unit": "x", "risk": "9", "cause": "luck"})
    assert answer.status_code == 200
