"""Rows that stay whole where the window is narrow or the text large: they leave out, or they wrap."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget


class NarrowingRow(QFrame):
    """A row that leaves out what decides least until the rest stands uncut."""

    def __init__(self) -> None:
        super().__init__()
        self._leaves_first: tuple[QWidget, ...] = ()

    def leave_out(self, *first: QWidget) -> None:
        """Name what may be left out, in order."""
        self._leaves_first = first

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        out = 0
        while out < len(self._leaves_first) and self._wanted(out) > self.width():
            out += 1
        for at, widget in enumerate(self._leaves_first):
            if widget.isHidden() != (at < out):
                widget.setVisible(at >= out)

    def _wanted(self, out: int) -> int:
        """How wide the row is without the first so many of what may go."""
        layout = self.layout()
        assert layout is not None
        shown = [each for each in self._leaves_first if not each.isHidden()]
        spacing = max(0, layout.spacing())
        gone = sum(each.sizeHint().width() + spacing for each in self._leaves_first[:out] if each in shown)
        come = sum(
            each.sizeHint().width() + spacing for each in self._leaves_first[out:] if each not in shown
        )
        return layout.sizeHint().width() - gone + come

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class WrappingRow(QFrame):
    """Two halves side by side, or one above the other where they do not fit."""

    def __init__(self, *, edge: int, gap: int) -> None:
        super().__init__()
        self.first, self.second = QHBoxLayout(), QHBoxLayout()
        for half in (self.first, self.second):
            half.setSpacing(gap)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(edge, 8, edge, 8)
        self._row.setSpacing(gap)
        self._row.addLayout(self.first)
        self._row.addLayout(self.second, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        margins = self._row.contentsMargins()
        wanted = self.first.sizeHint().width() + self.second.sizeHint().width() + self.first.spacing()
        room = self.width() - margins.left() - margins.right()
        across = QBoxLayout.Direction.LeftToRight if wanted <= room else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != across:
            self._row.setDirection(across)
            self._row.setSpacing(8 if across == QBoxLayout.Direction.TopToBottom else self.first.spacing())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
