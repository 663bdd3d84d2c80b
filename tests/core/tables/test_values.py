from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.tables.values import EXCEL_BEGINNING, CellError, as_code, as_day, as_decimal, as_text, as_truth


@pytest.mark.parametrize(
    "cell",
    [
        "2026-08-01",
        "2026-8-1",
        "01.08.2026",
        "1.8.2026",
        "01-08-2026",
        "20260801",
        20260801,
        46235,
        46235.0,
        "46235",
        "2026-08-01T00:00:00",
        "2026-08-01 00:00",
        " 01.08.2026 ",
        date(2026, 8, 1),
        datetime(2026, 8, 1),  # noqa: DTZ001
    ],
)
def test_a_day_is_read_in_every_way_payrolls_write_it(cell):
    assert as_day(cell) == date(2026, 8, 1)


@pytest.mark.parametrize("cell", ["01.08.26", "1/8/26", "01-08-26"])
def test_a_two_digit_year_is_refused(cell):
    with pytest.raises(CellError, match="two digits"):
        as_day(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "08/01/2026",
        "31.02.2026",
        "2026-13-01",
        "01.08-2026",
        "august",
        412,
        46235.5,
        True,
        "99999",
        "١٢٣٤٥",
        datetime(2026, 8, 1, 12, 30),  # noqa: DTZ001
    ],
)
def test_what_is_not_surely_a_day_is_refused_with_advice(cell):
    with pytest.raises(CellError) as raised:
        as_day(cell)
    assert "2026-08-01" in raised.value.how


@pytest.mark.parametrize("cell", ["9999-12-31", "31.12.9999", date(9999, 12, 31), "99991231", "", None])
def test_the_year_9999_and_an_empty_cell_mean_no_last_day(cell):
    assert as_day(cell) is None


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_gives_the_same_day(day):
    serial = (day - EXCEL_BEGINNING).days
    written = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}", f"{day:%Y%m%d}", serial, str(serial)]
    assert {as_day(cell) for cell in written} == {day}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("62,5", "62.5"),
        ("62.5", "62.5"),
        (62.5, "62.5"),
        (100, "100"),
        ("1 000,50", "1000.50"),
        ("1\xa0000", "1000"),
        ("1.234,5", "1234.5"),
        ("80 %", "80"),
        ("-3", "-3"),
    ],
)
def test_a_number_is_read_with_comma_or_point(cell, number):
    assert as_decimal(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["ti", "1,2,3", "1.2.3", "1e5", "NaN", float("inf"), "--1", True, date(2026, 1, 1)])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellError):
        as_decimal(cell)


@pytest.mark.parametrize(
    ("cell", "truth"), [("Ja", True), ("x", True), (1, True), (True, True), ("nei", False), ("0", False), ("", None)]
)
def test_yes_and_no_are_read_in_our_languages(cell, truth):
    assert as_truth(cell) is truth


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(CellError):
        as_truth("kanskje")


def test_leading_zeros_are_kept_and_given_back_by_the_code_width():
    assert as_code("0412") == "0412"
    assert as_code(412, width=4) == as_code("412", width=4) == as_code("0412", width=4) == "0412"
    assert as_code("41A", width=4) == "41A"
    assert as_code(412) == "412"


def test_a_whole_number_is_shown_without_a_point():
    assert as_text(412.0) == "412"
