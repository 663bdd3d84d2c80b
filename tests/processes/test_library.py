import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from grunnmur.core.clock import today
from grunnmur.core.files import store
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.rules import EmploymentFacts, PersonFacts, UnitFacts
from grunnmur.processes import actions, queries
from grunnmur.processes.models import Assignment, ChecklistProposal, Process, ProcessRole, ProcessVersion, Step
from grunnmur.processes.rules import ProposalClosedError, ProposalMovedOnError, UnreadableProcessError

BY = System("test")
CHECKLIST = """| Nr | Hva | Hvem |
|---|---|---|
| 1 | Skriv utlysning | Leder |
| 2 | Kontroller utlysning | Personalkontoret |
| 4 | Intervju søkere | Leder |
""".encode()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(by=BY):
    proposal = actions.propose_from_checklist(CHECKLIST, name="Ansettelse", by=by)
    return actions.accept_proposal(proposal.pk, new=actions.NewProcess(title="Ansettelse", code="ANS"), by=by)


def test_a_checklist_becomes_a_process_with_its_steps_and_roles(here):
    version = drawn()

    steps = Step.objects.filter(process_version=version, kind="userTask").order_by("ordinal")
    assert [step.number for step in steps] == ["1", "2", "4"]
    assert {role.name for role in ProcessRole.objects.all()} == {"Leder", "Personalkontoret"}


def test_the_warning_of_a_missing_number_is_kept_with_the_proposal(here):
    row = actions.propose_from_checklist(CHECKLIST, name="Ansettelse", by=BY)

    assert any("3" in str(warning) for warning in row.proposal["warnings"])


def test_every_step_has_one_who_does_it_and_one_who_answers(here):
    version = drawn()

    for step in Step.objects.filter(process_version=version, kind="userTask"):
        letters = Assignment.objects.filter(step=step).values_list("letter", flat=True)
        assert sorted(letters) == ["H", "U"]


def test_the_drawing_is_read_by_everyone_and_links_each_step(here):
    version = drawn()

    found = queries.find_process("ANS", seen_by=BY)
    drawing = queries.drawing_of(found.row, title=found.item.title)

    assert found.row.pk == version.pk
    assert drawing.svg.count("<a ") >= 3


def test_the_original_bytes_are_kept(here):
    version = drawn()
    content = bytes(ProcessVersion.objects.get(pk=version.pk).xml)

    again = actions.import_model(content, name="same.bpmn", new=actions.NewProcess(code="ANS-2"), by=BY)

    assert store.read(again.original) == content


def test_a_published_version_cannot_be_changed(here):
    version = drawn()

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Step.objects.filter(process_version=version).update(name="Changed")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ProcessVersion.objects.filter(pk=version.pk).update(xml=b"<changed/>")


def test_a_file_that_is_no_bpmn_says_why_and_leaves_nothing(here):
    with pytest.raises(UnreadableProcessError), transaction.atomic():
        actions.import_model(b"<html><body>Hei", name="x.bpmn", new=actions.NewProcess(), by=BY)

    assert not Process.objects.exists()


def test_bringing_in_a_process_without_the_permission_is_refused(here):
    stranger = User.objects.create_user("stranger", name="Stranger")

    with pytest.raises(PermissionDenied):
        actions.propose_from_checklist(CHECKLIST, name="x", by=stranger)
    assert not ChecklistProposal.objects.exists()


def test_a_process_of_another_municipality_is_not_found(fjordvik, sundby):
    with tenant(fjordvik):
        drawn()

    with tenant(sundby), pytest.raises(Process.DoesNotExist):
        queries.find_process("ANS", seen_by=BY)


def test_a_proposal_is_accepted_once(here):
    row = actions.propose_from_checklist(CHECKLIST, name="Ansettelse", by=BY)
    actions.accept_proposal(row.pk, new=actions.NewProcess(code="ANS"), by=BY)

    with pytest.raises(ProposalClosedError):
        actions.accept_proposal(row.pk, new=actions.NewProcess(code="ANS-2"), by=BY)


def test_deciding_on_what_somebody_else_changed_meanwhile_is_refused(here):
    row = actions.propose_from_checklist(CHECKLIST, name="Ansettelse", by=BY)
    guess = row.proposal["guesses"][0]["id"]
    actions.decide_guess(row.pk, guess, actions.State.ACCEPTED, by=BY, revision=row.revision)

    with pytest.raises(ProposalMovedOnError):
        actions.decide_guess(row.pk, guess, actions.State.REJECTED, by=BY, revision=row.revision)


def test_my_processes_are_those_of_the_roles_i_hold(here):
    unit = organisation.open_unit(UnitFacts(code="1", name="Personal"), valid=Period(today()), by=BY)
    work = EmploymentFacts(unit_id=unit.pk, kind="permanent")
    person = PersonFacts(given_name="Kari", family_name="Fjell")
    hired = organisation.hire(person, work, valid=Period(today()), by=BY).person_id
    user = User.objects.create_user("kari", name="Kari Fjell")
    organisation.link_user(hired, user_id=user.pk, by=BY)
    drawn()
    assert queries.my_processes(seen_by=user) == []

    office = ProcessRole.objects.get(name="Personalkontoret")
    actions.bind_role(office.pk, "unit", target=unit.pk, by=BY)

    mine = queries.my_processes(seen_by=User.objects.get(pk=user.pk))
    assert [(row.code, row.letter, row.numbers) for row in mine] == [("ANS", "U", ("2",))]
