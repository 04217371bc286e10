"""The record file as the workflow asks for it: each call one transaction, what it returns is on disk."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.storage import day_rows, earlier, favourites, pathology, people, visit_rows
from chargecapture.storage.record_file import WAIT_S, RecordFile, open_record_file
from chargecapture.storage.visit_rows import EncounterCodec, Stamp
from chargecapture.workflow.bundles import Bundle
from chargecapture.workflow.day import OpenCount
from chargecapture.workflow.earlier import EarlierVisit
from chargecapture.workflow.favourites import ActUse
from chargecapture.workflow.pathology import PathologyResult, PendingLesion
from chargecapture.workflow.records import Printed, VisitRecord, VisitSummary


def open_records(
    path: Path,
    codec: EncounterCodec,
    *,
    now: Callable[[], datetime],
    create: bool = True,
    wait_s: float = WAIT_S,
) -> "SqlRecords":
    """Open the practice's records, making the file where there is none and `create` allows it.

    Args:
        wait_s: how long a call waits, in seconds, for another program to let go of the file.

    Raises:
        KnownError: the file cannot be opened, is damaged, is no record file or comes from a newer version.
    """
    return SqlRecords(open_record_file(path, create=create, wait_s=wait_s), codec, now=now)


class SqlRecords:
    """Implements `workflow.records.Records`; any thread may call it, and several at once."""

    def __init__(
        self, record_file: RecordFile, codec: EncounterCodec, *, now: Callable[[], datetime]
    ) -> None:
        self._file = record_file
        self._codec = codec
        self._now = now
        self._writer = secrets.token_hex(8)

    def close(self) -> None:
        self._file.close()

    def check(self) -> None:
        """Look through a file that is too big for it when opened; off the main thread, as it takes seconds.

        Raises:
            KnownError: the file is damaged.
        """
        self._file.check()

    def practice(self) -> Practice:
        with self._file.reading() as connection:
            return people.read_practice(connection)

    def save_practice(self, practice: Practice) -> None:
        with self._file.writing() as connection:
            people.write_practice(connection, practice)

    def providers(self) -> tuple[Provider, ...]:
        with self._file.reading() as connection:
            return people.read_providers(connection)

    def save_provider(self, provider: Provider) -> None:
        with self._file.writing() as connection:
            people.write_provider(connection, provider)

    def patient(self, patient_id: str) -> Patient:
        with self._file.reading() as connection:
            return people.read_patient(connection, patient_id)

    def find_patients(self, text: str, *, most: int = 50) -> tuple[Patient, ...]:
        with self._file.reading() as connection:
            return people.find_patients(connection, text, most=most)

    def save_patient(self, patient: Patient) -> None:
        with self._file.writing() as connection:
            people.write_patient(connection, patient)

    def coverage(self, patient_id: str) -> Coverage:
        with self._file.reading() as connection:
            return people.read_coverage(connection, patient_id)

    def save_coverage(self, patient_id: str, coverage: Coverage) -> None:
        with self._file.writing() as connection:
            people.write_coverage(connection, patient_id, coverage)

    def fee_schedule(self, on: date) -> FeeSchedule:
        with self._file.reading() as connection:
            return people.read_fee_schedule(connection, on)

    def save_fee_schedule(self, schedule: FeeSchedule, *, effective_from: date) -> None:
        with self._file.writing() as connection:
            people.write_fee_schedule(connection, schedule, effective_from)

    def visits_on(self, day: date) -> tuple[VisitSummary, ...]:
        with self._file.reading() as connection:
            return day_rows.visits_on(connection, day)

    def open_counts(self, now: datetime) -> tuple[OpenCount, ...]:
        with self._file.reading() as connection:
            return day_rows.open_counts(connection, now)

    def visit_counts(self, first: date, last: date) -> Mapping[date, int]:
        with self._file.reading() as connection:
            return day_rows.visit_counts(connection, first, last)

    def add_printed(self, visit_id: str, printed: Printed) -> None:
        with self._file.writing() as connection:
            day_rows.add_printed(connection, visit_id, printed)

    def visit(self, visit_id: str) -> VisitRecord:
        with self._file.reading() as connection:
            return visit_rows.read_visit(connection, self._codec, visit_id)

    def versions(self, visit_id: str) -> tuple[VisitRecord, ...]:
        """All that was ever signed of a visit, oldest first."""
        with self._file.reading() as connection:
            newest = visit_rows.newest_version(connection, visit_id)
            keys = ((visit_id, number) for number in range(1, newest + 1))
            return tuple(visit_rows.read_version(connection, self._codec, key) for key in keys)

    def save_draft(self, visit: VisitRecord) -> VisitRecord:
        document = visit_rows.written(self._codec, visit.encounter)
        stamp = Stamp(self._writer, self._now())
        with self._file.writing() as connection:
            return visit_rows.write_draft(connection, visit, document, stamp)

    def sign(self, visit: VisitRecord, answer: Answer, *, by: str, at: datetime) -> VisitRecord:
        """Store the next version with its charges; the patient counts as seen on its day."""
        document = visit_rows.written(self._codec, visit.encounter)
        with self._file.writing() as connection:
            stamp = Stamp(self._writer, at)
            return visit_rows.write_signed(connection, visit, document, answer, by, stamp)

    def pending_lesions(self) -> tuple[PendingLesion, ...]:
        with self._file.reading() as connection:
            return pathology.read_pending(connection, self._codec)

    def enter_result(
        self, visit: VisitRecord, answer: Answer | None, result: PathologyResult, *, by: str, at: datetime
    ) -> VisitRecord:
        """Store the draft or the next version and the result that it holds in one transaction."""
        document = visit_rows.written(self._codec, visit.encounter)
        stamp = Stamp(self._writer, at)
        with self._file.writing() as connection:
            if answer is None:
                kept = visit_rows.write_draft(connection, visit, document, stamp)
            else:
                kept = visit_rows.write_signed(connection, visit, document, answer, by, stamp)
            pathology.add_result(connection, visit.id, result, version=kept.version, by=by, at=at)
        return kept

    def release_lesion(self, visit_id: str, result: PathologyResult, *, by: str, at: datetime) -> None:
        with self._file.writing() as connection:
            version = visit_rows.newest_version(connection, visit_id)
            pathology.add_result(connection, visit_id, result, version=version, by=by, at=at)

    def results(self, visit_id: str) -> tuple[PathologyResult, ...]:
        with self._file.reading() as connection:
            return pathology.read_results(connection, visit_id)

    def history(self, patient_id: str, before: date) -> tuple[PriorCharge, ...]:
        with self._file.reading() as connection:
            names = earlier.read_names(connection, self._codec, patient_id, before)
            return visit_rows.read_history(connection, patient_id, before, names)

    def earlier_visits(self, patient_id: str, before: date) -> tuple[EarlierVisit, ...]:
        with self._file.reading() as connection:
            return earlier.read_earlier(connection, self._codec, patient_id, before)

    def last_signed(self, patient_id: str, before: date) -> VisitRecord | None:
        with self._file.reading() as connection:
            return visit_rows.read_last_signed(connection, self._codec, patient_id, before)

    def act_uses(self, provider_id: str) -> tuple[ActUse, ...]:
        with self._file.reading() as connection:
            return favourites.read_uses(connection, provider_id)

    def count_acts(self, provider_id: str, acts: Sequence[ActUse]) -> None:
        with self._file.writing() as connection:
            favourites.count_uses(connection, provider_id, acts, self._now())

    def pin_act(self, provider_id: str, act: ActUse, *, pinned: bool) -> None:
        with self._file.writing() as connection:
            favourites.write_pin(connection, provider_id, act, pinned=pinned)

    def bundles(self, provider_id: str) -> tuple[Bundle, ...]:
        with self._file.reading() as connection:
            rows = favourites.read_bundle_rows(connection, provider_id)
        return tuple(
            Bundle(id_, provider_id, name, visit_rows.read_document(self._codec, document))
            for id_, name, document in rows
        )

    def save_bundle(self, bundle: Bundle) -> None:
        document = visit_rows.written(self._codec, bundle.encounter)
        with self._file.writing() as connection:
            favourites.write_bundle(connection, bundle, document, self._now())

    def delete_bundle(self, bundle_id: str) -> None:
        with self._file.writing() as connection:
            favourites.delete_bundle(connection, bundle_id)
