"""What is on its way in a line is found by those who work there, and by nobody else."""

import pytest

from grunnmur.core import search
from grunnmur.core.models import SearchEntry
from grunnmur.core.periods import Period
from grunnmur.core.permissions import forget_answers
from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions
from grunnmur.publishing.models import LineMember
from grunnmur.publishing.rules import LEAD_LINE, MODEL, RUN_FACTORY
from tests.factories_documents import begin_document, write
from tests.factories_organisation import SINCE, granting, make_employee, make_unit, make_user
from tests.factories_publishing import SYSTEM, make_draft, make_valid
from tests.municipalities import FJORDVIK, SUNDBY

pytestmark = pytest.mark.django_db
DRAFTS = "publishing_version"


def found(words, user, **options):
    forget_answers(user)
    return [hit.ref.id for hit in search.match(words, seen_by=user, **options).hits if hit.ref.kind == DRAFTS]


def other_line(made):
    """A line for another unit, with a modeller of its own."""
    line = actions.open_line(actions.LineFacts(name="Oppvekst", units=(make_unit("Skole").pk,)), by=SYSTEM)
    person = make_employee(made.unit, "Ola Oppvekst")
    actions.add_member(line.pk, person.pk, "modeller", valid=Period(SINCE), by=SYSTEM)
    return line, make_user(person)


def test_who_works_on_the_line_finds_its_drafts_by_title_code_and_steps(inside, draft):
    for user in (inside.modeller_user, inside.assurer_user, inside.chief_user):
        for words in ("Søknad", "SOK", "uklart"):
            assert found(words, user) == [draft.pk], (str(user), words)


def test_nobody_else_finds_counts_or_is_hinted_at_a_draft(inside, draft):
    ordinary = make_user(make_employee(inside.unit, "Vanlig Ansatt"))
    _line, elsewhere = other_line(inside)
    for user in (ordinary, elsewhere, inside.leader_user):
        result = search.match("Søknad", seen_by=user)
        assert (result.hits, result.facets.kinds, result.count, result.suggestion) == ((), (), 0, ""), str(user)


def test_who_runs_the_factory_but_works_on_no_line_finds_none_by_search(inside, draft):
    with granting(make_user(make_employee(inside.unit, "Fia Fabrikk")), RUN_FACTORY, everywhere=True) as user:
        assert found("Søknad", user) == []


def test_another_municipality_finds_no_draft_even_with_the_key_of_the_line(fjordvik, sundby, made):
    with tenant(FJORDVIK):
        draft = make_draft(made)
    with tenant(SUNDBY):
        line = actions.open_line(actions.LineFacts(name="Fellestjenester"), by=SYSTEM)
        person = make_employee(make_unit("Sundby"))
        actions.add_member(line.pk, person.pk, "chief", valid=Period(SINCE), by=SYSTEM)
        user = make_user(person)
        assert found("Søknad", user) == []
        assert not SearchEntry.objects.filter(ref=draft.pk).exists()


@pytest.mark.parametrize("permission", [MODEL, LEAD_LINE])
def test_a_part_that_follows_from_a_permission_at_a_unit_counts_too(inside, draft, permission):
    user = make_user(make_employee(inside.unit, "Med Rettighet"))

    assert found("Søknad", user) == []
    with granting(user, permission, everywhere=True) as holder:
        assert found("Søknad", holder) == [draft.pk]


def test_who_left_the_line_finds_its_drafts_no_more(inside, draft):
    LineMember.objects.filter(person=inside.modeller).update(valid=Period(SINCE, SINCE.replace(day=28)).to_range())

    assert found("Søknad", inside.modeller_user) == []
    assert found("Søknad", inside.chief_user) == [draft.pk]


def test_draft_is_forgotten_when_it_is_valid_or_laid_aside(inside, draft):
    actions.discard_version(draft.pk, by=inside.chief_user)
    assert found("Søknad", inside.modeller_user) == []
    actions.restore_version(draft.pk, by=inside.modeller_user)
    assert found("Søknad", inside.modeller_user) == [draft.pk]

    draft.refresh_from_db()
    make_valid(inside, draft)
    assert found("Søknad", inside.modeller_user) == []
    assert not SearchEntry.objects.filter(kind=DRAFTS).exists()


def test_what_is_written_into_a_draft_of_a_document_is_found(inside):
    draft = begin_document(inside, title="Rutine for låsing").version
    write(draft.pk, "# Nøkler\n\nHeng dem i skapet.", by=inside.modeller_user)

    assert found("skapet", inside.modeller_user) == [draft.pk]
    assert found("låsing", inside.assurer_user) == [draft.pk]


def test_library_of_what_is_valid_has_no_drafts(inside, draft):
    assert found("Søknad", inside.modeller_user, within=search.Filter(kinds=("process",))) == []


def test_another_code_is_found_at_once(inside, draft):
    actions.change_code(draft.item_id, "NYKODE", by=inside.chief_user)
    assert found("NYKODE", inside.modeller_user) == [draft.pk]


def test_rebuilding_finds_nothing_to_change(inside, draft):
    before = list(SearchEntry.objects.filter(kind=DRAFTS).values("ref", "title", "body", "audience_keys"))
    assert list(search.check(DRAFTS)) == []
    search.rebuild(DRAFTS, is_forced=True)
    assert list(SearchEntry.objects.filter(kind=DRAFTS).values("ref", "title", "body", "audience_keys")) == before


def test_search_page_marks_drafts_and_costs_the_same_for_one_and_four(enter, made, count_statements):
    with tenant(FJORDVIK):
        first = make_draft(made)
    page = enter(made.modeller_user)
    few = count_statements(page, "/search/?q=søknad")
    shown = page.get("/search/?q=søknad").content.decode()
    with tenant(FJORDVIK):
        for number in range(3):
            make_draft(made, code=f"SOK-{number}", title=f"Søknad {number}")

    assert f"/publishing/versions/{first.pk}/" in shown
    assert '<span class="quiet small">Draft</span>' in shown  # one of them, beside its name
    assert "Drafts" in shown  # all of them, to narrow by
    assert count_statements(page, "/search/?q=søknad") == few
