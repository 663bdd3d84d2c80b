"""The front page of the map and the lists of its types, as those who may and may not see things meet them."""

from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.core.users import choose_language
from grunnmur.landscape.models import Element, ExportLog
from grunnmur.landscape.rules import EDIT, IMPORT, SEE
from tests.factories_landscape import make_element
from tests.factories_organisation import granting, make_employee, make_function, make_unit, make_user

pytestmark = pytest.mark.django_db
FRONT = reverse("landscape:front")
SYSTEMS = reverse("landscape:elements", args=["system"])
HTMX = {"HX-Request": "true"}


def rows_of(visitor, **asked):
    return visitor.get(SYSTEMS, asked, headers=HTMX).text


# The front page


def test_the_map_is_for_those_who_may_see_it(visit, house, fjordvik):
    with tenant(fjordvik):
        nobody = visit(make_user(make_employee(house.here)))
    assert nobody.get(FRONT).status_code == 403
    assert nobody.get(SYSTEMS).status_code == 403
    assert nobody.get(reverse("landscape:element", args=[house.archive.pk])).status_code == 404


def test_the_front_page_counts_what_she_may_see_and_shows_what_her_unit_owns(visitor):
    html = visitor.get(FRONT).text
    systems = html.partition(f'href="{SYSTEMS}"')[2]
    assert '<span class="stat-value">2</span>' in systems.partition("</div>")[0]
    own = html.partition('id="own"')[2].partition("</section>")[0]
    assert "Arkivsystemet" in own
    assert "Elevsystemet" not in own
    assert "Nothing yet of these:" in html


def test_the_front_page_tells_which_questions_wait_for_her_unit(visitor, house):
    waiting = visitor.get(FRONT).context["waiting"]
    assert [row["title"] for row in waiting] == ["Arkivsystemet"]
    assert waiting[0]["url"] == reverse("landscape:system_facts", args=[house.archive.pk])
    assert "questions without an answer" in waiting[0]["text"]


def test_an_empty_map_says_how_to_begin(visitor, house, fjordvik):
    with tenant(fjordvik):
        Element.objects.filter(type="system").delete()
    html = visitor.get(FRONT).text
    assert "Nobody has put a system on the map yet" in html
    assert reverse("landscape:system_add") in html
    with granting(house.user, IMPORT, everywhere=True):
        html = visitor.get(FRONT).text
    assert "Begin by bringing in the list of systems you use." in html
    assert reverse("landscape:imports") in html


def test_the_question_finds_by_name_and_code_but_never_what_is_hidden(visitor, visit, house):
    html = visitor.get(FRONT, {"q": "SYSTEMET"}).text
    assert "2 things fit" in html
    assert "Arkivsystemet" in visitor.get(FRONT, {"q": "ark"}, headers=HTMX).text
    for text in ("hemmelig", "system"):
        assert "Hemmelig" not in visitor.get(FRONT, {"q": text}, headers=HTMX).text
    assert "Hemmelig" in visit(house.other_user).get(FRONT, {"q": "hemmelig"}, headers=HTMX).text


def test_the_front_page_answers_in_every_language(visit, house, fjordvik):
    titles = {"nb": "Virksomhetskart", "nn": "Verksemdskart", "da": "Virksomhedskort", "en": "Map"}
    for language, title in titles.items():
        with tenant(fjordvik):
            choose_language(language, by=house.user)
        assert f"<h1>{title}</h1>" in visit(house.user, language=language).get(FRONT).text


def test_the_front_page_costs_the_same_for_one_and_four(visitor, fjordvik, house, count_statements, own_statements):
    before = count_statements(visitor, FRONT + "?q=system")
    assert own_statements(visitor, FRONT + "?q=system") <= 6
    with tenant(fjordvik):
        for element_type in ("system", "goal", "law"):
            make_element(element_type, owner_unit=house.here)
    assert count_statements(visitor, FRONT + "?q=system") == before


# Lists


def test_a_list_is_narrowed_by_what_the_address_says_and_keeps_it(visitor, house, fjordvik):
    with tenant(fjordvik):
        make_element(name="Uten eier", lifecycle="planned")
    assert "Elevsystemet" not in rows_of(visitor, q="arkiv")
    assert "Elevsystemet" not in rows_of(visitor, unit=house.here.pk)
    assert "Elevsystemet" in rows_of(visitor, unit=house.top.pk)
    assert "Arkivsystemet" not in rows_of(visitor, criticality="none")
    assert "Arkivsystemet" in rows_of(visitor, criticality="4")
    planned = rows_of(visitor, lifecycle="planned")
    assert "Uten eier" in planned
    assert "Arkivsystemet" not in planned
    unowned = rows_of(visitor, unowned="1")
    assert "Uten eier" in unowned
    assert "Arkivsystemet" not in unowned
    whole = visitor.get(SYSTEMS, {"q": "ark", "unit": house.here.pk, "criticality": "4", "sort": "owner"}).text
    for kept in ('value="ark"', f'<option value="{house.here.pk}" selected>', 'name="sort" value="owner"'):
        assert kept in whole
    assert visitor.get(SYSTEMS, {"unit": "nonsense", "criticality": "9", "after": ""}).status_code == 200
    assert visitor.get(reverse("landscape:elements", args=["nonsense"])).status_code == 404


def test_a_list_is_sorted_and_paged_by_key(visitor, house, fjordvik):
    with tenant(fjordvik):
        Element.objects.bulk_create(
            Element(type="system", ref=one.pk, id=one.pk, name=f"Nr {number:03}", changed_at=house.archive.changed_at)
            for number, one in enumerate(Element() for _ in range(55))
        )
    for sort in ("name", "owner", "lifecycle", "criticality", "changed"):
        first = visitor.get(SYSTEMS, {"sort": sort})
        following = first.context["next_url"]
        names = [row["name"] for row in first.context["rows"]]
        rest = [row["name"] for row in visitor.get(following).context["rows"]]
        assert len(names) == 50
        assert len({*names, *rest}) == 57, sort
    by_criticality = visitor.get(SYSTEMS, {"sort": "criticality"}).context["rows"]
    assert by_criticality[0]["name"] == "Arkivsystemet"


def test_one_chooses_the_columns(visitor):
    html = rows_of(visitor, column=["code", "need_k"])
    assert "ARK" in html
    assert "Need for confidentiality" in html
    assert 'data-label="Lifecycle"' not in html


def test_a_hidden_element_is_in_no_list_no_count_and_no_file(visitor, visit, house):
    answer = visitor.get(SYSTEMS)
    assert "Hemmelig" not in answer.text
    assert answer.context["text"] == "2 found"
    assert "Hemmelig" not in visitor.get(reverse("landscape:elements_csv", args=["system"])).text
    owner = visit(house.other_user)
    assert owner.get(SYSTEMS).context["text"] == "3 found"
    assert "Hemmelig" in owner.get(reverse("landscape:elements_csv", args=["system"])).text


@pytest.mark.parametrize("narrowed", ["", "?unit={unit}&sort=owner&criticality=4"])
def test_a_list_costs_at_most_five_statements_for_one_and_a_hundred(
    visitor, fjordvik, house, count_statements, own_statements, narrowed
):
    address = SYSTEMS + narrowed.format(unit=house.here.pk)
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for _ in range(100):
            make_element(owner_unit=house.here, criticality=4)
    assert count_statements(visitor, address) == before
    assert own_statements(visitor, address) <= 5


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_file_of_a_list_is_noted_with_what_it_was_narrowed_to(visitor, fjordvik, house, file_format):
    asked = f"{reverse(f'landscape:elements_{file_format}', args=['system'])}?unit={house.here.pk}"
    content = visitor.get(asked).content
    with tenant(fjordvik):
        log = ExportLog.objects.get()
    assert (log.file_format, log.subject, log.element_count) == (file_format, asked, 1)
    assert log.sha256 == sha256(content).hexdigest()


def test_files_hold_the_narrowed_list_with_every_column_and_no_formula(visitor, employee, visit, fjordvik, house):
    with tenant(fjordvik):
        make_element(name="=1+1 regneark", owner_unit=house.here)
    visitor = visit(house.user)
    csv = visitor.get(reverse("landscape:elements_csv", args=["system"]), {"unit": house.here.pk})
    text = csv.content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Name;Code;Summary;Owner;")
    assert any(line.startswith("'=1+1 regneark;") for line in lines)
    assert "Elevsystemet" not in text
    content = visitor.get(reverse("landscape:elements_xlsx", args=["system"])).content
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"=1+1 regneark", "Arkivsystemet", "Elevsystemet"}
    assert visit(house.employee).get(reverse("landscape:elements_csv", args=["system"])).status_code == 403
    assert reverse("landscape:elements_csv", args=["system"]) not in visit(house.employee).get(SYSTEMS).text


# Other owners


def test_the_chosen_get_another_owner(visitor, house, fjordvik):
    with tenant(fjordvik):
        function = make_function()
    address = reverse("landscape:change_owner", args=["system"])
    shown = visitor.get(address, {"element": house.archive.pk}).text
    assert "Arkivsystemet" in shown
    sent = {"element": [house.archive.pk], "owner_unit": house.there.pk, "owner_function": function.pk}
    assert visitor.post(address, sent).status_code == 302
    with tenant(fjordvik):
        row = Element.objects.get(pk=house.archive.pk)
    assert (row.owner_unit_id, row.owner_function_id) == (house.there.pk, function.pk)


def test_what_another_unit_owns_is_not_given_away_and_nothing_is_changed(visitor, employee, visit, house, fjordvik):
    address = reverse("landscape:change_owner", args=["system"])
    sent = {"element": [house.archive.pk, house.pupils.pk], "owner_unit": house.there.pk}
    assert visit(house.user).post(address, sent).status_code == 403
    assert visit(house.employee).get(address, sent).status_code == 403
    with tenant(fjordvik):
        assert Element.objects.get(pk=house.archive.pk).owner_unit_id == house.here.pk


def test_choosing_nothing_or_what_is_hidden_leads_back_to_the_list(visitor, house):
    address = reverse("landscape:change_owner", args=["system"])
    for sent in ({}, {"element": "nonsense"}, {"element": house.secret.pk}):
        assert visitor.get(address, sent).url == SYSTEMS
    assert visitor.get(reverse("landscape:change_owner", args=["process"])).status_code == 404


def test_lists_offer_changes_only_to_those_who_may(visitor, employee, visit, house):
    assert "Change owner of the chosen" in visit(house.user).get(SYSTEMS).text
    html = visit(house.employee).get(SYSTEMS).text
    assert "Change owner of the chosen" not in html
    assert 'type="checkbox" name="element"' not in html


def test_lists_of_another_municipality_are_its_own(stranger):
    answer = stranger.get(SYSTEMS)
    assert answer.context["rows"] == []
    assert "Arkivsystemet" not in stranger.get(reverse("landscape:elements_csv", args=["system"])).text


def test_things_of_a_closed_unit_are_without_owner(visitor, house, fjordvik):
    with tenant(fjordvik), granting(house.user, SEE, everywhere=True), granting(house.user, EDIT, everywhere=True):
        closed = make_unit("Stengt", parent=house.top)
        make_element(name="Forlatt", owner_unit=closed)
        closed.valid = type(closed.valid)(closed.valid.lower, "2026-02-01")
        closed.save()
    assert "Forlatt" in rows_of(visitor, unowned="1")
