"""Beside the day's list: the calendar of missing charges, what is to do, and the look at one visit."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.icons import IconMark, draw_icon, icon
from chargecapture.desktop.language import month_in_words
from chargecapture.desktop.models.day_list import STATES, state_words
from chargecapture.desktop.models.month import MonthModel
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import INSIDE, Pane, Scrolling, clear, label
from chargecapture.domain.charges import ChargeLine
from chargecapture.workflow.day import DayRow, MonthDay, QuickLook, ToDo

WEEK = 36
HEAD = 24
TO_DO_ROW = 34
EFFECTS = {"block": ("stops", "error"), "hold": ("asks", "warning"), "none": ("look_at", "warning")}
"""The icon and the colour role of what stops a visit, what it lacks, and what should be looked at."""


class MonthPane(Pane):
    """A month; the number below a day is how many of its visits are not signed."""

    def __init__(self, presenter: DayPresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self._day = presenter.day
        self._shown = presenter.day
        self.model = MonthModel()
        self.table = MonthTable(self.model)
        for name, words, months in (
            ("left", self.tr("Month before"), -1),
            ("right", self.tr("Month after"), 1),
        ):
            turn = QToolButton()
            turn.setIcon(icon(name))
            turn.setAccessibleName(words)
            turn.setToolTip(words)
            turn.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard turns the month by PgUp and PgDown
            turn.clicked.connect(lambda _=False, months=months: self.turn(months))
            self.head.addWidget(turn)
        self.body.addWidget(self.table)
        told = label(self.tr("Number: visits not signed"), "muted")
        told.setContentsMargins(INSIDE, 6, INSIDE, 6)
        self.body.addWidget(told)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table.day_chosen.connect(presenter.show_day)
        self.table.turned.connect(self.turn)
        presenter.day_ready.connect(self._day_shown)
        presenter.month_ready.connect(self.show_month)

    def _day_shown(self, day: date, _rows: object) -> None:
        self._day = day

    def turn(self, months: int) -> None:
        at = self._shown.year * 12 + self._shown.month - 1 + months
        self._presenter.show_month(date(at // 12, at % 12 + 1, 1))

    def show_month(self, day: date, weeks: Sequence[Sequence[MonthDay]]) -> None:
        self._shown = day
        words = month_in_words(day)
        self.title.setText(words)
        self.table.setAccessibleName(self.tr("Visits not signed, {}").format(words))
        self.model.show_weeks(weeks)
        self.table.show_day(self._day, day)


class MonthTable(QTableView):
    """Arrows go from day to day, Page Up and Page Down turn the month, Enter shows the day."""

    day_chosen = Signal(object)
    turned = Signal(int)

    def __init__(self, model: MonthModel) -> None:
        super().__init__()
        self.setObjectName("month")
        self.setModel(model)
        self.day = date.min
        self.month = 0
        self.setItemDelegate(_DayDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(8)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._choose)
        model.modelReset.connect(self._scale)
        Theme.current().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        theme = Theme.current()
        self.verticalHeader().setMinimumSectionSize(8)
        self.verticalHeader().setDefaultSectionSize(theme.px(WEEK))
        self.horizontalHeader().setFixedHeight(theme.px(HEAD))
        self.setFixedHeight(theme.px(HEAD) + theme.px(WEEK) * self.model().rowCount() + 2)

    def show_day(self, day: date, month: date) -> None:
        """Mark the day whose list is shown; where another month is shown, its first day is at hand."""
        self.day, self.month = day, month.month
        model: MonthModel = self.model()  # type: ignore[assignment]
        found = model.index_of(day) if (day.year, day.month) == (month.year, month.month) else QModelIndex()
        self.setCurrentIndex(found if found.isValid() else model.index_of(month))
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.day_chosen.emit(index.data(MonthModel.DayRole).day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self._choose(self.currentIndex())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)


class _DayDelegate(QStyledItemDelegate):
    def __init__(self, table: MonthTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        day: MonthDay = index.data(MonthModel.DayRole)
        painter.save()
        inside = option.rect.adjusted(1, 1, -1, -1)
        shown = day.day == self._table.day
        if shown:
            painter.fillRect(inside, theme.color("selected"))
        if option.state & QStyle.StateFlag.State_Selected and self._table.hasFocus():
            pen = painter.pen()
            pen.setColor(theme.color("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(inside.adjusted(1, 1, -1, -1))
        painter.setPen(theme.color("text" if day.day.month == self._table.month else "muted"))
        painter.setFont(theme.figures("decides" if shown else "small"))
        upper, lower = _halves(inside)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(day.day.day))
        if day.missing:
            painter.setFont(theme.figures("decides"))
            painter.setPen(theme.color("error"))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, str(day.missing))
        elif day.visits:
            painter.setPen(theme.color("muted"))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, "·")
        painter.restore()


def _halves(box: QRect) -> tuple[QRect, QRect]:
    half = box.height() // 2
    upper = QRect(box.left(), box.top() + 1, box.width(), half)
    return upper, upper.translated(0, half - 2)


class ToDoPane(Pane):
    """What is to be done over all days; each row goes to the oldest."""

    def __init__(self, presenter: DayPresenter) -> None:
        super().__init__("")
        self.title.setText(self.tr("To do"))
        self._presenter = presenter
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setObjectName("to_do")
        presenter.to_do_ready.connect(self.show_to_do)
        self._shown: tuple[ToDo, ...] | None = None

    def show_to_do(self, counts: Sequence[ToDo]) -> None:
        if tuple(counts) == self._shown:
            return
        self._shown = tuple(counts)
        clear(self._rows)
        for each in counts:
            row = ToDoRow(each)
            row.clicked.connect(
                lambda _=False, each=each: self._presenter.show_to_do(each.day, each.standing)
            )
            self._rows.addWidget(row)
        if not counts:
            nothing = label(self.tr("Every visit up to now is signed or closed."), "muted", wraps=True)
            nothing.setContentsMargins(INSIDE, 8, INSIDE, 8)
            self._rows.addWidget(nothing)

    @property
    def rows(self) -> tuple["ToDoRow", ...]:
        widgets = (self._rows.itemAt(at).widget() for at in range(self._rows.count()))
        return tuple(widget for widget in widgets if isinstance(widget, ToDoRow))


class ToDoRow(QPushButton):
    """How many visits stand so: icon, word, number."""

    def __init__(self, what: ToDo) -> None:
        super().__init__()
        self.what = what
        self.setObjectName(f"to_do_{what.standing}")
        self.setProperty("role", "row")
        self.setAutoDefault(True)  # Enter presses it, as it opens a row of the list
        self.words = state_words(what.standing)
        since = self.tr("{}: {}, the oldest of {}").format(self.words, what.visits, what.day)
        self.setAccessibleName(since)
        self.setToolTip(since)

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(200), Theme.current().px(TO_DO_ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        _, name, role = STATES[self.what.standing]
        side = theme.px(14)
        box = self.rect().adjusted(INSIDE, 0, -INSIDE, 0)
        mark = QRect(box.left(), box.center().y() - side // 2 + 1, side, side)
        draw_icon(painter, mark.toRectF(), name, role)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("body"))
        words = box.adjusted(side + 8, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.words)
        painter.setFont(theme.figures("decides"))
        painter.setPen(theme.color(role))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(self.what.visits)
        )


class LookPane(Pane):
    """What a visit of the list is charged and lacks. It follows the row at hand and takes no focus."""

    def __init__(self) -> None:
        super().__init__("")
        self.setObjectName("look")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.head.setStretch(0, 1)
        self.head.addWidget(label(self.tr("close"), "muted"))
        self.add_key("Esc")
        self.facts = label("", "muted", wraps=True)
        self.facts.setContentsMargins(INSIDE, 8, INSIDE, 8)
        self.body.addWidget(self.facts)
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(INSIDE, 0, INSIDE, 8)
        self._inside.setSpacing(8)
        self.body.addWidget(Scrolling(inside), 1)
        self.row: DayRow | None = None
        self.is_told = False

    def begin(self, row: DayRow) -> None:
        """Say whose visit it is; what it holds comes after."""
        self.row, self.is_told = row, False
        visit = row.visit
        self.title.setText(visit.patient_name)
        note = "" if row.standing in ("incomplete", "held") else row.note
        parts = (visit.time, visit.reason, visit.payer, state_words(row.standing), note)
        self.facts.setText(" · ".join(part for part in parts if part))
        clear(self._inside)
        self._inside.addStretch()

    def show_look(self, look: QuickLook) -> None:
        self.is_told = True
        clear(self._inside)
        for alert in look.open_facts:
            mark, role = EFFECTS[alert.effect]
            told = QHBoxLayout()
            told.setSpacing(6)
            told.addWidget(IconMark(mark, role, side=14), 0, Qt.AlignmentFlag.AlignTop)
            told.addWidget(label(alert.message, wraps=True), 1)
            self._inside.addLayout(told)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, line in enumerate(look.lines):
            self._add_line(grid, at, line)
        self._inside.addLayout(grid)
        if not look.lines:
            self._inside.addWidget(label(self.tr("Nothing is charged."), "muted"))
        else:
            self._inside.addLayout(self._totals(look))
        self._inside.addStretch()

    @staticmethod
    def _add_line(grid: QGridLayout, at: int, line: ChargeLine) -> None:
        code = " ".join((line.code, *line.modifiers))
        grid.addWidget(label(f"{code} × {line.units}" if line.units != 1 else code, "decides"), at, 0)
        grid.addWidget(label(" ".join(line.icd10), "muted", wraps=True), at, 1)
        fee = label("" if line.charge is None else f"{line.charge:,.2f}")
        payer = "insurance" if line.responsibility != "patient" else "patient"
        role = "insurance" if payer == "insurance" else "selfpay"
        grid.addWidget(IconMark(payer, role, side=14), at, 2)
        grid.addWidget(fee, at, 3, Qt.AlignmentFlag.AlignRight)

    def _totals(self, look: QuickLook) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        answer = look.answer
        for at, (words, role, mark, total) in enumerate(
            (
                (self.tr("Insurance"), "insurance", "insurance", answer.total("insurance", "practice")),
                (self.tr("Patient"), "selfpay", "patient", answer.total("patient")),
            )
        ):
            grid.addWidget(IconMark(mark, role, side=14), at, 0)
            grid.addWidget(label(words, role), at, 1)
            grid.addWidget(label(f"${total:,.2f}", "decides"), at, 2, Qt.AlignmentFlag.AlignRight)
        return grid
