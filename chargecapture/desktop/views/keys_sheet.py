"""The sheet of keys: every command with its key, by menu, found by typing its words or pressing its key."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.actions import COMMANDS, ELSEWHERE, MENUS
from chargecapture.desktop.views.palette import plain
from chargecapture.desktop.views.widgets import Scrolling, clear, key_cap, label

COLUMNS = 2
FIRST_SIZE = QSize(980, 720)
MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class Row(NamedTuple):
    key: str
    words: str


class Group(NamedTuple):
    title: str
    rows: tuple[Row, ...]


def groups() -> tuple[Group, ...]:
    """All keys by the menu they stand in; last, those that stand in none."""
    by_menu = [
        Group(
            plain(QCoreApplication.translate("MainWindow", title)),
            tuple(
                Row(_as_written(each.key), each.helped) for each in COMMANDS if each.menu == menu and each.key
            ),
        )
        for menu, title in MENUS
    ]
    tr = QCoreApplication.translate
    others = tuple(Row(tr("Commands", key), tr("Commands", words)) for key, words in ELSEWHERE)
    return (*by_menu, Group(tr("Commands", "In lists and fields"), others))


def _as_written(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def fitting(of: Sequence[Group], typed: str) -> tuple[Group, ...]:
    """The rows of a key that is typed out; else those that hold all words typed, in key or words."""
    exactly = tuple(
        Group(group.title, tuple(row for row in group.rows if row.key.lower() == typed.strip().lower()))
        for group in of
    )
    if any(group.rows for group in exactly):
        return tuple(group for group in exactly if group.rows)
    words = typed.lower().split()
    kept = (Group(group.title, tuple(row for row in group.rows if _holds(group, row, words))) for group in of)
    return tuple(group for group in kept if group.rows)


def _holds(group: Group, row: Row, words: Sequence[str]) -> bool:
    text = f"{row.key} {row.words} {group.title}".lower()
    return all(word in text for word in words)


class KeysDialog(QDialog):
    """All keys. What is typed narrows them; a key with Ctrl or Alt, or an F key, shows what it does."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle(self.tr("Keys"))
        self._groups = groups()
        self.search = QLineEdit()
        self.search.setObjectName("search_keys")
        self.search.setPlaceholderText(self.tr("Type a word, or press a key to see what it does"))
        self.search.setAccessibleName(self.tr("Search the keys"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.show_fitting)
        self.search.installEventFilter(self)
        self.none = label(self.tr("No key fits. Esc shows all."), "muted")
        self.none.setObjectName("no_key_fits")
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setSpacing(32)
        self._sides = [QVBoxLayout() for _ in range(COLUMNS)]
        for side in self._sides:
            self._columns.addLayout(side, 1)
        self.sheet = Scrolling(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.none)
        column.addWidget(self.sheet, 1)
        column.addWidget(buttons)
        room = self.screen().availableSize()
        self.resize(FIRST_SIZE.boundedTo(QSize(room.width() - 60, room.height() - 60)))
        self.show_fitting("")
        self.search.setFocus()

    def show_fitting(self, typed: str) -> None:
        """Show the keys that hold the words typed."""
        shown = fitting(self._groups, typed)
        for side in self._sides:
            clear(side)
        heights = [0] * COLUMNS
        for group in shown:
            shortest = heights.index(min(heights))
            self._add(self._sides[shortest], group)
            heights[shortest] += len(group.rows) + 2
        for side in self._sides:
            side.addStretch()
        self.none.setVisible(not shown)

    @staticmethod
    def _add(side: QVBoxLayout, group: Group) -> None:
        head = label(group.title, "strong")
        rows = QFrame()
        for widget in (head, rows):
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        side.addWidget(head)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 4, 0, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for at, row in enumerate(group.rows):
            cap = key_cap("")
            cap.setText(row.key)
            grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(row.words, wraps=True), at, 1)
        side.addWidget(rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that no text is made of is looked up; Esc first shows all again."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._scroll(event)
            return True
        if self._is_command(event):
            pressed = QKeySequence(event.keyCombination())
            self.search.setText(pressed.toString(QKeySequence.SequenceFormat.NativeText))
            self.search.selectAll()
            return True
        return super().eventFilter(watched, event)

    def _scroll(self, event: QKeyEvent) -> None:
        bar = self.sheet.verticalScrollBar()
        page = event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        step = bar.pageStep() if page else bar.singleStep() * 2
        bar.setValue(bar.value() + (step if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -step))

    @staticmethod
    def _is_command(event: QKeyEvent) -> bool:
        """A key of a command of ours: not one by which a line is edited."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in MODIFIERS:
            return False
        pressed = QKeySequence(event.keyCombination())
        ours = {QKeySequence(each.key) for each in COMMANDS if each.key}
        named = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
        return named or (bool(held) and pressed in ours)
