"""Prints many documents in one go. No widget is touched: Qt paints on a printer in any thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSize
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


def print_in_one_job(
    bills: Sequence[tuple[Bill, PrintedBill]], printer: QPrinter, told: Callable[[int, int], None]
) -> Sequence[PrintedBill]:
    """Print all pages of all documents as one job; `told` hears how many documents are printed, of how many.

    Raises:
        KnownError: the printer or its file takes nothing.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError("The printer takes nothing.", "Choose another printer.")
    try:
        for at, (bill, _) in enumerate(bills):
            if at:
                printer.newPage()
            _print(bill, printer, painter)
            told(at + 1, len(bills))
    finally:
        painter.end()
    return tuple(printed for _, printed in bills)


def _print(bill: Bill, printer: QPrinter, painter: QPainter) -> None:
    document, content = QPdfDocument(), QBuffer()
    content.setData(QByteArray(bill.pdf))
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(content)
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        pixels = QSize(int(points.width() * DPI / 72), int(points.height() * DPI / 72))
        painter.drawImage(painter.viewport(), document.render(page, pixels))
    document.close()
