"""My processes as a page."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.models import ProcessRole
from tests.factories_organisation import SYSTEM
from tests.factories_processes import make_process
from tests.processes.reading_html import find, parsed

pytestmark = pytest.mark.django_db
MINE = "/processes/mine/"


def let_the_office_be(name, unit):
    role = ProcessRole.objects.get(name=name)
    actions.bind_role(role.pk, "unit", target=unit.pk, by=SYSTEM)


def test_processes_stand_once_under_what_asks_most_with_the_reason(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        let_the_office_be("Personalkontoret", office["unit"])
    shown = parsed(visitor.get(MINE))
    assert [head.text_content() for head in shown.xpath("//main//h2")] == ["I do"]
    assert [link.text_content() for link in find(shown, "row-link")] == ["Ansettelse"]
    assert "Steps: 2 · Because of the role Personalkontoret" in shown.text_content()


def test_what_i_am_asked_about_stands_by_itself(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        let_the_office_be("Tillitsvalgt", office["unit"])
    assert [head.text_content() for head in parsed(visitor.get(MINE)).xpath("//main//h2")] == ["I am asked"]


def test_who_takes_part_in_nothing_is_told_what_to_wait_for(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    assert "You take part in no process yet." in visitor.get(MINE).text


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
