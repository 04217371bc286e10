"""The dot that marks a copied fact until it is looked at."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from chargecapture.desktop.theme import Theme

ACROSS = 7
GAP = 4


class CopiedDot(QWidget):
    """Lies over a label and draws a dot behind its words, or at its end where there is no room for it."""

    def __init__(self, over: QLabel) -> None:
        super().__init__(over)
        self.setObjectName("copied")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        over.installEventFilter(self)
        self.setGeometry(over.rect())

    def tell(self, where_from: str) -> None:
        """Mark the label, or take the mark away where there is nothing to tell."""
        self._over.setToolTip(where_from)
        self.setVisible(bool(where_from))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        across = theme.px(ACROSS)
        words = self._over.fontMetrics().horizontalAdvance(self._over.text())
        left = min(words + theme.px(GAP), self.width() - across - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warning"))
        painter.drawEllipse(QPointF(left + across / 2, self.height() / 2), across / 2, across / 2)


def mark_copied(over: QLabel, where_from: str) -> None:
    """Mark a label with a dot, made when it is first wanted; its tip says where the fact is from."""
    dot = over.findChild(CopiedDot, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if dot is None and where_from:
        dot = CopiedDot(over)
    if dot is not None:
        dot.tell(where_from)
