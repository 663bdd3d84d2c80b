from datetime import date

import pytest

from grunnmur.core.imports.error_file import error_file
from grunnmur.core.imports.sealing import unpack
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.write import Table, write_csv, write_xlsx
from grunnmur.organisation.models import Employment, Person, PersonKey, Position, Unit
from tests.core.test_identity_numbers import number
from tests.factories_organisation import employ, make_person, make_unit
from tests.organisation.imports.files import PEOPLE, row, small

FNR = number("010190")


def people(*rows):
    return write_csv(Table("people", PEOPLE, rows))


def test_a_person_is_recognised_by_national_number_when_her_key_is_new(hr):
    hr.apply(people(["1", "Kari", "Prøve", "", FNR, "", ""]), name="people.csv", mode="delta")
    run = hr.apply(people(["77", "Kari", "Prøve", "", f"{FNR[:6]} {FNR[6:]}", "", ""]), name="people.csv", mode="delta")
    assert hr.lines(run) == [("keys", "add", "Kari Prøve")]
    assert Person.objects.count() == 1
    assert PersonKey.objects.count() == 2


def test_a_person_is_recognised_by_employee_number(hr):
    known = make_person("Kari Prøve", employee_number="1001")
    hr.apply(small())
    assert PersonKey.objects.get(key="1").person == known
    assert Person.objects.count() == 4


def test_a_key_and_a_number_that_mean_different_people_are_an_error(hr):
    hr.apply(small())
    content = people(["1", "Kari", "Prøve", "1002", "", "", ""])
    run = hr.plan(content, name="people.csv", mode="delta")
    assert hr.errors(run) == [("people", 2, "person_key", "1")]
    assert hr.lines(run) == []


def test_the_same_name_alone_is_a_warning_and_a_new_person(hr):
    make_person("Kari Prøve")
    run = hr.apply(small())
    assert [(f.severity, f.row) for f in hr.findings(run)] == [("warning", 2)]
    assert Person.objects.filter(display_name="Kari Prøve").count() == 2


def test_a_protected_person_is_no_reason_for_a_warning(hr):
    known = make_person("Kari Prøve")
    Person.objects.filter(pk=known.pk).update(is_protected=True)
    assert hr.findings(hr.apply(small())) == []


def test_a_merged_person_stands_for_the_one_who_remains(hr):
    hr.apply(small())
    kept = Person.objects.get(employee_number="1002")
    Person.objects.filter(employee_number="1001").update(merged_into=kept, employee_number="")
    content = people(["1", "Kari", "Prøve", "", "", "", ""])
    hr.apply(content, name="people.csv", mode="delta")
    kept.refresh_from_db()
    assert kept.given_name == "Kari"


def test_a_name_that_was_made_of_the_names_follows_them(hr):
    hr.apply(small())
    Person.objects.filter(employee_number="1002").update(display_name="Olemann")
    content = people(["1", "Kari", "Nyttnavn", "", "", "", ""], ["2", "Ola", "Nyttnavn", "", "", "", ""])
    hr.apply(content, name="people.csv", mode="delta")
    assert set(Person.objects.filter(family_name="Nyttnavn").values_list("display_name", flat=True)) == {
        "Kari Nyttnavn",
        "Olemann",
    }


def test_an_empty_cell_clears_an_address_but_never_a_number_or_a_protection(hr):
    content = small()
    row(content, "people", "1")[4:] = [FNR, "kari@fjordvik.example", "ja"]
    hr.apply(content)
    row(content, "people", "1")[3:] = ["", "", "", ""]
    hr.apply(content)
    kari = Person.objects.get(given_name="Kari")
    assert (kari.work_email, kari.employee_number, kari.is_protected) == ("", "1001", True)
    assert len(kari.national_id_hmac) == 64


def test_a_national_number_is_nowhere_in_what_is_kept_or_given_back(hr):
    content = small()
    content["people"][0] = ["1", "Kari", f"Prøve {FNR}", "1001", FNR, "kari@", ""]
    run = hr.plan(content)
    kept = ImportRun.objects.get(pk=run.pk)
    assert FNR not in repr([sheet.rows for sheet in unpack(bytes(kept.content))])
    assert not any(FNR in str(vars(finding)) for finding in hr.findings(run))
    back = read_tables(error_file(run, with_shielded=True), name="e.xlsx")
    cells = next(sheet for sheet in back.sheets if sheet.name == "people").rows[0].cells
    assert FNR not in str(cells)
    assert cells[4] == FNR[:6] + "•••••"


def test_a_payroll_that_names_people_by_national_number_gets_hashed_keys(hr):
    content = write_xlsx([Table("people", PEOPLE[:3], [[FNR, "Kari", "Prøve"]])])
    hr.apply(content, name="p.xlsx", mode="delta")
    key = PersonKey.objects.get().key
    assert key.startswith("id:")
    assert FNR not in key
    assert hr.lines(hr.apply(content, name="p.xlsx", mode="delta")) == []


@pytest.mark.parametrize("written", ["150280-1235", "0" + FNR[1:-1] + str((int(FNR[-1]) + 1) % 10)])
def test_a_failing_check_digit_is_a_warning_and_the_number_is_used(hr, written):
    run = hr.apply(people(["1", "Kari", "Prøve", "", written, "", ""]), name="people.csv", mode="delta")
    assert [(f.severity, f.column) for f in hr.findings(run)] == [("warning", "national_id")]
    assert Person.objects.get().national_id_hmac


def test_a_number_that_lost_its_zero_in_a_spreadsheet_is_the_same_number(hr):
    content = write_xlsx([Table("people", PEOPLE, [["1", "Kari", "Prøve", "", int(FNR), "", ""]])])
    assert hr.findings(hr.apply(content, name="p.xlsx", mode="delta")) == []
    again = people(["2", "Kari", "Prøve", "", FNR, "", ""])
    hr.apply(again, name="people.csv", mode="delta")
    assert Person.objects.count() == 1


def test_without_a_key_numbers_are_left_out_and_the_file_says_so(hr, monkeypatch):
    monkeypatch.delenv("GRUNNMUR_TEST")
    run = hr.apply(people(["1", "Kari", "Prøve", "", FNR, "", ""]), name="people.csv", mode="delta")
    assert Person.objects.get().national_id_hmac == ""
    assert "no key" in run.notes[-1]["message"]


def test_an_employment_registered_by_hand_becomes_the_sources_own(hr):
    hr.apply(small())
    kari = Person.objects.get(employee_number="1001")
    school = Unit.objects.get(code="0413")
    by_hand = employ(kari, school, valid=None)
    content = small()
    content["employments"].append(["1-9", "1", "0413", "", "permanent", "100", "2020-01-01", ""])
    run = hr.apply(content)
    by_hand.refresh_from_db()
    assert (by_hand.source, by_hand.external_id) == ("hr", "1-9")
    assert "registered by hand" in hr.findings(run)[0].message
    assert hr.lines(hr.apply(content)) == []


FLAT = ["Stillingsforhold", "Ressursnr", "Fornavn", "Etternavn", "Enhetskode", "Enhetsnavn", "Stillingskode"]
FLAT += ["Stilling", "Ansettelsesform", "Stillingsprosent", "Startdato", "Sluttdato"]


def flat(*rows):
    return write_csv(Table("Uttrekk", FLAT, rows))


def test_one_row_for_each_employment_is_taken_apart(hr):
    content = flat(
        ["1-1", "1", "Kari", "Prøve", "0412", "Bø skole", "6541", "Rektor", "Fast", "100", "01.08.2021", ""],
        ["2-1", "2", "Ola", "Test", "0412", "Bø skole", "7961", "Lærer", "Vikar", "62,5", "01.08.2019", "31.07.2027"],
        ["2-2", "2", "Ola", "Test", "0413", "Ærøy skole", "7961", "Lærer", "Fast", "37,5", "01.08.2021", ""],
    )
    run = hr.apply(content, name="Uttrekk.csv")
    assert hr.findings(run) == []
    assert Person.objects.count() == Unit.objects.count() == Position.objects.count() == 2
    assert Employment.objects.get(external_id="2-1").kind == "temporary"
    assert Unit.objects.get(code="0412").valid.lower == date(2019, 8, 1)
    assert hr.lines(hr.apply(content, name="Uttrekk.csv")) == []


def test_a_full_flat_file_ends_employments_but_closes_no_units(hr):
    rows = [
        ["1-1", "1", "Kari", "Prøve", "0412", "Bø skole", "", "", "Fast", "100", "01.08.2021", ""],
        ["2-1", "2", "Ola", "Test", "0413", "Ærøy skole", "", "", "Fast", "100", "01.08.2021", ""],
    ]
    hr.apply(flat(*rows), name="Uttrekk.csv")
    run = hr.apply(flat(rows[0]), name="Uttrekk.csv")
    assert hr.lines(run) == [("employments", "end", "Ola Test")]


def test_rows_of_a_person_that_disagree_are_told(hr):
    make_unit(code="0412")
    rows = [
        ["1-1", "1", "Kari", "Prøve", "0412", "", "", "", "Fast", "50", "01.08.2021", ""],
        ["1-2", "1", "Kari", "Prøven", "0412", "", "", "", "Fast", "50", "01.08.2021", ""],
    ]
    run = hr.apply(flat(*rows), name="Uttrekk.csv")
    assert [(f.severity, f.row, f.column) for f in hr.findings(run)] == [("warning", 3, "Etternavn")]


def test_a_line_for_each_employment_is_read_as_that_also_in_a_file_called_people(hr):
    hr.apply(small())
    header = "employment_key;person_key;given_name;family_name;unit_code;kind;from;stilling"
    content = f"{header}\nE1;9;Kari;Ny;0412;permanent;2026-12-01;Lærer\n"
    run = hr.plan(content.encode(), name="ansatte.csv", mode="delta")
    assert {"people", "keys", "employments"} <= {table for table, _action, _title in hr.lines(run)}


def test_a_column_that_nobody_knows_is_told(hr):
    known = ["person_key", "given_name", "family_name"]
    content = write_csv(Table("people", [*known, "Hund"], [["1", "Kari", "Ny", "ja"]]))
    run = hr.upload(content, name="people.csv", mode="delta")
    assert "Hund" in [note["params"].get("columns") for note in run.notes]
