"""Small widgets that every view is laid out from: labels by role, key caps, panes, buttons with their key."""

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.theme import Theme

GAP = 8
INSIDE = 12
WIDEST = 16_777_215  # Qt's own bound of a widget's side


def label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wraps)
    return made


class ElidedLabel(QLabel):
    """A line that ends in dots where the room does, with all of it in its tip."""

    LEAST = 5

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(min(size.width(), self.fontMetrics().horizontalAdvance("0") * self.LEAST))
        return size

    def paintEvent(self, _event: QPaintEvent) -> None:
        inside = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        tip = self.text() if shown != self.text() else ""
        if self.toolTip() != tip:
            self.setToolTip(tip)
        painter = QPainter(self)
        self.style().drawItemText(
            painter, inside, self.alignment(), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )


def key_cap(key: str) -> QLabel:
    """A key as it stands on the keyboard, beside the act it starts."""
    made = label(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText), "key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet reads, and restyle only where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class StillBox(QComboBox):
    """A list of choices that the wheel scrolls past: no choice is changed by passing over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class KeyedButton(QPushButton):
    """A button that shows the key of its act in a key cap at its end."""

    def __init__(self, text: str, key: str = "", *, role: str = "", icon: QIcon | None = None) -> None:
        super().__init__(f" {text}" if icon else text)
        self._key = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
        if role:
            self.setProperty("role", role)
        if icon is not None:
            self.setIcon(icon)
        self.setAccessibleName(text)

    def _cap_size(self) -> QSize:
        theme = Theme.current()
        metrics = QFontMetrics(theme.font("key"))
        return QSize(metrics.horizontalAdvance(self._key) + theme.px(10), metrics.height() + theme.px(2))

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self._key:
            size.setWidth(size.width() + self._cap_size().width() + GAP)
        return size

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        if not self._key:
            style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
            return
        cap = QRect(QPoint(0, 0), self._cap_size())
        cap.moveCenter(QPoint(0, self.rect().center().y()))
        cap.moveRight(self.width() - INSIDE)
        option.rect = self.rect().adjusted(0, 0, -cap.width() - GAP, 0)
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        self._draw_cap(painter, cap)

    def _draw_cap(self, painter: QPainter, cap: QRect) -> None:
        theme = Theme.current()
        primary = self.property("role") == "primary" and self.isEnabled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("on_accent" if primary else "border"))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(theme.font("key"))
        painter.setPen(theme.color("on_accent" if primary else "muted"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)


class Pane(QFrame):
    """A surface with a head: title, count or note, and the key that goes there."""

    def __init__(self, title: str, key: str = "") -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.title = label(title, "strong")
        self.note = label("", "muted")
        head = QFrame()
        head.setProperty("role", "pane_head")
        row = QHBoxLayout(head)
        row.setContentsMargins(INSIDE, 6, INSIDE, 6)
        row.addWidget(self.title)
        row.addWidget(self.note)
        row.addStretch()
        self.head = row
        if key:
            self.add_key(key)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        self.body.addWidget(head)

    def add_key(self, key: str) -> None:
        self.head.addWidget(key_cap(key))


class Scrolling(QScrollArea):
    """Scrolls what is inside up and down, without a frame; it takes no focus of its own."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)


def line() -> QFrame:
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


class FlowLayout(QLayout):
    """Lays widgets side by side and goes on in the next row where the width ends.

    `tail`: the last one stands at the right end of its row.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = GAP, tail: bool = False) -> None:
        super().__init__(parent)
        self._tail = tail
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._heights: dict[int, int] = {}
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._lay_out(QRect(0, 0, width, 0), place=False)
        return height

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay_out(self, rect: QRect, *, place: bool) -> int:
        """Rows from the top; what is lower than its row stands at the row's foot, as fields do."""
        y = rect.y()
        for row in self._rows(rect.width()):
            height = max(hint.height() for _, hint in row)
            x = rect.x()
            for item, hint in row:
                if self._tail and item is self._items[-1]:
                    x = rect.x() + rect.width() - hint.width()
                if place:
                    item.setGeometry(QRect(QPoint(x, y + height - hint.height()), hint))
                x += hint.width() + self._gap
            y += height + self._gap
        return max(0, y - self._gap - rect.y())

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """What stands in each row; nothing is wider than a row unless it cannot be narrower."""
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint().boundedTo(QSize(max(width, item.minimumSize().width()), WIDEST))
            if not rows or used + self._gap + hint.width() > width:
                rows.append([])
                used = -self._gap
            rows[-1].append((item, hint))
            used += self._gap + hint.width()
        return rows


def clear(layout: QLayout) -> None:
    """Take all out of a layout, and let go of it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
