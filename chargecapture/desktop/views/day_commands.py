"""What the window does with the visits of the day: closes, moves on, prints; the row or the visit at hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from chargecapture.desktop.presenters.bills import BillsPresenter, DayBills, PrintedBill
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.visit import VisitPresenter
from chargecapture.desktop.prompts import Prompts, TimeAndReason
from chargecapture.desktop.views.pages import Pages
from chargecapture.errors import KnownError
from chargecapture.workflow.day import is_printed
from chargecapture.workflow.records import CLOSED, VisitState, VisitSummary

if TYPE_CHECKING:
    from chargecapture.desktop.views.day_view import DayView

CLOSES: Mapping[str, VisitState] = {"no_charge": "no_charge", "no_show": "no_show", "cancelled": "cancelled"}
"""The commands that close a visit, and the state they close it with."""
OF_A_VISIT = (*CLOSES, "reopen_visit", "visit_facts")


class DayCommands(QObject):
    """The acts of the commands that are about a visit of the day."""

    ended = Signal()  # a print job, well or not

    def __init__(
        self,
        window: QMainWindow,
        presenters: tuple[DayPresenter, VisitPresenter, BillsPresenter],
        pages: Pages,
        prompts: Prompts,
        *,
        show_area: Callable[[str], None],
        seated: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._day, self._visit, self._bills = presenters
        self._pages = pages
        self._prompts = prompts
        self._show_area = show_area
        self._seated = seated
        self._printing = False
        self._left_out = ""
        self._day.visit_changed.connect(self._visit.stored_elsewhere)
        self._day.all_started.connect(self._told_all_started)
        self._visit.signed.connect(lambda _: self._pages.visit.foot.offer_next())
        self._bills.day_ready.connect(self._print)
        self._bills.day_failed.connect(lambda: self._end(""))

    def take_in(self, name: str) -> None:
        """Answer to a page that was made."""
        if name == "day":
            self._view.command_asked.connect(lambda id_: self.acts()[id_]())
            self._view.print_asked.connect(self.print_day)
        elif name == "visit":
            self._pages.visit.foot.next.clicked.connect(self.sign_next)

    @property
    def _view(self) -> "DayView":
        return self._pages.day

    def acts(self) -> Mapping[str, Callable[[], None]]:
        closes = {id_: self._closing(state) for id_, state in CLOSES.items()}
        return {
            **closes,
            "reopen_visit": self.reopen_visit,
            "visit_facts": self.change_time_and_reason,
            "sign_next": self.sign_next,
            "print_day": self.print_day,
        }

    def enable(self, actions: Mapping[str, QAction]) -> None:
        """What is about a visit works where one is in sight."""
        in_visit = self._is_at_hand("visit") and self._visit.charted is not None
        actions["sign_next"].setEnabled(in_visit)
        for id_ in OF_A_VISIT:
            actions[id_].setEnabled(in_visit or self._is_at_hand("day"))

    def _is_at_hand(self, name: str) -> bool:
        """Whether a page is the one that the window shows, or will show once it is seen itself."""
        return self._pages.is_made(name) and self._pages.page(name).isVisibleTo(self._window)

    def at_hand(self) -> VisitSummary | None:
        """The visit of the row at hand, or the visit on the screen."""
        if self._is_at_hand("day"):
            row = self._view.current()
            return row.visit if row else None
        charted = self._visit.charted
        return self._day.summary_of(charted.opened.visit) if charted else None

    # Closing, taking back, changing

    def _closing(self, state: VisitState) -> Callable[[], None]:
        def close() -> None:
            visit = self._changeable()
            said = self._prompts.closing(self._window, _who(visit), state) if visit else None
            if visit is not None and said is not None:
                self._day.close_visit(visit.id, said.state, said.reason)
                self._show_area("day")

        return close

    def reopen_visit(self) -> None:
        visit = self._changeable()
        if visit is not None and visit.state in CLOSED:
            self._day.reopen_visit(visit.id)

    def change_time_and_reason(self) -> None:
        visit = self._changeable()
        if visit is None:
            return
        now = TimeAndReason(visit.time, visit.reason)
        said = self._prompts.time_and_reason(self._window, _who(visit), now)
        if said is not None and said != now:
            self._day.set_time_and_reason(visit.id, said.time, said.reason)

    def _changeable(self) -> VisitSummary | None:
        """The visit at hand with its draft on disk; `None` where it is signed."""
        visit = self.at_hand()
        if visit is None or visit.state == "signed" or not self._visit.all_kept():
            return None
        return visit

    # On to the next

    def sign_next(self) -> None:
        """Sign the visit at hand where it is not, then open the next one that is not started."""
        charted = self._visit.charted
        if charted is None:
            return
        if not charted.read_only:
            self._visit.sign()
        charted = self._visit.charted
        if charted is not None and charted.read_only:
            self._day.open_next(charted.opened.visit)

    def _told_all_started(self) -> None:
        self._show_area("day")
        self._view.foot.tell(self.tr("No visit of this provider is left to chart."))

    # Printing

    def print_day(self) -> None:
        """Print what was signed on the day and is not printed; all of it, where all is."""
        if self._printing:
            return
        signed = [row.visit for row in self._view.model.rows if row.visit.state == "signed"]
        due = [visit for visit in signed if not is_printed(visit)]
        if not signed:
            self._view.foot.tell(self.tr("No visit of this day is signed yet."))
            return
        if not due and not self._asked_again(len(signed)):
            return
        self._printing, self._left_out = True, ""
        ids = [visit.id for visit in due or signed]
        self._view.foot.tell(self.tr("Making the superbills of {} visits").format(len(ids)))
        self._view.foot.print_all.setEnabled(False)
        self._bills.make_day(lambda: self._day.stored(ids))

    def _asked_again(self, visits: int) -> bool:
        question = self.tr("The superbills of all {} signed visits are printed. Print them again?")
        return self._prompts.confirm(
            self._window, question.format(visits), self.tr("Print again"), self.tr("Leave it")
        )

    def _print(self, made: DayBills) -> None:
        from chargecapture.desktop.views.day_printing import (  # noqa: PLC0415 -- loads Qt's PDF parts
            DayPrinting,
            letter_printer,
        )

        if made.lacking:
            self._left_out = self.tr("{} left out: {}").format(len(made.lacking), made.lacking[0].sentence)
        printer = letter_printer(f"superbills-{self._day.day}")
        if not made.bills or not self._prompts.choose_printer(self._window, printer):
            self._end("")
            return
        job = DayPrinting(made.bills, printer, self)
        job.went_on.connect(self._went_on)
        job.ended.connect(self._printed)
        job.failed.connect(self._not_printed)
        for ended in (job.ended, job.failed):
            ended.connect(job.deleteLater)
        job.start()

    def _went_on(self, done: int, of: int) -> None:
        self._view.foot.tell(self.tr("Printing: {} of {}").format(done, of))

    def _printed(self, bills: Sequence[PrintedBill]) -> None:
        self._day.record_printed(bills, self._seated())
        self._end(self.tr("{} superbills printed.").format(len(bills)))
        self.ended.emit()

    def _not_printed(self, problem: KnownError) -> None:
        self._end("")
        self._prompts.tell(self._window, problem)
        self.ended.emit()

    def _end(self, text: str) -> None:
        self._printing = False
        self._view.foot.print_all.setEnabled(True)
        self._view.foot.tell(f"{text} {self._left_out}".strip(), "warning" if self._left_out else "muted")


def _who(visit: VisitSummary) -> str:
    return f"{visit.time} {visit.patient_name}".strip()
