"""The map as files: what each profile lets out, that a file comes back the same, and that it was noted."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core import clock
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportFinding
from grunnmur.core.periods import Period
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.actions.exports import NoFormatError, export_map
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.actions.imports import apply_import, plan_import, upload_import
from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.models import Element, ExportLog, InformationContent, Relation, System, SystemFact
from grunnmur.landscape.rules import EXPORT, EXPORT_SECURITY, ElementFacts
from grunnmur.landscape.rules.answers import NewAnswer
from grunnmur.landscape.rules.details import InformationFacts, LawFacts, SupplierFacts, SystemUsage
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import granting, make_unit, make_user
from tests.landscape.rights import keeping
from tests.one_day import one_day

__all__ = ["one_day"]
FORMATS = ("archimate", "csv", "xlsx", "json")
HOSTILE = ("<script>alert(1)</script> & co", "\u202eabc", "🏔️ Fjell", "=HYPERLINK(1)", "å" * 200)


def export(file_format="archimate", profile="internal", by=SYSTEM):
    return export_map(file_format, profile=profile, by=by).content


def bring(content, *, name, source="archimate"):
    upload = Upload(
        content=content,
        file_name=name,
        source=source,
        mode="delta",
        effective_date=date(2026, 3, 2),
        mapping=Mapping(),
    )
    run = plan_import(upload_import(upload, by=SYSTEM).pk)
    assert run.state == "planned"
    return apply_import(run.pk, by=SYSTEM)


def a_map():
    """A small map with something of everything."""
    unit = make_unit("Bø skole", code="U-0412")
    supplier = add_described(
        ElementFacts(name="Skoleprogram AS"), SupplierFacts(org_number="974760673", country="NO"), by=SYSTEM
    )
    system = add_described(
        ElementFacts(name="Elevsystem", code="ES", owner_unit_id=unit.pk, criticality=3, need_k=4, rto_hours=8),
        SystemUsage(hosting="saas", hosting_countries=("NO", "IE"), users_band=3),
        by=SYSTEM,
    )
    answer_fact(system.pk, "mfa", NewAnswer(value=False), by=SYSTEM)
    information = add_described(
        ElementFacts(name="Elevmappe", summary="Alt om eleven."), InformationFacts(retention_months=120), by=SYSTEM
    )
    InformationContent.objects.create(element=information, data_category="health", subject_category="pupil")
    law = add_described(
        ElementFacts(name="Opplæringslova"),
        LawFacts(in_force=Period(date(2024, 8, 1), None), short_title="Oppl."),
        by=SYSTEM,
    )
    hidden = make_element("system", "Varsling", audience=[f"below:{unit.pk}"])
    process = make_element("process", "Opptak", code="P1")
    make_relation("supplies", supplier, system)
    make_relation("supports", system, process, strength=0)
    make_relation("masters", system, information)
    make_relation("contains", system, hidden)
    make_relation("governs", law, process)
    row = Relation.objects.get(kind="supports")
    row.valid, row.note = Period(date(2025, 1, 1), date(2028, 1, 1)).to_range(), "Om våren & høsten"
    row.save()
    for name in HOSTILE:
        make_element("goal", name)
    return unit


def own():
    """All of the map's own elements, as far as they are known, without ids."""
    rows = Element.objects.exclude(type__in=["unit", "function", "process"])
    columns = ("type", "name", "code", "summary", "lifecycle", "criticality", "need_k", "rto_hours", "owner_unit__code")
    return sorted(map(str, rows.values_list(*columns)))


def related():
    columns = ("src__name", "kind", "dst__name", "strength", "valid", "note")
    return sorted(map(str, Relation.objects.exclude(kind="has_unit").values_list(*columns)))


def known():
    usage = System.objects.values_list("element__name", "hosting", "hosting_countries", "users_band")
    return sorted(map(str, usage.filter(element__name="Elevsystem"))), [
        *InformationContent.objects.values_list("element__name", "data_category", "subject_category")
    ]


@pytest.mark.parametrize("file_format", ["archimate", "csv", "xlsx"])
def test_file_brought_into_an_empty_municipality_gives_the_same_map(fjordvik, sundby, file_format):
    with tenant(fjordvik):
        a_map()
        content = export_map(file_format, profile="security", by=SYSTEM)
        before = (own(), related(), known(), SystemFact.objects.values_list("key", "value")[0])
    with tenant(sundby):
        make_unit("Bø skole", code="U-0412")
        make_element("process", "Opptak", code="P1")
        run = bring(content.content, name=content.name)
        assert [one.message % one.params for one in ImportFinding.objects.filter(run=run)] == []
        assert (own(), related(), known(), SystemFact.objects.values_list("key", "value")[0]) == before
        assert Element.objects.get(name="Varsling").audience[0].startswith("below:")
        again = bring(content.content, name=content.name)
        assert again.counts == {}


def body(content):
    """The elements and relations of a file, without the municipality's own name and id."""
    text = content.decode()
    return text[text.index("<elements>") : text.index("<organizations>") if "<organizations>" in text else None]


def test_export_import_export_gives_the_same_bytes(fjordvik, sundby):
    with tenant(fjordvik):
        a_map()
        first = export()
    with tenant(sundby):
        make_unit("Bø skole", code="U-0412")
        make_element("process", "Opptak", code="P1")
        bring(first, name="map.xml")
        assert body(export()) == body(first)
    with tenant(fjordvik):
        assert set(bring(first, name="map.xml").counts) == {"claims"}
        assert bring(first, name="map.xml").counts == {}
        assert export() == first


@pytest.mark.parametrize("file_format", ["archimate", "csv", "json"])
def test_exporting_twice_gives_the_same_bytes(here, file_format):
    a_map()
    assert export(file_format) == export(file_format)


def test_pdf_has_selectable_text_and_the_reading_language(here):
    make_relation("supports", make_element("system", "Elevsystem"), make_element("process", "Opptak"))
    content = export("pdf")
    pages = pypdf.PdfReader(BytesIO(content)).pages
    text = "".join(page.extract_text() for page in pages)
    assert content.startswith(b"%PDF")
    assert "Elevsystem" in text
    assert "supports" in text
    assert pypdf.PdfReader(BytesIO(content)).trailer["/Root"]["/Lang"] == "en"


def test_pdf_draws_what_matters_most_with_what_is_right_around_it(here):
    system = make_element("system", "Elevsystem", criticality=2)
    archive = make_element("system", "Arkiv", criticality=4)
    make_relation("supports", system, make_element("process", "Opptak"))
    make_relation("supports", archive, make_element("process", "Journal"))
    make_element("system", "Alene", criticality=4)
    drawn = [
        text
        for page in pypdf.PdfReader(BytesIO(export("pdf"))).pages
        if "What is right around" in (text := page.extract_text())
    ]
    named = [next(line for line in text.splitlines() if "What is right" in line) for text in drawn]
    assert [line.partition("around ")[2] for line in named] == ["Arkiv", "Elevsystem", "Journal", "Opptak"]
    assert "Journal" in drawn[0]
    assert "Opptak" not in drawn[0]


def test_pdf_for_everybody_draws_nothing_that_it_does_not_list(here):
    system = make_element("system", "Elevsystem")
    make_relation("supplies", make_element("supplier", "Skoleprogram AS"), system)
    make_relation("supports", system, make_element("process", "Opptak"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(export("pdf", "public"))).pages)
    assert "What is right around Elevsystem" in text
    assert "Skoleprogram" not in text


def test_workbook_differs_by_nothing_but_the_moment(here):
    a_map()
    first = read_tables(export("xlsx"), name="x.xlsx")
    with clock.at(datetime(2026, 3, 2, 10, tzinfo=UTC)):
        assert read_tables(export("xlsx"), name="x.xlsx") == first


def texts(content):
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    return content.decode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_hidden_element_is_in_no_file_and_not_counted(here, file_format):
    a_map()
    user = make_user()
    with keeping(user, permission=EXPORT, everywhere=True), granting(user, EXPORT_SECURITY, everywhere=True):
        for profile in ("public", "internal", "security"):
            assert "Varsling" not in texts(export(file_format, profile, by=user))
    assert "Varsling" in texts(export(file_format, "internal"))
    counts = ExportLog.objects.filter(exported_by=str(user)).values_list("element_count", flat=True)
    assert max(counts) == ExportLog.objects.get(exported_by="Tests").element_count - 1


@pytest.mark.parametrize("file_format", FORMATS)
def test_public_profile_has_names_and_no_suppliers_owners_grades_or_answers(here, file_format):
    a_map()
    text = texts(export(file_format, "public"))
    assert "Elevsystem" in text
    assert "Elevmappe" in text
    for secret in ("Skoleprogram", "974760673", "U-0412", "Varsling", "fact_mfa", "Alt om eleven", "need_k", "saas"):
        assert secret not in text


def test_public_profile_has_active_systems_only(here):
    make_element("system", "Gammelt", lifecycle="phasing_out")
    assert "Gammelt" not in export(profile="public").decode()


def test_internal_profile_has_details_but_no_answers(here):
    a_map()
    text = export(profile="internal").decode()
    assert "974760673" in text
    assert "fact_mfa" not in text
    assert "fact_mfa" in export(profile="security").decode()


def test_expired_answer_does_not_leave_the_house(here):
    a_map()
    SystemFact.objects.update(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "fact_mfa" not in export(profile="security").decode()


def test_export_needs_its_permission_and_security_one_more(here):
    user = make_user()
    with keeping(user), pytest.raises(PermissionDenied):
        export(by=user)
    with keeping(user, permission=EXPORT, everywhere=True):
        assert export(by=user)
        with pytest.raises(PermissionDenied):
            export(profile="security", by=user)
    assert ExportLog.objects.count() == 1


def test_unknown_format_or_profile_is_refused(here):
    with pytest.raises(NoFormatError):
        export("gif")
    with pytest.raises(NoFormatError):
        export(profile="everything")
    assert not ExportLog.objects.exists()


def test_export_is_noted_with_counts_and_check_sum(here):
    a_map()
    content = export()
    log = ExportLog.objects.get()
    found = archimate.read(content).model
    assert (log.element_count, log.relation_count) == (len(found.elements), len(found.relations))
    assert re.fullmatch("[0-9a-f]{64}", log.sha256)
    assert (log.profile, log.file_format, log.exported_by) == ("internal", "archimate", "Tests")


def test_export_of_another_municipality_is_empty(fjordvik, sundby):
    with tenant(fjordvik):
        a_map()
    with tenant(sundby):
        assert json.loads(export("json"))["elements"] == []
        assert not ExportLog.objects.filter(element_count__gt=0).exists()


@pytest.mark.parametrize("file_format", FORMATS)
def test_hostile_names_survive_every_format(here, file_format):
    a_map()
    content = export_map(file_format, profile="internal", by=SYSTEM)
    if file_format == "json":
        assert set(HOSTILE) <= {one["name"] for one in json.loads(content.content)["elements"]}
        return
    counts = bring(content.content, name=content.name).counts
    assert set(counts) == {"claims"}, "nothing but that the file says what is there already"


def test_export_costs_the_same_statements_for_one_and_many(here):
    a_map()

    def cost():
        with CaptureQueriesContext(connection) as seen:
            export(profile="security")
        return len(seen)

    few = cost()
    for number in range(4):
        element = add_described(ElementFacts(name=f"System {number}"), SystemUsage(hosting="saas"), by=SYSTEM)
        make_relation("supports", element, Element.objects.get(type="process"))
    assert cost() == few
