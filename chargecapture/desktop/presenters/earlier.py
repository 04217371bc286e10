"""Earlier lesions of the patient at hand in words: when what was done, and what it turned out to be."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Signal

from chargecapture.desktop.tasks import LatestOnly
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import AnyProcedure, Destruction, Excision
from chargecapture.errors import KnownError
from chargecapture.workflow.earlier import EarlierEntry, EarlierLesion, name_here
from chargecapture.workflow.pathology import TISSUE
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.visits import Visits

tr = QCoreApplication.translate


class Earlier(NamedTuple):
    """An earlier lesion as the map offers it. `charged`: the history at hand names it, so that what is done
    today may be said to go on from then."""

    lesion: EarlierLesion
    words: str
    charged: bool = False
    waits: EarlierEntry | None = None
    """The visit whose specimen is not back."""


class EarlierLesions(QObject):
    """Looks the earlier lesions up behind the window, for the visit that was opened last."""

    ready = Signal(object)  # tuple[Earlier, ...]
    failed = Signal(object)  # KnownError

    def __init__(self, visits: Visits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visits = visits
        self._visit: VisitRecord | None = None
        self.found: tuple[Earlier, ...] = ()
        self._finder = LatestOnly(self._find, self)
        self._finder.done.connect(self._found)
        self._finder.failed.connect(self._not_found)

    def look_up(self, visit: VisitRecord) -> None:
        """Find the lesions of a visit's patient; until then there are none."""
        self._visit = visit
        self._tell(())
        self._finder.put(visit)

    def look_again(self) -> None:
        """Find them anew, as when a result came back; until then they stay as they were."""
        if self._visit is not None:
            self._finder.put(self._visit)

    def _tell(self, found: tuple[Earlier, ...]) -> None:
        self.found = found
        self.ready.emit(found)

    def _find(self, visit: VisitRecord) -> tuple[str, tuple[Earlier, ...]]:
        lesions = self._visits.earlier_lesions(visit.patient_id, visit.day)
        return visit.id, offered(lesions, visit.encounter)

    def _found(self, found: tuple[str, tuple[Earlier, ...]]) -> None:
        visit_id, lesions = found
        if self._visit is not None and visit_id == self._visit.id:
            self._tell(lesions)

    def _not_found(self, problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        self.failed.emit(problem)

    def end(self) -> None:
        self._finder.end()


def offered(lesions: tuple[EarlierLesion, ...], encounter: Encounter) -> tuple[Earlier, ...]:
    """The earlier lesions with their courses, for one visit."""
    return tuple(
        Earlier(lesion, course(lesion), name_here(encounter, lesion) is not None, waiting_entry(lesion))
        for lesion in lesions
    )


def waiting_entry(lesion: EarlierLesion) -> EarlierEntry | None:
    """The newest entry of a lesion, where its specimen is not back."""
    last = lesion.last
    taken = any(act.kind in TISSUE for act in last.acts)
    return last if taken and last.lesion.nature == "unspecified" else None


def course(lesion: EarlierLesion) -> str:
    """Say what a lesion is and what each visit did, such as
    `basal cell carcinoma · 2026-03-02 biopsied · 2026-06-08 excised`."""
    said = [lesion.diagnosis or tr("Earlier", "no diagnosis"), *(_entry(entry) for entry in lesion.entries)]
    if waiting_entry(lesion) is not None:
        said.append(tr("Earlier", "pathology not back"))
    return " · ".join(said)


def _entry(entry: EarlierEntry) -> str:
    done = ", ".join(dict.fromkeys(_done(entry))) or tr("Earlier", "seen")
    count = f" ×{entry.lesion.count}" if entry.lesion.count > 1 else ""
    was = tr("Earlier", " (before the result: {})").format(entry.was) if entry.was else ""
    unsigned = "" if entry.signed else tr("Earlier", " (not signed)")
    return f"{entry.day} {done}{count}{was}{unsigned}"


def _done(entry: EarlierEntry) -> Iterator[str]:
    for act in entry.acts:
        yield _how(act)


def _how(act: AnyProcedure) -> str:
    if isinstance(act, Destruction) and act.method == "cryosurgery":
        return tr("Earlier", "frozen")
    if isinstance(act, Excision) and act.re_excision:
        return tr("Earlier", "excised wider")
    words = {
        "biopsy": tr("Earlier", "biopsied"),
        "shave_removal": tr("Earlier", "shaved"),
        "excision": tr("Earlier", "excised"),
        "destruction": tr("Earlier", "destroyed"),
        "mohs": tr("Earlier", "Mohs surgery"),
        "repair": tr("Earlier", "closed"),
        "adjacent_tissue_transfer": tr("Earlier", "closed by a flap"),
        "graft": tr("Earlier", "grafted"),
        "skin_tag_removal": tr("Earlier", "tag removed"),
        "intralesional_injection": tr("Earlier", "injected"),
        "incision_drainage": tr("Earlier", "drained"),
        "debridement": tr("Earlier", "debrided"),
        "paring": tr("Earlier", "pared"),
        "comedone_extraction": tr("Earlier", "extracted"),
        "nail": tr("Earlier", "nail treated"),
        "photodynamic_therapy": tr("Earlier", "photodynamic therapy"),
        "phototherapy": tr("Earlier", "phototherapy"),
        "cosmetic": tr("Earlier", "treated for looks"),
    }
    return words.get(act.kind, tr("Earlier", "treated"))
