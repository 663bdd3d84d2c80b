"""Asking those who are consulted in a step, and telling those who are informed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grunnmur.core.clock import at, now, today
from grunnmur.core.links import Ref, links_to
from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.actions import Asked
from grunnmur.processes.models import Lane, ProcessRole, StepNotice, StepQuestion
from grunnmur.processes.queries import questions
from grunnmur.processes.rules import QUESTION, AskingError
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Notification, Task
from grunnmur.worklist.rules import EndedThereError
from tests.factories_organisation import SYSTEM, make_employee, make_unit, make_user
from tests.factories_processes import CHOICE, import_drawing

pytestmark = pytest.mark.django_db
STEP = "/processes/SOK/steps/a/"
LETTERS = "".join(
    f'<flyt:fact name="letter">{letter}</flyt:fact>'
    for letter in ("U:Saksbehandler", "K:Tillitsvalgt", "K:Jurist", "I:Arkivet", "I:Søkeren")
)
TALKING = CHOICE.replace(
    'name="Les søknaden"/>'.encode(),
    (
        'name="Les søknaden"><extensionElements><flyt:step xmlns:flyt="urn:grunnmur:flyt:1">'
        f"{LETTERS}</flyt:step></extensionElements></userTask>"
    ).encode(),
)


def _bound(name, unit):
    role = actions.make_role(name, by=SYSTEM)
    actions.bind_role(role.pk, ProcessRole.Binding.UNIT, target=unit.pk, by=SYSTEM)
    return role


@pytest.fixture
def scene(fjordvik, office):
    """A step that Kari does, in which two units are asked, and one is told."""
    with tenant(fjordvik):
        top = make_unit("Alle")
        units = {name: make_unit(name, parent=top) for name in ("Tillitsvalgt", "Jurist", "Arkivet")}
        people = {name: make_employee(unit, f"Per {name}") for name, unit in units.items()}
        for name, unit in units.items():
            _bound(name, unit)
        role = _bound("Saksbehandler", office["unit"])
        actions.make_role("Søkeren", by=SYSTEM)
        version = import_drawing(TALKING, code="SOK")
        lane = Lane.objects.get(process_version=version, name="Saksbehandler")
        actions.bind_lane(lane.pk, role.pk, by=SYSTEM)
        users = {name: make_user(person) for name, person in people.items()}
        return office | {"version": version, "units": units, "people": people, "users": users}


def asked(scene, **changed):
    facts = {"about": "Sak 12", "question": "Er dette greit?", "due_date": today() + timedelta(days=3)} | changed
    return actions.ask_consulted(scene["version"].process_id, "a", Asked(**facts), by=scene["user"])


def told(scene, **changed):
    facts = {"about": "Sak 12", "note": "Vedtaket er sendt."} | changed
    return actions.tell_informed(scene["version"].process_id, "a", by=scene["user"], **facts)


def test_each_role_that_is_consulted_gets_one_task_with_the_question(scene, fjordvik):
    with tenant(fjordvik):
        rows = asked(scene)
        assert [row.process_role.name for row in rows] == ["Jurist", "Tillitsvalgt"]
        keys = set(Task.objects.filter(kind="processes.asked").values_list("group_key", flat=True))
        assert keys == {f"unit:{scene['units'][name].pk}" for name in ("Jurist", "Tillitsvalgt")}


def test_answer_reaches_the_one_who_asked_and_closes_the_task(scene, fjordvik):
    with tenant(fjordvik):
        row = asked(scene)[0]
        actions.answer_question(row.pk, "Ja, det er greit.", by=scene["users"]["Jurist"])
        row.refresh_from_db()
        assert (row.answer, row.answered_by) == ("Ja, det er greit.", scene["people"]["Jurist"])
        assert Notification.objects.filter(person=scene["person"], kind="processes.answered").count() == 1
        assert Task.objects.get(subject_id=row.pk).state == "done"
        with pytest.raises(AskingError):
            actions.answer_question(row.pk, "Nei.", by=scene["users"]["Jurist"])


def test_the_task_is_not_done_without_an_answer(scene, fjordvik):
    with tenant(fjordvik):
        row = asked(scene)[0]
        task = Task.objects.get(subject_id=row.pk)
        with pytest.raises(EndedThereError):
            worklist.finish_task(task.pk, outcome="done", note="Ja.", by=scene["users"]["Jurist"])
        row.refresh_from_db()
        assert (row.answer, row.answered_by) == ("", None)


def test_one_answer_is_enough_when_a_role_means_several_groups(scene, fjordvik):
    with tenant(fjordvik):
        keys = [f"unit:{scene['units'][name].pk}" for name in ("Jurist", "Arkivet")]
        ProcessRole.objects.filter(name="Jurist").update(keys=keys)
        row = asked(scene)[0]
        actions.answer_question(row.pk, "Ja.", by=scene["users"]["Arkivet"])
        assert set(Task.objects.filter(subject_id=row.pk).values_list("state", flat=True)) == {"done", "cancelled"}


def test_no_answer_by_the_day_is_told_once(scene, fjordvik):
    with tenant(fjordvik):
        asked(scene)
        for days in (4, 5):
            with at(now() + timedelta(days=days)):
                worklist.remind_and_pass_on(on=today())
        assert Notification.objects.filter(person=scene["person"], kind="processes.unanswered").count() == 2
        assert StepQuestion.objects.filter(told_overdue_at=None).count() == 0


def test_those_who_are_informed_are_told_and_nobody_outside_is(scene, fjordvik):
    with tenant(fjordvik):
        row = told(scene)
        assert (row.count, row.roles) == (1, "Arkivet")
        assert Notification.objects.get(kind="processes.informed").person == scene["people"]["Arkivet"]


def test_somebody_who_does_not_do_the_step_neither_asks_nor_tells(scene, fjordvik):
    with tenant(fjordvik):
        other = scene | {"user": scene["users"]["Jurist"]}
        with pytest.raises(PermissionDenied):
            asked(other)
        with pytest.raises(PermissionDenied):
            told(other)
        assert [one.objects.count() for one in (StepQuestion, StepNotice, Task)] == [0, 0, 0]


@pytest.mark.parametrize("wrong", [{"about": " "}, {"question": " "}, {"due_date": date(2020, 1, 1)}])
def test_question_without_words_or_for_a_day_that_is_past_is_refused(scene, fjordvik, wrong):
    with tenant(fjordvik), pytest.raises(AskingError):
        asked(scene, **wrong)


def test_step_in_which_nobody_can_be_reached_refuses_to_ask(scene, fjordvik):
    with tenant(fjordvik):
        ProcessRole.objects.exclude(name="Saksbehandler").update(keys=[], binding="unbound", unit=None)
        with pytest.raises(AskingError):
            asked(scene)
        with pytest.raises(AskingError):
            told(scene)


def test_question_is_seen_by_those_whom_it_concerns_only(scene, fjordvik):
    with tenant(fjordvik):
        row = asked(scene)[0]
        assert questions(seen_by=scene["user"]).count() == 2
        assert list(questions(seen_by=scene["users"]["Jurist"])) == [row]
        assert not questions(seen_by=scene["users"]["Arkivet"])
        assert links_to([Ref(QUESTION, row.pk)], seen_by=scene["users"]["Arkivet"]) == {}
        with pytest.raises(StepQuestion.DoesNotExist):
            actions.answer_question(row.pk, "Ja.", by=scene["users"]["Arkivet"])
        with pytest.raises(PermissionDenied):
            actions.answer_question(row.pk, "Ja.", by=scene["user"])


def test_asking_and_telling_cost_the_same_for_few_people_and_many(scene, fjordvik):
    def statements(act):
        with CaptureQueriesContext(connection) as seen:
            act(scene)
        return len(seen)

    with tenant(fjordvik):
        asked(scene)  # warms the caches
        few = statements(asked), statements(told)
        for name in ("Jurist", "Arkivet"):
            for number in range(3):
                make_employee(scene["units"][name], f"{name} {number}")
        assert (statements(asked), statements(told)) == few


def test_database_refuses_a_question_for_nobody(scene, fjordvik):
    with tenant(fjordvik):
        row = asked(scene)[0]
        with pytest.raises(IntegrityError), transaction.atomic():
            StepQuestion.objects.filter(pk=row.pk).update(keys=[])


def test_step_page_asks_and_tells_and_shows_what_came_of_it(scene, visitor, fjordvik):
    page = visitor.get(STEP).text
    assert "Ask those who are consulted" in page
    sent = {"about": "Sak 12", "question": "Er dette greit?", "due_date": "2099-01-02"}
    assert visitor.post(f"{STEP}ask/", sent).status_code == 302
    assert visitor.post(f"{STEP}ask/", {"about": "Sak 12"}).status_code == 422
    assert visitor.post(f"{STEP}tell/", {"about": "Sak 12"}).status_code == 302
    assert visitor.post(f"{STEP}tell/", {}).status_code == 422
    page = visitor.get(STEP).text
    assert "Asked by me" in page
    assert "Waits for an answer" in page
    assert "1 person told" in page


def test_question_page_is_answered_by_who_is_asked(scene, client, visitor, fjordvik):
    with tenant(fjordvik):
        row = asked(scene)[0]
        client.force_login(scene["users"]["Jurist"])
    address = f"/processes/questions/{row.pk}/"
    assert client.post(address, {"answer": ""}).status_code == 422
    assert client.post(address, {"answer": "Ja."}).status_code == 302
    assert "Ja." in client.get(address).text
    with tenant(fjordvik):
        client.force_login(scene["users"]["Arkivet"])
    assert client.get(address).status_code == 404
