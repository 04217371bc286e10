"""The day's visits and the patients: lists them, finds patients, opens visits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, Signal

from chargecapture.desktop.presenters.visit import Opened
from chargecapture.domain.practice import Coverage, Patient, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.records import Records
from chargecapture.workflow.visits import Visits, possible_age

MOST_OFFERED = 20


class DayPresenter(QObject):
    day_ready = Signal(object, object)  # date, tuple[VisitSummary, ...]
    visit_opened = Signal(object)  # Opened
    failed = Signal(object)  # KnownError

    def __init__(
        self,
        records: Records,
        visits: Visits,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = records
        self._visits = visits
        self._clock = clock
        self._new_id = new_id
        self.day = clock().date()
        self.provider_id = ""
        """Whose the visits are that begin here; where it names nobody on file, the first provider's."""

    def show_day(self, day: date) -> None:
        self.day = day
        self._try(lambda: self.day_ready.emit(day, self._records.visits_on(day)))

    def show_today(self) -> None:
        self.show_day(self._clock().date())

    def move(self, days: int) -> None:
        self.show_day(self.day + timedelta(days=days))

    def refresh(self) -> None:
        self.show_day(self.day)

    def matching_patients(self, text: str) -> tuple[Patient, ...]:
        """The patients whom typed words may mean; none where the record file cannot be read."""
        try:
            return self._records.find_patients(text, most=MOST_OFFERED)
        except KnownError as problem:
            self.failed.emit(problem)
            return ()

    def next_account(self) -> str:
        """A number no patient has yet, to be kept or typed over."""
        return f"{self._clock():%y%m%d%H%M%S}"

    def providers(self) -> tuple[Provider, ...] | None:
        """Who can treat, the first thing that a new practice enters; `None` where the file cannot be read."""
        try:
            return self._records.providers()
        except KnownError as problem:
            self.failed.emit(problem)
            return None

    def open_visit(self, visit_id: str) -> None:
        """Open a visit that is in the list."""
        self._try(lambda: self._opened(visit_id))

    def _opened(self, visit_id: str) -> None:
        visit = self._records.visit(visit_id)
        patient = self._records.patient(visit.patient_id)
        coverage = self._records.coverage(visit.patient_id)
        self.visit_opened.emit(Opened(visit, patient, coverage, self._visits.provider_of(visit)))

    def open_first(self) -> None:
        """Open the first visit of the day shown that is not signed; nothing where there is none."""

        def open_it() -> None:
            rows = self._records.visits_on(self.day)
            first = next((row.id for row in rows if row.state != "signed"), "")
            if first:
                self._opened(first)

        self._try(open_it)

    def start_visit(self, patient: Patient) -> None:
        """Begin a visit of a patient on the day shown."""
        self._try(lambda: self._start(patient))

    def _start(self, patient: Patient) -> None:
        provider = self._provider()
        now = self._clock()
        time = f"{now:%H:%M}" if self.day == now.date() else ""
        visit = self._visits.open(patient, day=self.day, provider_id=provider.id, time=time)
        self.refresh()
        self._opened(visit.id)

    def _provider(self) -> Provider:
        providers = self._records.providers()
        if not providers:
            raise KnownError("The practice has no provider yet.", "Add one under Practice details.")
        return next((each for each in providers if each.id == self.provider_id), providers[0])

    def add_patient(self, patient: Patient, coverage: Coverage) -> bool:
        """Add a patient with who pays, and begin a visit; False where the record file refused."""
        made = patient if patient.id else replace(patient, id=self._new_id())

        def add() -> None:
            self._provider()
            possible_age(made, self.day)
            self._records.save_patient(made)
            self._records.save_coverage(made.id, coverage)
            self._start(made)

        return self._try(add)

    def change_patient(self, patient: Patient, coverage: Coverage) -> bool:
        """Keep changed details; False where the record file refused."""

        def keep() -> None:
            self._records.save_patient(patient)
            self._records.save_coverage(patient.id, coverage)

        return self._try(keep)

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except KnownError as problem:
            self.failed.emit(problem)
            return False
        return True
