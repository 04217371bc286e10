"""Why a line is charged: what decided first, then facts, tables and sources, to be walked by keyboard."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.icons import draw_icon
from chargecapture.desktop.models.why_rows import Kind, Row, WhyModel, as_text, rows_of
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import INSIDE, KeyedButton, Pane
from chargecapture.domain.charges import Alert
from chargecapture.domain.explained import Explanation

AnyIndex = QModelIndex | QPersistentModelIndex
INDENT = 20
"""Where what stands in a section begins; its mark stands before it."""
MARK = 14
ABOVE_SECTION = 8
FACT_NAME = 0.45  # of a fact's width, at most, for its name
WRAPS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class WhyPane(Pane):
    """Opens in place of the body map, or as a column of its own where there is room."""

    fact_chosen = Signal(object)  # Place

    def __init__(self) -> None:
        super().__init__(self.tr("Why"), key_of("why"))
        self.setObjectName("why")
        self.rows = WhyModel()
        self.list = WhyList(self.rows)
        self.list.fact_chosen.connect(self.fact_chosen)
        self.list.copy_asked.connect(self.copy)
        self.body.addWidget(self.list, 1)
        self.source = KeyedButton(self.tr("Open source"), key_of("open_source"))
        self.source.setObjectName("open_source")
        self.source.clicked.connect(self.list.open_source)
        self.copy_button = KeyedButton(self.tr("Copy as text"))
        self.copy_button.setObjectName("copy_why")
        self.copy_button.clicked.connect(self.copy)
        foot = QFrame()
        foot.setProperty("role", "pane_foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(INSIDE, 8, INSIDE, 8)
        row.setSpacing(8)
        row.addWidget(self.source)
        row.addWidget(self.copy_button)
        row.addStretch()
        self.body.addWidget(foot)
        self.setFocusProxy(self.list)

    def show_line(self, explanation: Explanation, alerts: tuple[Alert, ...]) -> None:
        """Explain one line; `alerts` are those that speak of it, notes included."""
        line = explanation.lines[0].line
        self.title.setText(self.tr("Why {}").format("-".join((line.code, *line.modifiers))))
        self.list.setAccessibleDescription(line.label)
        self.list.show_rows(rows_of(explanation, alerts))

    def copy(self) -> None:
        """Put the whole explanation on the clipboard, the folded sections too."""
        QGuiApplication.clipboard().setText(as_text(self.title.text(), self.rows.all_rows))


class WhyList(QListView):
    """The rows. Enter folds and opens a section, and goes to the field of a fact."""

    fact_chosen = Signal(object)
    copy_asked = Signal()

    def __init__(self, rows: WhyModel) -> None:
        super().__init__()
        self._rows = rows
        self.setObjectName("why_rows")
        self.setAccessibleName(self.tr("Why this line is charged"))
        self.setModel(rows)
        self.setItemDelegate(_Delegate(self))
        self.setWordWrap(True)  # rows are laid out anew for another width
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clicked.connect(lambda index: self._act(index.row()) if self._is_section(index.row()) else None)
        self.doubleClicked.connect(
            lambda index: None if self._is_section(index.row()) else self._act(index.row())
        )
        Theme.current().changed.connect(self.scheduleDelayedItemsLayout)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        at = self.currentIndex().row()
        if self._rows.show_rows(rows):
            self.setCurrentIndex(self._rows.index(min(max(at, 0), self._rows.rowCount() - 1)))

    def _is_section(self, at: int) -> bool:
        return self._rows.row(at).kind is Kind.SECTION

    def _act(self, at: int) -> None:
        row = self._rows.row(at)
        if row.kind is Kind.SECTION:
            self._rows.open(row.section, not self._rows.is_open(row.section))
        elif row.place is not None:
            self.fact_chosen.emit(row.place)

    def open_source(self) -> None:
        """Go to the source of the step at hand, opening its section; of what decided where none is."""
        current = self.currentIndex()
        section = (self._rows.row(current.row()).section if current.isValid() else "") or "table"
        self._rows.open(section, opened=True)
        at = self._rows.find(Kind.SOURCE, section)
        if at is None:
            self._rows.open("table", opened=True)
            at = self._rows.find(Kind.SOURCE, "table")
        if at is not None:
            self.setCurrentIndex(self._rows.index(at))
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif at >= 0 and event.key() in _ENTER:
            self._act(at)
        elif at >= 0 and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold(at, opened=event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def _fold(self, at: int, *, opened: bool) -> None:
        """Right opens a section; left folds the one at hand, and stands on its head."""
        section = self._rows.row(at).section
        head = self._rows.find(Kind.SECTION, section) if section else None
        if head is not None:
            self.setCurrentIndex(self._rows.index(head))
            self._rows.open(section, opened)


class _Delegate(QStyledItemDelegate):
    """Draws the rows: what decided in bold, chosen rows with a check, facts with their value at the right."""

    def __init__(self, view: WhyList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row: Row = index.data(WhyModel.RowRole)
        wide = self._view.viewport().width()
        theme = Theme.current()
        if row.kind is Kind.SECTION:
            return QSize(wide, theme.line_height() + theme.px(ABOVE_SECTION + 8))
        high = max(self._height(text, font, box) for text, font, box, _ in _texts(row, QRect(0, 0, wide, 0)))
        return QSize(wide, high + theme.px(6))

    @staticmethod
    def _height(text: str, font: QFont, box: QRect) -> int:
        return QFontMetrics(font).boundingRect(QRect(0, 0, box.width(), 10_000), WRAPS, text).height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: Row = index.data(WhyModel.RowRole)
        theme = Theme.current()
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_ground(painter, option)
        if row.kind is Kind.SECTION:
            self._paint_section(painter, option.rect, row)
        else:
            box = option.rect.adjusted(0, theme.px(3), 0, -theme.px(3))
            if row.kind is Kind.CHOSEN:
                self._paint_mark(painter, box)
            for text, font, place, role in _texts(row, box):
                painter.setFont(font)
                painter.setPen(theme.color(role))
                painter.drawText(place, WRAPS, text)
        painter.restore()

    @staticmethod
    def _paint_mark(painter: QPainter, box: QRect) -> None:
        theme = Theme.current()
        side, high = theme.px(MARK), theme.line_height()
        mark = QRectF(box.left() + theme.px(INSIDE), box.top() + (high - side) / 2, side, side)
        draw_icon(painter, mark, "done", "success")

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = Theme.current()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("sunken"))

    def _paint_section(self, painter: QPainter, rect: QRect, row: Row) -> None:
        theme = Theme.current()
        top = QPoint(rect.left(), rect.top() + theme.px(ABOVE_SECTION // 2))
        painter.setPen(theme.color("hairline"))
        painter.drawLine(top, QPoint(rect.right(), top.y()))
        box = rect.adjusted(theme.px(INSIDE), theme.px(ABOVE_SECTION), -theme.px(INSIDE), -theme.px(2))
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("decides"))
        middle = Qt.AlignmentFlag.AlignVCenter
        sign = "▾" if self._view.model().is_open(row.section) else "▸"
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, f"{sign}  {row.text}")
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("muted"))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, row.value)


def _texts(row: Row, box: QRect) -> list[tuple[str, QFont, QRect, str]]:
    """The pieces of text of a row: each with its font, its place in the row's box and its colour's role."""
    theme = Theme.current()
    edge = theme.px(INSIDE)
    inner = box.adjusted(edge, 0, -edge, 0)
    indented = inner.adjusted(theme.px(INDENT), 0, 0, 0)
    match row.kind:
        case Kind.FACT:
            name = QRect(indented)
            name.setWidth(int(indented.width() * FACT_NAME))
            value = indented.adjusted(name.width() + theme.px(8), 0, 0, 0)
            return [
                (row.text, theme.font("body"), name, "muted"),
                (row.value, theme.font("decides"), value, "text"),
            ]
        case Kind.DECIDES:
            return [(row.text, theme.font("decides"), inner, "text")]
        case Kind.CHOSEN:
            return [(row.text, theme.font("decides"), indented, "text")]
        case Kind.NOTE:
            return [(row.text, theme.font("small"), inner, "muted")]
        case Kind.SOURCE:
            return [(row.text, theme.font("small"), indented, "muted")]
        case _:
            return [(row.text, theme.font("body"), indented, "text")]
