"""Stand-ins of a few lines for the person at the screen and for the record file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractItemView, QWidget

from chargecapture.desktop.prompts import Closing, TimeAndReason
from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.bundles import Bundle
from chargecapture.workflow.day import OpenCount
from chargecapture.workflow.earlier import EarlierVisit
from chargecapture.workflow.favourites import ActUse
from chargecapture.workflow.records import Printed, VisitRecord, VisitSummary
from tests.helpers.records import NOON, sample_coverage, sample_fees, sample_patient, sample_provider


@dataclass
class FakePrompts:
    """Answers each question as told, and keeps what was said."""

    path: Path | None = None
    yes: bool = True
    reason_given: str = ""
    print_to: Path | None = None
    pages: tuple[int, int] = (0, 0)
    said_of_closing: Closing | None = None
    said_of_time: TimeAndReason | None = None
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)

    def save_path(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        self.suggested.append(suggested.name)
        return self.path

    def choose_printer(self, parent: QWidget, printer: QPrinter) -> bool:
        self.suggested.append(printer.docName())
        if self.print_to is not None:
            printer.setOutputFileName(str(self.print_to))
            printer.setFromTo(*self.pages)
        return self.print_to is not None

    def tell(self, parent: QWidget, problem: KnownError) -> None:
        self.told.append(f"{problem.sentence} {problem.way_out}".strip())

    def confirm(self, parent: QWidget, question: str, yes: str, no: str) -> bool:
        self.asked.append(question)
        return self.yes

    def reason(self, parent: QWidget, question: str) -> str:
        self.asked.append(question)
        return self.reason_given

    def closing(self, parent: QWidget, who: str, state: str) -> Closing | None:
        self.asked.append(f"{who}: {state}")
        return self.said_of_closing

    def time_and_reason(self, parent: QWidget, who: str, now: TimeAndReason) -> TimeAndReason | None:
        self.asked.append(f"{who}: {now.time} {now.reason}")
        return self.said_of_time

    def crashed(self, parent: QWidget | None, report: str) -> None:
        self.reports.append(report)


@dataclass
class FakeRecords:
    """One patient's visits in memory. `broken` is raised by every save while it is set."""

    drafts: dict[str, VisitRecord] = field(default_factory=dict)
    saves: list[VisitRecord] = field(default_factory=list)
    broken: KnownError | None = None
    fees: FeeSchedule = field(default_factory=sample_fees)
    doctors: tuple[Provider, ...] = (sample_provider(),)
    patients: list[Patient] = field(default_factory=lambda: [sample_patient()])
    kept_practice: Practice = field(default_factory=Practice)
    printed: list[tuple[str, Printed]] = field(default_factory=list)
    fees_from: dict[date, FeeSchedule] = field(default_factory=dict)
    uses: dict[str, dict[tuple[str, str], ActUse]] = field(default_factory=dict)
    kept_bundles: dict[str, Bundle] = field(default_factory=dict)

    def _may_save(self) -> None:
        if self.broken is not None:
            raise self.broken

    def practice(self) -> Practice:
        return self.kept_practice

    def save_practice(self, practice: Practice) -> None:
        self._may_save()
        self.kept_practice = practice

    def providers(self) -> tuple[Provider, ...]:
        return self.doctors

    def save_provider(self, provider: Provider) -> None:
        self._may_save()
        known = {each.id: each for each in self.doctors}
        self.doctors = tuple((known | {provider.id: provider}).values())

    def patient(self, patient_id: str) -> Patient:
        return next(each for each in self.patients if each.id == patient_id)

    def find_patients(self, text: str, *, most: int = 50) -> tuple[Patient, ...]:
        return tuple(each for each in self.patients if text.lower() in each.name.lower())[:most]

    def save_patient(self, patient: Patient) -> None:
        self._may_save()
        if any(each.account == patient.account and each.id != patient.id for each in self.patients):
            raise KnownError("Another patient has this account number.", "Give another.")
        self.patients = [*(each for each in self.patients if each.id != patient.id), patient]

    def coverage(self, patient_id: str) -> Coverage:
        return sample_coverage()

    def save_coverage(self, patient_id: str, coverage: Coverage) -> None:
        self._may_save()

    def fee_schedule(self, on: date) -> FeeSchedule:
        return self.fees

    def save_fee_schedule(self, schedule: FeeSchedule, *, effective_from: date) -> None:
        self.fees_from[effective_from] = self.fees = schedule

    def visits_on(self, day: date) -> tuple[VisitSummary, ...]:
        return tuple(
            VisitSummary(
                id=visit.id,
                time=visit.time,
                patient_id=visit.patient_id,
                patient_name=self.patient(visit.patient_id).name,
                account=self.patient(visit.patient_id).account,
                reason=visit.reason,
                payer="Prairie Health",
                state=visit.state,
                outlook=visit.outlook,
                closed_for=visit.closed_for,
            )
            for visit in self.drafts.values()
            if visit.day == day
        )

    def visit(self, visit_id: str) -> VisitRecord:
        return self.drafts[visit_id]

    def save_draft(self, visit: VisitRecord) -> VisitRecord:
        self._may_save()
        kept = replace(visit, saved_at=datetime(2026, 6, 15, 12, len(self.saves) % 60, tzinfo=UTC))
        self.saves.append(kept)
        self.drafts[visit.id] = kept
        return kept

    def sign(self, visit: VisitRecord, answer: Answer, *, by: str, at: datetime) -> VisitRecord:
        self._may_save()
        facts = {
            "state": "signed",
            "version": visit.version + 1,
            "answer": answer,
            "signed_by": by,
            "signed_at": at,
        }
        self.drafts[visit.id] = replace(visit, **facts)  # type: ignore[arg-type]
        return self.drafts[visit.id]

    def history(self, patient_id: str, before: date) -> tuple[PriorCharge, ...]:
        return ()

    def last_signed(self, patient_id: str, before: date) -> VisitRecord | None:
        earlier = [visit for visit in self.drafts.values() if visit.state == "signed" and visit.day < before]
        return max(earlier, key=lambda visit: visit.day, default=None)

    def act_uses(self, provider_id: str) -> tuple[ActUse, ...]:
        return tuple(self.uses.get(provider_id, {}).values())

    def count_acts(self, provider_id: str, acts: Sequence[ActUse]) -> None:
        self._may_save()
        known = self.uses.setdefault(provider_id, {})
        for act in acts:
            before = known.get(act[:2], act)
            known[act[:2]] = before._replace(uses=before.uses + 1, last_used=clock())

    def pin_act(self, provider_id: str, act: ActUse, *, pinned: bool) -> None:
        self._may_save()
        known = self.uses.setdefault(provider_id, {})
        known[act[:2]] = known.get(act[:2], act)._replace(pinned=pinned)

    def bundles(self, provider_id: str) -> tuple[Bundle, ...]:
        mine = (each for each in self.kept_bundles.values() if each.provider_id == provider_id)
        return tuple(sorted(mine, key=lambda bundle: bundle.name))

    def save_bundle(self, bundle: Bundle) -> None:
        self._may_save()
        if any(each.name == bundle.name and each.id != bundle.id for each in self.kept_bundles.values()):
            raise KnownError(f"There is a bundle “{bundle.name}” already.", "Give another name.")
        self.kept_bundles[bundle.id] = bundle

    def delete_bundle(self, bundle_id: str) -> None:
        self._may_save()
        del self.kept_bundles[bundle_id]

    def earlier_visits(self, patient_id: str, before: date) -> tuple[EarlierVisit, ...]:
        before_it = (v for v in self.drafts.values() if (v.patient_id, v.day < before) == (patient_id, True))
        return tuple(
            EarlierVisit(id=v.id, day=v.day, signed=v.state == "signed", encounter=v.encounter)
            for v in before_it
        )

    def open_counts(self, now: datetime) -> tuple[OpenCount, ...]:
        return ()

    def visit_counts(self, first: date, last: date) -> dict[date, int]:
        days = [visit.day for visit in self.drafts.values()]
        return {day: days.count(day) for day in days if first <= day <= last}

    def add_printed(self, visit_id: str, printed: Printed) -> None:
        self._may_save()
        self.printed.append((visit_id, printed))

    def close(self) -> None:
        """Nothing is open."""


def clock() -> datetime:
    return NOON


def table_text(view: QAbstractItemView) -> list[str]:
    """The rows that are shown, as a person reads them."""
    model = view.model()
    lines = []
    for row in range(model.rowCount()):
        if not view.isRowHidden(row):
            cells = [model.index(row, column).data() for column in range(model.columnCount())]
            lines.append(" | ".join(str(cell) for cell in cells if cell is not None))
    return lines
