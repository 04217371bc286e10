"""Superbills on screen before they go to the printer or into a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeySequence, QPageLayout, QPageSize, QPainter, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from chargecapture.desktop.icons import icon
from chargecapture.desktop.presenters.bills import Bill
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.views.widgets import label
from chargecapture.errors import KnownError

DPI = 300
FIRST_SIZE = QSize(860, 940)


class BillPage(QWidget):
    """One document."""

    def __init__(self, bill: Bill) -> None:
        super().__init__()
        self.bill = bill
        self._bytes = QBuffer(self)
        self._bytes.setData(QByteArray(bill.pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._bytes)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def print_on(self, printer: QPrinter) -> None:
        """Draw every page, or those that were asked for, as large as the paper.

        Raises:
            KnownError: the printer or its file takes nothing.
        """
        painter = QPainter()
        if not painter.begin(printer):
            raise KnownError("The printer takes nothing.", "Choose another printer, or save as PDF.")
        for at, page in enumerate(self._pages_for(printer)):
            if at:
                printer.newPage()
            points = self.document.pagePointSize(page)
            pixels = QSize(int(points.width() * DPI / 72), int(points.height() * DPI / 72))
            painter.drawImage(painter.viewport(), self.document.render(page, pixels))
        painter.end()

    def _pages_for(self, printer: QPrinter) -> range:
        pages = self.document.pageCount()
        first, last = printer.fromPage(), printer.toPage()
        return range(first - 1, min(last, pages)) if 1 <= first <= last else range(pages)


class PreviewDialog(QDialog):
    """The documents of a visit, insurance and self-pay apart."""

    reasons_wanted = Signal(bool)
    printed = Signal(object, int)  # the Bill, and how many documents the visit has

    def __init__(self, bills: Sequence[Bill], prompts: Prompts, parent: QWidget, *, reasons: bool) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setWindowTitle(self.tr("Superbill"))
        self._prompts = prompts
        self.tabs = QTabWidget()
        self.tabs.setObjectName("bills")
        self.tabs.setDocumentMode(True)
        self.with_reasons = QCheckBox(self.tr("With reasons"))
        self.with_reasons.setObjectName("with_reasons")
        self.with_reasons.setChecked(reasons)
        self.with_reasons.toggled.connect(self.reasons_wanted)
        self._lay_out()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save_pdf)
        self.show_bills(bills)
        room = self.screen().availableSize()
        self.resize(FIRST_SIZE.boundedTo(QSize(room.width() - 80, room.height() - 80)))
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.note = label("", "muted")
        self.print_button = QPushButton(icon("print", "on_accent"), self.tr("Print…"))
        self.print_button.setProperty("role", "primary")
        self.print_button.setObjectName("print")
        self.print_button.clicked.connect(self._print)
        self.save_button = QPushButton(icon("save"), self.tr("Save as PDF…"))
        self.save_button.setObjectName("save_pdf")
        self.save_button.clicked.connect(self.save_pdf)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("close_preview")
        close.clicked.connect(self.reject)
        for button in (self.save_button, close):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(self.with_reasons)
        foot.addWidget(self.note, 1)
        for button in (close, self.save_button, self.print_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)

    def show_bills(self, bills: Sequence[Bill]) -> None:
        at = max(0, self.tabs.currentIndex())
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            page.deleteLater()
        for bill in bills:
            self.tabs.addTab(BillPage(bill), bill.title)
        self.tabs.setCurrentIndex(min(at, self.tabs.count() - 1))

    @property
    def page(self) -> BillPage:
        page = self.tabs.currentWidget()
        assert isinstance(page, BillPage)
        return page

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        paper = QPageSize(QPageSize.PageSizeId.Letter)
        printer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF()))
        printer.setFullPage(True)
        printer.setDocName(self.page.bill.name)
        if not self._prompts.choose_printer(self, printer):
            return
        try:
            self.page.print_on(printer)
        except KnownError as problem:
            self._prompts.tell(self, problem)
        else:
            self.printed.emit(self.page.bill, self.tabs.count())
            sent_to = printer.printerName() or Path(printer.outputFileName()).name
            self.note.setText(self.tr("Sent to {}.").format(sent_to))

    def save_pdf(self) -> None:
        """Write the document shown into a file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(folder) / f"{self.page.bill.name}.pdf"
        path = self._prompts.save_path(self, self.tr("Save as PDF"), suggested, "PDF (*.pdf)")
        if path is None:
            return
        try:
            path.write_bytes(self.page.bill.pdf)
        except OSError as problem:
            sentence = f"The file cannot be written: {problem.strerror}."
            self._prompts.tell(self, KnownError(sentence, "Choose another folder."))
        else:
            self.note.setText(self.tr("Saved as {}.").format(path.name))
