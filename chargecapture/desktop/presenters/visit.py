"""The visit at hand: takes the steps of charting, has each coded, keeps the draft, signs.

Each step is one call; the state after it goes out whole through `changed`. A failure of the record file
keeps what was typed and tries again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from chargecapture.desktop.tasks import LatestOnly
from chargecapture.domain.charges import Alert, Answer, Place
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.practice import Coverage, Patient, Provider
from chargecapture.domain.sites import Side, SiteId
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.charting import Chart, Step
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.visits import Visits

VISIT = "visit"
TRY_AGAIN_MS = 10_000


def service_card(at: int) -> str:
    return f"service {at}"


def card_of(place: Place) -> str:
    """The card that a place of the encounter is charted on."""
    if place.lesion:
        return place.lesion
    return VISIT if place.procedure is None else service_card(place.procedure)


class Opened(NamedTuple):
    """Whose visit it is."""

    visit: VisitRecord
    patient: Patient
    coverage: Coverage
    provider: Provider


class Charted(NamedTuple):
    """The visit as it stands now. `current` is the card at hand: a lesion's label, `visit`, `service 0`."""

    opened: Opened
    encounter: Encounter
    answer: Answer
    current: str
    why_not_sign: str
    next_undo: str
    next_redo: str

    @property
    def read_only(self) -> bool:
        return self.opened.visit.state == "signed"

    @property
    def cards(self) -> tuple[str, ...]:
        lesions = tuple(lesion.id for lesion in self.encounter.lesions)
        services = tuple(service_card(at) for at in range(len(self.encounter.services)))
        return (*lesions, *services, *((VISIT,) if self.encounter.visit else ()))

    @property
    def to_settle(self) -> tuple[Alert, ...]:
        """The alerts that are shown: all but notes, worst first."""
        return tuple(alert for alert in self.answer.alerts if alert.severity != "info")

    def needed(self, card: str) -> frozenset[tuple[int | None, str]]:
        """The empty fields of a card that the rules ask for: procedure and field name."""
        asked = (alert.place for alert in self.answer.alerts if alert.effect != "none" and alert.place)
        return frozenset((place.procedure, place.field) for place in asked if card_of(place) == card)


class VisitPresenter(QObject):
    changed = Signal(object)  # Charted
    closed = Signal()
    saved = Signal(object)  # datetime
    not_saved = Signal(str)
    failed = Signal(object)  # KnownError
    signed = Signal(object)  # VisitRecord
    go_to = Signal(object)  # Place: put the caret there

    def __init__(self, visits: Visits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visits = visits
        self._opened: Opened | None = None
        self._chart: Chart | None = None
        self._current = ""
        self._keeper = LatestOnly(self._keep, self)
        self._keeper.done.connect(self._kept)
        self._keeper.failed.connect(self._not_kept)
        self._again = QTimer(self, interval=TRY_AGAIN_MS, singleShot=True)
        self._again.timeout.connect(self.save_now)

    def open(self, opened: Opened) -> None:
        """Show a visit; what is unsaved of the one before is saved first."""
        self.flush()
        self._opened = opened
        visit = opened.visit
        self._chart = Chart.of(visit.encounter, self._visits.coder_for(visit.day))
        if visit.answer is not None:
            self._chart.answer = visit.answer
        self._current = visit.encounter.lesions[0].id if visit.encounter.lesions else ""
        self._tell()

    @property
    def charted(self) -> Charted | None:
        if self._opened is None or self._chart is None:
            return None
        chart = self._chart
        return Charted(
            self._opened,
            chart.encounter,
            chart.answer,
            self._current,
            self._visits.why_not_sign(chart.answer),
            chart.next_undo,
            chart.next_redo,
        )

    def _tell(self) -> None:
        self.changed.emit(self.charted)

    def _may_change(self) -> Chart | None:
        if self._chart is None or self._opened is None:
            return None
        if self._opened.visit.state == "signed":
            self.failed.emit(KnownError("This visit is signed.", "Amend it to change it."))
            return None
        return self._chart

    def take(self, step: Step, named: str, *, typed_in: str = "") -> None:
        """Take a step of charting: it is coded, shown and saved."""
        chart = self._may_change()
        if chart is not None and chart.take(step, named, typed_in=typed_in):
            self._after_step()

    def _after_step(self) -> None:
        self.save_now()
        self._tell()

    def field_left(self) -> None:
        if self._chart is not None:
            self._chart.field_left()

    def undo(self) -> None:
        chart = self._may_change()
        if chart is not None and chart.undo():
            self._find_current()
            self._after_step()

    def redo(self) -> None:
        chart = self._may_change()
        if chart is not None and chart.redo():
            self._find_current()
            self._after_step()

    def _find_current(self) -> None:
        charted = self.charted
        if charted and self._current not in charted.cards:
            self._current = charted.cards[-1] if charted.cards else ""

    def choose(self, card: str) -> None:
        """Make a card the one at hand."""
        if self._chart is not None and card != self._current:
            self._chart.field_left()
            self._current = card
            self._tell()

    def step_to(self, offset: int) -> None:
        """Go to the card before or after."""
        charted = self.charted
        if charted and charted.cards:
            at = charted.cards.index(self._current) if self._current in charted.cards else -offset
            self.choose(charted.cards[(at + offset) % len(charted.cards)])

    def add_lesion(self, site: SiteId, side: Side | None) -> None:
        chart = self._may_change()
        if chart is None:
            return
        label = charting.next_letter(chart.encounter)
        if chart.take(charting.add_lesion(site, side), f"lesion {label}"):
            self._current = label
            self._after_step()
            self.go_to.emit(Place(label, None, "diagnosis"))

    def add_procedure(self, kind: str) -> None:
        """Chart another act on the lesion at hand."""
        chart = self._may_change()
        if chart is None or self._current not in {lesion.id for lesion in chart.encounter.lesions}:
            return
        at = len(charting.lesion_of(chart.encounter, self._current).procedures)
        if chart.take(charting.add_procedure(self._current, kind), kind.replace("_", " ")):
            self._after_step()
            self.go_to.emit(Place(self._current, at, ""))

    def add_service(self, kind: str) -> None:
        chart = self._may_change()
        if chart is not None and chart.take(charting.add_service(kind), kind.replace("_", " ")):
            self._current = service_card(len(chart.encounter.services) - 1)
            self._after_step()
            self.go_to.emit(Place("", len(chart.encounter.services) - 1, ""))

    def add_visit(self) -> None:
        """Go to the visit, charting one where there is none."""
        chart = self._may_change()
        if chart is None:
            return
        if chart.encounter.visit is None:
            chart.take(charting.set_visit(), "visit")
        self._current = VISIT
        self._after_step()
        self.go_to.emit(Place(field="visit.problems"))

    def remove_current(self) -> None:
        """Remove the card at hand; undo brings it back."""
        chart = self._may_change()
        if chart is None or not self._current:
            return
        if self._current == VISIT:
            chart.take(charting.remove_visit(), "remove the visit")
        elif self._current.startswith("service "):
            at = int(self._current.removeprefix("service "))
            chart.take(charting.remove_procedure("", at), "remove the service")
        else:
            chart.take(charting.remove_lesion(self._current), f"remove lesion {self._current}")
        self._find_current()
        self._after_step()

    def patient_pays(self, place: Place) -> None:
        """Move what an alert is about to the patient's account."""
        if place.procedure is not None:
            step = charting.set_procedure(place.lesion, place.procedure, requested_by_patient=True)
            self.take(step, "patient pays")

    def settle(self, alert: Alert) -> None:
        """Go to the field that an alert is about."""
        if alert.place is not None:
            self._current = card_of(alert.place)
            self._tell()
            self.go_to.emit(alert.place)

    def sign(self) -> None:
        """Sign the visit at hand, or go to what stops it."""
        charted = self.charted
        if charted is None or charted.read_only:
            return
        stopping = next((alert for alert in charted.answer.alerts if alert.effect != "none"), None)
        if stopping is not None:
            self.settle(stopping)
            return
        self.flush()
        try:
            opened = self._opened
            assert opened is not None
            by = opened.provider.name
            visit = self._visits.sign(opened.visit, charted.encounter, by=by)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        self._opened = opened._replace(visit=visit)
        if visit.answer is not None and self._chart is not None:
            self._chart.answer = visit.answer
        self._tell()
        self.signed.emit(visit)

    # The draft

    def save_now(self) -> None:
        if self._opened is not None and self._chart is not None and self._opened.visit.state != "signed":
            self._again.stop()
            self._keeper.put((self._opened.visit, self._chart.encounter))

    def _keep(self, job: object) -> VisitRecord:
        visit, encounter = job  # type: ignore[misc]
        return self._visits.keep(visit, encounter)

    def _kept(self, visit: VisitRecord) -> None:
        if (
            self._opened is not None
            and self._opened.visit.id == visit.id
            and self._opened.visit.state != "signed"
        ):
            self._opened = self._opened._replace(visit=replace(visit, encounter=self._opened.visit.encounter))
        self.saved.emit(visit.saved_at or datetime.min)

    def _not_kept(self, problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        self.not_saved.emit(f"{problem.sentence} What you typed is kept here; trying again in 10 s.")
        self._again.start()

    def flush(self) -> None:
        """Wait until the draft is on disk."""
        self._keeper.flush()

    def end(self) -> None:
        self._keeper.end()

    def sources_of_alerts(self) -> Sequence[Alert]:
        charted = self.charted
        return charted.to_settle if charted else ()
