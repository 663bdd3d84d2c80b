"""Reviews and targets: "removed" is said when a target has confirmed it; what a target has too much is a question."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.access.actions.reviews import Answer, answer_item, close_review, keep_all, undo_answer
from grunnmur.access.actions.reviews.drift import ask_leaders
from grunnmur.access.actions.reviews.following import follow_up
from grunnmur.access.actions.reviews.looking import look_again
from grunnmur.access.actions.targets import answers
from grunnmur.access.actions.targets.connect import set_target_mode
from grunnmur.access.models import DriftItem, Grant, ReviewItem, ReviewRemoval, Target, TargetChange
from grunnmur.access.queries.reviews.listing import asked
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.reviews import NotAnswerableError, StillOpenError
from grunnmur.access.rules.targets import NotAnswerableError as NotAnswerableDriftError
from grunnmur.core.clock import today
from grunnmur.organisation.models import Person
from grunnmur.worklist.models import Task
from tests.access.reviews.conftest import TODAY, item_about, opened
from tests.access.targets.peers.files import FilePeer
from tests.access.targets.worlds import address_of, allow, inside, later, managed, name_everybody, plan, push, read
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]
KEEP, REMOVE = Answer(answer="keep"), Answer(answer="remove", note="Trengs ikke")


@pytest.fixture
def file(tmp_path, settings):
    """A file that another program fetches."""
    folder = tmp_path / "fjordvik"
    folder.mkdir()
    peer = FilePeer(folder)
    allow(settings, peer)
    return peer


@pytest.fixture
def register(ground, file):
    """A managed target with the adviser's Visio, which her role Vikar gives."""
    name_everybody()
    target = managed(file, {"visio": permission_of("Visio")})
    plan(target)
    push(target)
    return target


@pytest.fixture
def found(ground, register, file):
    """The leader has Visio in the file, and nothing says that she shall."""
    rows = file.rows()
    line = ";".join(["", address_of(ground.house.leader), "", "", "", "", "1", "1"])
    path = file.folder / file.address
    path.write_text(path.read_text(encoding="utf-8-sig") + line + "\n", encoding="utf-8")
    read(register)
    assert len(rows) == 1
    return DriftItem.objects.get(kind="extra")


@pytest.fixture
def officer():
    """Somebody who answers for targets."""
    user = make_user()
    with granting(user, TARGETS, everywhere=True):
        yield user


def the_grant(ground):
    review = opened()
    return item_about(review, "grant", ground.adviser)


def test_a_removal_is_confirmed_only_when_the_target_has_confirmed_it(ground, register, file):
    item = answer_item(the_grant(ground).pk, REMOVE, by=ground.house.leader_user)

    assert item.confirmed_at is None
    assert ReviewRemoval.objects.get().permission_id == permission_of("Visio").pk
    with pytest.raises(StillOpenError):
        close_review(_all_answered(item), by=SYSTEM)
    push(register)
    item.refresh_from_db()
    assert item.confirmed_at is not None
    assert inside(file, register)[address_of(ground.adviser)] == frozenset()


def _all_answered(item):
    ReviewItem.objects.filter(review=item.review, answer="").update(
        answer="keep", answered_at=item.answered_at, confirmed_at=item.answered_at
    )
    return item.review_id


def test_a_removal_that_a_target_refuses_stays_unconfirmed(ground, register, file, settings):
    item = answer_item(the_grant(ground).pk, REMOVE, by=ground.house.leader_user)
    (file.folder / "file").touch()
    settings.DROP_FOLDER = file.folder / "file"
    push(register)
    item.refresh_from_db()
    assert item.confirmed_at is None

    settings.DROP_FOLDER = file.folder.parent
    with later(minutes=2):
        push(register)
    item.refresh_from_db()
    assert item.confirmed_at is not None


def test_a_removal_from_a_target_that_is_only_read_is_confirmed_when_it_is_seen_to_be_gone(ground, register, file):
    set_target_mode(register.pk, "observed", by=SYSTEM)
    item = answer_item(the_grant(ground).pk, REMOVE, by=ground.house.leader_user)
    read(register)
    item.refresh_from_db()
    assert item.confirmed_at is None, "the file has it still"

    file.forget(str(ground.adviser.pk))
    with later(days=1):
        read(register)
    item.refresh_from_db()
    assert item.confirmed_at is not None


def test_the_reader_is_not_told_that_it_is_removed_before_it_is(ground, register, leader):
    item = the_grant(ground)
    shown = leader.post(
        f"/access/reviews/items/{item.pk}/", {"answer": "remove", "confirm": "chosen"}, follow=True
    ).content.decode()
    assert "It counts as removed when that is confirmed." in shown
    shown = leader.get(f"/access/reviews/items/{item.pk}/").content.decode()
    assert "It is being taken away" in shown
    assert "Not confirmed yet" in leader.get("/access/reviews/mine/?state=all").content.decode()
    push(register)
    assert "It is being taken away" not in leader.get(f"/access/reviews/items/{item.pk}/").content.decode()


def test_the_leader_is_asked_about_what_a_target_has_too_much(ground, found, officer):
    review = ask_leaders([found.pk], by=officer)
    item = item_about(review, "drift", ground.house.leader)

    assert (review.trigger, item.reviewer_key) == ("drift", f"leader:{ground.house.top.pk}")
    found.refresh_from_db()
    assert found.answer == "asked"
    (shown,) = asked([item], seen_by=ground.chief_user)
    assert shown.title == "Visio (lisens)"
    assert "The csv shows that she has it" in shown.sentences[0]
    assert Task.objects.filter(kind="access.review", group_key=item.reviewer_key, state="open").count() == 1
    with pytest.raises(NotAnswerableDriftError):
        ask_leaders([found.pk], by=officer)


def test_what_the_leader_removes_goes_from_the_target_and_is_confirmed_then(ground, found, officer, register, file):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    item = answer_item(item.pk, REMOVE, by=ground.chief_user)
    assert item.confirmed_at is None
    assert TargetChange.objects.get(source="drift").operation == "remove"

    push(register)
    item.refresh_from_db()
    assert item.confirmed_at is not None
    assert inside(file, register)[address_of(ground.house.leader)] == frozenset()


def test_what_the_leader_removes_from_a_target_that_is_only_read_is_somebodys_task(ground, found, officer, register):
    set_target_mode(register.pk, "observed", by=SYSTEM)
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    assert answer_item(item.pk, REMOVE, by=ground.chief_user).confirmed_at is None
    assert not TargetChange.objects.filter(source="drift").exists()
    assert Task.objects.filter(kind="access.target_by_hand", state="open").count() == 1


def test_what_the_leader_keeps_is_given_for_a_year_at_most(ground, found, officer, register):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    item = answer_item(item.pk, KEEP, by=ground.chief_user)

    grant = Grant.objects.get(source="adopted")
    assert (grant.person_id, grant.permission_id) == (ground.house.leader.pk, permission_of("Visio").pk)
    assert (grant.valid.upper - TODAY).days == 365
    with pytest.raises(NotAnswerableError, match="cannot be undone"):
        undo_answer(item.pk, by=ground.chief_user)
    read(register)
    look_again()
    item.refresh_from_db()
    assert item.answer == "keep", "it is no difference any more, and was answered"


def test_what_the_leader_lets_end_sooner_ends_then(ground, found, officer):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    with pytest.raises(NotAnswerableDriftError):
        answer_item(item.pk, Answer(answer="shorten", last_day=None or TODAY.replace(year=2029)), by=ground.chief_user)
    answer_item(item.pk, Answer(answer="shorten", last_day=TODAY.replace(month=4)), by=ground.chief_user)
    assert Grant.objects.get(source="adopted").valid.upper == TODAY.replace(month=4, day=3)


def test_what_is_gone_from_the_target_needs_no_answer(ground, found, officer, register, file):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    (file.folder / file.address).unlink()
    read(register)
    look_again()
    item.refresh_from_db()
    assert item.answer == "gone"


def test_what_no_leader_answers_waits_among_the_differences_again(ground, found, officer):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    with later(days=20):
        follow_up(today())
    with later(days=60):
        follow_up(today())
    item.refresh_from_db()
    found.refresh_from_db()
    assert (item.answer, found.answer) == ("not_attested", "")


def test_what_was_found_is_not_kept_with_others_nor_by_the_one_it_is_about(ground, found, officer):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    with pytest.raises(NotAnswerableError, match="one by one"):
        keep_all([item.pk], by=ground.chief_user)
    with pytest.raises(ReviewItem.DoesNotExist):
        answer_item(item.pk, KEEP, by=ground.house.leader_user)
    assert not Grant.objects.filter(source="adopted").exists()


def test_only_who_answers_for_targets_asks_and_only_about_what_somebody_has(ground, found, officer, register):
    with pytest.raises(PermissionDenied):
        ask_leaders([found.pk], by=ground.house.leader_user)
    DriftItem.objects.filter(pk=found.pk).update(kind="state", permission=None)
    with pytest.raises(NotAnswerableDriftError):
        ask_leaders([found.pk], by=officer)
    DriftItem.objects.filter(pk=found.pk).update(gone_at=found.first_seen_at)
    with pytest.raises(DriftItem.DoesNotExist):
        ask_leaders([found.pk], by=officer)


def test_who_answers_otherwise_meanwhile_takes_the_question_away(ground, found, officer):
    item = item_about(ask_leaders([found.pk], by=officer), "drift", ground.house.leader)
    answers.ignore_drift([found.pk], until=today(), by=officer)
    look_again()
    item.refresh_from_db()
    assert item.answer == "gone"
    assert Target.objects.count() == 1
    assert Person.objects.filter(pk=item.person_id).exists()
