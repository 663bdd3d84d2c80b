"""Proposals from what people have: named first, accepted as drafts; the rest is taken over and looked at again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions.mining import accepting
from grunnmur.access.actions.mining.observing import Seen, observe
from grunnmur.access.mining import Settings
from grunnmur.access.models import Fulfilment, Grant, Held, Resource, Role, Rule
from grunnmur.access.queries.accesses import accesses_of
from grunnmur.access.queries.mining.proposals import mine, proposals
from grunnmur.access.rules.mining import NoProposalError
from grunnmur.core.clock import today
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import protect_person
from grunnmur.worklist.models import Task
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db
LISTED = reverse("access:mining:proposals")


@pytest.fixture
def seen(fjordvik, clerks, officer_user, house):
    """Five of six librarians have Bokbase, and the adviser of Kundesenter alone has CRM by no rule: Bokbase too."""
    with tenant(fjordvik):
        resource = actions.define_resource(actions.NewResource(name="Bokbase", kind="system"), by=SYSTEM)
        actions.define_permission(resource, "les", by=SYSTEM)
        rows = [
            Seen(key=f"b{n}", resource="Bokbase", level="les", person_id=one.pk) for n, one in enumerate(clerks[:5])
        ]
        rows.append(Seen(key="per", resource="Bokbase", level="les", person_id=house.adviser.pk))
        observe("it", rows, by=officer_user)
        return permission_of("Bokbase")


def library_key(fjordvik, officer_user):
    with tenant(fjordvik):
        return proposals(Settings(), seen_by=officer_user).shown[0].key


def test_a_proposal_tells_who_newly_gets_it_and_what_is_left(fjordvik, seen, officer_user, clerks, house):
    with tenant(fjordvik), translation.override("en"):
        answer = proposals(Settings(), seen_by=officer_user)
    (shown,) = answer.shown
    assert (shown.who, shown.name) == ("Everyone in Bibliotek and below", "Bibliotek")
    assert shown.permissions == ("Bokbase (les)",)
    assert [one.person for one in shown.proposal.newly] == [str(clerks[5].pk)]
    assert [one.person for one in answer.mined.exceptions] == [str(house.adviser.pk)]
    assert shown.proposal.left == 1


def test_accepting_makes_a_draft_that_gives_nothing_and_activating_gives_to_the_group(
    fjordvik, seen, officer_user, clerks
):
    key = library_key(fjordvik, officer_user)
    with tenant(fjordvik):
        before = Held.objects.count()
        done = accepting.accept_proposal(key, Settings(), by=officer_user, role_name="Bokfolk")
        assert (done.role.state, done.rule.role_id) == (Role.State.DRAFT, done.role.pk)
        assert Held.objects.count() == before
        assert proposals(Settings(), seen_by=officer_user).shown == ()
        actions.activate_role(done.role.pk, by=SYSTEM)
        holders = set(Held.objects.filter(role=done.role).values_list("person_id", flat=True))
        assert holders == {one.pk for one in clerks}
        assert proposals(Settings(), seen_by=officer_user).mined.given == 5


def test_what_is_handed_out_by_hand_is_out_already_for_those_who_have_it(fjordvik, seen, officer_user, clerks, house):
    key = library_key(fjordvik, officer_user)
    with tenant(fjordvik):
        Resource.objects.filter(name="Bokbase").update(fulfil_key=f"unit:{house.unit.pk}")
        done = accepting.accept_proposal(key, Settings(), by=officer_user)
        actions.activate_role(done.role.pk, by=SYSTEM)
        waiting = Fulfilment.objects.filter(permission=seen, state="open").values_list("person_id", flat=True)
        assert list(waiting) == [clerks[5].pk]


def test_the_rest_is_taken_over_as_grants_and_looked_at_in_six_months(fjordvik, seen, officer_user, house):
    with tenant(fjordvik):
        done = accepting.take_over_rest(Settings(), by=officer_user)
        (grant,) = done.grants
        assert (grant.person_id, grant.permission_id, grant.source) == (
            house.adviser.pk,
            seen.pk,
            Grant.Source.MIGRATION,
        )
        assert "Bokbase (les)" in [one.name for one in accesses_of([house.adviser.pk], on=today())[house.adviser.pk]]
        task = Task.objects.get(kind=accepting.REVIEW_TASK)
        assert task.due_date == today() + timedelta(days=182)
        assert not mine(Settings(), seen_by=officer_user).exceptions
        with pytest.raises(NoProposalError):
            accepting.take_over_rest(Settings(), by=officer_user)


def test_nobody_takes_over_for_herself(fjordvik, seen, officer_user):
    with tenant(fjordvik):
        me = officer_user.made_for
        observe("it2", [Seen(key="me", resource="Bokbase", level="les", person_id=me)], by=officer_user)
        accepting.take_over_rest(Settings(), by=officer_user)
        assert not Grant.objects.filter(person_id=me).exists()


def test_protected_persons_are_no_part_of_a_proposal(fjordvik, seen, officer_user, clerks):
    with tenant(fjordvik):
        protect_person(clerks[5].pk, is_protected=True, by=SYSTEM)
        (shown,) = proposals(Settings(), seen_by=officer_user).shown
    assert str(clerks[5].pk) not in shown.proposal.members
    assert shown.proposal.newly == ()


def test_accepting_needs_the_permission_and_a_proposal_that_is_there(fjordvik, seen, officer_user, house):
    with tenant(fjordvik):
        with pytest.raises(PermissionDenied):
            accepting.accept_proposal("everyone", Settings(), by=house.leader_user)
        with pytest.raises(NoProposalError):
            accepting.accept_proposal("everyone", Settings(), by=officer_user)
        assert not Rule.objects.filter(name="Everyone").exists()


def test_the_pages_preview_accept_one_and_show_its_role(officer, fjordvik, seen, clerks):
    listed = officer.get(LISTED)
    assert "Everyone in Bibliotek and below" in listed.text
    address = f"{reverse('access:mining:proposal')}?share=80&group=below%3A"
    (url,) = {
        part.split('"')[0].replace("&amp;", "&")
        for part in listed.text.split('href="')
        if "proposals/one/" in part.split('"')[0]
    }
    assert url.startswith(address)
    preview = officer.get(url)
    assert "Bib 6" in preview.text
    assert "Nobody gets anything until the role is activated." in preview.text
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.mining", subject_id=clerks[5].pk).exists()
        assert not Role.objects.filter(name="Bokfolk").exists()
    assert officer.post(url, {"name": ""}).status_code == 422
    done = officer.post(url, {"name": "Bokfolk"})
    with tenant(fjordvik):
        assert done.url == reverse("access:role", args=[Role.objects.get(name="Bokfolk").pk])
    assert "Bibliotek and below" in officer.get(done.url).text


def test_a_group_is_left_out_and_taken_in_again(officer, fjordvik, seen, officer_user):
    key = library_key(fjordvik, officer_user)
    out = officer.get(LISTED, {"without": key, "share": "85"})
    assert "Everyone in Bibliotek and below" in out.text
    assert "No rule is proposed." in out.text
    assert 'value="85"' in out.text


def test_all_are_accepted_after_a_preview(officer, fjordvik, seen):
    address = reverse("access:mining:accept_all")
    assert "Bib 6" in officer.get(address).text
    assert officer.post(address).url == reverse("access:roles")
    with tenant(fjordvik):
        assert Role.objects.get(name="Bibliotek").state == Role.State.DRAFT
    assert officer.post(address).status_code == 409


def test_the_rest_is_shown_by_name_before_it_is_taken_over(officer, fjordvik, seen):
    address = reverse("access:mining:rest")
    assert "Per Person" in officer.get(address).text
    with tenant(fjordvik):
        assert not Grant.objects.filter(source="migration").exists()
    officer.post(address)
    with tenant(fjordvik):
        assert Grant.objects.filter(source="migration").count() == 1
