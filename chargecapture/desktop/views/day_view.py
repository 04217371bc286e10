"""The day: its visits by time with their states; Enter opens one, typing filters."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.icons import draw_icon, icon
from chargecapture.desktop.language import day_in_words
from chargecapture.desktop.models.day_list import COLUMNS, STATE_COLUMN, STATES, DayListModel
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import KeyedButton, label
from chargecapture.workflow.records import VisitSummary

translate = QCoreApplication.translate
EDGE = 16
ROW = 36
PAD = 8
WIDTHS = {0: 72, 2: 110, 5: 160}
FIGURES = (0, 2)  # time and account stand in columns


class DayView(QWidget):
    new_patient_asked = Signal()

    def __init__(self, presenter: DayPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.heading = label("", "title")
        self.heading.setObjectName("day_heading")
        self.summary = label("", "muted")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.filter = QLineEdit()
        self.filter.setObjectName("filter_visits")
        self.filter.setPlaceholderText(self.tr("Filter by name, account, payer or state"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(320)
        self.model = DayListModel()
        self._shown = QSortFilterProxyModel()
        self._shown.setSourceModel(self.model)
        self._shown.setFilterKeyColumn(-1)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.table = VisitsTable(self._shown)
        self._lay_out()
        presenter.day_ready.connect(self.show_day)
        self.filter.textChanged.connect(self._shown.setFilterFixedString)
        self.filter.installEventFilter(self)
        self.table.activated.connect(self._open)
        self.table.letters_typed.connect(self._filter_by)

    def _lay_out(self) -> None:
        before = QPushButton(icon("left"), "")
        before.setAccessibleName(self.tr("Day before"))
        before.setToolTip(self.tr("Day before ({})").format(key_of("day_before")))
        after = QPushButton(icon("right"), "")
        after.setAccessibleName(self.tr("Day after"))
        after.setToolTip(self.tr("Day after ({})").format(key_of("day_after")))
        today = KeyedButton(self.tr("Today"), key_of("today"))
        before.clicked.connect(lambda: self._presenter.move(-1))
        after.clicked.connect(lambda: self._presenter.move(1))
        today.clicked.connect(self._presenter.show_today)
        new = KeyedButton(self.tr("New patient"), key_of("new_patient"), icon=icon("add_patient"))
        new.setObjectName("new_patient")
        new.clicked.connect(self.new_patient_asked)
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 12, EDGE, 12)
        head.setSpacing(12)
        for widget in (self.heading, before, after, today):
            head.addWidget(widget)
        head.addWidget(self.summary, 3)
        head.addWidget(self.filter, 2)
        head.addWidget(new)
        pane = QFrame()
        pane.setProperty("role", "pane")
        inside = QVBoxLayout(pane)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        outer = QHBoxLayout()
        outer.setContentsMargins(EDGE, 0, EDGE, EDGE)
        outer.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(outer, 1)

    def show_day(self, day: date, visits: Sequence[VisitSummary]) -> None:
        self.heading.setText(day_in_words(day))
        current = self._current()
        self.model.show_visits(visits)
        self.summary.setText(_summary(visits))
        self.summary.setToolTip(self.summary.text())
        self._choose(current.id if current else next((v.id for v in visits if v.state != "signed"), ""))

    def _current(self) -> VisitSummary | None:
        index = self.table.currentIndex()
        return index.data(DayListModel.VisitRole) if index.isValid() else None

    def _choose(self, visit_id: str) -> None:
        for row in range(self._shown.rowCount()):
            index = self._shown.index(row, 0)
            if index.data(DayListModel.VisitRole).id == visit_id:
                self.table.setCurrentIndex(index)
                return
        if self._shown.rowCount():
            self.table.setCurrentIndex(self._shown.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        self._presenter.open_visit(index.data(DayListModel.VisitRole).id)

    def _filter_by(self, text: str) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter, Enter opens the first visit left, Down goes to the list, Esc shows all."""
        if watched is self.filter and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown.rowCount():
                self._open(self._shown.index(0, 0))
                return True
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    def focus_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pane_stops(self) -> tuple[QWidget, ...]:
        return (self.table, self.filter)


def _summary(visits: Sequence[VisitSummary]) -> str:
    if not visits:
        return ""
    states = [visit.state for visit in visits]
    named = [
        f"{states.count(state)} {translate('DayListModel', words).lower()}"
        for state, (words, _, _) in STATES.items()
        if state in states
    ]
    one = len(visits) == 1
    total = translate("DayView", "1 visit") if one else translate("DayView", "{} visits").format(len(visits))
    return " · ".join([total, *named])


class VisitsTable(QTableView):
    """The visits of a day. Letters typed go to the filter."""

    letters_typed = Signal(str)

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
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at in range(len(COLUMNS)):
            fixed = at in WIDTHS
            header.setSectionResizeMode(
                at, QHeaderView.ResizeMode.Fixed if fixed else QHeaderView.ResizeMode.Stretch
            )
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
        theme = Theme.current()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        for at, width in WIDTHS.items():
            self.setColumnWidth(at, theme.px(width))

    @property
    def empty_sentence(self) -> str:
        """What stands in a list without rows; empty where there are some."""
        if self.model().rowCount():
            return ""
        if self.model().sourceModel().rowCount():
            return self.tr("No visit of this day fits the filter. Esc shows all.")
        text = self.tr("No visits on this day. Find a patient ({}) to open one.")
        return text.format(key_of("find_patient"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.activated.emit(self.currentIndex())
        elif text.isalnum() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.letters_typed.emit(text)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(Theme.current().color("muted"))
        box = self.viewport().rect().adjusted(PAD * 2, PAD * 2, -PAD, -PAD)
        painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.empty_sentence)


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: VisitsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        visit: VisitSummary = index.data(DayListModel.VisitRole)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        elif index.row() == self._table.hovered:
            painter.fillRect(option.rect, theme.color("sunken"))
        box = option.rect.adjusted(PAD, 0, -PAD, 0)
        role = "text"
        if index.column() == STATE_COLUMN:
            _, name, role = STATES[visit.state]
            box = self._icon(painter, box, name, role, theme)
        elif index.column() in (2, 3, 4):
            role = "muted" if index.column() == 2 else "text"
        step = "decides" if index.column() in (0, 1) else "body"
        painter.setFont(theme.figures(step) if index.column() in FIGURES else theme.font(step))
        painter.setPen(theme.color(role))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(theme.color("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    @staticmethod
    def _icon(painter: QPainter, box: QRect, name: str, role: str, theme: Theme) -> QRect:
        side = theme.px(14)
        draw_icon(painter, QRectF(box.left(), box.center().y() - side / 2 + 1, side, side), name, role)
        return box.adjusted(side + 6, 0, 0, 0)
