"""The table of a day's visits: drawn row by row, used by keys."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.icons import draw_icon
from chargecapture.desktop.models.day_list import (
    AT,
    COLUMNS,
    LEFT_OUT_FIRST,
    STATE_COLUMN,
    STATES,
    DayListModel,
)
from chargecapture.desktop.theme import Theme
from chargecapture.workflow.day import DayRow

SHIFT = Qt.KeyboardModifier.ShiftModifier
ROW = 36
PAD = 8
DECIDES = frozenset((AT["time"], AT["patient"]))
FIGURES = frozenset(AT[name] for name in ("time", "account", "lines", "insurance", "patient_pays"))
MUTED = frozenset(AT[name] for name in ("account", "note"))
IN_TWO_LINES = frozenset(AT[name] for name in ("patient", "reason", "payer", "provider", "note"))
"""What stands in two lines of small letters where it does not fit into one."""


class VisitsTable(QTableView):
    """The visits of a day. Letters typed go to the filter."""

    letters_typed = Signal(str)
    look_asked = Signal()
    closing_asked = Signal()  # say why nothing is charged
    menu_asked = Signal(object)  # where, in global coordinates
    left = Signal()  # Esc

    def __init__(self, model: QSortFilterProxyModel) -> None:
        super().__init__()
        self.setObjectName("visits")
        self.setAccessibleName(self.tr("Visits of the day"))
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(8)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.hovered = -1
        self.setMouseTracking(True)
        self.entered.connect(lambda index: self._hover(index.row()))
        Theme.current().changed.connect(self._scale)
        self._scale()

    def _hover(self, row: int) -> None:
        """A row lights up as a whole."""
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(Theme.current().px(ROW))
        self.fit()

    def fit(self) -> None:
        """Share the width among the columns; what it does not hold is left out, names and states last."""
        theme = Theme.current()
        width = self.viewport().width()
        shown = list(range(len(COLUMNS)))
        source = self.model().sourceModel()
        if not source.has_several_providers:
            shown.remove(AT["provider"])
        for names in LEFT_OUT_FIRST:
            if sum(theme.px(COLUMNS[at].least) for at in shown) <= width:
                break
            shown = [at for at in shown if COLUMNS[at].id not in names]
        spare = max(0, width - sum(theme.px(COLUMNS[at].least) for at in shown))
        shares = sum(COLUMNS[at].share for at in shown) or 1
        widths = {at: theme.px(COLUMNS[at].least) + spare * COLUMNS[at].share // shares for at in shown}
        widths[shown[-1]] += max(0, width - sum(widths.values()))
        for at in range(len(COLUMNS)):
            self.setColumnHidden(at, at not in shown)
            if at in shown:
                self.setColumnWidth(at, widths[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @property
    def empty_sentence(self) -> str:
        """What stands in a list without rows; empty where there are some."""
        if self.model().rowCount():
            return ""
        if self.model().sourceModel().rowCount():
            return self.tr("No visit of this day fits. Enter finds a patient by that name; Esc shows all.")
        text = self.tr("No visits on this day. Find a patient ({}) to open one.")
        return text.format(key_of("find_patient"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        held = event.modifiers() & ~(SHIFT | Qt.KeyboardModifier.KeypadModifier)
        is_row = self.currentIndex().isValid()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            if is_row:
                self.activated.emit(self.currentIndex())
        elif key == Qt.Key.Key_Space and not held:
            if is_row:
                self.look_asked.emit()
        elif key == Qt.Key.Key_Delete and not held:
            if is_row:
                self.closing_asked.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and event.modifiers() & SHIFT):
            self._ask_for_menu()  # where the system sends no event of its own for these keys
        elif text.isalnum() and not held:
            self.letters_typed.emit(text)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a row: under the pointer, or by the keyboard at the row at hand."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            self.setCurrentIndex(index)
            self.menu_asked.emit(event.globalPos())
        else:
            self._ask_for_menu()

    def _ask_for_menu(self) -> None:
        if self.currentIndex().isValid():
            row = self.visualRect(self.currentIndex().siblingAtColumn(AT["patient"]))
            self.menu_asked.emit(self.viewport().mapToGlobal(row.bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(Theme.current().color("muted"))
        box = self.viewport().rect().adjusted(PAD * 2, PAD * 2, -PAD, -PAD)
        way = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(box, way, self.empty_sentence)


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: VisitsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        row: DayRow = index.data(DayListModel.RowRole)
        at = index.column()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        elif index.row() == self._table.hovered:
            painter.fillRect(option.rect, theme.color("sunken"))
        box = option.rect.adjusted(PAD, 0, -PAD, 0)
        role = "muted" if at in MUTED else "text"
        if at == STATE_COLUMN:
            state = STATES[row.standing]
            role = state.role
            box = self._icon(painter, box, state.icon, role, theme)
        step = "decides" if at in DECIDES else "body"
        painter.setFont(theme.figures(step) if at in FIGURES else theme.font(step))
        painter.setPen(theme.color(role))
        text = str(index.data() or "")
        if at in IN_TWO_LINES and painter.fontMetrics().horizontalAdvance(text) > box.width():
            _draw_in_two_lines(painter, box, text, bold=at in DECIDES)
        else:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[at].is_figure else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(theme.color("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    @staticmethod
    def _icon(painter: QPainter, box: QRect, name: str, role: str, theme: Theme) -> QRect:
        side = theme.px(14)
        draw_icon(painter, QRectF(box.left(), box.center().y() - side / 2 + 1, side, side), name, role)
        return box.adjusted(side + 6, 0, 0, 0)


def _draw_in_two_lines(painter: QPainter, box: QRect, text: str, *, bold: bool) -> None:
    """Draw text in small letters over two lines; what is longer ends in an ellipsis."""
    font = Theme.current().font("small")
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    first = text[: line.textLength()].rstrip()
    layout.endLayout()
    if len(first) >= len(text):
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        return
    second = metrics.elidedText(text[len(first) :].lstrip(), Qt.TextElideMode.ElideRight, box.width())
    first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, box.width())
    lines = QRect(box.left(), 0, box.width(), 2 * metrics.height())
    lines.moveCenter(box.center())
    left = Qt.AlignmentFlag.AlignLeft
    painter.drawText(lines, left | Qt.AlignmentFlag.AlignTop, first)
    painter.drawText(lines, left | Qt.AlignmentFlag.AlignBottom, second)
