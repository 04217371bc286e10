"""Sample records, with only what a test is about; no patient of these exists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.practice import Address, Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.storage.records import SqlRecords, open_records
from chargecapture.workflow.records import VisitRecord
from tests.helpers.encounters import DAY, answer_to, encounter, keratoses

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


class JsonCodec:
    """The encounter document as the program's own codec has it."""

    def write(self, encounter: Encounter) -> str:
        return write_encounter(encounter)

    def read(self, text: str) -> Encounter:
        return read_encounter(text)


class Clock:
    """Tells a time that moves a minute on at each look."""

    def __init__(self, start: datetime = NOON) -> None:
        self._next = start

    def __call__(self) -> datetime:
        now, self._next = self._next, self._next + timedelta(minutes=1)
        return now


def records_at(path: Path, *, now: Callable[[], datetime] | None = None, **how: Any) -> SqlRecords:
    """The record file at a path, made where there is none."""
    return open_records(path, JsonCodec(), now=now or Clock(), **how)


def sample_practice(**facts: Any) -> Practice:
    address = Address(street="12 Elm Street", city="Springfield", state="IL", zip_code="62701")
    base: dict[str, Any] = {
        "name": "Elm Street Dermatology",
        "address": address,
        "phone": "217-555-0100",
        "fax": "217-555-0101",
        "npi": "1234567893",
        "tax_id": "12-3456789",
        "clia": "14D0000001",
    }
    return Practice(**(base | facts))


def sample_provider(**facts: Any) -> Provider:
    base: dict[str, Any] = {
        "id": "D1",
        "first_name": "Laura",
        "last_name": "Hartmann",
        "credentials": "MD",
        "npi": "1245319599",
        "taxonomy": "207N00000X",
    }
    return Provider(**(base | facts))


def sample_patient(**facts: Any) -> Patient:
    base: dict[str, Any] = {
        "id": "P1",
        "account": "10023",
        "first_name": "Ruth",
        "last_name": "Sample",
        "born": date(1972, 3, 14),
        "sex": "F",
        "address": Address(street="4 Oak Lane", city="Springfield", state="IL", zip_code="62702"),
        "phone": "217-555-0142",
    }
    return Patient(**(base | facts))


def sample_coverage(**facts: Any) -> Coverage:
    base: dict[str, Any] = {
        "family": "commercial",
        "payer": "Prairie Health",
        "plan": "PPO",
        "member_id": "PH0012345",
        "signature_on_file": date(2026, 1, 5),
        "copay": Decimal("40.00"),
    }
    return Coverage(**(base | facts))


def sample_fees() -> FeeSchedule:
    fees = {"17000": "110.00", "17003": "12.50", "11102": "165.00", "99213": "140.00", "11642": "410.00"}
    return FeeSchedule({code: Decimal(fee) for code, fee in fees.items()})


def sample_visit(charted: Encounter | None = None, **facts: Any) -> VisitRecord:
    """A draft of the sample patient: seven keratoses of the scalp, where nothing else is charted."""
    base: dict[str, Any] = {
        "id": "V1",
        "patient_id": "P1",
        "provider_id": "D1",
        "day": DAY,
        "time": "10:40",
        "reason": "Skin check",
        "state": "draft",
        "encounter": charted or encounter(keratoses("A", 7), rendering="D1"),
    }
    return VisitRecord(**(base | facts))


def sample_answer() -> Answer:
    """The charges of the sample visit."""
    return answer_to(keratoses("A", 7), rendering="D1")


def fill(records: SqlRecords) -> SqlRecords:
    """Enter the sample practice with its provider, fees and patient."""
    records.save_practice(sample_practice())
    records.save_provider(sample_provider())
    records.save_fee_schedule(sample_fees(), effective_from=date(2026, 1, 1))
    records.save_patient(sample_patient())
    records.save_coverage("P1", sample_coverage())
    return records


def charted_more(visit: VisitRecord, diagnosis: str) -> VisitRecord:
    """The visit with another diagnosis typed for its first lesion."""
    first, *others = visit.encounter.lesions
    changed = replace(first, diagnosis=diagnosis)
    return replace(visit, encounter=replace(visit.encounter, lesions=(changed, *others)))
