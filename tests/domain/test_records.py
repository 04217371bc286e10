"""What the records of charting promise: they are frozen, compare by value and bound what they hold."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from typing import get_args

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.practice import Patient
from chargecapture.domain.procedures import AnyProcedure, Biopsy
from chargecapture.domain.records import TextForm, kind_of
from chargecapture.rules.families import BY_KIND
from tests.helpers.encounters import answer_to, cm, encounter, keratoses

KINDS = [kind_of(record) for record in get_args(AnyProcedure)]


def test_each_kind_of_procedure_has_one_record_and_one_family() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert set(KINDS) == set(BY_KIND)


@pytest.mark.parametrize("record", get_args(AnyProcedure), ids=kind_of)
def test_a_procedure_can_be_charted_before_anything_is_known_of_it(record: type[AnyProcedure]) -> None:
    made = record()
    assert all(getattr(made, field.name) == field.default for field in fields(record))


def test_what_is_charted_cannot_be_changed_only_replaced() -> None:
    biopsy = Biopsy(method="punch")
    with pytest.raises(FrozenInstanceError):
        biopsy.method = "tangential"  # type: ignore[misc]
    assert replace(biopsy, method="tangential") == Biopsy(method="tangential")
    assert biopsy == Biopsy(method="punch")


def test_measures_compare_by_value_not_by_digits() -> None:
    assert encounter(age="54.0") == encounter(age="54")


@pytest.mark.parametrize(
    ("text", "fits"), [("11", True), ("1", False), ("111", False), ("٣٣", False), ("11\n", False)]
)
def test_a_form_fits_the_whole_text_or_not_at_all(text: str, fits: bool) -> None:
    assert TextForm("[0-9]{2}", "two digits").fits(text) is fits


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 6, 14), 53),
        (date(2026, 6, 15), 54),
        (date(2026, 6, 16), 54),
        (date(1972, 6, 15), 0),
        (date(1972, 6, 14), -1),
    ],
)
def test_a_year_of_age_begins_on_the_birthday(day: date, age: int) -> None:
    patient = _patient(born=date(1972, 6, 15))
    assert patient.age_on(day) == age


@pytest.mark.parametrize(
    ("day", "age"), [(date(2027, 2, 28), 2), (date(2027, 3, 1), 3), (date(2028, 2, 29), 4)]
)
def test_who_is_born_on_a_leap_day_is_older_on_the_first_of_march(day: date, age: int) -> None:
    assert _patient(born=date(2024, 2, 29)).age_on(day) == age


@pytest.mark.parametrize(
    ("last_seen", "established"),
    [
        (None, False),
        (date(2023, 6, 14), False),
        (date(2023, 6, 15), False),  # CPT, E/M guidelines: within the past three years
        (date(2023, 6, 16), True),
        (date(2026, 6, 14), True),
    ],
)
def test_a_patient_is_established_within_three_years(last_seen: date | None, established: bool) -> None:
    assert _patient(last_seen=last_seen).is_established(date(2026, 6, 15)) is established


def test_a_total_counts_the_lines_that_are_asked_for_and_have_a_fee() -> None:
    answer = answer_to(keratoses("A", 3))
    fees = {"17000": cm("120.00"), "17003": None}
    lines = tuple(replace(line, charge=fees[line.code]) for line in answer.lines)
    priced = Answer(answer.id, answer.status, lines, answer.alerts, answer.diagnoses)
    assert (priced.total("insurance"), priced.total("patient")) == (cm("120.00"), 0)


def _patient(**facts: object) -> Patient:
    base: dict[str, object] = {
        "id": "P1",
        "account": "10023",
        "first_name": "Ruth",
        "last_name": "Sample",
        "born": date(1972, 3, 14),
        "sex": "F",
    }
    return Patient(**(base | facts))  # type: ignore[arg-type]
