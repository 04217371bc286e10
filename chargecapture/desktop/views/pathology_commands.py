"""What the window does about pathology: the worklist, a result from an alert or the map, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.earlier import Earlier
from chargecapture.desktop.presenters.pathology import PathologyPresenter, pending_of
from chargecapture.desktop.presenters.visit import VisitPresenter
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.views.pages import Pages
from chargecapture.errors import KnownError
from chargecapture.workflow.pathology import PendingLesion
from chargecapture.workflow.records import VisitRecord

if TYPE_CHECKING:
    from chargecapture.desktop.views.pathology_view import PathologyView
    from chargecapture.desktop.views.visit_view import VisitView

AREA = "pathology"


class PathologyCommands(QObject):
    """Joins the pathology page to the visit at hand and to the day."""

    def __init__(
        self,
        window: QWidget,
        presenters: tuple[PathologyPresenter, VisitPresenter, DayPresenter],
        pages: Pages,
        prompts: Prompts,
        *,
        show_area: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._pathology, self._visit, self._day = presenters
        self._pages = pages
        self._prompts = prompts
        self._show_area = show_area
        self._from_visit = False
        self._visit.result_asked.connect(self.enter_for)
        self._pathology.taken_over.connect(self._taken_over)
        self._pathology.changed.connect(self._left)

    def acts(self) -> Mapping[str, Callable[[], object]]:
        return {
            "pathology": lambda: self._show_area(AREA),
            "amend": self._amend,
        }

    def _amend(self) -> None:
        """Take a result over; begin to change a signed visit, or take that back."""
        charted = self._visit.charted
        if self._pages.in_sight(AREA):
            self._pages.pathology.result.take_over()
        elif charted is None or not self._pages.in_sight("visit"):
            return
        elif charted.amending:
            question = self.tr("Take the amendment back? The signed version stands.")
            if self._prompts.confirm(self._window, question, self.tr("Take it back"), self.tr("Go on")):
                self._visit.leave_amendment()
        elif charted.read_only:
            question = self.tr("Why is version {} amended?").format(charted.opened.visit.version)
            self._visit.amend(self._prompts.reason(self._window, question))

    def take_in(self, name: str, page: QWidget) -> None:
        """Answer to what the page asks for, once it is made."""
        if name == AREA:
            view = cast("PathologyView", page)
            view.release_asked.connect(self._release)
            view.result.visit_asked.connect(self._open_visit)
        elif name == "visit":
            visit = cast("VisitView", page)
            visit.map.result_chosen.connect(self.enter_earlier)
            visit.foot.amend.clicked.connect(self._amend)

    def show(self) -> QWidget:
        """The page with what waits now; what is charted is on disk before it is listed."""
        self._visit.flush()
        page = self._pages.pathology
        self._pathology.show()
        return page

    def enter_for(self, label: str) -> None:
        """Enter the result of a lesion of the visit at hand."""
        charted = self._visit.charted
        if charted is not None and charted.amending:
            way_out = self.tr("Chart in it what the report says, or sign it first.")
            self._prompts.tell(self._window, KnownError(self.tr("The amendment is not signed yet."), way_out))
        elif charted is not None:
            self.begin(pending_of(charted.opened, charted.encounter, label))

    def enter_earlier(self, earlier: Earlier) -> None:
        """Enter the result of a lesion of before, from its mark on the map."""
        charted, last = self._visit.charted, earlier.lesion.last
        if charted is not None:
            here = pending_of(
                charted.opened, replace(charted.encounter, lesions=(last.lesion,)), last.lesion.id
            )
            self.begin(replace(here, visit_id=last.visit_id, day=last.day, version=int(last.signed)))

    def begin(self, pending: PendingLesion) -> None:
        """Enter a result from the visit; it is left for the visit again."""
        self._show_area(AREA)
        self._pathology.begin(pending)
        self._from_visit = self._pathology.entry is not None

    def _open_visit(self, visit_id: str) -> None:
        self._day.open_visit(visit_id)

    def _taken_over(self, visit: VisitRecord) -> None:
        charted = self._visit.charted
        if charted is not None and charted.opened.visit.id == visit.id and not charted.amending:
            self._visit.take_theirs()
        self._visit.earlier.look_again()

    def _left(self, entry: object) -> None:
        if entry is None and self._from_visit:
            self._from_visit = False
            self._show_area("visit")

    def _release(self, pending: PendingLesion) -> None:
        question = self.tr("Why will no result come for {}, lesion {}?")
        reason = self._prompts.reason(self._window, question.format(pending.patient, pending.lesion.id))
        if reason:
            self._pathology.release(pending, reason)
