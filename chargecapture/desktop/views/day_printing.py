"""Prints many documents in one go, a page at a time, so that the window stays at hand."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from chargecapture.desktop.presenters.bills import Bill, PrintedBill
from chargecapture.errors import KnownError

DPI = 300


def letter_printer(name: str) -> QPrinter:
    """A printer of letter pages without margins, as the documents have their own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    paper = QPageSize(QPageSize.PageSizeId.Letter)
    printer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setFullPage(True)
    printer.setDocName(name)
    return printer


class DayPrinting(QObject):
    """One print job of several documents."""

    went_on = Signal(int, int)  # documents printed, of
    ended = Signal(object)  # the PrintedBills
    failed = Signal(object)  # KnownError

    def __init__(
        self, bills: Sequence[tuple[Bill, PrintedBill]], printer: QPrinter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bills = tuple(bills)
        self._printer = printer
        self._painter = QPainter()
        self._document = QPdfDocument(self)
        self._bytes = QBuffer(self)
        self._at = 0
        self._page = 0
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._print_page)

    def start(self) -> None:
        if not self._painter.begin(self._printer):
            self.failed.emit(KnownError("The printer takes nothing.", "Choose another printer."))
            return
        self._turn.start()

    def _print_page(self) -> None:
        if self._page == 0:
            self._load(self._bills[self._at][0])
        if self._at or self._page:
            self._printer.newPage()
        points = self._document.pagePointSize(self._page)
        pixels = QSize(int(points.width() * DPI / 72), int(points.height() * DPI / 72))
        self._painter.drawImage(self._painter.viewport(), self._document.render(self._page, pixels))
        self._page += 1
        if self._page == self._document.pageCount():
            self._page, self._at = 0, self._at + 1
            self.went_on.emit(self._at, len(self._bills))
        if self._at == len(self._bills):
            self._turn.stop()
            self._painter.end()
            self.ended.emit(tuple(printed for _, printed in self._bills))

    def _load(self, bill: Bill) -> None:
        self._document.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(bill.pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._bytes)
