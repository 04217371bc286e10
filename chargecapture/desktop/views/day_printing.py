"""Prints many documents in one job, while the window stays at hand.

Pages are rendered in a thread of Qt's own, which Python does not wait for, and drawn strip by strip, one a
turn of the event loop: a whole page takes half a second on a slow machine.
"""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtPrintSupport import QPrinter

from chargecapture.desktop.presenters.bills import Bill, PrintedBill
from chargecapture.errors import KnownError

DPI = 300
STRIPS = 12
OVERLAP = 1.02  # how far a strip reaches into the next one, so that no joint shows


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

    went_on = Signal(int, int)  # documents printed, of how many
    ended = Signal(object)  # tuple[PrintedBill, ...]
    failed = Signal(object)  # KnownError

    def __init__(
        self, bills: Sequence[tuple[Bill, PrintedBill]], printer: QPrinter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bills = tuple(bills)
        self._printer = printer
        self._painter = QPainter()
        self._content = QBuffer(self)
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._rendered)
        self._at, self._page, self._strip = 0, 0, 0
        self._image = QImage()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._draw_strip)

    def start(self) -> None:
        if not self._painter.begin(self._printer):
            self.failed.emit(KnownError("The printer takes nothing.", "Choose another printer."))
            return
        self._open()

    def _open(self) -> None:
        self._content.close()
        self._content.setData(QByteArray(self._bills[self._at][0].pdf))
        self._content.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._content)
        self._page = 0
        self._render()

    def _render(self) -> None:
        points = self._document.pagePointSize(self._page)
        pixels = QSize(int(points.width() * DPI / 72), int(points.height() * DPI / 72))
        self._renderer.requestPage(self._page, pixels)

    def _rendered(self, _page: int, _size: QSize, image: QImage) -> None:
        if self._at or self._page:
            self._printer.newPage()
        self._image, self._strip = image, 0
        self._turn.start()

    def _draw_strip(self) -> None:
        image, paper = QRectF(self._image.rect()), QRectF(self._painter.viewport())
        self._painter.drawImage(_strip(paper, self._strip), self._image, _strip(image, self._strip))
        self._strip += 1
        if self._strip == STRIPS:
            self._turn.stop()
            self._go_on()

    def _go_on(self) -> None:
        self._page += 1
        if self._page < self._document.pageCount():
            self._render()
            return
        self._at += 1
        self.went_on.emit(self._at, len(self._bills))
        if self._at < len(self._bills):
            self._open()
        else:
            self._painter.end()
            self.ended.emit(tuple(printed for _, printed in self._bills))


def _strip(whole: QRectF, at: int) -> QRectF:
    height = whole.height() / STRIPS
    top = whole.top() + at * height
    return QRectF(whole.left(), top, whole.width(), min(height * OVERLAP, whole.bottom() - top))
