"""Addresses of the web that steps and documents lead to: asked weekly; the owner is told of those that are gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core import clock
from grunnmur.core.tenancy import current_tenant, tenant
from grunnmur.core.web_addresses import Found, Reached, Reason
from grunnmur.organisation.events import DayTurned
from grunnmur.processes import actions as processes
from grunnmur.processes.models import ProcessVersion, Step
from grunnmur.publishing import actions, tasks
from grunnmur.publishing.models import WebAddress
from grunnmur.publishing.queries import gates
from grunnmur.publishing.reactions import on_day_turned
from grunnmur.worklist.models import Task
from tests.factories_documents import make_document
from tests.factories_organisation import SYSTEM
from tests.factories_publishing import make_draft, make_valid
from tests.web_peer import web_peer

pytestmark = pytest.mark.django_db
GONE = Reached(Found.GONE, Reason.STATUS, 404)
URL = "https://skjema.example/soknad"


@pytest.fixture
def peer(settings):
    settings.WEB_LINKS_MAY_BE_LOOPBACK = True
    with web_peer() as found:
        yield found


def link(version, url, *, uid=""):
    process = ProcessVersion.objects.get(version=version).process_id
    return processes.link_step(process, processes.NewLink(kind="link", name=f"Se {url}", url=url, uid=uid), by=SYSTEM)


def to_plain(row, url):
    """Let a link have an address of this machine, which nobody could type."""
    row.url = url
    row.save()


def open_tasks():
    return list(Task.objects.filter(kind="publishing.broken_link", state="open"))


def on_days(count, found):
    """Note the same answers day after day."""
    first = clock.now()
    for number in range(count):
        with clock.at(first + timedelta(days=number)):
            actions.gather_addresses()
            actions.note_answers(found)


@pytest.fixture
def linked(inside, draft):
    """A valid process that leads to an address."""
    version = make_valid(inside, draft)
    link(version, URL)
    return version


def test_addresses_of_steps_and_documents_are_gathered_once_each(inside, linked):
    make_document(inside, text=f"## Skjema\n\nBruk [skjemaet]({URL}) og <https://lov.example/a>.", code="RUT-1")
    assert actions.gather_addresses() == ["https://lov.example/a", URL]
    assert actions.gather_addresses() == ["https://lov.example/a", URL]


def test_an_address_too_long_to_be_kept_holds_nothing_up(inside, linked):
    to_plain(link(linked, "https://a.example/"), "https://a.example/" + "€" * 900)
    assert actions.gather_addresses() == [URL]


def test_many_addresses_are_asked_some_at_a_time(inside, linked):
    for number in range(30):
        link(linked, f"https://a.example/{number}")
    first = actions.gather_addresses()
    assert len(first) == 25
    assert actions.note_answers(dict.fromkeys(first, Reached(Found.ANSWERS, status=200)))
    rest = actions.gather_addresses()
    assert len(rest) == 6
    assert not set(first) & set(rest)
    assert not actions.note_answers(dict.fromkeys(rest, Reached(Found.ANSWERS, status=200)))


def test_addresses_in_drafts_are_left_alone(inside, draft):
    link(draft, URL)
    assert actions.gather_addresses() == []


def test_the_third_day_in_a_row_is_told_to_the_owner_once(inside, linked):
    on_days(2, {URL: GONE})
    assert open_tasks() == []
    on_days(1, {URL: GONE})
    (task,) = open_tasks()
    assert task.group_key == f"leader:{inside.unit.pk}"
    assert task.params == {"title": linked.item.title, "url": URL}
    on_days(2, {URL: GONE})
    assert len(open_tasks()) == 1


def test_an_address_that_answers_again_takes_the_task_back(inside, linked):
    on_days(3, {URL: GONE})
    on_days(1, {URL: Reached(Found.ANSWERS, status=200)})
    assert open_tasks() == []
    assert WebAddress.objects.get().broken_date is None


def test_a_link_that_is_replaced_takes_the_task_back(inside, linked):
    on_days(3, {URL: GONE})
    row = link(linked, URL)
    processes.unlink_step(row.pk, by=SYSTEM)
    on_days(1, {})
    assert open_tasks() == []
    assert not WebAddress.objects.exists()


def test_a_busy_server_and_an_address_inside_are_held_against_nobody(inside, linked):
    on_days(4, {URL: Reached(Found.UNKNOWN, status=503)})
    on_days(4, {URL: Reached(Found.REFUSED)})
    assert open_tasks() == []
    assert WebAddress.objects.get().last_checked_at is None


def test_when_no_host_answers_nobody_is_told(inside, linked):
    urls = [URL, "https://b.example/", "https://c.example/"]
    for url in urls[1:]:
        link(linked, url)
    on_days(4, dict.fromkeys(urls, Reached(Found.GONE, Reason.SILENT)))
    assert open_tasks() == []
    assert set(WebAddress.objects.values_list("failures", flat=True)) == {0}


def test_what_answers_is_asked_again_after_a_week_and_what_is_gone_the_next_day(inside, linked):
    on_days(1, {URL: Reached(Found.ANSWERS, status=200)})
    assert WebAddress.objects.get().next_date == clock.today() + timedelta(days=7)
    on_days(1, {URL: GONE})
    assert WebAddress.objects.get().next_date == clock.today() + timedelta(days=1)


def test_a_gate_warns_of_an_address_that_is_known_to_be_gone(inside, linked):
    on_days(3, {URL: GONE})
    (said,) = [result for result in gates(linked) if result.key == "web_link"]
    assert str(said.level) == "warning"
    assert URL in said.sentence
    assert said.mend_url == "/processes/SOK/links/"


def test_the_job_asks_a_real_server_and_tells_nobody_but_the_owner(inside, linked, peer):
    to_plain(link(linked, "https://a.example/"), f"{peer.base}/away")
    row = link(linked, URL)
    processes.unlink_step(row.pk, by=SYSTEM)
    here = str(current_tenant().pk)
    first = clock.now()
    for number in range(3):
        with clock.at(first + timedelta(days=number)):
            tasks.check_web_links(tenant_id=here)
    assert peer.asked == [("HEAD", "/away"), ("GET", "/away")] * 3
    (task,) = open_tasks()
    assert task.group_key == f"leader:{inside.unit.pk}"


def test_the_job_does_not_ask_this_machine_outside_of_tests(inside, linked, peer, settings):
    settings.WEB_LINKS_MAY_BE_LOOPBACK = False
    to_plain(link(linked, "https://a.example/"), f"{peer.base}/away")
    row = link(linked, URL)
    processes.unlink_step(row.pk, by=SYSTEM)
    tasks.check_web_links(tenant_id=str(current_tenant().pk))
    assert peer.asked == []


def waiting_jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [tasks.CHECK_WEB])
        return cursor.fetchone()[0]


def test_the_night_defers_one_job_and_none_where_the_operator_says_so(inside, linked, settings):
    settings.WEB_LINKS_ARE_CHECKED = False
    on_day_turned(DayTurned(clock.today()))
    assert waiting_jobs() == 0
    settings.WEB_LINKS_ARE_CHECKED = True
    on_day_turned(DayTurned(clock.today()))
    on_day_turned(DayTurned(clock.today()))
    assert waiting_jobs() == 1


def test_another_municipality_has_addresses_of_its_own(fjordvik, made, sundby):
    with tenant(fjordvik):
        link(make_valid(made, make_draft(made)), URL)
        on_days(3, {URL: GONE})
    with tenant(sundby):
        assert actions.gather_addresses() == []
        actions.note_answers({URL: GONE})
        assert not WebAddress.objects.exists()
        assert open_tasks() == []
    with tenant(fjordvik):
        assert WebAddress.objects.get().broken_date


def cost():
    with CaptureQueriesContext(connection) as seen:
        actions.gather_addresses()
        actions.note_answers({})
    return len(seen)


def test_one_address_and_four_cost_the_same(inside, linked):
    cost()
    one = cost()
    for name in "bcd":
        link(linked, f"https://{name}.example/")
    cost()
    assert cost() == one


def test_the_page_of_the_step_tells_since_when_an_address_does_not_answer(inside, linked, enter):
    uid = Step.objects.exclude(number="").filter(process_version__version=linked).order_by("ordinal")[0].uid
    link(linked, URL, uid=uid)
    on_days(3, {URL: GONE})
    shown = enter(inside.leader_user).get(f"/processes/SOK/steps/{uid}/")
    assert "Does not answer since" in shown.text
    assert "It answers with the error 404." in shown.text


def test_a_document_tells_of_an_address_that_does_not_answer(inside, enter):
    make_document(inside, text=f"Bruk [skjemaet]({URL}).", code="RUT-1")
    on_days(3, {URL: GONE})
    assert f"{URL} does not answer since" in enter(inside.leader_user).get("/documents/RUT-1/").text
