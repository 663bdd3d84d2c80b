from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from grunnmur.core.events import _reactions, publish, reacts_to
from grunnmur.core.imports import runs
from grunnmur.core.imports.asking import notes_of
from grunnmur.core.imports.errors import ClashError, NoReasonError, NotNowError, OwnImportError
from grunnmur.core.imports.events import ImportHeld, ImportLeftHold
from grunnmur.core.imports.runs import _write as write_plan
from grunnmur.core.links import Ref, links_to
from grunnmur.core.models import ImportRun
from grunnmur.organisation import actions
from grunnmur.organisation.actions import imports
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.models import Employment, Person, Unit
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT
from tests.factories_organisation import granting, make_person, make_user
from tests.organisation.imports.conftest import BY
from tests.organisation.imports.files import row, small


def many(people, *, start=100):
    content = small()
    for number in range(start, start + people):
        key = str(number)
        content["people"].append([key, "Anna", f"Nummer{key}", key, "", "", ""])
        content["employments"].append([f"{key}-1", key, "0412", "7961", "permanent", "100", "2022-01-01", ""])
    return content


@pytest.fixture
def heard():
    events = []
    for kind in (ImportHeld, ImportLeftHold):
        reacts_to(kind)(events.append)
    yield events
    for kind in (ImportHeld, ImportLeftHold):
        _reactions[kind].remove(events.append)


@pytest.fixture
def uploader(hr):
    user = make_user(make_person("Uploader Prøve"))
    with granting(user, IMPORT_PEOPLE, everywhere=True), granting(user, RELEASE_IMPORT, everywhere=True):
        yield user


@pytest.fixture
def releaser(hr):
    user = make_user(make_person("Releaser Prøve"))
    with granting(user, RELEASE_IMPORT, everywhere=True):
        yield user


def exceeded(run):
    return [measure["message"].split(" (")[0] for measure in run.measures if measure["is_exceeded"]]


def test_half_a_file_is_held_and_nothing_can_apply_it(hr, heard):
    hr.apply(many(30))
    run = hr.plan(many(5))
    assert run.state == "held"
    assert exceeded(run) == ["%(count)s employments end"]
    assert heard == [ImportHeld(run.pk, "organisation.hr", RELEASE_IMPORT)]
    with pytest.raises(NotNowError):
        imports.apply_import(run.pk, by=BY)
    assert Employment.objects.filter(valid__endswith__isnull=True).count() == 34


def test_new_people_are_held_only_where_there_are_people_already(hr):
    assert hr.plan(many(60)).state == "planned"
    hr.apply(many(10))
    assert exceeded(hr.plan(many(61))) == ["%(count)s people are new"]
    assert hr.plan(many(60)).state == "planned"


def test_moves_closures_vacancies_and_new_keys_are_measured(hr):
    hr.apply(many(30))
    moved = many(30)
    for each in moved["employments"]:
        each[2] = "0413" if each[2] == "0412" else each[2]
    assert "%(count)s people move" in exceeded(hr.plan(moved))
    rekeyed = many(30)
    for each in rekeyed["people"][:6]:
        each[0] = f"new{each[0]}"
    rekeyed["employments"] = []
    rekeyed["leaders"] = []
    run = hr.plan(rekeyed, mode="delta")
    assert exceeded(run) == ["%(count)s known people get a new key"]
    fewer = many(30)
    fewer["units"] += [[str(n), f"Unit {n}", "10", "", "", "2020-01-01", ""] for n in range(20, 23)]
    hr.apply(fewer)
    assert exceeded(hr.plan(many(30))) == ["%(count)s units close"]


def test_one_error_in_few_rows_is_held(hr):
    content = small()
    row(content, "people", "1")[5] = "kari@"
    assert "%(count)s rows are in error" in exceeded(hr.plan(content))


def test_another_person_than_the_uploader_releases_with_a_reason_and_then_it_can_be_applied(
    hr, heard, uploader, releaser
):
    hr.apply(many(30))
    run = hr.plan(many(5), by=uploader)
    with pytest.raises(OwnImportError):
        imports.release_import(run.pk, reason="It is right.", by=uploader)
    with pytest.raises(NoReasonError):
        imports.release_import(run.pk, reason="  ", by=releaser)
    released = imports.release_import(run.pk, reason="The school closes.", by=releaser)
    assert (released.state, released.releaser_name, released.reason) == (
        "planned",
        "Releaser Prøve",
        "The school closes.",
    )
    assert isinstance(heard[-1], ImportLeftHold)
    assert imports.apply_import(run.pk, by=uploader).state == "applied"


def test_a_held_import_can_be_rejected_with_a_reason(hr, heard, uploader):
    hr.apply(many(30))
    run = hr.plan(many(5))
    with pytest.raises(NoReasonError):
        imports.reject_import(run.pk, reason="", by=uploader)
    assert imports.reject_import(run.pk, reason="Half a file.", by=uploader).state == "rejected"
    assert isinstance(heard[-1], ImportLeftHold)
    for again in (imports.reject_import, imports.release_import):
        with pytest.raises(NotNowError):
            again(run.pk, reason="Again.", by=uploader)


def test_without_the_permission_nothing_is_done(hr, uploader, releaser):
    nobody = make_user(make_person("Nobody Prøve"))
    with pytest.raises(PermissionDenied):
        hr.upload(small(), by=nobody)
    with pytest.raises(PermissionDenied):
        hr.upload(small(), by=releaser)
    run = hr.plan(small(), by=uploader)
    for step, more in (
        (imports.apply_import, {}),
        (imports.begin_apply_import, {}),
        (imports.release_import, {"reason": "x"}),
        (imports.reject_import, {"reason": "x"}),
    ):
        with pytest.raises(PermissionDenied):
            step(run.pk, by=nobody, **more)
    assert ImportRun.objects.get().state == "planned"
    assert not Unit.objects.exists()


def test_an_applied_import_cannot_be_applied_again(hr):
    run = hr.apply(small())
    with pytest.raises(NotNowError):
        imports.apply_import(run.pk, by=BY)


def test_two_imports_at_once_the_second_is_planned_anew(hr):
    hr.apply(small())
    one, two = small(), small()
    row(one, "people", "1")[2] = "Nyttnavn"
    row(two, "people", "1")[2] = "Annetnavn"
    first, second = hr.plan(one), hr.plan(two)
    imports.apply_import(first.pk, by=BY)
    stale = imports.apply_import(second.pk, by=BY)
    assert stale.state == "stale"
    assert Person.objects.get(employee_number="1001").family_name == "Nyttnavn"
    again = stale.replaced_by
    assert (again.state, again.content is not None) == ("planned", True)
    assert imports.apply_import(again.pk, by=BY).state == "applied"
    assert Person.objects.get(employee_number="1001").family_name == "Annetnavn"


def test_a_change_by_hand_between_plan_and_apply_makes_the_plan_stale(hr):
    hr.apply(small())
    changed = small()
    row(changed, "employments", "3-1")[2] = "0412"
    run = hr.plan(changed)
    by_hand = Employment.objects.get(external_id="3-1")
    actions.end_employment(by_hand.pk, last_day=date(2026, 12, 31), by=BY)
    stale = imports.apply_import(run.pk, by=BY)
    assert stale.state == "stale"
    assert Employment.objects.filter(external_id="3-1").count() == 1


def test_a_failure_on_the_way_leaves_nothing_behind(hr, monkeypatch):
    run = hr.plan(small())
    monkeypatch.setattr("grunnmur.core.imports.runs.write_lines", lambda *_line: 0)
    with pytest.raises(RuntimeError), transaction.atomic():
        imports.apply_import(run.pk, by=BY)
    assert not Unit.objects.exists()
    assert ImportRun.objects.get(pk=run.pk).state == "planned"


def test_a_file_is_kept_90_days_and_its_plan_longer(hr):
    run = hr.plan(small())
    publish(DayTurned(date(2027, 2, 20)))
    assert ImportRun.objects.get(pk=run.pk).content is not None
    publish(DayTurned(date(2027, 2, 21)))
    kept = ImportRun.objects.get(pk=run.pk)
    assert kept.content is None
    assert hr.lines(kept)
    with pytest.raises(NotNowError):
        imports.apply_import(run.pk, by=BY)


def test_an_import_is_linked_to_for_those_who_may_see_it(hr, releaser):
    run = hr.plan(small())
    ref = Ref("import", run.pk)
    assert links_to([ref], seen_by=releaser)[ref].title == "hr.zip"
    assert links_to([ref], seen_by=make_user(make_person("Nobody Prøve"))) == {}


def test_what_the_database_refuses_is_told_and_nothing_is_written(hr):
    hr.apply(small())
    run = hr.plan({"people": [["1", "Kari", "Prøve", "5555", "", "", ""]]}, mode="delta")
    Person.objects.filter(employee_number="1003").update(employee_number="5555")  # after the last look at the plan
    with pytest.raises(ClashError, match="person_employee_number"):
        write_plan(imports.IMPORTER, run)
    assert Person.objects.get(given_name="Kari").employee_number == "1001"


def test_a_job_that_is_refused_gives_the_import_back_with_the_reason(hr, uploader, monkeypatch):
    run = hr.plan(small())
    imports.begin_apply_import(run.pk, by=uploader)

    def refuse(*_line):
        raise ClashError("It clashes 100 %.")

    monkeypatch.setattr(runs, "write_lines", refuse)
    given = imports.apply_begun_import(run.pk, by=uploader)
    assert (given.state, given.job) == ("planned", "")
    assert notes_of(given)[-1] == "It clashes 100 %."
