"""The handbook, and what a municipality says beside the guides."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from grunnmur.core import search
from grunnmur.core.clock import today
from grunnmur.core.history import history_of
from grunnmur.core.links import Ref, links_to
from grunnmur.core.models import SearchEntry
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.events import DayTurned
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import GuideNote, LineMember
from grunnmur.publishing.queries.guides import GuideDoesNotExist, plain_sections
from grunnmur.publishing.reactions import on_day_turned
from grunnmur.publishing.rules import GUIDE_SECTION, LANGUAGES, RUN_FACTORY, Level
from tests.factories_organisation import SYSTEM, granting, make_user
from tests.factories_publishing import make_draft

pytestmark = pytest.mark.django_db
HANDBOOK = "/publishing/method/handbook/"
NOTE = f"{HANDBOOK}rhythm/"


def note(text="Tirsdager kl. 9.", section="rhythm"):
    return actions.set_guide_note("handbook", section, text=text, by=SYSTEM)


def test_the_handbook_has_the_same_sections_in_every_language_each_in_its_own_words():
    told = {language: queries.sections_of("handbook", language=language) for language in LANGUAGES}
    assert len({tuple(one.anchor for one in sections) for sections in told.values()}) == 1
    for each in zip(*told.values(), strict=True):
        assert len({re.sub(r"<[^>]+>", "", one.body) for one in each}) == len(LANGUAGES)
        assert len({one.body.count("<li>") for one in each}) == 1, each[0].anchor


def test_a_language_we_do_not_write_gets_english():
    assert queries.sections_of("handbook", language="fi") == queries.sections_of("handbook", language="en")


def test_the_handbook_is_found_from_the_front_page(made, enter):
    visitor = enter(made.modeller_user)
    assert HANDBOOK in visitor.get("/publishing/").text
    assert "Who does what" in visitor.get(HANDBOOK).text


def test_gates_about_people_lead_to_who_does_what(draft):
    LineMember.objects.filter(part="chief").delete()
    (wrong,) = [one for one in queries.gates(draft) if one.key == "line_chief"]
    assert wrong.level is Level.ERROR
    assert wrong.explained_url == f"{HANDBOOK}#roles"


def test_what_is_said_beside_a_section_stands_there_as_text_for_everybody(made, enter):
    with tenant(made.chief_user.tenant_id):
        note("<script>alert(1)</script>\n\nTirsdager")
    page = enter(made.modeller_user).get(HANDBOOK).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<p>Tirsdager</p>" in page
    assert NOTE not in page


def test_whoever_runs_the_factory_says_it_changes_it_and_takes_it_away(made, enter):
    visitor = enter(made.chief_user)
    assert visitor.get(NOTE).status_code == 403
    assert visitor.post(NOTE, {"text": "Mandager"}).status_code == 403
    with granting(made.chief_user, RUN_FACTORY, everywhere=True):
        assert NOTE in visitor.get(HANDBOOK).text
        assert visitor.post(NOTE, {"text": "Mandager"}).status_code == 302
        assert visitor.post(NOTE, {"text": "Onsdager"}).status_code == 302
        assert "Mandager" in visitor.get(NOTE).text
        assert "Onsdager" in visitor.get(HANDBOOK).text
        assert visitor.post(NOTE, {"text": "x" * 4001}).status_code == 422
        assert visitor.post(NOTE, {"text": " "}).status_code == 302
        assert visitor.get(f"{HANDBOOK}nowhere/").status_code == 404
    with tenant(made.chief_user.tenant_id):
        assert not GuideNote.objects.exists()


def test_a_note_is_for_who_may_and_for_sections_that_exist(inside):
    with pytest.raises(PermissionDenied):
        actions.set_guide_note("handbook", "rhythm", text="Nei", by=inside.chief_user)
    with pytest.raises(GuideDoesNotExist):
        note(section="nowhere")
    with pytest.raises(GuideDoesNotExist):
        actions.set_guide_note("dancing", "rhythm", text="Nei", by=SYSTEM)
    row = note()
    note("Onsdager kl. 9.")
    assert [change.kind for change in history_of(row)] == ["update", "insert"]


def test_the_other_municipality_sees_nothing_of_it(fjordvik, sundby):
    with tenant(fjordvik):
        note()
    with tenant(sundby):
        assert queries.notes_of("handbook") == {}
        assert queries.find_note("handbook", "rhythm") is None


def test_a_guide_costs_the_same_for_one_note_and_for_four(made, enter, count_statements):
    visitor = enter(made.modeller_user)
    with tenant(made.chief_user.tenant_id):
        note()
    one = count_statements(visitor, HANDBOOK)
    with tenant(made.chief_user.tenant_id):
        for section in ("roles", "gates", "first"):
            note(section=section)
    assert count_statements(visitor, HANDBOOK) == one


def test_the_page_of_a_version_shows_the_way_to_the_reason(made, enter):
    with tenant(made.chief_user.tenant_id):
        draft = make_draft(made)
        LineMember.objects.filter(part="chief").delete()
    page = enter(made.modeller_user).get(f"/publishing/versions/{draft.pk}/").text
    assert f'<a href="{HANDBOOK}#roles">Why, and how it is done' in page


def hits(words, user):
    return [hit.ref.id for hit in search.match(words, seen_by=user).hits if hit.ref.kind == GUIDE_SECTION]


def test_a_section_is_found_by_what_it_says_and_leads_there_in_the_readers_language(inside):
    actions.index_guides()
    (section,) = [one for one in plain_sections(language="nb") if (one.guide.key, one.anchor) == ("handbook", "rhythm")]
    assert section.id in hits(section.heading, inside.modeller_user)
    ref = Ref(GUIDE_SECTION, section.id)
    link = links_to([ref], seen_by=inside.modeller_user)[ref]
    assert link.url == f"{HANDBOOK}#rhythm"
    assert link.title == queries.find_section("handbook", "rhythm", language="en").heading


def test_what_the_municipality_says_beside_a_section_is_found_and_forgotten(inside):
    note("Vi møtes på bryggekanten.")
    assert len(hits("bryggekanten", inside.modeller_user)) == 1
    note("")
    assert hits("bryggekanten", inside.modeller_user) == []


def written():
    rows = SearchEntry.objects.filter(kind=GUIDE_SECTION).order_by("ref")
    return [(ref, bytes(content), at) for ref, content, at in rows.values_list("ref", "content_hash", "updated_at")]


def test_guides_are_written_once_and_the_same_whoever_reads(inside):
    actions.index_guides()
    before = written()
    with translation.override("da"):
        actions.index_guides()
    assert len(before) == len(plain_sections(language="nb"))
    assert written() == before


def test_every_section_has_words_in_every_language_and_one_id():
    told = [plain_sections(language=language) for language in LANGUAGES]
    assert len({tuple(one.id for one in sections) for sections in told}) == 1
    assert all(one.text and "[[" not in one.text for sections in told for one in sections)


def test_what_one_municipality_says_beside_a_section_is_not_found_in_another(fjordvik, sundby, made):
    with tenant(fjordvik):
        note("Vi møtes på bryggekanten.")
    with tenant(sundby):
        actions.index_guides()
        assert hits("bryggekanten", make_user()) == []


def test_the_night_lets_guides_be_found(inside):
    on_day_turned(DayTurned(today()))
    assert written()
