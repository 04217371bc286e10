"""The day's visits and the patients: lists them, finds patients, opens visits, closes and prints them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, Signal

from chargecapture.desktop.presenters.bills import PrintedBill
from chargecapture.desktop.presenters.visit import Opened
from chargecapture.desktop.tasks import Tasks
from chargecapture.domain.practice import Coverage, Patient, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow import day as days
from chargecapture.workflow.day import DayRecords, Standing
from chargecapture.workflow.records import CLOSED, Printed, VisitRecord, VisitState, VisitSummary
from chargecapture.workflow.visits import Visits, possible_age

MOST_OFFERED = 20


class DayPresenter(QObject):
    day_ready = Signal(object, object)  # date, tuple[DayRow, ...]
    month_ready = Signal(object, object)  # date in the month, its weeks of MonthDay
    to_do_ready = Signal(object)  # tuple[ToDo, ...]
    look_ready = Signal(str, object)  # the visit's id, QuickLook
    wanted = Signal(str)  # the standing of the visits that the day was opened for
    visit_opened = Signal(object)  # Opened
    visit_changed = Signal(object)  # VisitRecord: closed, taken back, or given another time or reason
    all_started = Signal()  # asked for the next visit, there is none left to chart
    failed = Signal(object)  # KnownError

    def __init__(
        self,
        records: DayRecords,
        visits: Visits,
        tasks: Tasks,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = records
        self._visits = visits
        self._tasks = tasks
        self._clock = clock
        self._new_id = new_id
        self.day = clock().date()
        self.provider_id = ""
        """Whose the visits are that begin here; where it names nobody on file, the first provider's."""

    def show_day(self, day: date) -> None:
        self.day = day

        def list_it() -> None:
            now = self._clock()
            rows = days.rows_of(self._records.visits_on(day), day, now)
            counts = self._records.open_counts(now)
            self.day_ready.emit(day, rows)
            self.month_ready.emit(day, self._weeks(day, counts))
            self.to_do_ready.emit(days.to_do(counts))

        self._try(list_it)

    def _weeks(self, day: date, counts: Sequence[days.OpenCount]) -> tuple[tuple[days.MonthDay, ...], ...]:
        return days.month_of(day, self._records.visit_counts(*days.month_bounds(day)), counts)

    def show_month(self, day: date) -> None:
        """Show the calendar of a day's month, and leave the list where it is."""
        self._try(
            lambda: self.month_ready.emit(day, self._weeks(day, self._records.open_counts(self._clock())))
        )

    def show_to_do(self, day: date, standing: Standing) -> None:
        """Go to a day for its visits that stand so."""
        self.show_day(day)
        self.wanted.emit(standing)

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
            first = next((row.id for row in rows if row.state not in ("signed", *CLOSED)), "")
            if first:
                self._opened(first)

        self._try(open_it)

    def open_next(self, after: VisitRecord) -> None:
        """Open the next visit of the same provider that is not started; say so where there is none."""

        def open_it() -> None:
            found = days.next_to_chart(self._records.visits_on(after.day), after.id)
            if found is not None:
                self._opened(found.id)
            else:
                self.all_started.emit()

        self._try(open_it)

    # What is done to a visit of the list

    def look(self, visit_id: str) -> None:
        """Look at what a visit holds and lacks; a draft is coded as it stands."""
        self._tasks.run(
            lambda: self._visits.look(visit_id),
            done=lambda found: self.look_ready.emit(visit_id, found),
            failed=self._failed,
        )

    def close_visit(self, visit_id: str, state: VisitState, reason: str) -> None:
        """Say that nothing will be charged for a visit."""
        self._change(lambda: self._visits.close(visit_id, state, reason))

    def reopen_visit(self, visit_id: str) -> None:
        self._change(lambda: self._visits.reopen(visit_id))

    def set_time_and_reason(self, visit_id: str, time: str, reason: str) -> None:
        self._change(lambda: self._visits.set_time_and_reason(visit_id, time, reason))

    def _change(self, work: Callable[[], VisitRecord]) -> None:
        def change() -> None:
            self.visit_changed.emit(work())
            self.refresh()

        self._try(change)

    def summary_of(self, visit: VisitRecord) -> VisitSummary | None:
        """The row of a visit in its day's list; `None` where it cannot be read."""
        try:
            rows = self._records.visits_on(visit.day)
        except KnownError as problem:
            self.failed.emit(problem)
            return None
        return next((row for row in rows if row.id == visit.id), None)

    # Printed

    def stored(self, visit_ids: Sequence[str]) -> tuple[VisitRecord, ...]:
        """Visits as they stand; any thread may ask."""
        return tuple(self._visits.stored(visit_id) for visit_id in visit_ids)

    def record_printed(self, bills: Sequence[PrintedBill], by: str) -> None:
        """Keep that documents were printed, by whom and when."""

        def keep() -> None:
            for bill in bills:
                printed = Printed(bill.version, bill.kind, bill.documents, self._clock(), by)
                self._records.add_printed(bill.visit_id, printed)
            self.refresh()

        self._try(keep)

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

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        self.failed.emit(problem)

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except KnownError as problem:
            self.failed.emit(problem)
            return False
        return True
