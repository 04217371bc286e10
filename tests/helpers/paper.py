"""Reads a PDF back: its text by pypdf, its pages as QtPdf draws them."""

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

DPI = 100
FAINT = 48  # grey levels (of 255) that no eye minds
FEW = 0.001  # share of the pixels that may differ more


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, line by line as it stands."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def drawn(pdf: bytes) -> list[QImage]:
    """Each page on white at 100 dpi."""
    held = QBuffer()
    held.setData(QByteArray(pdf))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(held)
    assert document.status() == QPdfDocument.Status.Ready
    pages = [_on_white(document, at) for at in range(document.pageCount())]
    document.close()
    return pages


def _on_white(document: QPdfDocument, at: int) -> QImage:
    ink = document.render(at, (document.pagePointSize(at) * DPI / 72).toSize())
    page = QImage(ink.size(), QImage.Format.Format_RGB32)
    page.fill(QColor("white"))
    painter = QPainter(page)
    painter.drawImage(0, 0, ink)
    painter.end()
    return page


def greys(page: QImage) -> bytes:
    """The pixels row by row, 0 is black."""
    wide = page.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGB32)
    return bytes(wide.constBits())[::4]


def share_that_differs(page: QImage, other: QImage) -> float:
    """The share of pixels that differ visibly; 1 where the sizes do."""
    if page.size() != other.size():
        return 1.0
    pixels, others = greys(page), greys(other)
    if pixels == others:
        return 0.0
    return sum(abs(a - b) > FAINT for a, b in zip(pixels, others, strict=True)) / len(pixels)


def ink_within(page: QImage, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether anything is drawn in a rectangle, in pixels."""
    return min(greys(page.copy(left, top, right - left, bottom - top))) < 255 - FAINT


class Golden:
    """Compares a document with the one kept in tests/golden, or keeps it anew."""

    def __init__(self, folder: Path, *, update: bool) -> None:
        self._folder = folder
        self._update = update

    def holds(self, name: str, pdf: bytes, *, pages: tuple[int, ...] = (1,)) -> None:
        """Assert that the text of all pages and the look of some are as kept."""
        text = "\n\f\n".join(text_of(pdf)) + "\n"
        images = drawn(pdf)
        text_file = self._folder / f"{name}.txt"
        if self._update:
            text_file.write_text(text, "utf-8")
        assert text == text_file.read_text("utf-8")
        for number in pages:
            image_file = self._folder / f"{name}-{number}.png"
            if self._update:
                images[number - 1].convertToFormat(QImage.Format.Format_Grayscale8).save(str(image_file))
            kept = QImage(str(image_file))
            assert share_that_differs(images[number - 1], kept) <= FEW, f"{image_file.name} looks different"
