"""What the workflow asks of the record file, and the records it gets and gives.

A visit is one patient's encounter with what surrounds it. Its draft changes with each act of charting;
once signed it is a numbered version that nothing changes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, PriorCharge
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.workflow.earlier import EarlierVisit
from chargecapture.workflow.marks import UNMARKED, Marks
from chargecapture.workflow.pathology import PathologyResult, PendingLesion

VisitState = Literal["scheduled", "draft", "held", "signed", "no_charge", "no_show", "cancelled"]
CLOSED = ("no_charge", "no_show", "cancelled")
"""The states of visits that nothing will be charged for, each with its reason."""
SIGNED = ("This visit is signed.", "Amend it to change it.")
"""What is said, and the way out, wherever a signed visit is to be changed."""


class Outlook(NamedTuple):
    """What a draft comes to as it was stored last, in US dollars, and what is still missing of it."""

    missing: int
    first_missing: str
    lines: int
    insurance: Decimal
    patient: Decimal


class Printed(NamedTuple):
    """One document of a visit as it was printed; `documents` is how many the visit had then."""

    version: int
    kind: str
    documents: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """A visit as stored. `version` is 0 for a draft; `answer` is kept from signing on.

    `revision` counts the times it was stored, so that one window does not undo what another stored since.
    """

    id: str
    patient_id: str
    provider_id: str
    day: date
    time: str = ""
    reason: str = ""
    state: VisitState = "scheduled"
    encounter: Encounter
    version: int = 0
    answer: Answer | None = None
    signed_by: str = ""
    signed_at: datetime | None = None
    saved_at: datetime | None = None
    revision: int = 0
    copied: Marks = UNMARKED
    """Of a draft: what was copied into it and not looked at since."""
    outlook: Outlook | None = None
    """Of a draft: kept with it for the day's list; `None` where a version that did not keep it stored it."""
    closed_for: str = ""
    """The reason where nothing is charged."""
    amended_for: str = ""
    """Why this version took the place of the one before."""
    waits: tuple[str, ...] = field(default=(), compare=False)
    """The labels of the lesions that wait for pathology, as it was stored last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSummary:
    """A row of the day list."""

    id: str
    time: str
    patient_id: str
    patient_name: str
    account: str
    reason: str
    payer: str
    state: VisitState
    provider_id: str = ""
    provider: str = ""
    version: int = 0
    outlook: Outlook | None = None
    """Of a signed visit: what its newest version comes to."""
    cosmetic: bool = False
    """Whether all that was signed is for looks."""
    closed_for: str = ""
    printed: tuple[Printed, ...] = ()
    """Oldest first, of every version."""


class EarlierVisits(Protocol):
    """What was signed before; may raise `KnownError`."""

    def last_signed(self, patient_id: str, before: date) -> VisitRecord | None:
        """The newest version of a patient's last signed visit before a day."""


class Records(EarlierVisits, Protocol):
    """The record file. Each call is one transaction; what it returns is on disk.

    Every method may raise `KnownError` (file locked, full, read-only, not reachable).
    """

    def practice(self) -> Practice: ...
    def save_practice(self, practice: Practice) -> None: ...

    def providers(self) -> tuple[Provider, ...]: ...
    def save_provider(self, provider: Provider) -> None: ...

    def patient(self, patient_id: str) -> Patient: ...
    def find_patients(self, text: str, *, most: int = 50) -> tuple[Patient, ...]:
        """Patients whose name, account or birth date begins so, in any order of words; all for none."""

    def save_patient(self, patient: Patient) -> None:
        """Add or change a patient; the account number is unique."""

    def coverage(self, patient_id: str) -> Coverage: ...
    def save_coverage(self, patient_id: str, coverage: Coverage) -> None: ...

    def fee_schedule(self, on: date) -> FeeSchedule: ...
    def save_fee_schedule(self, schedule: FeeSchedule, *, effective_from: date) -> None: ...

    def visits_on(self, day: date) -> tuple[VisitSummary, ...]: ...
    def visit(self, visit_id: str) -> VisitRecord: ...
    def save_draft(self, visit: VisitRecord) -> VisitRecord:
        """Add a visit or keep its draft as it is now; a signed visit is refused."""

    def sign(self, visit: VisitRecord, answer: Answer, *, by: str, at: datetime) -> VisitRecord:
        """Store the encounter with its charges, reasons and alerts as the next version."""

    def history(self, patient_id: str, before: date) -> tuple[PriorCharge, ...]:
        """The patient's signed charges of the year before a day, newest first."""

    def earlier_visits(self, patient_id: str, before: date) -> tuple[EarlierVisit, ...]:
        """The patient's visits before a day in the order of signing, and after them the drafts of before."""

    def pending_lesions(self) -> tuple[PendingLesion, ...]:
        """The lesions that wait for pathology, of drafts and of newest versions, oldest first."""

    def enter_result(
        self, visit: VisitRecord, answer: Answer | None, result: PathologyResult, *, by: str, at: datetime
    ) -> VisitRecord:
        """Keep a result with the draft that it changes, or with the next version, which has an answer."""

    def release_lesion(self, visit_id: str, result: PathologyResult, *, by: str, at: datetime) -> None:
        """Keep why no result of a lesion will come."""

    def results(self, visit_id: str) -> tuple[PathologyResult, ...]:
        """What came back of a visit's lesions, oldest first."""

    def close(self) -> None: ...
