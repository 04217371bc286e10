"""Pathology: which lesions wait for a result, what one would change, and taking it over."""

from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from chargecapture.desktop.presenters.visit import Opened
from chargecapture.desktop.tasks import Tasks
from chargecapture.domain.encounter import Encounter
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.pathology import Comparison, PathologyResult, PendingLesion
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.visits import Visits


class Entry(NamedTuple):
    """The result that is being entered; `comparison` is `None` until it says what came back."""

    pending: PendingLesion
    visit: VisitRecord
    result: PathologyResult
    comparison: Comparison | None = None

    @property
    def signed(self) -> bool:
        return self.visit.state == "signed"

    @property
    def next_version(self) -> int:
        return self.visit.version + 1

    @property
    def may_be_taken_over(self) -> bool:
        """A draft takes any result; a signed visit one that it could be signed with."""
        return self.comparison is not None and not (self.signed and self.comparison.stops)


def pending_of(opened: Opened, encounter: Encounter, label: str) -> PendingLesion:
    """A lesion of a visit at hand as the worklist has it."""
    visit = opened.visit
    return PendingLesion(
        visit_id=visit.id,
        day=visit.day,
        version=visit.version,
        patient_id=opened.patient.id,
        patient=opened.patient.name,
        account=opened.patient.account,
        provider=opened.provider.last_name,
        lesion=charting.lesion_of(encounter, label),
    )


class PathologyPresenter(QObject):
    rows_ready = Signal(object, object)  # tuple[PendingLesion, ...], today
    began = Signal(object)  # Entry: a result of which nothing is said yet
    changed = Signal(object)  # Entry, or None where none is at hand
    taken_over = Signal(object)  # VisitRecord
    failed = Signal(object)  # KnownError

    def __init__(self, visits: Visits, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visits = visits
        self._tasks = tasks
        self.entry: Entry | None = None

    def show(self) -> None:
        """List what waits, behind the window."""

        def listed(rows: object) -> None:
            self.rows_ready.emit(rows, self._visits.today())

        self._tasks.run(self._visits.pending_lesions, done=listed, failed=self._not_done)

    def _not_done(self, problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        self.failed.emit(problem)

    def begin(self, pending: PendingLesion) -> None:
        """Enter the result of a lesion."""
        try:
            visit = self._visits.stored(pending.visit_id)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        result = PathologyResult(lesion=pending.lesion.id, received=self._visits.today())
        self.entry = Entry(pending, visit, result)
        self.began.emit(self.entry)

    def say(self, **facts: Any) -> None:
        """Change what the result says, and see what the visit comes to with it."""
        if self.entry is None:
            return
        result = replace(self.entry.result, **facts)
        try:
            compared = self._visits.compare(self.entry.visit, result) if result.diagnosis.strip() else None
        except KnownError as problem:
            self.failed.emit(problem)
            return
        self._tell(self.entry._replace(result=result, comparison=compared))

    def take_over(self) -> None:
        """Take the result over: into the draft, or as the next version."""
        entry = self.entry
        if entry is None or not entry.may_be_taken_over:
            return
        try:
            stored = self._visits.stored(entry.pending.visit_id)
            if stored.encounter != entry.visit.encounter:
                self._look_again(entry, stored)
                return
            by = self._visits.provider_of(stored).name
            visit = self._visits.enter_result(stored, entry.result, by=by)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        self._tell(None)
        self.taken_over.emit(visit)
        self.show()

    def _look_again(self, entry: Entry, stored: VisitRecord) -> None:
        """What was charted on since the result was begun is compared anew before anything is taken over."""
        label = entry.result.lesion
        if any(lesion.id == label for lesion in stored.encounter.lesions):
            compared = self._visits.compare(stored, entry.result)
            self._tell(entry._replace(visit=stored, comparison=compared))
            way_out = "Look at the comparison again, then take the result over."
        else:
            self._tell(None)
            way_out = "The lesion is not charted any more."
        self.failed.emit(KnownError("The visit was changed meanwhile.", way_out))

    def leave(self) -> None:
        """Enter nothing."""
        if self.entry is not None:
            self._tell(None)

    def release(self, pending: PendingLesion, reason: str) -> None:
        """Take a lesion off the list of which no result will come."""
        try:
            by = self._visits.provider_of(self._visits.stored(pending.visit_id)).name
            self._visits.release(pending, reason, by=by)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        self.show()

    def _tell(self, entry: Entry | None) -> None:
        self.entry = entry
        self.changed.emit(entry)
