"""The log of who has looked at whom: for auditors, and each for herself."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

import grunnmur
from grunnmur.access.queries.audit.reads import PAGES, ReadsAsked, read_log
from grunnmur.core.clock import now, today
from grunnmur.core.history import record_reads
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import protect_person
from tests.factories_organisation import SYSTEM, make_user

pytestmark = pytest.mark.django_db
READS = reverse("access:audit_reads")
MINE = reverse("access:my_reads")
WHAT = re.compile(r'record_reads\([^)]*?what="([a-z_.]+)"', re.DOTALL)


@pytest.fixture
def looks(fjordvik, house):
    """The leader looked at the adviser twice and at the newcomer once, long ago at the adviser too."""
    with tenant(fjordvik):
        for what in ("access.person", "access.why"):
            record_reads([house.adviser.pk], by=house.leader_user, what=what)
        record_reads([house.newcomer.pk], by=house.leader_user, what="access.team")
        PersonalDataRead.objects.create(
            reader_id=house.leader_user.pk,
            reader_name="Lise Leder",
            subject_id=house.adviser.pk,
            what="organisation.person",
            at=now() - timedelta(days=200),
        )


def asked(**more):
    return ReadsAsked(**{"first": today() - timedelta(days=30), "last": today()} | more)


def test_the_log_tells_who_at_whom_when_and_where(fjordvik, house, looks, auditor_user):
    with tenant(fjordvik), translation.override("en"):
        rows = read_log(asked(), seen_by=auditor_user).rows
        older = read_log(asked(first=date(2025, 1, 1)), seen_by=auditor_user).rows
    assert sorted((row.reader, row.subject, row.page) for row in rows) == [
        (str(house.leader_user), "Nora Ny", "Team"),
        (str(house.leader_user), "Per Person", "What a person has access to"),
        (str(house.leader_user), "Per Person", "Why a person has access"),
    ]
    assert len(older) == 4


def test_every_page_whose_looks_are_kept_has_a_name():
    source = Path(grunnmur.__path__[0])
    kept = {code for file in source.rglob("*.py") for code in WHAT.findall(file.read_text(encoding="utf-8"))}
    assert kept
    assert kept <= PAGES.keys()


def test_each_filter_narrows_the_log(fjordvik, house, looks, auditor_user):
    with tenant(fjordvik):
        assert len(read_log(asked(subject=house.newcomer.pk), seen_by=auditor_user).rows) == 1
        assert len(read_log(asked(what="access.why"), seen_by=auditor_user).rows) == 1
        assert read_log(asked(reader="nobody of this name"), seen_by=auditor_user).rows == []


def test_pages_of_the_log_follow_each_other(fjordvik, house, looks, auditor_user):
    with tenant(fjordvik):
        whole = read_log(asked(), seen_by=auditor_user).rows
        seen, after = [], ""
        for _page in whole:
            page = read_log(asked(), seen_by=auditor_user, after=after, limit=1)
            seen += page.rows
            after = page.next
    assert seen == list(whole)
    assert after == ""


def test_the_log_is_closed_to_others_and_leaves_out_the_protected(fjordvik, house, looks, auditor_user, leader):
    assert leader.get(READS).status_code == 403
    with tenant(fjordvik):
        with pytest.raises(PermissionDenied):
            read_log(asked(), seen_by=house.leader_user)
        protect_person(house.adviser.pk, is_protected=True, by=SYSTEM)
        assert {row.subject for row in read_log(asked(), seen_by=auditor_user).rows} == {"Nora Ny"}


def test_asking_the_log_about_one_person_is_a_look_at_her(auditor, fjordvik, house, looks):
    html = auditor.get(READS, {"subject": str(house.adviser.pk)}).text
    assert "Only looks at Per Person." in html
    assert "Nothing is deleted from it" in html
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.reads", subject_id=house.adviser.pk).count() == 1


def test_the_log_goes_out_as_a_file(auditor, looks, house):
    answer = auditor.get(reverse("access:audit_reads_export", args=["xlsx"]))
    sheet = read_tables(answer.content, name="log.xlsx").sheets[0]
    assert sorted(row.cells[2] for row in sheet.rows) == ["Nora Ny", "Per Person", "Per Person"]


def test_each_sees_who_looked_at_her_but_not_her_own_looks(visit, fjordvik, house, looks):
    with tenant(fjordvik):
        me = make_user(house.adviser)
        record_reads([house.adviser.pk], by=me, what="access.person")
    mine = visit(me)
    html = mine.get(MINE).text
    assert html.count(str(house.leader_user)) >= 3
    assert "Team</td>" not in html
    assert html.count("What a person has access to") == 1
    assert MINE in mine.get(reverse("access:mine")).text


def test_the_log_costs_the_same_for_one_row_and_for_many(auditor, fjordvik, house, count_statements):
    with tenant(fjordvik):
        record_reads([house.adviser.pk], by=house.leader_user, what="access.person")
    few = count_statements(auditor, READS)
    with tenant(fjordvik):
        for _time in range(3):
            record_reads([house.newcomer.pk, house.leader.pk], by=house.leader_user, what="access.team")
    assert count_statements(auditor, READS) == few
