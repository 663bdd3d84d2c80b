"""Pages of reviews: opened with a preview, worked through, followed up, taken out as a report."""

from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions.reviews import Answer, answer_item
from grunnmur.access.models import Grant, Review, ReviewItem, Rule
from grunnmur.access.rules import REVIEW, Target
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.portal.navigation import main_menu
from grunnmur.worklist.models import Task
from tests.access.reviews.conftest import DUE, TODAY, item_about, opened
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user

pytestmark = pytest.mark.django_db
LIST, NEW, MINE = (reverse(f"access:{name}") for name in ("reviews", "new_review", "my_reviews"))


@pytest.fixture
def officer(ground, fjordvik):
    """Somebody who may open reviews, and nothing else."""
    with tenant(fjordvik):
        user = make_user()
        with granting(user, REVIEW, everywhere=True):
            yield user


@pytest.fixture
def review(ground, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        return opened()


def address(item):
    return reverse("access:review_item", args=[item.pk])


def grants_to(people, role, fjordvik):
    with tenant(fjordvik):
        for person in people:
            target = Target(role_id=role.pk)
            actions.give(person.pk, target, by=SYSTEM, period=Period(TODAY), reason="Trengs nå")


def test_a_review_is_previewed_and_opened(visit, officer, ground, fjordvik):
    browser = visit(officer)
    sent = {"name": "Høst 2026", "due_date": DUE.isoformat(), "units": [str(ground.house.unit.pk)]}
    seen = browser.post(NEW, sent).text
    assert "Leader of Kundesenter" in seen
    with tenant(fjordvik):
        assert not Review.objects.exists()
    done = browser.post(NEW, sent | {"open": "1"}, follow=True).text
    assert "Høst 2026" in done
    with tenant(fjordvik):
        assert Review.objects.get().opened_by_id == officer.made_for
    assert "Høst 2026" in browser.get(LIST, {"q": "høst", "state": "open", "sort": "due"}).text
    assert "No review fits." in browser.get(LIST, {"state": "closed"}).text


def test_a_review_without_name_or_due_yesterday_is_not_opened(visit, officer, fjordvik):
    browser = visit(officer)
    assert browser.post(NEW, {"name": "", "due_date": DUE.isoformat(), "open": "1"}).status_code == 422
    assert browser.post(NEW, {"name": "A", "due_date": "2026-03-01", "open": "1"}).status_code == 422
    with tenant(fjordvik):
        assert not Review.objects.exists()


def test_reviews_are_for_those_who_may(leader, review):
    for page in (LIST, NEW, reverse("access:review", args=[review.pk]), reverse("access:review_csv", args=[review.pk])):
        assert leader.get(page).status_code == 403


def test_a_leader_works_through_her_questions_one_at_a_time(leader, review, ground, fjordvik):
    html = leader.get(MINE).text
    assert "Per Person" in html
    with tenant(fjordvik):
        given, risky = (item_about(review, kind, ground.adviser) for kind in ("grant", "access"))
    html = leader.get(address(given)).text
    assert "Given with the role Vikar: Trengs nå" in html
    assert 'data-answer-key="k"' in html
    sent = {"answer": "remove", "seen": given_hash(given, fjordvik), "note": "Sluttet"}
    asked = leader.post(address(given), sent).text
    assert "The answer cannot be taken back; who needs it again asks for it anew." in asked
    assert "Yes, remove it" in asked
    with tenant(fjordvik):
        assert ReviewItem.objects.get(pk=given.pk).answer == ""
        assert Grant.objects.filter(role=ground.house.roles["Vikar"], valid__contains=TODAY).exists()
    answered = leader.post(address(given), sent | {"confirm": "chosen"})
    assert answered.url != address(given)
    with tenant(fjordvik):
        assert not Grant.objects.filter(role=ground.house.roles["Vikar"], valid__contains=TODAY).exists()
    leader.post(address(risky), {"answer": "keep", "seen": given_hash(risky, fjordvik)})
    html = leader.get(MINE, {"state": "answered"}).text
    assert ">Keep<" in html
    assert ">Remove<" in html
    leader.post(reverse("access:undo_review_item", args=[risky.pk]))
    with tenant(fjordvik):
        assert ReviewItem.objects.get(pk=risky.pk).answer == ""
        assert PersonalDataRead.objects.filter(subject_id=ground.adviser.pk, what="access.review").exists()


def given_hash(item, fjordvik):
    with tenant(fjordvik):
        return ReviewItem.objects.get(pk=item.pk).opened_on.content_hash


def test_many_are_kept_at_once_but_not_what_is_risky(leader, review, ground, fjordvik):
    with tenant(fjordvik):
        mine = ReviewItem.objects.filter(review=review, reviewer_key=f"leader:{ground.house.unit.pk}")
        safe = [str(pk) for pk in mine.filter(risk__lte=2).values_list("pk", flat=True)]
        risky = str(mine.get(risk=3).pk)
    html = leader.get(MINE).text
    assert f'value="{safe[0]}"' in html
    assert f'value="{risky}"' not in html
    leader.post(MINE, {"item": safe})
    assert leader.post(MINE, {"item": [risky]}).status_code == 409
    assert leader.post(MINE, {"item": ["nonsense"]}).status_code == 302  # nothing is kept, and nothing fails
    with tenant(fjordvik):
        assert set(mine.exclude(answer="").values_list("answer", "risk")) == {("keep", 1)}


def test_what_changed_is_shown_before_it_is_answered(leader, review, ground, fjordvik):
    with tenant(fjordvik):
        item = item_about(review, "grant", ground.adviser)
        Grant.objects.filter(pk=item.subject_id).update(valid=Period(TODAY, DUE).to_range())
        actions.derive_people([ground.adviser.pk])
    assert "This has changed since the review opened" in leader.get(address(item)).text
    old = leader.post(address(item), {"answer": "keep", "seen": given_hash(item, fjordvik)})
    assert old.url == address(item)
    with tenant(fjordvik):
        assert ReviewItem.objects.get(pk=item.pk).answer == ""


def test_a_rule_ends_only_after_who_loses_was_shown(visit, review, ground, fjordvik):
    with tenant(fjordvik):
        item = item_about(review, "rule", subject_id=ground.support_rule.pk)
        ReviewItem.objects.filter(pk=item.pk).update(reviewer_key=f"person:{ground.chief.pk}")
        sent = {"answer": "remove", "seen": item.opened_on.content_hash}
    browser = visit(ground.chief_user)
    html = browser.post(address(item), sent).text
    assert "The rule ends, and 2 persons lose what it gives." in html
    assert "Per Person" in html
    with tenant(fjordvik):
        assert Rule.objects.get(pk=ground.support_rule.pk).valid.upper is None
    browser.post(address(item), sent | {"confirm": "chosen"})
    with tenant(fjordvik):
        assert ReviewItem.objects.get(pk=item.pk).answer == "remove"
        assert not Rule.objects.filter(pk=ground.support_rule.pk, valid__contains=TODAY).exists()


def test_a_question_is_passed_on_by_name(leader, review, ground, fjordvik):
    with tenant(fjordvik):
        item = item_about(review, "grant", ground.adviser)
        other = make_employee(ground.house.unit, "Ola Overtar")
    page = reverse("access:pass_on_review_item", args=[item.pk])
    assert leader.post(page, {"person-add": "Per Person"}).status_code == 422
    assert leader.post(page, {"person-add": "Ola Overtar"}).status_code == 302
    with tenant(fjordvik):
        assert ReviewItem.objects.get(pk=item.pk).reviewer_key == f"person:{other.pk}"


def test_a_question_put_to_somebody_else_is_not_there(visit, review, ground, fjordvik):
    with tenant(fjordvik):
        item = item_about(review, "grant", ground.adviser)
        stranger = make_user(make_employee(ground.house.unit, "Frem Med"))
    browser = visit(stranger)
    for page in (address(item), reverse("access:pass_on_review_item", args=[item.pk]), address_of_nothing()):
        assert browser.get(page).status_code == 404
    assert browser.post(address(item), {"answer": "keep"}).status_code == 404
    assert "Nothing waits for you." in browser.get(MINE).text


def address_of_nothing():
    return reverse("access:review_item", args=[uuid4()])


def test_progress_tells_who_keeps_everything_and_how_fast(visit, officer, review, ground, fjordvik):
    with tenant(fjordvik):
        for kind in ("grant", "access"):
            answer_item(item_about(review, kind, ground.adviser).pk, Answer(answer="keep"), by=ground.house.leader_user)
    html = visit(officer).get(reverse("access:review", args=[review.pk])).text
    assert "Leader of Kundesenter" in html
    assert "2 (all)" in html
    assert "100 %" in html


def test_a_finished_review_is_closed_by_hand_and_another_one_is_not(visit, officer, ground, review, fjordvik):
    page = reverse("access:review", args=[review.pk])
    browser = visit(officer)
    assert browser.post(page).status_code == 409
    with tenant(fjordvik):
        for item in ReviewItem.objects.filter(review=review):
            answer_item(item.pk, Answer(answer="keep"), by=SYSTEM)
    assert "Close the review" in browser.get(page).text
    assert browser.post(page).status_code == 302
    with tenant(fjordvik):
        assert Review.objects.get(pk=review.pk).closed_by_id == officer.made_for


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_the_report_has_every_answer(visit, officer, review, ground, fjordvik, form):
    with tenant(fjordvik):
        item = item_about(review, "grant", ground.adviser)
        answer_item(item.pk, Answer(answer="remove", note="Sluttet i laget"), by=ground.house.leader_user)
        count = ReviewItem.objects.filter(review=review).count()
    answer = visit(officer).get(reverse(f"access:review_{form}", args=[review.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    if form == "pdf":
        assert answer.content.startswith(b"%PDF")
    elif form == "csv":
        assert "Sluttet i laget" in answer.content.decode()
    else:
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
        assert sheet.max_row == count + 1
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.review_export", subject_id=ground.adviser.pk).exists()


def test_pages_cost_the_same_for_few_and_for_many(visit, officer, ground, fjordvik, count_statements):
    with tenant(fjordvik):
        first = opened("En", roles=[ground.house.roles["Vikar"].pk])
    leads, follows = visit(ground.house.leader_user), reverse("access:review", args=[first.pk])
    few = count_statements(leads, MINE)
    browser = visit(officer)
    few_of_officer = [count_statements(browser, page) for page in (LIST, follows)]
    with tenant(fjordvik):
        people = [make_employee(ground.house.unit, f"Rad Giver{number}") for number in range(6)]
    grants_to(people, ground.house.roles["Vikar"], fjordvik)
    with tenant(fjordvik):
        more = [opened(name, roles=[ground.house.roles["Vikar"].pk]) for name in ("To", "Tre", "Fire")]
        item = item_about(more[0], "grant", people[0])
    browser = visit(officer)
    follows = reverse("access:review", args=[more[0].pk])
    assert [count_statements(browser, page) for page in (LIST, follows)] == few_of_officer
    leads = visit(ground.house.leader_user)
    assert count_statements(leads, MINE) == few
    assert count_statements(leads, address(item)) <= 40


def test_the_task_leads_to_ones_own_questions(leader, review, ground, fjordvik):
    with tenant(fjordvik):
        task = Task.objects.get(group_key=f"leader:{ground.house.unit.pk}", kind="access.review")
    html = leader.get(reverse("worklist:task", args=[task.pk])).text
    assert f"{MINE}?review={review.pk}" in html


def test_who_is_asked_finds_it_on_the_start_page_until_all_is_answered(leader, visit, review, ground, fjordvik):
    shown = leader.get("/").content.decode()
    assert "My reviews" in shown
    assert f"/access/reviews/mine/?review={review.pk}" in shown
    with tenant(fjordvik):
        rows = ReviewItem.objects.filter(reviewer_key=f"leader:{ground.house.unit.pk}")
        rows.update(answer="keep", answered_at=review.opened_at)
    assert f"?review={review.pk}" not in leader.get("/").content.decode()
    with tenant(fjordvik):
        nobody = make_user(ground.adviser)
    assert f"?review={review.pk}" not in visit(nobody).get("/").content.decode()


def test_only_one_part_of_the_menu_is_current_on_my_reviews(visit, ground, fjordvik):
    with tenant(fjordvik), granting(ground.chief_user, REVIEW, everywhere=True):
        for path, part in ((MINE, "Work"), (LIST, "Organisation")):
            request = RequestFactory().get(path)
            request.user = ground.chief_user
            with translation.override("en"):
                parts = main_menu(request)
            assert [one["label"] for one in parts if one["is_current"]] == [part]
            assert [page["url"] for one in parts for page in one["children"] if page["is_current"]] == [path]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_lists_are_given_as_files_narrowed_as_the_page_is(visit, officer, review, ground, form):
    browser = visit(officer)
    assert f"/access/reviews/all.{form}?q=H" in browser.get("/access/reviews/?q=H").content.decode()
    assert browser.get(f"/access/reviews/all.{form}").status_code == 200
    mine = visit(ground.house.leader_user)
    assert mine.get(f"/access/reviews/all.{form}").status_code == 403
    answer = mine.get(f"/access/reviews/mine.{form}?kind=grant")
    assert answer.status_code == 200
    if form == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "Vikar" in lines[1]
        listed = visit(officer).get("/access/reviews/all.csv?q=nothing").content.decode("utf-8-sig").splitlines()
        assert len(listed) == 1
