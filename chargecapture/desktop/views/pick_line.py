"""A line to type in with a list of what it may mean below it: sites, acts, services, patients, diagnoses.

The list is a child of the window and never takes the focus, so that typing goes on while it is open.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

MOST_ROWS = 9
GAP = 2


def is_undo(event: QKeyEvent) -> bool:
    standard = QKeySequence.StandardKey
    return event.matches(standard.Undo) or event.matches(standard.Redo)


class Pick(NamedTuple):
    """One row of the list: what it says and what it stands for."""

    text: str
    data: object


Suggest = Callable[[str], Sequence[Pick]]


class PickLine(QLineEdit):
    """Emits `picked` with the data of the row that was chosen.

    `takes_first`: Enter chooses the first row where none is marked; otherwise Enter accepts what is typed.
    `offers_all`: the list also opens on an empty line.
    """

    picked = Signal(object)
    accepted = Signal()

    def __init__(
        self, name: str, hint: str, suggest: Suggest, *, takes_first: bool = True, offers_all: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._suggest = suggest
        self._takes_first = takes_first
        self._offers_all = offers_all
        self._list: QListWidget | None = None
        self.textEdited.connect(self._offer)

    @property
    def rows(self) -> tuple[str, ...]:
        """What the open list says."""
        if self._list is None or not self._list.isVisible():
            return ()
        return tuple(self._list.item(row).text() for row in range(self._list.count()))

    def _offer(self) -> None:
        text = self.text()
        found = self._suggest(text) if text.strip() or self._offers_all else ()
        if not found:
            self.close_list()
            return
        rows = self._open_list()
        rows.clear()
        for pick in found:
            item = QListWidgetItem(pick.text)
            item.setData(Qt.ItemDataRole.UserRole, pick.data)
            rows.addItem(item)
        rows.setCurrentRow(0 if self._takes_first else -1)
        self._place(rows)

    def _open_list(self) -> QListWidget:
        window = self.window()
        if self._list is None:
            self._list = QListWidget(window)
            self._list.setObjectName(f"{self.objectName()}_list")
            self._list.setProperty("role", "picks")
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
            self._list.setUniformItemSizes(True)
            self._list.itemClicked.connect(self._take)
            window.installEventFilter(self)
            self.destroyed.connect(self._list.deleteLater)  # the list is the window's child
        return self._list

    def _place(self, rows: QListWidget) -> None:
        rows.setGeometry(self._box(rows))
        rows.show()
        rows.raise_()

    def _box(self, rows: QListWidget) -> QRect:
        """Where the list stands in the window: below the line, above it where there is no room."""
        window = self.window()
        row_height = max(rows.sizeHintForRow(0), self.fontMetrics().height() + 10)
        height = row_height * min(rows.count(), MOST_ROWS) + 4
        width = max(self.width(), min(rows.sizeHintForColumn(0) + 32, window.width() - 32))
        below = self.mapTo(window, QPoint(0, self.height() + GAP))
        x = max(8, min(below.x(), window.width() - width - 8))
        y = below.y()
        if y + height > window.height():
            above = self.mapTo(window, QPoint(0, 0)).y() - GAP - height
            y = above if above >= 0 else max(0, window.height() - height)
        return QRect(x, y, width, height)

    def close_list(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _take(self, item: QListWidgetItem) -> None:
        self.close_list()
        self.picked.emit(item.data(Qt.ItemDataRole.UserRole))

    def event(self, event: QEvent) -> bool:
        """On an empty line there is nothing to take back but the last step of the chart."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and not self.text() and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        open_list = self._list if self._list is not None and self._list.isVisible() else None
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if open_list is None:
                self._offer()
            else:
                self._move(open_list, 1 if key == Qt.Key.Key_Down else -1)
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._enter(open_list)
            return
        if key == Qt.Key.Key_Escape and open_list is not None:
            self.close_list()
            return
        super().keyPressEvent(event)

    def _enter(self, open_list: QListWidget | None) -> None:
        item = open_list.currentItem() if open_list is not None else None
        if item is not None:
            self._take(item)
        else:
            self.close_list()
            self.accepted.emit()

    def finish(self) -> bool:
        """Do what Enter does with what is begun here; False where nothing is or it is charted already."""
        begun = self._takes_first and bool(self.text().strip()) and bool(self.rows)
        if begun:
            self._enter(self._list)
        return begun

    @staticmethod
    def _move(rows: QListWidget, by: int) -> None:
        at = rows.currentRow()
        rows.setCurrentRow(rows.count() - 1 if at < 0 and by < 0 else (at + by) % rows.count())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        typed = event.reason() in (
            Qt.FocusReason.ShortcutFocusReason,
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.OtherFocusReason,
        )
        if self._offers_all and typed:
            self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self.close_list()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())
