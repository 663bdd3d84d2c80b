"""A file of what people have: plan, guard, apply; twice is nothing; unknown names are kept and matched."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grunnmur.access.actions.mining import imports, matching
from grunnmur.access.actions.mining.observing import Seen, observe
from grunnmur.access.models import Held, ObservedAccess, ObservedPerson, ObservedThing, Permission, Resource
from grunnmur.access.queries.mining.observed import PEOPLE, THINGS, names_to_match, observed_pairs, sources
from grunnmur.access.rules.mining import UnmatchedError
from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import protect_person
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db
FILE = (
    b"person_key;resource;level;last_used\n101;crm;Bidra;2026-01-05\n102;CRM;bidra;\n999;CRM;bidra;\n103;Bokbase;les;\n"
)


def loaded(content, by, *, mode="delta", is_applied=True):
    upload = Upload(
        content=content,
        file_name="it.csv",
        source="it",
        mode=mode,
        effective_date=date(2026, 3, 2),
        mapping=Mapping(),
    )
    run = imports.upload_observed(upload, by=by)
    return imports.apply_observed(run.pk, by=by) if is_applied and run.state == "planned" else run


def test_known_names_are_matched_and_unknown_ones_wait(fjordvik, clerks, officer_user):
    with tenant(fjordvik):
        before = Held.objects.count()
        run = loaded(FILE, officer_user)
        assert run.state == "applied"
        crm = str(permission_of("CRM").pk)
        assert observed_pairs(seen_by=officer_user) == {(str(clerks[0].pk), crm), (str(clerks[1].pk), crm)}
        assert [one.name for one in names_to_match(PEOPLE, seen_by=officer_user)] == ["999"]
        assert [one.name for one in names_to_match(THINGS, seen_by=officer_user)] == ["Bokbase (les)"]
        assert ObservedAccess.objects.get(holder__key="101").last_used == date(2026, 1, 5)
        assert Held.objects.count() == before


def test_the_same_file_twice_changes_nothing(fjordvik, clerks, officer_user):
    with tenant(fjordvik):
        loaded(FILE, officer_user)
        rows = list(ObservedAccess.objects.order_by("pk").values())
        again = loaded(FILE, officer_user, is_applied=False)
        assert again.counts == {}
        imports.apply_observed(again.pk, by=officer_user)
        assert list(ObservedAccess.objects.order_by("pk").values()) == rows


def test_a_full_file_takes_away_what_it_lacks_unless_a_row_is_wrong(fjordvik, clerks, officer_user):
    fewer = b"person_key;resource;level\n101;CRM;bidra\n"
    with tenant(fjordvik):
        loaded(FILE, officer_user)
        wrong = loaded(fewer + b"102;;\n", officer_user, mode="full", is_applied=False)
        assert wrong.error_count == 1
        assert wrong.counts == {"accesses": {"add": 1}}
        loaded(fewer.replace(b"CRM", b"crm").replace(b"bidra", b"Bidra"), officer_user, mode="full")
        assert [row.holder.key for row in ObservedAccess.objects.select_related("holder")] == ["101"]
        assert ObservedPerson.objects.count() == 4


def test_a_file_that_takes_away_much_is_held_for_somebody_else(fjordvik, clerks, officer_user):
    rows = b"".join(b"p%d;CRM;bidra\n" % number for number in range(20))
    with tenant(fjordvik):
        loaded(b"person_key;resource;level\n" + rows, officer_user)
        held = loaded(b"person_key;resource;level\np0;CRM;bidra\n", officer_user, mode="full")
        assert held.state == "held"
        with pytest.raises(NotNowError):
            imports.apply_observed(held.pk, by=officer_user)
        imports.release_observed(held.pk, reason="Systemet er byttet ut", by=SYSTEM)
        assert imports.apply_observed(held.pk, by=officer_user).state == "applied"
        assert ObservedAccess.objects.count() == 1


def test_a_name_is_chosen_created_or_ignored_and_nothing_is_dropped(fjordvik, clerks, officer_user):
    with tenant(fjordvik):
        loaded(FILE, officer_user)
        key, thing = ObservedPerson.objects.get(key="999"), ObservedThing.objects.get(resource="Bokbase")
        matching.match_person(key.pk, clerks[5].pk, by=officer_user)
        matching.create_thing(thing.pk, kind="licence", by=officer_user)
        made = Resource.objects.get(name="Bokbase")
        assert made.kind == "licence"
        assert (str(clerks[2].pk), str(permission_of("Bokbase").pk)) in observed_pairs(seen_by=officer_user)
        matching.match_person(key.pk, None, by=officer_user, is_ignored=True)
        assert names_to_match(PEOPLE, seen_by=officer_user) == []
        assert ObservedAccess.objects.filter(holder=key).count() == 1
        assert sources(seen_by=officer_user)[0].people_waiting == 0


def test_grunnmurs_own_permissions_are_not_had_elsewhere(fjordvik, clerks, officer_user):
    with tenant(fjordvik):
        loaded(FILE, officer_user)
        own = Permission.objects.filter(resource__is_own=True).first()
        with pytest.raises(UnmatchedError):
            matching.match_thing(ObservedThing.objects.get(resource="Bokbase").pk, own.pk, by=officer_user)


def test_protected_persons_are_in_no_list_and_no_pair(fjordvik, clerks, officer_user):
    with tenant(fjordvik):
        loaded(FILE, officer_user)
        protect_person(clerks[0].pk, is_protected=True, by=SYSTEM)
        assert str(clerks[0].pk) not in {person for person, _what in observed_pairs(seen_by=officer_user)}
        assert "101" not in {one.name for one in names_to_match(PEOPLE, seen_by=officer_user, is_all=True)}


def test_another_system_is_taken_in_the_same_way_and_twice_is_nothing(fjordvik, clerks, officer_user):
    seen = [Seen(key="101", resource="CRM", level="bidra"), Seen(key="x", resource="Gruppe", person_id=clerks[3].pk)]
    with tenant(fjordvik):
        assert observe("ad", seen, by=officer_user) == 2
        rows = set(ObservedAccess.objects.values_list("pk", flat=True))
        observe("ad", seen, by=officer_user)
        assert set(ObservedAccess.objects.values_list("pk", flat=True)) == rows
        assert ObservedPerson.objects.get(key="x").person_id == clerks[3].pk
        observe("ad", seen[:1], by=officer_user)
        assert ObservedAccess.objects.count() == 1


def test_only_who_may_start_from_what_is_does(fjordvik, house, leader, sundby):
    with tenant(fjordvik), pytest.raises(PermissionDenied):
        loaded(FILE, house.leader_user)
    for name in ("home", "imports", "upload", "people", "things", "proposals", "accept_all", "rest"):
        assert leader.get(reverse(f"access:mining:{name}")).status_code == 403


def test_the_other_municipality_has_none_of_it(fjordvik, sundby, clerks, officer_user):
    with tenant(fjordvik):
        run = loaded(FILE, officer_user)
    with tenant(sundby):
        assert sources(seen_by=SYSTEM) == []
        assert not ImportRun.objects.filter(pk=run.pk).exists()


def test_the_pages_upload_plan_apply_and_match(officer, fjordvik, clerks):
    file = SimpleUploadedFile("it.csv", FILE, "text/csv")
    sent = {"file": file, "source": "it", "mode": "delta", "columns": "", "values": ""}
    planned = officer.post(reverse("access:mining:upload"), sent)
    assert planned.status_code == 302
    shown = officer.get(planned.url)
    assert "No, to be matched" in shown.text
    assert officer.get(f"{planned.url}?table=accesses").status_code == 200
    assert officer.post(f"{planned.url}apply/").url == reverse("access:mining:home")
    assert "Persons to match" in officer.get(reverse("access:mining:home")).text
    with tenant(fjordvik):
        key, thing = ObservedPerson.objects.get(key="999"), ObservedThing.objects.get(resource="Bokbase")
    people = reverse("access:mining:match_person", args=[key.pk])
    several = officer.post(people, {"answer": "choose", "meant": "Bib"})
    assert several.status_code == 422
    assert "Several fit “Bib”" in several.text
    officer.post(people, {"answer": "choose", "chosen": str(clerks[5].pk), "meant": "Bib"})
    officer.post(reverse("access:mining:match_thing", args=[thing.pk]), {"answer": "ignore"})
    with tenant(fjordvik):
        key.refresh_from_db()
        thing.refresh_from_db()
    assert key.person_id == clerks[5].pk
    assert thing.is_ignored
    assert "Everything is matched." in officer.get(reverse("access:mining:people")).text


@pytest.mark.parametrize("name", ["home", "people", "things", "imports", "proposals"])
def test_the_lists_cost_the_same_for_one_row_and_for_many(
    officer, officer_user, fjordvik, clerks, count_statements, name
):
    with tenant(fjordvik):
        loaded(b"person_key;resource;level\n1x;Ukjent 1;a\n101;CRM;bidra\n", officer_user)
    few = count_statements(officer, reverse(f"access:mining:{name}"))
    rows = b"".join(b"%dy;Ukjent %d;b\n" % (number, number) for number in range(4))
    with tenant(fjordvik):
        loaded(b"person_key;resource;level\n102;CRM;bidra\n103;CRM;bidra\n" + rows, officer_user)
    assert count_statements(officer, reverse(f"access:mining:{name}")) == few
