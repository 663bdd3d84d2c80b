from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from grunnmur.core.events import _reactions, reacts_to
from grunnmur.core.models import ImportRun, TenantModel
from grunnmur.core.periods import Period
from grunnmur.organisation.events import OrganisationImported
from grunnmur.organisation.models import Employment, Leadership, Person, PersonKey, Unit, UnitClosure, UnitParent
from grunnmur.organisation.queries.imports import touched_people
from tests.organisation.imports.conftest import TODAY
from tests.organisation.imports.files import row, small, xlsx


def history_rows():
    names = [m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    with connection.cursor() as cursor:
        counts = {}
        for name in names:
            if name.startswith("organisation_"):
                cursor.execute(f"SELECT count(*) FROM {name}")
                counts[name] = cursor.fetchone()[0]
    return counts


def employment(key):
    return [
        (Period.from_range(e.valid).lower, Period.from_range(e.valid).last_day, e.unit.code, float(e.percent))
        for e in Employment.objects.filter(external_id=key).order_by("valid").select_related("unit")
    ]


def test_a_first_file_fills_an_empty_municipality(hr):
    run = hr.apply(small())
    assert hr.findings(run) == []
    assert set(Unit.objects.values_list("code", "name")) == {
        ("10", "Fjordvik kommune"),
        ("0412", "Bø skole"),
        ("0413", "Ærøy skole"),
    }
    assert Person.objects.get(employee_number="1001").display_name == "Kari Prøve"
    assert employment("2-1") == [(date(2021, 8, 1), None, "0412", 62.5)]
    assert employment("2-2") == [(date(2021, 8, 1), date(2099, 7, 31), "0413", 37.5)]
    assert Leadership.objects.get().person.display_name == "Kari Prøve"
    assert UnitClosure.objects.filter(ancestor__code="10").count() == 3
    assert PersonKey.objects.filter(source="hr").count() == 4
    assert run.counts["employments"] == {"add": 5}


@pytest.mark.parametrize("mode", ["full", "delta"])
def test_the_same_file_twice_writes_nothing(hr, mode):
    hr.apply(small())
    before = history_rows()
    assert sum(before.values()) > 0
    run = hr.apply(small(), mode=mode)
    assert hr.lines(run) == []
    assert history_rows() == before


def test_csv_files_in_a_zip_mean_the_same_as_a_workbook(hr):
    hr.apply(small())
    assert hr.lines(hr.apply(xlsx(small()), name="hr.xlsx")) == []


def test_one_event_tells_of_an_import_and_none_of_one_that_changed_nothing(hr):
    told = []
    reaction = reacts_to(OrganisationImported)(lambda event: told.append(event.run_id))
    try:
        run = hr.apply(small())
        hr.apply(small())
    finally:
        _reactions[OrganisationImported].remove(reaction)
    assert told == [run.pk]


def test_a_new_unit_moves_an_employment_from_the_effective_day_and_keeps_the_days_behind(hr):
    hr.apply(small())
    changed = small()
    row(changed, "employments", "3-1")[2] = "0412"
    run = hr.apply(changed)
    assert employment("3-1") == [
        (date(2021, 8, 1), date(2026, 11, 21), "0413", 100),
        (date(2026, 11, 22), None, "0412", 100),
    ]
    assert ("employments", "move", "Åse Døme") in hr.lines(run)
    assert hr.lines(hr.apply(changed)) == []


def test_a_move_with_a_later_first_day_is_written_for_that_day(hr):
    hr.apply(small())
    changed = small()
    row(changed, "employments", "3-1")[2:] = ["0412", "7961", "permanent", "100", "2027-01-01", ""]
    hr.apply(changed)
    assert employment("3-1") == [
        (date(2021, 8, 1), date(2026, 12, 31), "0413", 100),
        (date(2027, 1, 1), None, "0412", 100),
    ]
    assert hr.lines(hr.apply(changed)) == []


def test_what_a_full_file_lacks_ends_on_the_effective_day(hr):
    hr.apply(small())
    changed = small()
    changed["employments"].remove(row(changed, "employments", "2-2"))
    run = hr.apply(changed)
    assert employment("2-2") == [(date(2021, 8, 1), TODAY, "0413", 37.5)]
    assert hr.lines(run) == [("employments", "end", "Ola Test")]
    assert hr.lines(hr.apply(changed)) == []


def test_what_a_delta_file_lacks_stays(hr):
    hr.apply(small())
    only = {"employments": [row(small(), "employments", "1-1")]}
    assert hr.lines(hr.apply(only, mode="delta")) == []
    assert employment("2-2")[0][1] == date(2099, 7, 31)


def test_a_table_a_full_file_does_not_have_is_left_alone(hr):
    hr.apply(small())
    changed = small()
    del changed["leaders"]
    assert hr.lines(hr.apply(changed)) == []
    changed["leaders"] = []  # a table with columns and no rows is another thing: it says that nobody leads
    assert hr.lines(hr.apply(changed)) == [("leaders", "end", "Bø skole")]


def test_an_ended_employment_that_comes_back_goes_on_and_the_plan_says_so(hr):
    hr.apply(small())
    less = small()
    less["employments"].remove(row(less, "employments", "2-1"))
    hr.apply(less)
    run = hr.apply(small())
    assert employment("2-1") == [(date(2021, 8, 1), None, "0412", 62.5)]
    assert [finding.message for finding in hr.findings(run)] == ["The employment had ended; it goes on again."]


def test_a_unit_that_a_full_file_lacks_closes_with_its_leader(hr):
    hr.apply(small())
    changed = small()
    changed["units"].remove(row(changed, "units", "0412"))
    changed["employments"] = [each for each in changed["employments"] if each[2] != "0412"]
    changed["leaders"] = [["0413", "3", "leader", "2021-08-01", ""]]
    run = hr.apply(changed)
    assert Period.from_range(Unit.objects.get(code="0412").valid).last_day == TODAY
    assert Period.from_range(UnitParent.objects.get(unit__code="0412").valid).last_day == TODAY
    assert Period.from_range(Leadership.objects.get(unit__code="0412").valid).last_day == TODAY
    assert run.counts["units"] == {"end": 1}
    assert hr.lines(hr.apply(changed)) == []


def test_a_unit_with_people_left_is_not_closed(hr):
    hr.apply(small())
    by_hand = Employment.objects.get(external_id="3-1")
    Employment.objects.create(
        person=by_hand.person, unit=Unit.objects.get(code="0412"), kind="hourly", valid=by_hand.valid
    )
    changed = small()
    changed["units"].remove(row(changed, "units", "0412"))
    changed["employments"] = [each for each in changed["employments"] if each[2] != "0412"]
    changed["leaders"] = [["0413", "3", "leader", "2021-08-01", ""]]
    run = hr.apply(changed)
    assert Period.from_range(Unit.objects.get(code="0412").valid).upper is None
    assert "is not closed" in hr.findings(run)[-1].message


def test_a_unit_hangs_elsewhere_from_the_effective_day(hr):
    hr.apply(small())
    changed = small()
    row(changed, "units", "0413")[2] = "0412"
    hr.apply(changed)
    found = [
        (p.parent.code, Period.from_range(p.valid).lower)
        for p in UnitParent.objects.filter(unit__code="0413").order_by("valid")
    ]
    assert found == [("10", date(2020, 1, 1)), ("0412", TODAY)]
    assert UnitClosure.objects.filter(ancestor__code="0412", descendant__code="0413").exists()
    assert hr.lines(hr.apply(changed)) == []


def test_a_new_leader_follows_the_old_one_and_a_vacancy_follows_both(hr):
    hr.apply(small())
    changed = small()
    changed["leaders"] = [["0412", "2", "leader", "2026-12-01", ""]]
    hr.apply(changed)
    led = Leadership.objects.order_by("valid")
    assert [(row.person.given_name, Period.from_range(row.valid).last_day) for row in led] == [
        ("Kari", date(2026, 11, 30)),
        ("Ola", None),
    ]
    assert hr.lines(hr.apply(changed)) == []
    changed["leaders"] = [["0412", "", "leader", "2027-02-01", ""]]
    run = hr.apply(changed)
    assert Period.from_range(Leadership.objects.order_by("valid").last().valid).last_day == date(2027, 1, 31)
    assert hr.lines(run) == [("leaders", "end", "Bø skole")]
    assert hr.lines(hr.apply(changed)) == []


def test_leaves_lie_in_the_rows_of_their_employment_and_follow_a_move(hr):
    content = small() | {"leaves": [["3-1", "50", "2026-10-01", "2027-03-31"]]}
    hr.apply(content)
    row(content, "employments", "3-1")[2] = "0412"
    hr.apply(content)
    leaves = [
        (Period.from_range(leave.valid).lower, Period.from_range(leave.valid).last_day, leave.employment.unit.code)
        for leave in apps.get_model("organisation.Leave").objects.order_by("valid")
    ]
    assert leaves == [(date(2026, 10, 1), date(2026, 11, 21), "0413"), (TODAY, date(2027, 3, 31), "0412")]
    assert hr.lines(hr.apply(content)) == []
    content["employments"].remove(row(content, "employments", "3-1"))
    content["leaves"] = [["2-1", "100", "2027-01-01", "2027-01-31"]]
    hr.apply(content)
    assert not apps.get_model("organisation.Leave").objects.filter(valid__endswith__gt=date(2027, 3, 1)).exists()
    assert hr.lines(hr.apply(content)) == []


def test_functions_begin_and_end(hr):
    apps.get_model("organisation.Function").objects.create(code="verneombud", name="Verneombud")
    content = small() | {"functions": [["verneombud", "2", "0412", "2026-01-01", ""]]}
    hr.apply(content)
    assert hr.lines(hr.apply(content)) == []
    content["functions"] = [["verneombud", "3", "0413", "2026-01-01", ""]]
    assert hr.lines(hr.apply(content)) == [("functions", "add", "Åse Døme"), ("functions", "end", "Ola Test")]


def test_the_people_an_import_was_about_are_told_to_the_domains_above(hr):
    content = small() | {"leaves": [["4-1", "50", "2026-12-01", "2026-12-31"]]}
    everybody = touched_people(hr.apply(content).pk)
    assert everybody == set(Person.objects.values_list("id", flat=True))
    row(content, "employments", "3-1")[2] = "0412"
    content["leaves"] = [["4-1", "50", "2026-12-01", "2026-12-24"]]
    content["leaders"] = [["0412", "2", "leader", "2026-12-01", ""]]
    about = touched_people(hr.apply(content).pk)
    assert about == everybody  # moved, on leave, led until then, leads from then
    content["employments"].remove(row(content, "employments", "2-2"))
    ola = Person.objects.get(given_name="Ola")
    assert touched_people(hr.apply(content).pk) == {ola.pk}


def test_an_import_in_one_municipality_is_nothing_in_another(hr, sundby):
    run = hr.apply(small())
    connection.cursor().execute("SELECT set_config('app.tenant', %s, true)", [str(sundby.pk)])
    for model in (m for m in apps.get_models() if issubclass(m, TenantModel)):
        if model._meta.app_label == "organisation" or model.__name__.startswith("Import"):
            assert not model._default_manager.exists()
    with pytest.raises(ImportRun.DoesNotExist):
        ImportRun.objects.get(pk=run.pk)
