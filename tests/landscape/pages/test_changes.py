"""Pages of change cases, in English: from “What if …?” to a report, opinions, a decision, and the map changed."""

from contextlib import ExitStack
from io import BytesIO
from types import SimpleNamespace

import docx
import pypdf
import pytest
from django.test import Client
from django.utils import translation

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.models import ChangeCase, ChangeStatement, ChangeStep, Element
from grunnmur.landscape.queries.changes import planned_steps
from grunnmur.landscape.rules import DECIDE_CHANGE, EDIT, PLAN_CHANGE, SEE
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    EndRelation,
    NewRequirement,
    ReplaceElement,
    RetireElement,
    SwapSupplier,
)
from grunnmur.worklist.models import Task
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import granting, make_employee, make_leader, make_unit, make_user

LIST = "/map/types/change/"
NEW = "/map/changes/new/"


@pytest.fixture
def house(fjordvik):
    """Two systems, a supplier, a step and its process; who plans, who decides, and who leads the step's unit."""
    with tenant(fjordvik):
        top = make_unit("Fjordvik")
        unit = make_unit("Kundesenter", parent=top)
        leader = make_leader(unit, name="Lise Leder")
        found = SimpleNamespace(
            unit=unit,
            x=make_element("system", "Fagsystem X", owner_unit=unit),
            y=make_element("system", "Fagsystem Y"),
            s=make_element("supplier", "Leverandør S"),
            t=make_element("supplier", "Leverandør T"),
            law=make_element("law", "Ny lov"),
            step=make_element("activity", "Registrer melding", owner_unit_id=unit.pk),
            planner=make_user(make_employee(top, "Pia Plan")),
            decider=make_user(make_employee(top, "Dag Avgjør")),
            leader=make_user(leader),
        )
        make_relation("supplies", found.s, found.x)
        make_relation("supports", found.x, found.step, strength=2)
        return found


@pytest.fixture
def visit(fjordvik, house, settings):
    """A function that logs somebody of the house in."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]

    def enter(user, municipality=fjordvik):
        client = Client()
        with tenant(municipality):
            client.force_login(user)
        client.defaults["HTTP_HOST"] = f"{municipality.slug}.example"
        client.cookies["language"] = "en"
        return client

    with ExitStack() as held:
        for user in (house.planner, house.decider, house.leader):
            held.enter_context(granting(user, SEE, everywhere=True))
        held.enter_context(granting(house.planner, PLAN_CHANGE, everywhere=True))
        held.enter_context(granting(house.decider, DECIDE_CHANGE, everywhere=True))
        yield enter


@pytest.fixture
def planner(visit, house):
    return visit(house.planner)


def text(response):
    return response.content.decode()


def make_case(municipality, *steps, title="Bytte fagsystem", by=SYSTEM):
    with tenant(municipality):
        case = actions.open_change_case(title, by=by)
        for step in steps:
            actions.plan_step(case.pk, step, by=by)
        return case


def steps_of(municipality, case_id):
    with tenant(municipality):
        return [one.step for one in planned_steps(case_id)]


def the_case(municipality):
    with tenant(municipality):
        return ChangeCase.objects.select_related("element").get()


def test_empty_list_says_how_to_begin(planner, visit, house):
    assert "No change is being thought through" in text(planner.get(LIST))
    assert NEW in text(planner.get(LIST))
    assert NEW not in text(visit(house.leader).get(LIST))


def test_list_is_narrowed_by_name_state_and_who_drafted(planner, fjordvik, house):
    make_case(fjordvik, title="Min sak", by=house.planner)
    case = make_case(fjordvik, title="Annen sak")
    with tenant(fjordvik):
        actions.drop_change_case(case.pk, by=SYSTEM)

    assert "Annen sak" in text(planner.get(LIST))
    for narrowed in ("?q=min", "?status=open", "?status=draft", "?mine=1"):
        assert "Min sak" in text(planner.get(LIST + narrowed)), narrowed
        assert "Annen sak" not in text(planner.get(LIST + narrowed)), narrowed
    assert "Nothing fits" in text(planner.get(LIST + "?q=zzz"))


def test_list_pages_by_key(planner, fjordvik):
    for number in range(51):
        make_case(fjordvik, title=f"Sak {number:02}")

    first = planner.get(LIST)
    assert "Sak 50" not in text(first)
    assert "Sak 50" in text(planner.get(first.context["next_url"]))


def test_what_if_on_the_page_of_a_system_leads_to_a_case_with_its_first_step(planner, fjordvik, house):
    page = text(planner.get(f"/map/elements/{house.x.pk}/"))
    for way in ("retire", "replace", "supplier"):
        assert f"{NEW}?{way}={house.x.pk}" in page
    assert f"{NEW}?merge" not in page

    answer = planner.post(f"{NEW}?retire={house.x.pk}", {"title": "Avvikle X", "why": "Den er gammel."})
    case = the_case(fjordvik)
    assert answer.url == f"/map/changes/{case.pk}/"
    assert steps_of(fjordvik, case.pk) == [RetireElement(house.x.pk)]
    assert "Retire Fagsystem X." in text(planner.get(answer.url))
    assert "Avvikle X" in text(planner.get(f"/map/elements/{house.x.pk}/"))
    assert "Avvikle X" in text(planner.get(f"{NEW}?retire={house.x.pk}"))


def test_what_if_that_needs_to_know_more_asks_for_it_next(planner, fjordvik, house):
    answer = planner.post(f"{NEW}?supplier={house.x.pk}", {"title": "Bytte leverandør"})

    case = the_case(fjordvik)
    assert answer.url == f"/map/changes/{case.pk}/steps/swap_supplier/?element={house.x.pk}"
    assert "Leverandør S" in text(planner.get(answer.url))


@pytest.mark.parametrize("address", ["?retire=nonsense", "?retire=00000000-0000-4000-8000-000000000000"])
def test_what_if_about_nothing_is_not_there(planner, address):
    assert planner.get(NEW + address).status_code == 404


def test_what_if_that_does_not_fit_is_not_there(planner, house):
    assert planner.get(f"{NEW}?merge={house.x.pk}").status_code == 404


def test_case_without_a_title_is_refused(planner, fjordvik):
    answer = planner.post(NEW, {"title": " "})

    assert answer.status_code == 422
    with tenant(fjordvik):
        assert not ChangeCase.objects.exists()


def test_who_may_not_plan_gets_no_further(visit, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    leader = visit(house.leader)

    assert leader.get(NEW).status_code == 403
    assert leader.get(f"/map/changes/{case.pk}/steps/retire_element/").status_code == 403
    assert leader.post(f"/map/changes/{case.pk}/send/").status_code == 403
    assert leader.post(f"/map/changes/{case.pk}/drop/").status_code == 403
    assert leader.get(f"/map/changes/{case.pk}/describe/").status_code == 403
    page = text(leader.get(f"/map/changes/{case.pk}/"))
    assert "Plan one more step" not in page
    assert "Ask the owners" not in page


def choices(house):
    return {
        "retire_element": ([("element", house.x)], {}, RetireElement(house.x.pk)),
        "end_relation": (
            [("element", house.step), ("tie", f"supports.in.{house.x.pk}")],
            {},
            EndRelation(house.x.pk, "supports", house.step.pk),
        ),
        "add_relation": (
            [("element", house.y), ("kind", "supports.out"), ("other", house.step)],
            {"strength": "1"},
            AddRelation(house.y.pk, "supports", house.step.pk, 1),
        ),
        "replace_element": (
            [("element", house.x), ("by", house.y)],
            {"kinds": ["supports"]},
            ReplaceElement(house.x.pk, house.y.pk, ("supports",)),
        ),
        "swap_supplier": (
            [("element", house.x), ("from", house.s), ("to", house.t)],
            {},
            SwapSupplier(house.x.pk, house.s.pk, house.t.pk),
        ),
        "new_requirement": (
            [("element", house.law), ("applies_to", house.step)],
            {},
            NewRequirement(house.law.pk, (house.step.pk,)),
        ),
        "change_fact": (
            [("element", house.x), ("key", "mfa")],
            {"value": "yes", "evidence": "Avtale"},
            ChangeFact(house.x.pk, "mfa", value=True, evidence="Avtale"),
        ),
    }


@pytest.mark.parametrize(
    "operation",
    [
        "retire_element",
        "end_relation",
        "add_relation",
        "replace_element",
        "swap_supplier",
        "new_requirement",
        "change_fact",
    ],
)
def test_step_is_chosen_link_by_link_and_planned(planner, fjordvik, house, operation):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/{operation}/"
    chosen, typed, step = choices(house)[operation]
    for name, value in chosen:
        wanted = getattr(value, "pk", value)
        options = planner.get(address).context["options"]
        address = next(option["url"] for option in options if f"{name}={wanted}" in option["url"])

    assert "Choose another" in text(planner.get(address))
    answer = planner.post(address, typed)
    assert answer.status_code == 302, text(answer)
    assert steps_of(fjordvik, case.pk) == [step]


def test_search_among_what_can_be_chosen(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/retire_element/"

    assert "Fagsystem Y" not in text(planner.get(address + "?q=system+x"))
    assert "Try fewer letters" in text(planner.get(address + "?q=zzz"))


def test_law_may_come_to_apply_to_several(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/new_requirement/?element={house.law.pk}&applies_to={house.step.pk}"
    with tenant(fjordvik):
        process = make_element("process", "Prosess")
    more = planner.get(address).context["more_url"]
    option = next(one for one in planner.get(more).context["options"] if one["title"] == "Prosess")

    planner.post(option["url"])
    assert steps_of(fjordvik, case.pk) == [NewRequirement(house.law.pk, (house.step.pk, process.pk))]


def test_step_with_a_choice_that_was_not_offered_is_refused(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/replace_element/?element={house.y.pk}&by=nonsense"

    assert planner.get(address).status_code == 404
    assert planner.post(address, {}).status_code == 404
    assert steps_of(fjordvik, case.pk) == []


def test_step_that_does_not_fit_is_told_in_the_form(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/replace_element/?element={house.y.pk}&by={house.x.pk}"
    answer = planner.post(address, {})

    assert answer.status_code == 422
    assert steps_of(fjordvik, case.pk) == []


@pytest.mark.parametrize(
    "query",
    [
        "unknown/",
        "retire_element/?element=nonsense",
        "end_relation/?element={x}&tie=nonsense",
        "add_relation/?element={x}&kind=nonsense&other={y}",
        "change_fact/?element={x}&key=nonsense",
        "swap_supplier/?element={x}&from=nonsense&to={y}",
    ],
)
def test_address_of_a_step_that_we_never_gave_is_not_there(planner, fjordvik, house, query):
    case = make_case(fjordvik, by=house.planner)
    address = f"/map/changes/{case.pk}/steps/{query.format(x=house.x.pk, y=house.y.pk)}"

    assert planner.get(address).status_code == 404
    assert planner.post(address).status_code == 404


def test_steps_are_moved_and_removed(planner, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), RetireElement(house.y.pk), by=house.planner)
    with tenant(fjordvik):
        first = ChangeStep.objects.get(position=1).pk

    planner.post(f"/map/changes/steps/{first}/move/", {"way": "later"})
    assert steps_of(fjordvik, case.pk)[1] == RetireElement(house.x.pk)
    planner.post(f"/map/changes/steps/{first}/remove/")
    assert steps_of(fjordvik, case.pk) == [RetireElement(house.y.pk)]


def test_case_goes_from_draft_to_the_map(planner, visit, fjordvik, house):
    """The whole way, by the pages of three people."""
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    here = f"/map/changes/{case.pk}/"
    assert "Loses what it needs" in text(planner.get(f"{here}report/"))
    planner.post(f"{here}send/")
    leader, decider = visit(house.leader), visit(house.decider)
    assert "Say what you think" in text(leader.get(f"{here}opinions/"))
    assert "Say what you think" not in text(decider.get(f"{here}opinions/"))
    with tenant(fjordvik):
        statement = ChangeStatement.objects.get().pk
    assert decider.get(f"/map/changes/opinions/{statement}/").status_code == 403
    assert leader.post(f"/map/changes/opinions/{statement}/", {}).status_code == 422
    leader.post(f"/map/changes/opinions/{statement}/", {"stance": "concern", "text": "Ikke før høsten."})
    assert "Ikke før høsten." in text(planner.get(f"{here}opinions/"))
    assert planner.post(f"{here}decide/").status_code == 403
    assert decider.post(f"{here}apply/").status_code == 409
    decider.post(f"{here}decide/", {"note": "Vi gjør det."})
    assert "Vi gjør det." in text(planner.get(here))
    planner.post(f"{here}apply/")

    with tenant(fjordvik):
        assert Element.objects.get(pk=house.x.pk).retired_at is not None
        assert ChangeCase.objects.get().status == "applied"
    assert "Carried out" in text(planner.get(f"{here}history/"))


def test_drafter_who_may_decide_is_told_that_another_must(planner, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    planner.post(f"/map/changes/{case.pk}/send/")
    with granting(house.planner, DECIDE_CHANGE, everywhere=True):
        answer = planner.post(f"/map/changes/{case.pk}/decide/")

    assert answer.status_code == 409
    assert "Somebody else must decide" in text(answer)


def test_stale_step_is_marked_refused_and_confirmed(planner, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    with tenant(fjordvik):
        actions.send_to_review(case.pk, by=SYSTEM)
        actions.decide_change(case.pk, by=SYSTEM)
        make_relation("supports", house.x, make_element("activity", "Nytt steg"))
        step = ChangeStep.objects.get().pk
    here = f"/map/changes/{case.pk}/"

    assert "Has changed since" in text(planner.get(here))
    refused = planner.post(f"{here}apply/")
    assert refused.status_code == 409
    assert "Step 1: Retire Fagsystem X." in text(refused)
    planner.post(f"/map/changes/steps/{step}/confirm/")
    assert "Has changed since" not in text(planner.get(here))
    assert planner.post(f"{here}apply/").status_code == 302


def test_dropping_is_asked_for_first(planner, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)

    assert "Drop Bytte fagsystem?" in text(planner.get(f"/map/changes/{case.pk}/drop/"))
    planner.post(f"/map/changes/{case.pk}/drop/")
    assert the_case(fjordvik).status == "dropped"


def test_case_is_described_anew(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)
    typed = {"title": "Nytt navn", "why": "Fordi.", "planned_date": "2026-05-01"}
    planner.post(f"/map/changes/{case.pk}/describe/", typed)

    page = text(planner.get(f"/map/changes/{case.pk}/"))
    for told in ("Nytt navn", "Fordi.", "1 May 2026"):
        assert told in page
    assert "Planned day" in text(planner.get(f"/map/changes/{case.pk}/history/"))


def test_task_of_an_owner_leads_to_the_case(planner, visit, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    planner.post(f"/map/changes/{case.pk}/send/")
    with tenant(fjordvik):
        task = Task.objects.get().pk

    page = text(visit(house.leader).get(f"/work/tasks/{task}/"))
    assert "Say what you think of the change “Bytte fagsystem”" in page
    assert f"/map/changes/{case.pk}/" in page


# The report


@pytest.fixture
def reported(fjordvik, house):
    steps = ReplaceElement(house.x.pk, house.y.pk, ("supports",)), RetireElement(house.x.pk)
    return make_case(fjordvik, *steps, by=house.planner)


def test_report_tells_before_and_after_and_who_must_be_heard(planner, reported):
    page = text(planner.get(f"/map/changes/{reported.pk}/report/"))

    for told in ("Must be checked", "uses Fagsystem X", "uses Fagsystem Y", "Kundesenter", "Shows what you have"):
        assert told in page


def test_report_of_a_case_without_steps_says_so(planner, fjordvik, house):
    case = make_case(fjordvik, by=house.planner)

    assert "No step is planned yet." in text(planner.get(f"/map/changes/{case.pk}/report/"))
    assert planner.get(f"/map/changes/{case.pk}/report.docx").status_code == 200


def test_report_as_pdf_and_docx_says_the_same(planner, reported):
    answer = planner.get(f"/map/changes/{reported.pk}/report.pdf")
    pdf = " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages).split())
    word = docx.Document(BytesIO(planner.get(f"/map/changes/{reported.pk}/report.docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    said = " ".join([*(part.text for part in word.paragraphs), *cells])

    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="bytte-fagsystem.pdf"' in answer["Content-Disposition"]
    for told in ("Change: Bytte fagsystem", "Retire Fagsystem X.", "uses Fagsystem Y", "Must be checked"):
        assert told in pdf, told
        assert told in said, told
    assert "stops: “Registrer melding” → uses Fagsystem Y" in cells


def drawn(page, number=0):
    return page.split('class="map"')[number + 1].partition("</svg>")[0]


def test_report_draws_what_goes_and_what_loses_by_it_with_the_same_in_words(planner, reported):
    page = text(planner.get(f"/map/changes/{reported.pk}/report/"))
    figure = drawn(page)
    assert "System: Fagsystem X, × goes" in figure
    assert "System: Fagsystem Y, + comes in" in figure
    assert "Step: Registrer melding, to be checked, 1 step away" in figure
    assert 'class="map-sign"' in figure
    assert 'style="' not in figure
    assert "Relations that go" in page
    assert "<li>Fagsystem X supports Registrer melding (required)</li>" in page
    assert "Relations that come" in page


def test_figure_says_what_loses_support_when_nothing_takes_over(planner, fjordvik, house):
    case = make_case(fjordvik, RetireElement(house.x.pk))
    page = text(planner.get(f"/map/changes/{case.pk}/report/"))
    assert "Step: Registrer melding, loses support, 1 step away" in drawn(page)
    assert "Relations that come" not in page


def test_figure_of_a_new_supplier_shows_who_comes_in(planner, fjordvik, house):
    case = make_case(fjordvik, SwapSupplier(house.x.pk, house.s.pk, house.t.pk))
    page = text(planner.get(f"/map/changes/{case.pk}/report/"))
    figure = drawn(page)
    assert "Supplier: Leverandør T, + comes in" in figure
    assert "Supplier: Leverandør S, is changed" in figure
    assert figure.count('class="map-sign"') == 4, "one of each on the lines, and in the legend"
    assert "<li>Leverandør S supplies Fagsystem X (required)</li>" in page
    assert "<li>Leverandør T supplies Fagsystem X (required)</li>" in page


def test_report_as_pdf_draws_the_difference_and_docx_says_it_in_words_alone(planner, reported):
    reader = pypdf.PdfReader(BytesIO(planner.get(f"/map/changes/{reported.pk}/report.pdf").content))
    (figure,) = [page for page in reader.pages if "What is different: work and systems" in page.extract_text()]
    assert figure.mediabox.width > figure.mediabox.height
    for words in ("Fagsystem X", "× goes", "+ comes in", "to be checked", "has a cross"):
        assert words in figure.extract_text()
    word = docx.Document(BytesIO(planner.get(f"/map/changes/{reported.pk}/report.docx").content))
    told = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Fagsystem X supports Registrer melding (required)" in told
    assert "has a cross" not in told


@pytest.mark.parametrize(("language", "told"), [("nb", "Må sjekkes"), ("nn", "Må sjekkast"), ("da", "Skal tjekkes")])
def test_report_speaks_the_language_of_the_reader(planner, reported, language, told):
    planner.cookies["language"] = language

    with translation.override(language):
        assert told in text(planner.get(f"/map/changes/{reported.pk}/report/"))


def test_reader_is_not_told_what_is_hidden(visit, fjordvik, house):
    """The step is hidden from the decider; the leader of its unit may know of it."""
    with tenant(fjordvik):
        house.step.audience = [f"below:{house.unit.pk}"]
        house.step.save()
    case = make_case(fjordvik, RetireElement(house.x.pk))

    for part in ("report/", "report.docx", "opinions/", ""):
        answer = visit(house.decider).get(f"/map/changes/{case.pk}/{part}")
        assert answer.status_code == 200
        assert "Registrer melding" not in answer.content.decode(errors="ignore")
    assert "Nothing else is hit" in text(visit(house.decider).get(f"/map/changes/{case.pk}/report/"))
    assert "Registrer melding" in text(visit(house.leader).get(f"/map/changes/{case.pk}/report/"))


def test_case_about_something_hidden_is_not_there_for_others(visit, fjordvik, house):
    with tenant(fjordvik):
        house.x.audience = [f"below:{house.unit.pk}"]
        house.x.save()
    case = make_case(fjordvik, RetireElement(house.x.pk))
    decider = visit(house.decider)

    for part in ("", "report/", "report.pdf", "opinions/", "history/"):
        assert decider.get(f"/map/changes/{case.pk}/{part}").status_code == 404
    assert decider.post(f"/map/changes/{case.pk}/decide/").status_code == 404
    assert "Bytte fagsystem" not in text(decider.get(LIST))
    assert "Bytte fagsystem" in text(visit(house.leader).get(LIST))


def test_case_of_another_municipality_is_not_there(visit, fjordvik, sundby, house):
    case = make_case(fjordvik, RetireElement(house.x.pk))
    with tenant(fjordvik):
        step = ChangeStep.objects.get().pk
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby")))
    with ExitStack() as held:
        for permission in (SEE, PLAN_CHANGE, DECIDE_CHANGE, EDIT):
            held.enter_context(granting(user, permission, everywhere=True))
        stranger = visit(user, sundby)
        for part in ("", "report/", "report.pdf", "report.docx", "opinions/", "history/", "steps/retire_element/"):
            assert stranger.get(f"/map/changes/{case.pk}/{part}").status_code == 404
        for part in ("send", "decide", "apply", "drop", "take-back"):
            assert stranger.post(f"/map/changes/{case.pk}/{part}/").status_code == 404
        for part in ("move", "remove", "confirm"):
            assert stranger.post(f"/map/changes/steps/{step}/{part}/").status_code == 404
        assert stranger.get(f"{NEW}?retire={house.x.pk}").status_code == 404
        assert "Bytte fagsystem" not in text(stranger.get(LIST))


# What a page costs


@pytest.mark.parametrize(("page", "most"), [("", 7), ("report/", 45), ("opinions/", 3), ("history/", 3)])
def test_case_costs_the_same_for_one_step_and_for_four(planner, fjordvik, house, own_statements, page, most):
    case = make_case(fjordvik, RetireElement(house.x.pk), by=house.planner)
    address = f"/map/changes/{case.pk}/{page}"
    before = own_statements(planner, address)
    with tenant(fjordvik):
        for _number in range(3):
            other, step = make_element("system"), make_element("activity")
            make_relation("supports", other, step)
            actions.plan_step(case.pk, RetireElement(other.pk), by=SYSTEM)

    assert own_statements(planner, address) == before <= most


def test_list_costs_the_same_for_one_case_and_for_four(planner, fjordvik, own_statements):
    make_case(fjordvik)
    before = own_statements(planner, LIST)
    for _number in range(3):
        make_case(fjordvik)

    assert own_statements(planner, LIST) == before <= 2
