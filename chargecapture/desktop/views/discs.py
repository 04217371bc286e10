"""The disc with a lesion's letter: filled for what is treated, an open ring for what is for looks."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from chargecapture.desktop.theme import Theme


class Disc(QWidget):
    """A letter in a disc, in the theme's colours."""

    SIDE = 20

    def __init__(self) -> None:
        super().__init__()
        self._letter = ""
        self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_letter(self, letter: str, *, ring: bool = False) -> None:
        if (letter, ring) != (self._letter, self._ring):
            self._letter, self._ring = letter, ring
            self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().px(self.SIDE)
        return QSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_disc(painter, QRectF(self.rect()), self._letter, self.palette(), self.font(), ring=self._ring)


def draw_disc(
    painter: QPainter, box: QRectF, letter: str, palette: QPalette, font: QFont, *, ring: bool
) -> None:
    """Draw the disc into a box; the ring takes the colour of what the patient pays."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = Theme.current().color("selfpay") if ring else palette.color(QPalette.ColorRole.WindowText)
    paper = palette.color(QPalette.ColorRole.Base)
    side = min(box.width(), box.height()) - 2
    circle = QRectF(0, 0, side, side)
    circle.moveCenter(box.center())
    painter.setPen(QPen(ink, 1.6))
    painter.setBrush(paper if ring else ink)
    painter.drawEllipse(circle)
    small = QFont(font)
    small.setPixelSize(max(9, int(side * 0.52)))
    small.setWeight(QFont.Weight.DemiBold)
    painter.setFont(small)
    painter.setPen(ink if ring else paper)
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, letter)
