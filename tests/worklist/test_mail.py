"""What people are told by mail: over a real mail server on this machine."""

import email
import email.policy
import socket
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from grunnmur.core import clock
from grunnmur.core.doctor import Level
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment, Person
from grunnmur.worklist import actions, queries
from grunnmur.worklist.models import Cadence, Delivery, Notification
from grunnmur.worklist.reactions import mail_check
from grunnmur.worklist.rules import (
    Notice,
    NoticeKind,
    SecurityNoticeError,
    notice_kinds,
    register_notice,
    send_at,
    wait_after,
)
from grunnmur.worklist.rules import notices as kinds_of_notices
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user
from tests.factories_worklist import make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)
URGENT, SECURITY = "tests.urgent", "tests.security"


class Postbox:
    """A mail server that keeps what it gets, and answers as a test tells it to."""

    def __init__(self):
        self.mails = []
        self.answers = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(settings):
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = "Grunnmur <noreply@fjordvik.example>"
    yield box
    server.stop()


@pytest.fixture
def kinds():
    """Two kinds more, for this test only."""
    before = dict(kinds_of_notices._kinds)
    register_notice(NoticeKind(name=URGENT, label="Urgent", cadence=Cadence.NOW))
    register_notice(NoticeKind(name=SECURITY, label="Security", cadence=Cadence.NOW, is_security=True))
    yield
    kinds_of_notices._kinds.clear()
    kinds_of_notices._kinds.update(before)


@pytest.fixture
def reader(here):
    return make_reader()


def make_reader(address: str = "kari@fjordvik.example", **facts: str) -> Person:
    person = make_employee(make_unit(), "Kari Leser")
    Person.objects.filter(pk=person.pk).update(work_email=address, **facts)
    person.refresh_from_db()
    return person


def tell(person: Person, message: str = "Hello", kind: str = URGENT, **more: object) -> Delivery:
    actions.notify_all([Notice(person_ids=[person.pk], kind=kind, message=message, **more)])
    return Delivery.objects.get(notification__person=person, notification__message=message)


def parts(message) -> tuple[str, str]:
    return tuple(message.get_body((kind,)).get_content() for kind in ("plain", "html"))


# When


@pytest.mark.parametrize(
    ("cadence", "made", "due"),
    [
        (Cadence.NOW, (2026, 3, 2, 9), (2026, 3, 2, 9)),
        (Cadence.DAILY, (2026, 3, 2, 5, 59), (2026, 3, 2, 6)),
        (Cadence.DAILY, (2026, 3, 2, 6), (2026, 3, 3, 6)),
        (Cadence.DAILY, (2026, 3, 28, 23, 30), (2026, 3, 29, 5)),  # 00:30 before the clocks go forward
        (Cadence.DAILY, (2026, 3, 28, 12), (2026, 3, 29, 5)),
        (Cadence.DAILY, (2026, 10, 24, 22, 30), (2026, 10, 25, 6)),  # 00:30 before they go back
        (Cadence.DAILY, (2026, 10, 24, 12), (2026, 10, 25, 6)),
        (Cadence.WEEKLY, (2026, 3, 2, 5), (2026, 3, 2, 6)),  # a Monday, before seven
        (Cadence.WEEKLY, (2026, 3, 2, 7), (2026, 3, 9, 6)),
        (Cadence.WEEKLY, (2026, 3, 25, 12), (2026, 3, 30, 5)),  # over the change to summer time
    ],
)
def test_collected_mail_falls_due_at_seven_where_the_municipality_is(cadence, made, due):
    assert send_at(cadence, made_at=datetime(*made, tzinfo=UTC), zone=OSLO) == datetime(*due, tzinfo=UTC)


def test_waits_double_up_to_six_hours():
    waits = [wait_after(tries) for tries in range(1, 21)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert max(waits) == timedelta(hours=6)
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=5)


# What


def test_an_urgent_one_goes_at_once_in_the_readers_language_with_its_headers(postbox, here):
    reader = make_reader(language="nn")
    tell(reader)
    assert ProcrastinateJob.objects.filter(task_name="grunnmur.worklist.tasks.send_mail").count() == 1
    assert actions.send_due_mail(at=NOW) == 1
    (message,) = postbox.mails
    assert message["To"] == "kari@fjordvik.example"
    assert message["From"] == "Grunnmur <noreply@fjordvik.example>"
    assert message["Subject"] == "Hello"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<notifications.fjordvik.example>"
    assert message["List-Unsubscribe"] == "<http://fjordvik.example/work/preferences/>"
    text, html = parts(message)
    assert text.startswith("Hei, Kari")
    assert "http://fjordvik.example/notifications/" in text
    assert '<html lang="nn">' in html
    assert "Vel kva du får på e-post" in html
    assert "style" not in html
    assert actions.send_due_mail(at=NOW) == 0
    assert Delivery.objects.get().state == "sent"


def test_the_users_language_comes_before_the_persons_and_the_municipalitys_last(postbox, here):
    for number, (own, chosen, greeting) in enumerate([("da", "en", "Hello"), ("fi", "", "Hei,"), ("da", "", "Hej")]):
        reader = make_reader(f"kari{number}@fjordvik.example", language=own)
        user = make_user(reader)
        user.language = chosen
        user.save()
        tell(reader)
        actions.send_due_mail(at=NOW)
        assert parts(postbox.mails[-1])[0].startswith(greeting)


def test_collected_ones_become_one_mail_a_person_in_the_morning(postbox, reader):
    other = make_reader("ola@fjordvik.example")
    for message in ("One", "Two", "Three"):
        tell(reader, message, kind="unheard.of")
    tell(other, "Four", kind="task.due")
    assert actions.send_due_mail(at=NOW) == 0
    assert actions.send_due_mail(at=NEXT_MORNING) == 4
    texts = {message["To"]: (message["Subject"], parts(message)[0]) for message in postbox.mails}
    assert len(postbox.mails) == 2
    subject, text = texts["kari@fjordvik.example"]
    assert subject == "3 varsler"
    assert all(word in text for word in ("One", "Two", "Three"))
    assert texts["ola@fjordvik.example"][0] == "Four"


def test_what_was_read_or_is_for_nobody_reachable_is_dropped(postbox, reader):
    user = make_user(reader)
    read = tell(reader, "Read", kind="task.due")
    actions.mark_read(read.notification_id, by=user)
    nowhere = tell(make_reader(""), "Nowhere")
    gone = make_reader("gone@fjordvik.example")
    left = tell(gone, "Left")
    work = Employment.objects.get(person=gone)
    organisation.end_employment(work.pk, last_day=date(2026, 3, 1), by=SYSTEM)
    actions.send_due_mail(at=NEXT_MORNING)
    assert postbox.mails == []
    assert {Delivery.objects.get(pk=one.pk).state for one in (read, nowhere, left)} == {"dropped"}


def test_of_a_sensitive_task_a_mail_says_only_that_there_is_one(postbox, here):
    unit = make_unit("Barnevern")
    reader = make_leader(unit)
    Person.objects.filter(pk=reader.pk).update(work_email="leader@fjordvik.example")
    make_user(reader)
    task = make_task(unit=unit)
    tell(reader, "The secret of %(who)s", params={"who": "Nora"}, subject=("task", task.pk), is_sensitive=True)
    actions.send_due_mail(at=NOW)
    (message,) = postbox.mails
    whole = message.as_string() + "".join(parts(message))
    assert "secret" not in whole
    assert "Nora" not in whole
    assert message["Subject"] == "Du har en oppgave"
    assert f"http://fjordvik.example/work/tasks/{task.pk}/" in parts(message)[0]


def test_text_of_others_is_escaped_and_starts_no_header(postbox, reader):
    tell(reader, "%(x)s", params={"x": "<script>\r\nBcc: all@fjordvik.example"})
    actions.send_due_mail(at=NOW)
    (message,) = postbox.mails
    assert message["Bcc"] is None
    assert "<script>" not in parts(message)[1]
    assert message["Subject"] == "<script> Bcc: all@fjordvik.example"


def test_without_a_mail_server_nothing_is_planned(reader):
    actions.notify([reader.pk], kind=URGENT, message="Hello")
    assert Notification.objects.count() == 1
    assert not Delivery.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_telling_many_costs_what_telling_one_costs(postbox, here, django_assert_num_queries):
    readers = [make_reader(f"kari{number}@fjordvik.example") for number in range(5)]
    for people in (readers[:1], readers[1:]):
        with django_assert_num_queries(6):  # a savepoint and its end, two inserts, the choices, a job
            actions.notify([one.pk for one in people], kind=URGENT, message="Hello")


# What goes wrong


def test_an_address_refused_for_good_fails_and_the_others_go(postbox, reader):
    bad = make_reader("bad@fjordvik.example")
    postbox.answers["bad@fjordvik.example"] = "550 No such user"
    failed, sent = tell(bad), tell(reader)
    actions.send_due_mail(at=NOW)
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, sent.state) == ("failed", "sent")
    assert failed.error == "SMTPRecipientsRefused 550"
    assert actions.send_due_mail(at=NOW + timedelta(days=9)) == 0


def test_an_address_to_be_tried_later_waits_longer_each_time_and_is_given_up_at_last(postbox, reader):
    postbox.answers["kari@fjordvik.example"] = "450 Try later"
    delivery, at = tell(reader), NOW
    for tries in range(1, 20):
        actions.send_due_mail(at=at)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("waiting", tries)
        assert delivery.due_at - at == wait_after(tries)
        at = delivery.due_at
    actions.send_due_mail(at=at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("failed", "SMTPRecipientsRefused 450")


def test_while_the_server_is_away_everything_waits_and_then_goes_once(postbox, settings, reader):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for message in ("One", "Two"):
        tell(reader, message)
    actions.send_due_mail(at=NOW)
    assert [row.state for row in Delivery.objects.all()] == ["waiting"] * 2
    settings.EMAIL_PORT = port
    actions.send_due_mail(at=NOW + timedelta(minutes=5))
    actions.send_due_mail(at=NOW + timedelta(minutes=9))
    assert sorted(message["Subject"] for message in postbox.mails) == ["One", "Two"]


def test_the_doctor_tells_of_mails_that_were_given_up(postbox, fjordvik):
    assert mail_check().level is Level.OK
    postbox.answers["kari@fjordvik.example"] = "550 No such user"
    with tenant(fjordvik):
        tell(make_reader())
        actions.send_due_mail(at=NOW)
    found = mail_check()
    assert (found.level, found.said) == (Level.WARNING, "Mails given up within seven days: 1.")
    assert "kari" not in found.said + found.mend


def test_the_doctor_tells_when_there_is_no_mail_server():
    assert mail_check().said == "No mail server is set: people are told on the pages only."


# What people choose


def test_turned_off_is_not_mailed_and_what_waits_is_dropped(postbox, reader):
    user = make_user(reader)
    waiting = tell(reader, "Before")
    actions.set_preferences({URGENT: Cadence.OFF}, by=user)
    actions.notify([reader.pk], kind=URGENT, message="After")
    waiting.refresh_from_db()
    assert waiting.state == "dropped"
    assert Delivery.objects.count() == 1
    assert queries.unread_count(seen_by=user) == 2


def test_chosen_cadence_is_used_and_choosing_again_replaces_it(postbox, reader):
    user = make_user(reader)
    actions.set_preferences({URGENT: Cadence.OFF}, by=user)
    actions.set_preferences({URGENT: Cadence.WEEKLY}, by=user)
    assert queries.preferences(seen_by=user)[URGENT] == Cadence.WEEKLY
    assert tell(reader).due_at == datetime(2026, 3, 9, 6, tzinfo=UTC)


def test_security_kinds_cannot_be_turned_off(reader):
    user = make_user(reader)
    with pytest.raises(SecurityNoticeError):
        actions.set_preferences({SECURITY: Cadence.OFF, URGENT: Cadence.OFF}, by=user)
    assert queries.preferences(seen_by=user)[URGENT] == Cadence.NOW
    actions.set_preferences({SECURITY: Cadence.WEEKLY}, by=user)


def test_a_login_without_person_chooses_nothing(here):
    with pytest.raises(PermissionDenied):
        actions.set_preferences({URGENT: Cadence.OFF}, by=make_user())


def test_the_page_shows_and_takes_the_choices_and_refuses_security_off(client, settings, reader):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    client.force_login(user := make_user(reader))
    client.cookies["language"] = "en"
    page = reverse("worklist:preferences")
    assert reverse("worklist:preferences") in client.get(reverse("profile")).text
    assert "Mail is not set up here yet." in client.get(page).text
    names = [kind.name for kind in notice_kinds()]
    sent = {f"kind-{number}": "weekly" for number in range(len(names))}
    assert client.post(page, sent).url == page
    assert set(queries.preferences(seen_by=user).values()) == {Cadence.WEEKLY}
    refused = client.post(page, sent | {f"kind-{names.index(SECURITY)}": "off"})
    assert refused.status_code == 422
    assert queries.preferences(seen_by=user)[SECURITY] == Cadence.WEEKLY


def test_choices_of_one_municipality_say_nothing_in_another(postbox, fjordvik, sundby):
    with tenant(fjordvik):
        actions.set_preferences({URGENT: Cadence.OFF}, by=make_user(make_reader()))
    with tenant(sundby), clock.at(NOW):
        assert tell(make_reader("per@sundby.example")).cadence == Cadence.NOW
    with tenant(fjordvik):
        assert actions.send_due_mail(at=NOW) == 0
    assert postbox.mails == []
