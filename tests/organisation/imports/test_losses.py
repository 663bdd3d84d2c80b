"""What the domains above would lose by an import, asked before it is applied; and two imports at once."""

import threading

import pytest
from django.db import connection

from grunnmur.core import clock, links
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.links import ImpactLine
from grunnmur.core.models import ImportRun, Tenant
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import imports
from grunnmur.organisation.models import Employment
from grunnmur.organisation.queries import PlannedImport, facts_for_derivation
from grunnmur.organisation.rules import Loss
from tests.factories_organisation import make_function
from tests.municipalities import FJORDVIK
from tests.organisation.imports.conftest import BY, NOON, TODAY
from tests.organisation.imports.files import csv_zip, row, small


@pytest.fixture
def told(monkeypatch):
    """Let a domain above answer with what the test says; what it was asked about is collected."""
    asked, answer = [], []

    def tell(change):
        asked.append(change)
        return answer

    monkeypatch.setitem(links._previews, PlannedImport, [tell])
    return asked, answer


def sets(facts):
    return {name: sorted(map(repr, rows)) for name, rows in facts._asdict().items()}


def reorganised():
    """The small house, with every table changed: added, changed, moved, ended."""
    content = small()
    content["units"].append(["0414", "Ny skole", "0412", "", "", "2026-12-01", ""])
    row(content, "units", "0413")[2] = "0412"
    row(content, "employments", "2-1")[2] = "0413"
    row(content, "employments", "3-1")[7] = "2027-01-31"
    content["people"].append(["5", "Nora", "Ny", "1005", "", "", ""])
    content["employments"].append(["5-1", "5", "0414", "", "hourly", "20", "2026-12-01", ""])
    content["employments"].remove(row(content, "employments", "2-2"))
    content["leaves"] = [["1-1", "100", "2026-12-01", "2027-03-31"]]
    content["leaders"] = [["0412", "3", "", "2026-12-01", ""], ["0413", "1", "acting", "2026-12-01", "2027-06-30"]]
    content["functions"] = [["verneombud", "1", "0412", "2026-12-01", ""]]
    return content


@pytest.mark.django_db
def test_the_facts_an_import_would_make_are_those_it_makes(hr, told):
    asked, _answer = told
    make_function("verneombud")
    hr.apply(small())
    run = hr.plan(reorganised(), mode="delta")
    planned = asked[-1]
    assert planned.run_id == run.pk
    before, after = sets(planned.before), sets(planned.after)
    assert before == sets(facts_for_derivation())
    imports.apply_import(run.pk, by=BY)
    assert after == sets(facts_for_derivation())
    assert before != after


@pytest.mark.django_db
def test_ends_of_a_full_file_are_among_the_facts_it_would_make(hr, told):
    asked, _answer = told
    hr.apply(small())
    content = small()
    content["employments"] = content["employments"][:2]
    content["leaders"] = [["0412", "", "", "2026-12-01", ""]]
    run = hr.plan(content)
    after = sets(asked[-1].after)
    imports.apply_import(run.pk, by=BY)
    assert after == sets(facts_for_derivation())


@pytest.mark.django_db
@pytest.mark.parametrize(("lost", "state"), [(5, "planned"), (6, "held")])
def test_an_import_that_takes_more_than_a_twentieth_of_all_accesses_is_held(hr, told, lost, state):
    _asked, answer = told
    answer += [Loss("Accesses are lost.", lost, total=100), ImpactLine("Roles change.", 1_000)]
    run = hr.plan(small())
    assert run.state == state
    measure = run.measures[-1]
    assert (measure["count"], measure["limit"], measure["is_exceeded"]) == (lost, 5, state == "held")


@pytest.mark.django_db
def test_nobody_is_asked_about_a_plan_without_changes_or_when_it_is_applied(hr, told):
    asked, _answer = told
    hr.apply(small())
    assert len(asked) == 1
    hr.plan(small())
    assert len(asked) == 1


def upload(content):
    sent = Upload(
        content=csv_zip(content),
        file_name="hr.zip",
        source="hr",
        mode="full",
        effective_date=TODAY,
        mapping=Mapping(),
    )
    return imports.plan_import(imports.upload_import(sent, by=BY).pk).pk


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_one_waits_and_is_found_outdated():
    """Each in a transaction of its own, over a connection of its own, on plans made before either was applied."""
    municipality = Tenant.objects.get(pk=FJORDVIK)
    changed = small()
    row(changed, "employments", "2-1")[5] = "80"
    with clock.at(NOON), tenant(municipality):
        runs = [upload(small()), upload(changed)]
    gate = threading.Barrier(2)
    failures = []

    def apply(run_id):
        try:
            gate.wait(timeout=10)
            with clock.at(NOON), tenant(municipality):
                imports.apply_import(run_id, by=BY)
        except BaseException as error:  # noqa: BLE001  # told by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=(run_id,)) for run_id in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failures == []
    with tenant(municipality):
        states = sorted(ImportRun.objects.filter(pk__in=runs).values_list("state", flat=True))
        assert states == ["applied", "stale"]
        assert Employment.objects.count() == 5
