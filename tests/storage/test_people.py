"""The practice, its providers and fees, its patients and who pays: what goes in comes out the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.domain.encounter import PayerFamily
from chargecapture.domain.practice import (
    Address,
    Coverage,
    FeeSchedule,
    Patient,
    Practice,
    Provider,
    Relation,
)
from chargecapture.errors import KnownError
from chargecapture.storage.records import SqlRecords
from tests.helpers.records import records_at, sample_coverage, sample_fees, sample_patient, sample_provider

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
ids = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
days = st.dates(min_value=date(1, 1, 1))
money = st.decimals(min_value=0, max_value=1_000_000, allow_nan=False, allow_infinity=False)
addresses = st.builds(Address, street=words, city=words, state=words, zip_code=words)
practices = st.builds(
    Practice,
    **dict.fromkeys(("name", "phone", "fax", "npi", "tax_id", "group_number", "clia", "location_npi"), words),
    tax_id_kind=st.sampled_from(["EIN", "SSN"]),
    address=addresses,
    pay_to=st.none() | addresses,
)
providers = st.builds(
    Provider,
    id=ids,
    **dict.fromkeys(("first_name", "last_name", "credentials", "npi", "taxonomy"), words),
)
patients = st.builds(
    Patient,
    **dict.fromkeys(("first_name", "last_name", "phone", "responsible"), words),
    id=ids,
    account=ids,
    born=days,
    sex=st.sampled_from(["F", "M", "X"]),
    address=addresses,
    last_seen=st.none() | days,
)
coverages = st.builds(
    Coverage,
    family=st.sampled_from(get_args(PayerFamily)),
    **dict.fromkeys(("payer", "plan", "member_id", "group", "secondary"), words),
    relation=st.sampled_from(get_args(Relation)),
    assignment=st.booleans(),
    signature_on_file=st.none() | days,
    effective_from=st.none() | days,
    copay=st.none() | money,
    eligibility_checked=st.none() | days,
    eligibility=st.sampled_from(["active", "inactive", "unknown"]),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    """One record file for all examples of a property, each of which writes over the last."""
    opened = records_at(tmp_path_factory.mktemp("people") / "records.sqlite")
    yield opened
    opened.close()


@settings(deadline=None)
@given(practice=practices)
def test_a_practice_comes_back_as_it_was_entered(shared: SqlRecords, practice: Practice) -> None:
    shared.save_practice(practice)
    assert shared.practice() == practice


@settings(deadline=None)
@given(provider=providers)
def test_a_provider_comes_back_as_entered(shared: SqlRecords, provider: Provider) -> None:
    shared.save_provider(provider)
    assert [found for found in shared.providers() if found.id == provider.id] == [provider]


@settings(deadline=None)
@given(patient=patients)
def test_a_patient_comes_back_as_entered(shared: SqlRecords, patient: Patient) -> None:
    one = replace(patient, id="P")
    shared.save_patient(one)
    assert shared.patient("P") == one


@settings(deadline=None)
@given(coverage=coverages)
def test_a_coverage_comes_back_with_every_digit_of_its_copay(shared: SqlRecords, coverage: Coverage) -> None:
    shared.save_patient(sample_patient(id="C", account="C"))
    shared.save_coverage("C", coverage)
    assert shared.coverage("C") == coverage
    assert str(shared.coverage("C").copay) == str(coverage.copay)


@settings(deadline=None)
@given(fees=st.dictionaries(ids, money, max_size=20), begins=days)
def test_a_fee_schedule_comes_back_with_every_digit(shared: SqlRecords, fees: dict, begins: date) -> None:
    shared.save_fee_schedule(FeeSchedule(fees), effective_from=begins)
    found = shared.fee_schedule(begins).fees
    assert {code: str(fee) for code, fee in found.items()} == {code: str(fee) for code, fee in fees.items()}


def test_fees_stand_in_the_file_as_their_digits_and_never_as_floats(records: SqlRecords, path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as raw:
        stored = dict(raw.execute("SELECT code, fee FROM fees"))
    assert stored["17003"] == "12.50"


def test_a_file_of_nothing_gives_a_blank_practice_and_no_fees(path: Path) -> None:
    empty = records_at(path)
    assert (empty.practice(), empty.providers(), empty.find_patients("")) == (Practice(), (), ())
    assert empty.fee_schedule(date(2026, 6, 15)) == FeeSchedule()
    empty.close()


@pytest.mark.parametrize(
    ("on", "fee"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "12.50"),
        (date(2026, 6, 30), "12.50"),
        (date(2026, 7, 1), "13.00"),
        (date(2030, 1, 1), "13.00"),
    ],
)
def test_the_fees_of_a_day_are_those_that_began_last(records: SqlRecords, on: date, fee: str | None) -> None:
    records.save_fee_schedule(FeeSchedule({"17003": Decimal("13.00")}), effective_from=date(2026, 7, 1))
    assert records.fee_schedule(on).fee("17003") == (fee and Decimal(fee))


def test_a_schedule_entered_again_for_the_same_day_replaces_the_first(records: SqlRecords) -> None:
    begins = date(2026, 1, 1)
    records.save_fee_schedule(FeeSchedule({"99213": Decimal("141.00")}), effective_from=begins)
    assert records.fee_schedule(begins).fees == {"99213": Decimal("141.00")} != sample_fees().fees


def test_providers_keep_the_order_in_which_they_were_added(records: SqlRecords) -> None:
    records.save_provider(sample_provider(id="A9", last_name="Aaron"))
    records.save_provider(sample_provider(id="D1", last_name="Changed"))
    assert [provider.id for provider in records.providers()] == ["D1", "A9"]


def test_an_account_number_is_one_patients_only(records: SqlRecords) -> None:
    with pytest.raises(KnownError, match="Another patient has this account number") as refused:
        records.save_patient(sample_patient(id="P2", first_name="Else"))
    assert "10023" not in str(refused.value)
    assert records.patient("P1") == sample_patient()


def test_a_patient_of_another_record_file_is_not_found(records: SqlRecords) -> None:
    with pytest.raises(KnownError, match="This patient is not in the record file"):
        records.patient("P404")


def test_a_patient_without_coverage_pays_and_coverage_needs_a_patient(records: SqlRecords) -> None:
    records.save_patient(sample_patient(id="P2", account="2"))
    assert records.coverage("P2") == Coverage(family="self_pay")
    with pytest.raises(KnownError, match="is not in the record file"):
        records.save_coverage("P404", sample_coverage())


def test_a_name_with_half_a_character_is_refused_without_being_repeated(records: SqlRecords) -> None:
    with pytest.raises(KnownError, match="cannot be stored") as refused:
        records.save_patient(sample_patient(id="P2", account="2", last_name="Doe\ud83d"))
    assert "Doe" not in str(refused.value)
    assert [patient.id for patient in records.find_patients("")] == ["P1"]


PEOPLE = (
    sample_patient(
        id="1", account="20001", first_name="Zoë", last_name="García Lorca", born=date(1972, 3, 14)
    ),
    sample_patient(id="2", account="20002", first_name="Ann", last_name="O'Brien", born=date(1972, 3, 4)),
    sample_patient(
        id="3", account="B-77", first_name="Anna-Lena", last_name="Strauß", born=date(2001, 11, 30)
    ),
    sample_patient(id="4", account="20100", first_name="Søren", last_name="Łukasz", born=date(1950, 1, 1)),
    sample_patient(id="5", account="30_1%", first_name="ZOLTAN", last_name="Annand", born=date(1931, 12, 9)),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "51423"),
        ("   ", "51423"),
        ("garcia", "1"),
        ("GARCÍA", "1"),
        ("lorca zoe", "1"),
        ("zoe garc", "1"),
        ("García, Zoë", "1"),
        ("arcia", ""),
        ("ann", "523"),
        ("ann obrien", "2"),
        ("o'brien", "2"),
        ("brien", "2"),
        ("anna-lena", "3"),
        ("annalena", "3"),
        ("lena strauss", "3"),
        ("soren luk", "4"),
        ("zo", "51"),
        ("2000", "12"),
        ("20001", "1"),
        ("b-77", "3"),
        ("b77", "3"),
        ("30_1%", "5"),
        ("%", "51423"),
        ("_", "51423"),
        ("1972-03-14", "1"),
        ("03/14/1972", "1"),
        ("3/14/1972", "1"),
        ("3.14.1972", "1"),
        ("3-14-1972", "1"),
        ("03/14/72", "1"),
        ("3141972", "1"),
        ("03141972", "1"),
        ("3/4/1972", "2"),
        ("341972", "2"),
        ("1972-03", "12"),
        ("03/", "12"),
        ("ann 3/4/1972", "2"),
        ("zoe 3/4/1972", ""),
        ("nobody", ""),
        ("'; DROP TABLE patients; --", ""),
    ],
)
def test_patients_are_found_by_the_beginnings_of_what_is_known(path: Path, typed: str, found: str) -> None:
    records = records_at(path)
    for patient in PEOPLE:
        records.save_patient(patient)
    assert "".join(patient.id for patient in records.find_patients(typed)) == found
    records.close()


def test_a_patient_is_found_by_a_changed_name_and_no_longer_by_the_old_one(records: SqlRecords) -> None:
    records.save_patient(sample_patient(last_name="Newname"))
    assert [len(records.find_patients(typed)) for typed in ("newn", "sample")] == [1, 0]


def test_no_more_patients_are_given_than_asked_for(records: SqlRecords) -> None:
    for at in range(5):
        records.save_patient(sample_patient(id=f"N{at}", account=f"9{at}", last_name=f"Many{at}"))
    assert [patient.last_name for patient in records.find_patients("many", most=3)] == [
        "Many0",
        "Many1",
        "Many2",
    ]
