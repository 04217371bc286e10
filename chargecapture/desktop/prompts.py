"""Questions and messages. Views ask through this, so that a test can answer; nothing else opens a box."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from chargecapture.errors import KnownError
from chargecapture.workflow.records import VisitState

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Closing(NamedTuple):
    """What is said of a visit that nothing is charged for."""

    state: VisitState
    reason: str


class TimeAndReason(NamedTuple):
    """When a visit is, and what the patient comes for."""

    time: str
    reason: str


class Prompts:
    """Asks the person at the screen."""

    def save_path(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        """Where to write a file; `None` where nothing was chosen."""
        name, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
        return Path(name) if name else None

    def choose_printer(self, parent: QWidget, printer: "QPrinter") -> bool:
        """Ask which printer and which pages; False where the person gave up."""
        from PySide6.QtPrintSupport import QPrintDialog  # noqa: PLC0415 -- the window opens without it

        return QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted

    def tell(self, parent: QWidget | None, problem: KnownError) -> None:
        """Say what went wrong and the way out."""
        box = QMessageBox(QMessageBox.Icon.Warning, "Charge Capture", problem.sentence, parent=parent)
        box.setInformativeText(problem.way_out)
        box.exec()
        box.deleteLater()

    def confirm(self, parent: QWidget, question: str, yes: str, no: str) -> bool:
        """Ask before something that cannot be taken back."""
        box = QMessageBox(QMessageBox.Icon.Question, parent.tr("Charge Capture"), question, parent=parent)
        accepted = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(no, QMessageBox.ButtonRole.RejectRole))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is accepted

    def reason(self, parent: QWidget, question: str) -> str:
        """Ask for one sentence; empty where the person gave up."""
        dialog = QInputDialog(parent)
        dialog.setObjectName("reason")
        dialog.setWindowTitle(parent.tr("Charge Capture"))
        dialog.setLabelText(question)
        taken = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.textValue().strip() if taken else ""

    def closing(self, parent: QWidget, who: str, state: VisitState) -> Closing | None:
        """Ask why nothing is charged for a visit; `None` where the person gave up."""
        from chargecapture.desktop.views.visit_dialogs import ClosingDialog  # noqa: PLC0415 -- seldom asked

        return self._ask(ClosingDialog(parent, who, state))

    def time_and_reason(self, parent: QWidget, who: str, now: TimeAndReason) -> TimeAndReason | None:
        """Ask for the time of a visit and what it is for; `None` where the person gave up."""
        from chargecapture.desktop.views.visit_dialogs import TimeAndReasonDialog  # noqa: PLC0415 -- as above

        return self._ask(TimeAndReasonDialog(parent, who, now))

    @staticmethod
    def _ask(dialog: QDialog) -> Any:
        taken = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.answer() if taken else None  # type: ignore[attr-defined]

    def crashed(self, parent: QWidget | None, report: str) -> None:
        """An error of ours: what to do, and the report for whoever mends it. It holds no patient's data."""
        text = "Something in the program went wrong. What you charted is saved. Close and open the program."
        box = QMessageBox(QMessageBox.Icon.Critical, "Charge Capture", text, parent=parent)
        box.setDetailedText(report)
        box.exec()
        box.deleteLater()
