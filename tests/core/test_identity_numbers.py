from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer

from grunnmur.core.identity_numbers import (
    CPR_WEIGHTS,
    DANISH,
    FIRST_WEIGHTS,
    HIGH,
    LOW,
    MEDIUM,
    NORWEGIAN,
    SECOND_WEIGHTS,
    check,
    keyed_hash,
    mask,
    scan,
)
from grunnmur.core.models import Tenant
from grunnmur.core.secret_store import MissingSecretError, tenant_secret

TODAY = date(2026, 11, 22)


def completed(birth: str, individual: int, remainder: int = 0) -> str | None:
    """A constructed number whose first check leaves `remainder`; None when no digits do."""
    nine = f"{birth}{individual:03d}"
    for first in range(10):
        ten = f"{nine}{first}"
        if sum(int(d) * w for d, w in zip(ten, FIRST_WEIGHTS, strict=True)) % 11 != remainder:
            continue
        for second in range(10):
            eleven = f"{ten}{second}"
            if sum(int(d) * w for d, w in zip(eleven, SECOND_WEIGHTS, strict=True)) % 11 == 0:
                return eleven
    return None


def number(birth: str = "010190", remainder: int = 0) -> str:
    return next(found for n in range(300, 499) if (found := completed(birth, n, remainder)))


@given(st.dates(date(1940, 1, 1), date(1999, 12, 31)), st.integers(0, 499))
def test_todays_rule_agrees_with_the_library(day, individual):
    made = completed(f"{day:%d%m%y}", individual)
    if made:
        assert fodselsnummer.is_valid(made)
        assert check(made).has_check_digit


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_numbers_of_the_2032_rule_are_right_and_found_more_surely_after_that_day(remainder):
    made = number(remainder=remainder)
    assert check(made).has_check_digit
    assert [hit.confidence for hit in scan(made, on=TODAY)] == [MEDIUM]
    assert [hit.confidence for hit in scan(made, on=date(2032, 1, 1))] == [HIGH]
    assert [hit.confidence for hit in scan(f"fødselsnummer {made}", on=TODAY)] == [HIGH]


def test_a_remainder_of_four_is_a_wrong_check_digit():
    made = number(remainder=4)
    assert check(made) is not None
    assert not check(made).has_check_digit
    assert list(scan(made, on=TODAY, kinds={NORWEGIAN})) == []


def test_d_numbers_and_synthetic_numbers_are_numbers():
    assert check(number("410190")).kind == NORWEGIAN
    assert check(number("018190")).kind == NORWEGIAN
    assert [hit.kind for hit in scan(number("410190"), on=TODAY)] == [NORWEGIAN]


def test_synthetic_numbers_are_not_found_in_texts():
    assert list(scan(number("018190"), on=TODAY, kinds={NORWEGIAN})) == []


@pytest.mark.parametrize("text", ["", "123", "32139012345", "0113901234", "abcdefghijk", "٠١٠١٩٠١٢٣٤٥"])
def test_what_is_no_national_number_is_none(text):
    assert check(text) is None


@given(st.dates(date(1937, 1, 1), date(1999, 12, 31)), st.integers(0, 3999))
def test_a_cpr_with_any_last_digits_is_a_number(day, last):
    checked = check(f"{day:%d%m%y}-{last:04d}")
    assert checked.kind == DANISH
    digits = f"{day:%d%m%y}{last:04d}"
    assert checked.has_check_digit == (sum(int(d) * w for d, w in zip(digits, CPR_WEIGHTS, strict=True)) % 11 == 0)


def test_a_cpr_is_sure_with_hyphen_or_context_and_unsure_bare():
    assert [hit.confidence for hit in scan("150280-1235", on=TODAY)] == [HIGH]
    assert [hit.confidence for hit in scan("cpr 1502801235", on=TODAY)] == [HIGH]
    assert [hit.confidence for hit in scan("1502801235", on=TODAY)] == [LOW]


def test_a_number_beside_other_digits_is_not_found():
    made = number()
    assert list(scan(f"9{made}", on=TODAY)) == []
    assert list(scan(f"{made}9", on=TODAY)) == []


def test_a_hit_tells_where_and_shows_only_the_day_of_birth():
    made = number()
    text = f"About {made[:6]} {made[6:]}."
    (hit,) = scan(text, on=TODAY)
    assert text[slice(*hit.span)].replace(" ", "") == made
    assert hit.masked == mask(made) == made[:6] + "•" * 5
    assert made[6:] not in repr(hit)


def test_the_hash_is_the_same_for_both_ways_to_write_and_differs_between_municipalities():
    made = number()
    here, there = Tenant(slug="fjordvik"), Tenant(slug="aadal")
    written = keyed_hash(check(f"{made[:6]} {made[6:]}"), of=here)
    assert written == keyed_hash(check(made), of=here)
    assert written != keyed_hash(check(made), of=there)
    assert len(written) == 64
    assert made not in written


def test_a_secret_comes_from_the_credentials_directory_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("fjord_vik__key", "of the environment")
    assert tenant_secret("key", of=Tenant(slug="fjord-vik")) == b"of the environment"
    (tmp_path / "fjord_vik__key").write_text("of the directory\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert tenant_secret("key", of=Tenant(slug="fjord-vik")) == b"of the directory"


def test_outside_demo_and_tests_a_missing_secret_is_refused(monkeypatch):
    monkeypatch.delenv("GRUNNMUR_TEST")
    with pytest.raises(MissingSecretError, match="fjordvik__key"):
        tenant_secret("key", of=Tenant(slug="fjordvik"))
