"""Identifiers at the edges of their forms. None of these numbers is anybody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.domain.identifiers import clia_fault, luhn_holds, npi_fault, tax_id_fault

digits = st.text("0123456789", min_size=2, max_size=20)
DIGITS = "10 digits are needed"
CHECK = "the check digit does not fit; compare it once more"


@pytest.mark.parametrize(
    ("npi", "fault"),
    [
        ("1234567893", ""),  # the worked example of CMS, NPI Check Digit
        ("1245319599", ""),
        ("1234567890", CHECK),
        ("1234567983", CHECK),  # two digits exchanged
        ("2000000008", "the check digit does not fit; compare it once more"),
        ("2000000002", ""),
        ("3234567899", "an NPI begins with 1 or 2"),
        ("0000000000", "an NPI begins with 1 or 2"),
        ("123456789", DIGITS),
        ("12345678930", DIGITS),
        ("1234567893 ", DIGITS),
        ("12345-6789", DIGITS),
        ("808401234567893", DIGITS),
        ("١٢٣٤٥٦٧٨٩٣", DIGITS),
        ("123456789³", DIGITS),
        ("", "missing"),
    ],
)
def test_an_npi_has_ten_digits_of_which_the_last_checks_the_others(npi: str, fault: str) -> None:
    assert npi_fault(npi) == fault


@pytest.mark.parametrize("number", ["79927398713", "80840123456789" + "3", "4111111111111111", "0"])
def test_published_examples_of_the_check_digit_hold(number: str) -> None:
    """ISO/IEC 7812-1 annex B as commonly printed; CMS's NPI example; a card number of the test kind."""
    assert luhn_holds(number)


@given(digits)
def test_just_one_last_digit_checks_the_others(number: str) -> None:
    assert sum(luhn_holds(number + last) for last in "0123456789") == 1


@given(digits.filter(luhn_holds), st.data())
def test_one_mistyped_digit_is_always_noticed(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[at]))
    assert not luhn_holds(number[:at] + other + number[at + 1 :])


NINE = "9 digits are needed"
NEVER = "no such number is assigned; compare it once more"


@pytest.mark.parametrize(
    ("tax_id", "fault"),
    [
        ("12-3456789", ""),
        ("123456789", ""),
        ("123-45-6789", ""),
        ("899-99-9999", ""),
        ("900-12-3456", NEVER),  # SSA, POMS RM 10201.035: 000, 666 and 900 to 999 are no areas
        ("666-12-3456", NEVER),
        ("000-12-3456", NEVER),
        ("123-00-6789", NEVER),
        ("123-45-0000", NEVER),
        ("12345678", NINE),
        ("1234567890", NINE),
        ("1-23456789", NINE),
        ("123-456789", NINE),
        ("12-345678X", NINE),
        ("١٢-٣٤٥٦٧٨٩", NINE),
        ("12-3456789\n", NINE),
        ("", "missing"),
    ],
)
def test_a_tax_id_is_an_ein_or_an_ssn(tax_id: str, fault: str) -> None:
    assert tax_id_fault(tax_id) == fault


@pytest.mark.parametrize("clia", ["05D0123456", "99D9999999"])
def test_a_clia_number_has_a_d_for_its_third_character(clia: str) -> None:
    assert clia_fault(clia) == ""


@pytest.mark.parametrize(
    "clia",
    ["", "05D012345", "05D01234567", "0500123456", "05d0123456", "05D012345X", "٠٥D0123456", "05D0123456\n"],
)
def test_another_form_is_no_clia_number(clia: str) -> None:
    assert clia_fault(clia) == "the form is 99D9999999"
