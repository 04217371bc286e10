"""All commands in one list, found by typing. It reads the menu bar, so that nothing is named twice."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.presenters.commands import Entry, fitting
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import INSIDE, label

WIDE = 560
ROW = 36
MOST_ROWS = 10
FROM_TOP = 96
NARROWEST = 320
EntryRole = Qt.ItemDataRole.UserRole


def plain(text: str) -> str:
    """The words of an entry of a menu without its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def entries_of(menu: QMenu | QWidget, path: str = "") -> Iterator[tuple[Entry, QAction]]:
    """The commands of a menu bar, or of a menu with its submenus."""
    for action in menu.actions():
        words = plain(action.text())
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from entries_of(inner, f"{path} › {words}" if path else words)
        elif words and not action.isSeparator():
            # What undo takes back is no part of its name.
            id_ = action.objectName() or f"{path} {words}"
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            help_ = "" if action.toolTip() == words else action.toolTip()
            yield Entry(id_, words, path, help_, keys, action.isEnabled()), action


class CommandPalette(QFrame):
    """A list above the window. It goes when another widget takes the focus."""

    chosen = Signal(str)  # the command's id, before it is run

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setProperty("role", "palette")
        self._window = window
        self._before: QWidget | None = None
        self._used: Sequence[str] = ()
        self._entries: tuple[Entry, ...] = ()
        self._actions: dict[str, QAction] = {}
        self.line = QLineEdit()
        self.line.setObjectName("palette_line")
        self.line.setPlaceholderText(self.tr("Type what to do"))
        self.line.setAccessibleName(self.tr("Command"))
        self.line.setProperty("role", "shorthand")
        self.rows = QListWidget()
        self.rows.setObjectName("palette_rows")
        self.rows.setAccessibleName(self.tr("Commands"))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setUniformItemSizes(True)
        self.rows.setItemDelegate(_Delegate(self.rows))
        self.note = label("", "muted")
        self.note.setObjectName("palette_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self.rows)
        column.addWidget(self.note)
        self.line.textChanged.connect(self._offer)
        self.line.installEventFilter(self)
        self.rows.itemClicked.connect(lambda _: self.run())
        self.rows.currentItemChanged.connect(lambda *_: self._tell())
        window.installEventFilter(self)
        self.hide()

    def open(self, used: Sequence[str], before: QWidget | None) -> None:
        """Show all commands, those used last first; the focus goes back to `before`."""
        self._used = used
        self._before = before
        found = tuple(entries_of(self._window.menuBar()))
        self._entries = tuple(entry for entry, _ in found)
        self._actions = {entry.id: action for entry, action in found}
        self.line.clear()
        self._offer("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _offer(self, typed: str) -> None:
        self.rows.clear()
        for entry in fitting(self._entries, typed, self._used):
            item = QListWidgetItem(f"{entry.words}, {entry.menu}, {entry.key}")  # as a screen reader says it
            item.setData(EntryRole, entry)
            self.rows.addItem(item)
        self.rows.setCurrentRow(0)
        self._tell()

    def _tell(self) -> None:
        """Say what the command at hand does."""
        item = self.rows.currentItem()
        if item is None:
            self.note.setText(self.tr("No command has these words."))
            return
        entry: Entry = item.data(EntryRole)
        self.note.setText(entry.help if entry.enabled else self.tr("Not here: nothing to do it to."))

    def _place(self) -> None:
        theme, window = Theme.current(), self._window
        width = max(NARROWEST, min(theme.px(WIDE), window.width() - 32))
        rows = theme.px(ROW) * min(MOST_ROWS, max(1, len(self._entries)))
        room = max(theme.px(ROW) * 3, window.height() - theme.px(FROM_TOP) - 160)
        self.rows.setFixedHeight(min(rows + 2, room))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((window.width() - width) // 2, min(FROM_TOP, max(8, window.height() - self.height() - 8)))

    def shut(self) -> None:
        """Go, and give the focus back."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self) -> None:
        """Do the command at hand."""
        item = self.rows.currentItem()
        entry: Entry | None = item.data(EntryRole) if item is not None else None
        if entry is None or not entry.enabled:
            return
        self.shut()
        self.chosen.emit(entry.id)
        self._actions[entry.id].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: MOST_ROWS - 1,
            Qt.Key.Key_PageUp: 1 - MOST_ROWS,
        }
        key = event.key()
        if key in steps:
            self._move(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape:
            self.shut()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _move(self, by: int) -> None:
        count = self.rows.count()
        if count:
            at = self.rows.currentRow() + by
            self.rows.setCurrentRow(at % count if abs(by) == 1 else max(0, min(count - 1, at)))


class _Delegate(QStyledItemDelegate):
    """A row: the command, its menu, and its key in a cap at the end."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(100, Theme.current().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        theme = Theme.current()
        entry: Entry = index.data(EntryRole)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
            bar = QRect(option.rect.topLeft(), QSize(3, option.rect.height()))
            painter.fillRect(bar, theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("sunken"))
        box = option.rect.adjusted(INSIDE, 0, -INSIDE, 0)
        if entry.key:
            box.setRight(self._cap(painter, box, entry.key, theme) - 8)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text" if entry.enabled else "muted"))
        box.setLeft(self._text(painter, box, entry.words) + 8)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("muted"))
        self._text(painter, box, entry.menu)
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, box: QRect, text: str) -> int:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return box.left() + painter.fontMetrics().horizontalAdvance(shown)

    @staticmethod
    def _cap(painter: QPainter, box: QRect, key: str, theme: Theme) -> int:
        """Draw the key; gives where it begins."""
        metrics = QFontMetrics(theme.font("key"))
        cap = QRect(0, 0, metrics.horizontalAdvance(key) + theme.px(10), metrics.height() + theme.px(2))
        cap.moveCenter(box.center())
        cap.moveRight(box.right())
        painter.setPen(QPen(theme.color("border"), theme.edge))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setFont(theme.font("key"))
        painter.setPen(theme.color("muted"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return cap.left()


class FreesKey(QObject):
    """Lets a key of the window through lines of text that would take it for editing.

    On Linux a line takes Ctrl+K to delete what follows the caret; here it opens the commands everywhere.
    """

    def __init__(self, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._key = QKeySequence(key)[0]

    def follow_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QLineEdit | QTextEdit | QPlainTextEdit):
            now.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.keyCombination() == self._key:
            event.ignore()
            return True
        return False
