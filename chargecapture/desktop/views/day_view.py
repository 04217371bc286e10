"""The day: its visits by time with their states; Enter opens one, typing filters, Space looks into one."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.icons import IconMark, icon
from chargecapture.desktop.language import day_in_words
from chargecapture.desktop.models.day_list import DayListModel
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.day_side import LookPane, MonthPane, ToDoPane
from chargecapture.desktop.views.visits_table import ROW, VisitsTable
from chargecapture.desktop.views.widgets import GAP, KeyedButton, Scrolling, label, set_state
from chargecapture.workflow.day import TO_DO, DayRow, QuickLook, totals_of
from chargecapture.workflow.records import CLOSED

translate = QCoreApplication.translate
EDGE = 16
SIDE_WIDE, SIDE_NARROW, SIDE_LOOK = 264, 224, 340
WIDE, NARROW = 1360, 1000
"""Pixels at 100 % text: from here the side is wide; below this it stands under the list."""
LEAST_ROWS = 8


class DayView(QWidget):
    new_patient_asked = Signal()
    find_asked = Signal(str)  # a name that no visit of the day has
    command_asked = Signal(str)  # a command of the row at hand
    print_asked = Signal()

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
        self.month = MonthPane(presenter)
        self.to_do = ToDoPane(presenter)
        self.look = LookPane()
        self.look.hide()
        self.foot = DayFoot()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        pane = QFrame()
        pane.setProperty("role", "pane")
        inside = QVBoxLayout(pane)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._side = QWidget()
        beside = QVBoxLayout(self._side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        beside.addWidget(self.look, 1)
        beside.addWidget(self.month)
        beside.addWidget(self.to_do)
        beside.addStretch()
        body = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._body.setContentsMargins(EDGE, 0, EDGE, EDGE)
        self._body.setSpacing(GAP)
        self._body.addWidget(pane, 1)
        self._body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(Scrolling(body), 1)
        column.addWidget(self.foot)

    def _head(self) -> QBoxLayout:
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
        self._turns = (before, after)
        day, rest = QHBoxLayout(), QHBoxLayout()
        for widget in (self.heading, before, after, today):
            day.addWidget(widget)
        day.addStretch()
        rest.addWidget(self.summary, 3)
        rest.addWidget(self.filter, 2)
        rest.addWidget(new)
        self._head_rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head_rows.setContentsMargins(EDGE, 12, EDGE, 12)
        for row in (self._head_rows, day, rest):
            row.setSpacing(12)
        self._head_rows.addLayout(day)
        self._head_rows.addLayout(rest, 1)
        return self._head_rows

    def _connect(self) -> None:
        presenter, table = self._presenter, self.table
        presenter.day_ready.connect(self.show_day)
        presenter.wanted.connect(self._choose_standing)
        presenter.look_ready.connect(self._show_look)
        self.filter.textChanged.connect(self._show_fitting)
        self.filter.installEventFilter(self)
        table.activated.connect(self._open)
        table.letters_typed.connect(self._filter_by)
        table.look_asked.connect(self.toggle_look)
        table.left.connect(self.close_look)
        table.closing_asked.connect(lambda: self.command_asked.emit("no_charge"))
        table.menu_asked.connect(self._show_menu)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._look_at_current())
        self.foot.print_all.clicked.connect(self.print_asked)

    # Showing

    def show_day(self, day: date, rows: Sequence[DayRow]) -> None:
        self.heading.setText(day_in_words(day))
        current = self.current()
        self.model.show_rows(rows)
        self.table.fit()
        self.summary.setText(_summary(rows))
        self.summary.setToolTip(self.summary.text())
        self.foot.show_rows(rows)
        self._choose(
            current.visit.id
            if current
            else next((row.visit.id for row in rows if row.visit.state not in ("signed", *CLOSED)), "")
        )
        if self.look.isVisible():
            self._look_at_current()

    def current(self) -> DayRow | None:
        """The row at hand."""
        index = self.table.currentIndex()
        return index.data(DayListModel.RowRole) if index.isValid() else None

    def _choose(self, visit_id: str) -> None:
        self._choose_first(lambda row: row.visit.id == visit_id)

    def _choose_standing(self, standing: str) -> None:
        """Go to the first visit that stands so."""
        self.filter.clear()
        self._choose_first(lambda row: row.standing == standing)
        self.focus_list()

    def _choose_first(self, fits: Callable[[DayRow], bool]) -> None:
        rows = range(self._shown.rowCount())
        at = next((at for at in rows if fits(self._shown.index(at, 0).data(DayListModel.RowRole))), 0)
        if self._shown.rowCount():
            self.table.setCurrentIndex(self._shown.index(at, 0))

    def _open(self, index: QModelIndex) -> None:
        self._presenter.open_visit(index.data(DayListModel.VisitRole).id)

    def _show_fitting(self, text: str) -> None:
        """Filter the list; a row is at hand as long as there is any."""
        self._shown.setFilterFixedString(text)
        if not self.table.currentIndex().isValid() and self._shown.rowCount():
            self.table.setCurrentIndex(self._shown.index(0, 0))

    def _filter_by(self, text: str) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter, Enter opens the first visit left, Down goes to the list, Esc shows all."""
        if watched is self.filter and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.filter.text():
                self._take_filtered()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.focus_list()
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                self.focus_list()
                return True
        return super().eventFilter(watched, event)

    def _take_filtered(self) -> None:
        if self._shown.rowCount():
            self._open(self._shown.index(0, 0))
        else:
            typed = self.filter.text()
            self.filter.clear()
            self.find_asked.emit(typed)

    # The look at one visit

    def toggle_look(self) -> None:
        if self.look.isVisible():
            self.close_look()
            return
        self.month.hide()
        self.to_do.hide()
        self.look.show()
        self._fit()
        self._look_at_current()

    def close_look(self) -> None:
        self.look.hide()
        self.month.show()
        self.to_do.show()
        self._fit()

    def _look_at_current(self) -> None:
        row = self.current()
        if row is not None and self.look.isVisible():
            self.look.begin(row)
            self._presenter.look(row.visit.id)

    def _show_look(self, visit_id: str, look: QuickLook) -> None:
        """What comes late, of a row that is not at hand any more, is passed over."""
        if self.look.isVisible() and self.look.row is not None and self.look.row.visit.id == visit_id:
            self.look.show_look(look)

    # The menu of a row

    def _show_menu(self, at: QPoint) -> None:
        row = self.current()
        if row is not None:
            menu = self.row_menu(row)
            menu.popup(at)
            menu.setActiveAction(menu.actions()[0])

    def row_menu(self, row: DayRow) -> QMenu:
        """What may be done with a visit, with the keys of the list."""
        menu = QMenu(self)
        menu.setObjectName("visit_menu")
        for words, key, act in (
            (self.tr("&Open"), self.tr("Enter"), lambda: self._open(self.table.currentIndex())),
            (self.tr("&Look at charges"), self.tr("Space"), self.toggle_look),
        ):
            menu.addAction(f"{words}\t{key}").triggered.connect(act)
        menu.addSeparator()
        is_open, is_signed = row.visit.state not in ("signed", *CLOSED), row.visit.state == "signed"
        for id_, words, works in (
            ("visit_facts", self.tr("&Time and reason…"), not is_signed),
            ("no_charge", self.tr("&No charge…") + "\t" + self.tr("Del"), is_open),
            ("no_show", self.tr("No-&show…"), is_open),
            ("cancelled", self.tr("&Cancelled…"), is_open),
            ("reopen_visit", self.tr("Take &back that nothing is charged"), row.visit.state in CLOSED),
        ):
            action = menu.addAction(words)
            action.setObjectName(f"menu_{id_}")
            action.setEnabled(works)
            action.triggered.connect(lambda _=False, id_=id_: self.command_asked.emit(id_))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The side stands beside the list where there is room, else under it, and all scrolls down."""
        theme = Theme.current()
        effective = self.width() * 100 // theme.text_percent
        narrow = effective < NARROW
        ways = QBoxLayout.Direction
        for rows in (self._body, self._head_rows, self.foot.rows):
            rows.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        for turn in self._turns:
            turn.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.summary.setMinimumHeight(self.summary.sizeHint().height())
        self.table.setMinimumHeight(theme.px(ROW) * LEAST_ROWS if narrow else 0)
        usual = SIDE_WIDE if effective >= WIDE else SIDE_NARROW
        side = theme.px(SIDE_LOOK if self.look.isVisibleTo(self) else usual)
        self._side.setMinimumWidth(0 if narrow else side)
        self._side.setMaximumWidth(16_777_215 if narrow else side)

    def focus_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pane_stops(self) -> tuple[QWidget, ...]:
        stops = (self.table, self.filter, self.month.table, *self.to_do.rows[:1], self.foot.print_all)
        return tuple(stop for stop in stops if stop.isVisible() and stop.isEnabled())


def _summary(rows: Sequence[DayRow]) -> str:
    if not rows:
        return ""
    signed = sum(row.visit.state == "signed" for row in rows)
    to_come = sum(row.standing == "scheduled" for row in rows)
    to_finish = sum(row.standing in TO_DO for row in rows)
    one = len(rows) == 1
    total = translate("DayView", "1 visit") if one else translate("DayView", "{} visits").format(len(rows))
    parts = (
        (signed, translate("DayView", "{} signed")),
        (to_finish, translate("DayView", "{} to finish")),
        (to_come, translate("DayView", "{} to come")),
    )
    return " · ".join([total, *(words.format(number) for number, words in parts if number)])


class DayFoot(QFrame):
    """What was signed on the day, by who pays; what its drafts come to; print."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("day_foot")
        self.setProperty("role", "foot")
        self.rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.rows.setContentsMargins(EDGE, 8, EDGE, 8)
        row, print_row = QHBoxLayout(), QHBoxLayout()
        for each in (self.rows, row, print_row):
            each.setSpacing(24)
        self.rows.addLayout(row)
        self.rows.addLayout(print_row, 1)
        self.insurance = self._total(row, self.tr("Signed, insurance"), "insurance", "insurance")
        self.patient = self._total(row, self.tr("Signed, patient"), "patient", "selfpay")
        self.drafts = self._total(row, self.tr("In drafts"), "", "muted")
        row.addStretch()
        self.note = label("", "muted", wraps=True)
        self.note.setObjectName("day_note")
        print_row.addWidget(self.note, 1)
        self.print_all = KeyedButton(
            self.tr("Print signed superbills"), key_of("print_day"), icon=icon("print")
        )
        self.print_all.setObjectName("print_day")
        print_row.addWidget(self.print_all)

    def _total(self, row: QHBoxLayout, caption: str, mark: str, role: str) -> QLabel:
        head = QHBoxLayout()
        head.setSpacing(4)
        if mark:
            head.addWidget(IconMark(mark, role, side=14))
        head.addWidget(label(caption, role))
        head.addStretch()
        amount = label("$0.00", "total")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(amount)
        row.addLayout(column)
        return amount

    def show_rows(self, rows: Sequence[DayRow]) -> None:
        totals = totals_of(row.visit for row in rows)
        for amount, shown in zip(totals, (self.insurance, self.patient, self.drafts), strict=True):
            shown.setText(f"${amount:,.2f}")
        self.print_all.setEnabled(any(row.visit.state == "signed" for row in rows))
        self.print_all.setToolTip(
            "" if self.print_all.isEnabled() else self.tr("No visit of this day is signed yet")
        )

    def tell(self, text: str, role: str = "muted") -> None:
        """Say what is under way, or how it ended."""
        self.note.setText(text)
        set_state(self.note, "role", role)
