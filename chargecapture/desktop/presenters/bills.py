"""The superbills of a visit, as documents ready to be looked at and printed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from chargecapture.desktop.tasks import Tasks
from chargecapture.errors import KnownError
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.superbill import Missing


class Bill(NamedTuple):
    """One document. `name` is what its file is called, without what a patient could be known by."""

    kind: str
    title: str
    name: str
    pdf: bytes


class PrintedBill(NamedTuple):
    """A document that was printed: whose it is, of which version, and how many the visit has."""

    visit_id: str
    version: int
    kind: str
    documents: int


class DayBills(NamedTuple):
    """The documents of several visits, each with what is known once it is printed; and what lacks."""

    bills: Sequence[tuple[Bill, PrintedBill]]
    lacking: Sequence[Missing]
    """The first thing each visit lacks whose documents cannot be printed."""


Made = tuple[Sequence[Bill], Sequence[Missing]]
MakeBills = Callable[[VisitRecord, bool], Made]
"""Makes the documents of a visit, with or without reasons; or says what must be entered first."""


class BillsPresenter(QObject):
    ended = Signal()  # made or not, nothing is under way any more
    ready = Signal(object)  # Sequence[Bill]
    missing = Signal(object)  # Sequence[Missing]
    day_ready = Signal(object)  # DayBills
    day_failed = Signal()  # they cannot be made; `failed` says why
    failed = Signal(object)  # KnownError

    def __init__(self, make: MakeBills, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._tasks = tasks

    def make(self, visit: VisitRecord, *, reasons: bool = False) -> None:
        self._tasks.run(lambda: self._make(visit, reasons), done=self._made, failed=self._failed)

    def make_day(self, visits: Callable[[], Sequence[VisitRecord]]) -> None:
        """Make the documents of several visits, which are read where they are made."""
        self._tasks.run(lambda: self._of_day(visits()), done=self.day_ready.emit, failed=self._day_failed)

    def _day_failed(self, problem: Exception) -> None:
        self.day_failed.emit()
        self._failed(problem)

    def _of_day(self, visits: Sequence[VisitRecord]) -> DayBills:
        made: list[tuple[Bill, PrintedBill]] = []
        lacking = []
        for visit in visits:
            bills, missing = self._make(visit, False)
            lacking += missing[:1]
            made += [(bill, PrintedBill(visit.id, visit.version, bill.kind, len(bills))) for bill in bills]
        return DayBills(made, lacking)

    def _made(self, made: Made) -> None:
        self.ended.emit()
        bills, missing = made
        if missing:
            self.missing.emit(missing)
        elif bills:
            self.ready.emit(bills)
        else:
            self.failed.emit(KnownError("Nothing is charged yet.", "Chart the visit first."))

    def _failed(self, problem: Exception) -> None:
        self.ended.emit()
        if not isinstance(problem, KnownError):
            raise problem
        self.failed.emit(problem)
