"""The pages of the factory, through the middleware: what they show, what they cost, whom they refuse."""

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.core import formats
from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions
from grunnmur.publishing.models import (
    ApprovalRequest,
    Card,
    Feedback,
    Item,
    LineMember,
    ProductionLine,
    ReadingDuty,
    Version,
)
from grunnmur.publishing.rules import APPROVE, RUN_FACTORY
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user
from tests.factories_publishing import (
    BIND_ROLES,
    IMPORT,
    approve,
    comments_on,
    make_checklist_draft,
    make_draft,
    make_valid,
    submit,
    to_approval,
)

pytestmark = pytest.mark.django_db
FACTORY, APPROVALS, READING = "/publishing/", "/publishing/approvals/", "/publishing/reading/"


@pytest.fixture
def board_url(made):
    return reverse("publishing:board", args=[made.line.pk])


def refresh(made, row):
    with tenant(made.modeller_user.tenant_id):
        row.refresh_from_db()


def version_url(version, name="version"):
    return reverse(f"publishing:{name}", args=[version.pk])


def test_pages_ask_for_login(client, made):
    assert client.get(FACTORY, headers={"host": "fjordvik.example"}).status_code == 302


def test_an_empty_factory_says_what_to_do(fjordvik, enter):
    with tenant(fjordvik):
        user = make_user(make_employee(make_unit("Plan")))
    visitor = enter(user)
    assert "They come when whoever runs the factory opens the first one." in visitor.get(FACTORY).text
    with granting(user, RUN_FACTORY, everywhere=True):
        assert "Start with one line and one process." in visitor.get(FACTORY).text


@pytest.mark.parametrize(("state", "is_offered"), [("draft", True), ("quality", False), ("approval", False)])
def test_another_file_and_lanes_are_offered_only_where_they_are_taken(made, enter, state, is_offered):
    with tenant(made.modeller_user.tenant_id):
        version = make_draft(made)
        Version.objects.filter(pk=version.pk).update(state=state)
    visitor = enter(made.modeller_user)
    with (
        granting(made.modeller_user, IMPORT, everywhere=True),
        granting(made.modeller_user, BIND_ROLES, everywhere=True),
    ):
        html = visitor.get(reverse("processes:draft", args=[version.pk])).text
    offered = [name for name in ("new_draft", "draft_lanes") if reverse(f"processes:{name}", args=[version.pk]) in html]
    assert offered == (["new_draft", "draft_lanes"] if is_offered else [])


def test_a_line_is_opened_and_gets_members_on_its_pages(made, enter):
    visitor = enter(made.chief_user)
    with granting(made.chief_user, RUN_FACTORY, everywhere=True):
        sent = {"name": "Oppvekst", "units": [str(made.unit.pk)], "is_active": "on"}
        answer = visitor.post("/publishing/lines/new/", sent)
        assert answer.status_code == 302
        member = {"person": str(made.modeller.pk), "part": "modeller"}
        url = answer.headers["Location"].replace("settings", "members")
        assert visitor.post(url, member).status_code == 302
        assert "Mona Modell" in visitor.get(answer.headers["Location"]).text
        assert visitor.post(url, member).status_code == 422
    with tenant(made.chief_user.tenant_id):
        row = LineMember.objects.get(line__name="Oppvekst")
    assert visitor.post(reverse("publishing:end_member", args=[row.pk])).status_code == 403


def test_opening_a_line_is_for_whoever_runs_the_factory(made, enter):
    visitor = enter(made.modeller_user)
    assert visitor.get("/publishing/lines/new/").status_code == 403
    assert visitor.post("/publishing/lines/new/", {"name": "X", "units": []}).status_code == 403
    assert visitor.get(reverse("publishing:line_settings", args=[made.line.pk])).status_code == 403


def test_the_board_shows_stations_as_lists_and_cards_are_moved_by_choosing(made, enter, board_url):
    visitor = enter(made.modeller_user)
    assert "The board is empty." in visitor.get(board_url).text
    visitor.post(reverse("publishing:add_card", args=[made.line.pk]), {"title": "Rydd i permene"})
    with tenant(made.modeller_user.tenant_id):
        card = Card.objects.get()
    text = visitor.get(board_url).text
    assert "Rydd i permene" in text
    assert text.count("<section") > 5
    visitor.post(reverse("publishing:move_card", args=[card.pk]), {"station": "modelling"})
    visitor.post(reverse("publishing:change_card", args=[card.pk]), {"blocked": "Venter på svar", "mine": "on"})
    refresh(made, card)
    with tenant(made.modeller_user.tenant_id):
        assert card.station.key == "modelling"
    assert (card.blocked_reason, card.owner_id) == ("Venter på svar", made.modeller.pk)
    outsider = enter(made.leader_user)
    assert outsider.post(reverse("publishing:move_card", args=[card.pk]), {"station": "done"}).status_code == 403


def test_a_card_of_a_version_is_not_moved_by_hand(made, enter, board_url):
    with tenant(made.modeller_user.tenant_id):
        make_draft(made)
        card = Card.objects.get()
    visitor = enter(made.modeller_user)
    visitor.post(reverse("publishing:move_card", args=[card.pk]), {"station": "done"})
    refresh(made, card)
    with tenant(made.modeller_user.tenant_id):
        assert card.station.key == "modelling"
    assert "follows its version" in visitor.get(board_url).text


def test_a_version_is_sent_in_assured_and_approved_on_its_page(made, enter):
    with tenant(made.modeller_user.tenant_id):
        draft = make_draft(made)
    page = enter(made.modeller_user).get(version_url(draft)).text
    assert "The first version, with 2 steps." in page
    sent = {"change_note": "Første utgave", "is_significant": "yes"}
    client = enter(made.modeller_user)
    assert client.post(version_url(draft, "submit"), {"is_significant": "yes"}).status_code == 422
    assert client.post(version_url(draft, "submit"), sent).status_code == 302
    client = enter(made.assurer_user)
    assert f"whoever assures quality in “{made.line}”" in client.get(version_url(draft)).text
    assert client.post(version_url(draft, "assure"), {}).status_code == 409
    warnings = {f"warning-{name}": "Sett på." for name in names_of_gates(made, draft)}
    assert client.post(version_url(draft, "assure"), warnings).status_code == 302
    with tenant(made.modeller_user.tenant_id), translation.override("en"):
        due = formats.day(ApprovalRequest.objects.get().due_date)
    assert f"Leader of {made.unit.name}, by {due}" in enter(made.modeller_user).get(version_url(draft)).text
    with granting(made.leader_user, APPROVE, made.unit):
        client = enter(made.leader_user)
        assert "Søknad" in client.get(APPROVALS).text
        assert client.post(version_url(draft, "approve"), {"seen_hash": "0" * 64}).status_code == 409
        assert client.post(version_url(draft, "approve"), {"seen_hash": draft.content_hash}).status_code == 302
        assert "Nothing waits for you." in client.get(APPROVALS).text
    assert "Waits for" not in enter(made.modeller_user).get(version_url(draft)).text
    refresh(made, draft)
    assert draft.state == "current"


def names_of_gates(made, draft):
    with tenant(made.modeller_user.tenant_id):
        return list(comments_on(draft))


def test_reading_is_confirmed_on_its_page(made, enter):
    with tenant(made.modeller_user.tenant_id):
        make_valid(made, make_draft(made))
        duty = ReadingDuty.objects.get(person=made.modeller)
    visitor = enter(made.modeller_user)
    assert "Søknad" in visitor.get(READING).text
    url = reverse("publishing:read", args=[duty.pk])
    assert "Saksbehandler" in visitor.get(url).text
    assert url in visitor.get("/processes/SOK/").text
    assert visitor.post(url).status_code == 302
    assert "You have read everything." in visitor.get(READING).text
    assert visitor.post(url).status_code == 409
    assert enter(made.chief_user).get(url).status_code == 404


def test_feedback_on_a_step_is_answered_becomes_a_card_and_is_seen_by_the_giver(made, enter):
    with tenant(made.modeller_user.tenant_id):
        make_valid(made, make_draft(made))
        reader = make_user(make_employee(made.unit, "Lena Leser"))
    visitor = enter(reader)
    assert "?part=a" in visitor.get("/processes/SOK/").text
    url = reverse("publishing:feedback", args=["SOK"])
    assert visitor.post(url, {"kind": "improvement", "part": "a", "text": " "}).status_code == 422
    assert visitor.post(url, {"kind": "improvement", "part": "a", "text": "Bruk mal."}).status_code == 302
    with tenant(made.modeller_user.tenant_id):
        row = Feedback.objects.get()
    assert "Les søknaden" in row.anchor_label
    answer = reverse("publishing:answer", args=[row.pk])
    assert visitor.post(answer, {"state": "accepted", "answer": "Ja"}).status_code == 403
    enter(made.modeller_user).post(answer, {"state": "accepted", "answer": "Ja, vi lager en."})
    refresh(made, row)
    with tenant(made.modeller_user.tenant_id):
        assert row.card.kind == "feedback"
    assert "Ja, vi lager en." in enter(reader).get(url).text
    other = make_other(made)
    assert "Bruk mal." not in enter(other).get(url).text


def make_other(made):
    with tenant(made.modeller_user.tenant_id):
        return make_user(make_employee(made.unit, "Ole Annen"))


@pytest.mark.parametrize("name", ["factory", "revisions", "approvals", "reading"])
def test_lists_cost_the_same_for_one_and_four(made, enter, count_statements, name):
    address = reverse(f"publishing:{name}")
    with tenant(made.modeller_user.tenant_id), granting(made.leader_user, APPROVE, made.unit):
        visitor = enter(made.leader_user)
        fill(made, "A")
        before = count_statements(visitor, address)
        for code in ("B", "C", "D"):
            fill(made, code)
            actions.open_line(actions.LineFacts(name=f"Linje {code}"), by=SYSTEM)
        assert count_statements(visitor, address) == before


def fill(made, code):
    facts = actions.LineFacts(name="Fellestjenester", units=(made.top.pk,))
    free = actions.Limits(wip={"modelling": None, "quality": None, "approval": None})
    actions.change_line(made.line.pk, facts, limits=free, by=SYSTEM)
    make_valid(made, make_draft(made, code=f"{code}-1", title=f"Gyldig {code}"))
    to_approval(made, make_draft(made, code=f"{code}-2", title=f"Venter {code}"))
    Item.objects.filter(code=f"{code}-1").update(next_revision_date="2020-01-01")


def test_a_board_costs_the_same_for_one_card_and_four(made, enter, count_statements, board_url):
    visitor = enter(made.modeller_user)
    with tenant(made.modeller_user.tenant_id):
        make_draft(made, code="A-1", title="En")
        actions.add_card(made.line.pk, "Et kort", by=made.modeller_user)
    before = count_statements(visitor, board_url)
    with tenant(made.modeller_user.tenant_id):
        for number in range(2, 5):
            make_draft(made, code=f"A-{number}", title=f"Nr {number}")
            actions.add_card(made.line.pk, f"Kort {number}", by=made.modeller_user)
    assert count_statements(visitor, board_url) == before


@pytest.mark.parametrize("name", ["versions", "feedback", "reading_of", "used", "compare_item"])
def test_an_item_costs_the_same_for_one_step_and_four(made, enter, count_statements, name):
    visitor = enter(made.leader_user)
    with tenant(made.modeller_user.tenant_id):
        make_valid(made, make_checklist_draft(made, b"Hva;Hvem\nRydd bordet;Vaktmester", code="ONE"))
        four = b"Hva;Hvem\nRydd bordet;Vaktmester\nVask gulvet;Renhold\nLakk benken;Maler\nTenn lyset;Leder"
        make_valid(made, make_checklist_draft(made, four, code="FOUR"))
    costs = {code: count_statements(visitor, reverse(f"publishing:{name}", args=[code])) for code in ("ONE", "FOUR")}
    assert costs["ONE"] == costs["FOUR"]


@pytest.mark.parametrize("name", ["version"])
def test_a_version_costs_the_same_for_one_step_and_four(made, enter, count_statements, name):
    visitor = enter(made.modeller_user)
    with tenant(made.modeller_user.tenant_id):
        one = make_checklist_draft(made, b"Hva;Hvem\nRydd bordet;Vaktmester", code="ONE")
        content = b"Hva;Hvem\nRydd bordet;Vaktmester\nVask gulvet;Renhold\nLakk benken;Maler\nTenn lyset;Leder"
        four = make_checklist_draft(made, content, code="FOUR")
    assert count_statements(visitor, version_url(one, name)) == count_statements(visitor, version_url(four, name))


def test_nothing_of_the_factory_is_reached_from_another_municipality(made, sundby, client):
    with tenant(made.modeller_user.tenant_id):
        draft = submit(made, make_draft(made))
        line = ProductionLine.objects.get()
    with tenant(sundby):
        stranger = make_user(make_employee(make_unit("By"), "Stine Fremmed"))
        client.force_login(stranger)
        assert not ProductionLine.objects.exists()
        assert not Version.objects.exists()
    client.defaults["HTTP_HOST"] = "sundby.example"
    addresses = (
        version_url(draft),
        reverse("publishing:board", args=[line.pk]),
        reverse("publishing:versions", args=["SOK"]),
        reverse("processes:draft", args=[draft.pk]),
    )
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert client.post(version_url(draft, "approve"), {"seen_hash": draft.content_hash}).status_code == 404


def test_withdraw_and_looked_through_are_on_their_pages(made, enter):
    with tenant(made.modeller_user.tenant_id):
        draft = make_draft(made)
        approve(to_approval(made, draft), SYSTEM)
    visitor = enter(made.leader_user)
    assert visitor.post(reverse("publishing:confirm_unchanged", args=["SOK"]), {"comment": "Lest"}).status_code == 302
    assert enter(made.modeller_user).post(version_url(draft, "withdraw"), {"comment": "x"}).status_code == 403
    assert enter(made.leader_user).post(version_url(draft, "withdraw"), {"comment": "Feil"}).status_code == 302
    refresh(made, draft)
    assert draft.state == "withdrawn"
