"""The links of steps for programs: read, made and taken away; and who is refused."""

from uuid import uuid4

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.models import Step, StepLink
from grunnmur.processes.rules import IMPORT
from tests.factories_organisation import SYSTEM, granting, make_user
from tests.factories_processes import make_process

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/processes"
NEW = {"kind": "link", "name": "Skjema", "url": "https://skjema.example/"}


@pytest.fixture
def process(fjordvik, office):
    with tenant(fjordvik):
        return make_process("ANS").process


def first_step(process):
    return Step.objects.filter(process_version__process=process).exclude(number="").order_by("ordinal")[0]


def post(visitor, sent, code="ANS"):
    return visitor.post(f"{ROOT}/{code}/links", sent, content_type="application/json")


def test_links_stand_in_the_order_of_the_steps_with_what_is_said_of_each(visitor, fjordvik, process):
    with tenant(fjordvik):
        StepLink.objects.all().delete()
        uid = first_step(process).uid
        link = actions.NewLink(kind="link", name="Skjema", url="https://skjema.example/", uid=uid, note="Del 2")
        actions.link_step(process.pk, link, by=SYSTEM)
        actions.link_step(process.pk, actions.NewLink(kind="law", name="Arkivloven"), by=SYSTEM)
    whole, step = visitor.get(f"{ROOT}/ANS/links").json()
    assert (whole["step"], whole["kind"], whole["name"], whole["url"]) == ("", "law", "Arkivloven", "")
    assert (step["step"], step["number"], step["url"]) == (uid, "1", "https://skjema.example/")
    assert (step["note"], step["target"], step["broken_date"]) == ("Del 2", "", None)


def test_who_may_draft_links_and_unlinks(visitor, fjordvik, office, process):
    with tenant(fjordvik), granting(office["user"], IMPORT, everywhere=True):
        uid = first_step(process).uid
        made = post(visitor, NEW | {"step": uid, "strength": "required"})
        assert made.status_code == 201
        assert made.json()["strength"] == "required"
        assert made.json()["id"] in {one["id"] for one in visitor.get(f"{ROOT}/ANS/links").json()}
        assert visitor.delete(f"{ROOT}/ANS/links/{made.json()['id']}").status_code == 204
        assert made.json()["id"] not in {one["id"] for one in visitor.get(f"{ROOT}/ANS/links").json()}


def test_who_may_only_read_is_refused_and_nothing_changes(visitor, fjordvik, process):
    with tenant(fjordvik):
        row = actions.link_step(process.pk, actions.NewLink(kind="link", name="A", url="https://a.example/"), by=SYSTEM)
        before = StepLink.objects.count()
    assert post(visitor, NEW).status_code == 403
    assert visitor.delete(f"{ROOT}/ANS/links/{row.pk}").status_code == 403
    with tenant(fjordvik):
        assert StepLink.objects.count() == before


def test_what_cannot_be_linked_is_refused_with_a_sentence(visitor, fjordvik, office, process):
    with tenant(fjordvik), granting(office["user"], IMPORT, everywhere=True):
        plain = post(visitor, NEW | {"url": "http://skjema.example/"})
        assert plain.status_code == 409
        assert "https://" in plain.json()["detail"]
        assert post(visitor, NEW | {"step": "nowhere"}).status_code == 409
        assert post(visitor, {"kind": "system", "target": f"element:{uuid4()}"}).status_code == 409
        assert post(visitor, NEW | {"kind": "odd"}).status_code == 422
        for nonsense in ("nonsense", f"element:{'-' * 36}"):
            assert post(visitor, NEW | {"target": nonsense}).status_code == 422
        assert post(visitor, NEW, code="NONE").status_code == 404


def test_a_link_is_taken_away_under_its_own_process_only(visitor, fjordvik, office, process):
    with tenant(fjordvik), granting(office["user"], IMPORT, everywhere=True):
        make_process("ANNEN")
        row = actions.link_step(process.pk, actions.NewLink(kind="link", name="A", url="https://a.example/"), by=SYSTEM)
        assert visitor.delete(f"{ROOT}/ANNEN/links/{row.pk}").status_code == 404
        assert StepLink.objects.filter(pk=row.pk).exists()


def test_links_of_another_municipality_are_not_there(client, sundby, process):
    client.defaults["HTTP_HOST"] = "sundby.example"
    with tenant(sundby):
        client.force_login(make_user())
    assert client.get(f"{ROOT}/ANS/links").status_code == 404


def test_one_link_and_four_cost_the_same(visitor, fjordvik, process, count_statements):
    with tenant(fjordvik):
        StepLink.objects.all().delete()
        actions.link_step(process.pk, actions.NewLink(kind="link", name="A", url="https://a.example/"), by=SYSTEM)
    one = count_statements(visitor, f"{ROOT}/ANS/links")
    with tenant(fjordvik):
        for name in "bcd":
            new = actions.NewLink(kind="link", name=name, url=f"https://{name}.example/")
            actions.link_step(process.pk, new, by=SYSTEM)
    assert count_statements(visitor, f"{ROOT}/ANS/links") == one
