"""My processes as a page."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import translation
from psycopg.types.range import DateRange

from grunnmur.core import formats
from grunnmur.core.clock import at, now
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment
from grunnmur.processes import actions
from grunnmur.processes.models import ProcessRole, ProcessVisit
from tests.factories_organisation import SYSTEM
from tests.factories_processes import make_process
from tests.processes.reading_html import find, parsed

pytestmark = pytest.mark.django_db
MINE = "/processes/mine/"


def let_the_office_be(name, unit):
    role = ProcessRole.objects.get(name=name)
    actions.bind_role(role.pk, "unit", target=unit.pk, by=SYSTEM)


def marks(response):
    return [tag.text_content().strip() for row in find(parsed(response), "rows") for tag in find(row, "ds-tag")]


def test_processes_stand_once_under_what_asks_most_with_the_reason(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        let_the_office_be("Personalkontoret", office["unit"])
    shown = parsed(visitor.get(MINE))
    assert [head.text_content() for head in shown.xpath("//main//h2")] == ["I do"]
    assert [link.text_content() for link in find(shown, "row-link")] == ["Ansettelse"]
    assert "Steps: 2 · Because of the role Personalkontoret: you work at Personal since " in shown.text_content()


def test_what_i_am_asked_about_stands_by_itself(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        let_the_office_be("Tillitsvalgt", office["unit"])
    assert [head.text_content() for head in parsed(visitor.get(MINE)).xpath("//main//h2")] == ["I am asked"]


def test_who_takes_part_in_nothing_is_told_what_to_wait_for(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    assert "You take part in no process yet." in visitor.get(MINE).text


def test_the_reason_tells_since_when_without_a_break(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        let_the_office_be("Personalkontoret", office["unit"])
        row = Employment.objects.get(person=office["person"])
        first = row.valid.lower
        middle = first + timedelta(days=1)
        row.valid = DateRange(first, middle)
        row.save()
        Employment.objects.create(
            person=office["person"],
            unit=office["unit"],
            kind=row.kind,
            external_id=row.external_id,
            percent=50,
            valid=DateRange(middle, None),
        )
        with translation.override("en"):
            day = formats.day(first)
    assert f"you work at {office['unit'].name} since {day}" in visitor.get(MINE).text


def test_a_leader_is_told_since_when_she_leads(client, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Leder")
        actions.bind_role(role.pk, "leader", by=SYSTEM)
        client.force_login(office["leader_user"])
    client.cookies["language"] = "en"
    shown = client.get(MINE, headers={"host": "fjordvik.example"}).text
    assert "Because of the role Leder: you lead people since " in shown


def test_a_process_is_marked_as_changed_only_after_it_was_read_and_changed(visitor, fjordvik, office):
    with tenant(fjordvik):
        process = make_process("ANS", title="Ansettelse").process
        make_process("KJØP", title="Kjøp")
        let_the_office_be("Personalkontoret", office["unit"])
    assert marks(visitor.get(MINE)) == []
    visitor.get("/processes/ANS/")
    assert marks(visitor.get(MINE)) == []
    with tenant(fjordvik):
        new = actions.NewLink(kind="link", name="Skjema", url="https://example.org/")
        actions.link_step(process.pk, new, by=SYSTEM)
    assert marks(visitor.get(MINE)) == ["Changed"]
    narrowed = parsed(visitor.get(MINE, {"show": "changed"}))
    assert [link.text_content() for link in find(narrowed, "row-link")] == ["Ansettelse"]
    visitor.get("/processes/ANS/")
    assert "Nothing changed since you were there." in visitor.get(MINE, {"show": "changed"}).text


def test_what_becomes_valid_today_and_is_read_right_after_midnight_is_not_changed(visitor, fjordvik, office):
    with at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):  # half past midnight in Norway
        with tenant(fjordvik):
            make_process("ANS", title="Ansettelse")
            let_the_office_be("Personalkontoret", office["unit"])
        visitor.get("/processes/ANS/")
        assert marks(visitor.get(MINE)) == []


def test_a_new_version_is_a_change_and_an_older_visit_of_another_is_not(visitor, fjordvik, office):
    with tenant(fjordvik):
        process = make_process("ANS").process
        let_the_office_be("Personalkontoret", office["unit"])
        ProcessVisit.objects.create(process=process, person=office["leader"], seen_at=now() - timedelta(days=9))
    assert marks(visitor.get(MINE)) == []
    with tenant(fjordvik):
        ProcessVisit.objects.create(process=process, person=office["person"], seen_at=now() - timedelta(days=9))
    assert marks(visitor.get(MINE)) == ["Changed"]


def test_a_visit_is_one_row_however_often_and_costs_no_history(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
    for _time in range(3):
        visitor.get("/processes/ANS/")
    with tenant(fjordvik):
        assert ProcessVisit.objects.count() == 1
        assert ProcessVisit.pgh_event_model.objects.count() == 1


def test_a_process_one_may_not_read_is_not_visited(visitor, fjordvik, office):
    with tenant(fjordvik):
        item = make_process("ANS").process.item
        item.audience = [f"unit:{uuid4()}"]
        item.save()
    assert visitor.get("/processes/ANS/").status_code == 404
    with tenant(fjordvik):
        assert not ProcessVisit.objects.exists()


def test_visits_are_not_seen_from_another_municipality(visitor, fjordvik, sundby, office):
    with tenant(fjordvik):
        make_process("ANS")
    visitor.get("/processes/ANS/")
    with tenant(sundby):
        assert not ProcessVisit.objects.exists()


def test_one_process_and_four_cost_the_same(visitor, fjordvik, office, count_statements):
    with tenant(fjordvik):
        make_process("A-1")
        let_the_office_be("Personalkontoret", office["unit"])
    one = count_statements(visitor, MINE)
    with tenant(fjordvik):
        for number in range(2, 5):
            make_process(f"A-{number}")
    assert count_statements(visitor, MINE) == one


def test_the_page_asks_for_login(client, office):
    assert client.get(MINE, headers={"host": "fjordvik.example"}).status_code == 302
