"""Pathology: the worklist of lesions that wait, and beside it the result with what it changes."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.language import in_words
from chargecapture.desktop.models.pending_list import PendingModel, Where
from chargecapture.desktop.presenters.pathology import Entry, PathologyPresenter
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.fields import ChoiceField, FieldEditor, LineField, WordsField
from chargecapture.desktop.views.record_form import EDGE, first_unread, read_field, text_field
from chargecapture.desktop.views.widgets import (
    GAP,
    INSIDE,
    KeyedButton,
    Pane,
    Scrolling,
    clear,
    label,
    line,
)
from chargecapture.workflow.forms import NATURES, said
from chargecapture.workflow.pathology import Change, PendingLesion
from chargecapture.workflow.typing_in import read_date

ROW = 36
SHARES = {"Days": 52, "Patient": 200, "Lesion": 170, "What": 220, "Since": 96, "Who": 110, "Visit": 130}
"""How wide the columns are at 100 % text; what is left goes to What."""
NAMES = (
    QT_TRANSLATE_NOOP("ResultPane", "Diagnosis"),
    QT_TRANSLATE_NOOP("ResultPane", "Code"),
    QT_TRANSLATE_NOOP("ResultPane", "Modifiers"),
    QT_TRANSLATE_NOOP("ResultPane", "Units"),
    QT_TRANSLATE_NOOP("ResultPane", "ICD-10"),
    QT_TRANSLATE_NOOP("ResultPane", "Fee"),
    QT_TRANSLATE_NOOP("ResultPane", "Who pays"),
    QT_TRANSLATE_NOOP("ResultPane", "Insurance total"),
    QT_TRANSLATE_NOOP("ResultPane", "Patient total"),
)
"""What a comparison names, to be translated where it is shown."""
MOST_REPORT = 40
LEAST_WHAT = 90


class PendingTable(QTableView):
    """The lesions that wait. Enter begins the result, Del releases."""

    begin_asked = Signal(object)
    release_asked = Signal(object)

    def __init__(self, rows: PendingModel) -> None:
        super().__init__()
        self._rows = rows
        self.setObjectName("pending")
        self.setAccessibleName(self.tr("Lesions that wait for pathology"))
        self.setModel(rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.doubleClicked.connect(lambda index: self.begin_asked.emit(rows.pending(index.row())))
        Theme.current().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(Theme.current().px(ROW))
        self._lay_out_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        """What is too wide leaves out the account's provider and the day, which the days tell as well."""
        theme = Theme.current()
        wide = {name: theme.px(width) for name, width in SHARES.items()}
        room = self.viewport().width()
        names = list(SHARES)
        for name in ("Who", "Since", "Visit"):
            hidden = sum(wide.values()) > room
            self.setColumnHidden(names.index(name), hidden)
            if hidden:
                del wide[name]
        wide["What"] = max(theme.px(LEAST_WHAT), room - sum(wide.values()) + wide["What"])
        for at, name in enumerate(names):
            if name in wide:
                self.setColumnWidth(at, wide[name])

    def current_pending(self) -> PendingLesion | None:
        index = self.currentIndex()
        return self._rows.pending(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pending = self.current_pending()
        if pending is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin_asked.emit(pending)
        elif pending is not None and event.key() == Qt.Key.Key_Delete:
            self.release_asked.emit(pending)
        else:
            super().keyPressEvent(event)


class ResultPane(Pane):
    """The result of one lesion, and what it changes: before and after side by side."""

    visit_asked = Signal(str)  # its id

    def __init__(
        self, presenter: PathologyPresenter, suggest: Callable[[str], Sequence[str]], where: Where
    ) -> None:
        super().__init__(self.tr("Result"))
        self._presenter = presenter
        self._where = where
        self.setObjectName("result")
        words = WordsField("diagnosis", self.tr("Diagnosis of the report"), suggest)
        nature = ChoiceField("nature", self.tr("Nature"), NATURES)
        words.done.connect(lambda: nature.setFocus(Qt.FocusReason.TabFocusReason))
        report = text_field("report", self.tr("Report number"), 16)
        report.line.setMaxLength(MOST_REPORT)
        received = read_field("received", self.tr("Received"), read_date)
        self.editors: dict[str, FieldEditor] = {each.name: each for each in (words, nature, report, received)}
        for editor in self.editors.values():
            editor.edited.connect(lambda value, name=editor.name: self._said(name, value))
        self.follows = label("", "muted", wraps=True)
        self.follows.setObjectName("follows")
        self.stops = label("", "error", wraps=True)
        self.stops.setObjectName("stops")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        column.setSpacing(8)
        self.about = label("", "muted", wraps=True)
        column.addWidget(self.about)
        column.addWidget(self.editors["diagnosis"])
        column.addWidget(self.editors["nature"], 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.follows)
        row = QHBoxLayout()
        row.setSpacing(16)
        for name in ("report", "received"):
            row.addWidget(self.editors[name], 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(line())
        column.addLayout(self._grid)
        column.addWidget(self.stops)
        column.addStretch()
        self.body.addWidget(Scrolling(inside), 1)
        foot = QFrame()
        foot.setProperty("role", "pane_foot")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(INSIDE, 8, INSIDE, 8)
        buttons.setSpacing(8)
        self.take = KeyedButton(self.tr("Take over"), key_of("amend"), role="primary")
        self.take.setObjectName("take_over")
        self.take.clicked.connect(self.take_over)
        self.leave = KeyedButton(self.tr("Leave it"), "Esc")
        self.leave.setObjectName("leave_result")
        self.leave.clicked.connect(self._presenter.leave)
        self.visit = KeyedButton(self.tr("Open the visit"))
        self.visit.setObjectName("open_its_visit")
        self.visit.clicked.connect(self._open_visit)
        for button in (self.take, self.leave, self.visit):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addWidget(foot)

    def _said(self, name: str, value: object) -> None:
        self._presenter.say(**{name: value})

    def _open_visit(self) -> None:
        if self._presenter.entry is not None:
            visit_id = self._presenter.entry.pending.visit_id
            self._presenter.leave()
            self.visit_asked.emit(visit_id)

    def take_over(self) -> None:
        """Take the result over, once every line of it can be read."""
        unread = first_unread(self.editors)
        if unread is not None:
            unread.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._presenter.entry is not None and self._presenter.entry.comparison is None:
            self.editors["diagnosis"].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._presenter.take_over()

    def begin(self, entry: Entry) -> None:
        """Show an empty result, with the caret in its diagnosis."""
        pending, lesion = entry.pending, entry.pending.lesion
        self.title.setText(f"{pending.patient} · {lesion.id}")
        charted = lesion.diagnosis or self.tr("no diagnosis charted")
        self.about.setText(f"{self._where(lesion)} · {pending.day} · {charted}")
        for name, editor in self.editors.items():
            if isinstance(editor, LineField):
                editor.forget()
            editor.show_value(getattr(entry.result, name))
        self.show_entry(entry)
        self.editors["diagnosis"].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entry(self, entry: Entry) -> None:
        compared = entry.comparison
        if entry.signed:
            self.take.setText(self.tr("Amend as version {}").format(entry.next_version))
        else:
            self.take.setText(self.tr("Take over into the draft"))
        self.take.setAccessibleName(self.take.text())
        self.take.setEnabled(entry.may_be_taken_over)
        nature = compared.nature if compared and not entry.result.nature else None
        follows = self.tr("Follows from the diagnosis: {}").format(in_words(said(nature))) if nature else ""
        self.follows.setText(follows)
        self.follows.setVisible(bool(follows))
        self.stops.setText("\n".join(compared.stops) if compared else "")
        self.stops.setVisible(bool(compared and compared.stops))
        clear(self._grid)
        if compared is not None:
            self._compare(entry, compared.changes)

    def _compare(self, entry: Entry, changes: Sequence[Change]) -> None:
        before = (
            self.tr("Signed, version {}").format(entry.visit.version) if entry.signed else self.tr("Draft")
        )
        for at, text in enumerate(("", before, self.tr("With the result"))):
            self._grid.addWidget(label(text, "muted"), 0, at)
        row, about = 1, ""
        for change in changes:
            if change.about != about:
                self._grid.addWidget(line(), row, 0, 1, 3)
                row, about = row + 1, change.about
            self._add(row, change)
            row += 1

    def _add(self, row: int, change: Change) -> None:
        """Before and after; what changes is bold and says what it was."""
        self._grid.addWidget(label(self.tr(change.name), "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label(change.was, wraps=True), row, 1)
        if change.is_changed:
            now = self.tr("{} · was {}").format(change.now, change.was)
            self._grid.addWidget(label(now, "decides", wraps=True), row, 2)
        else:
            self._grid.addWidget(label(self.tr("{}, unchanged").format(change.now), "muted"), row, 2)


class PathologyView(QWidget):
    """Lays the list and the result side by side; forwards."""

    release_asked = Signal(object)

    def __init__(
        self, presenter: PathologyPresenter, suggest: Callable[[str], Sequence[str]], where: Where
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self.rows = PendingModel(where)
        self.table = PendingTable(self.rows)
        self.list_pane = Pane(self.tr("Waiting for pathology"), key_of("pathology"))
        self.empty = label(self.tr("No lesion waits for a result."), "muted")
        self.empty.setObjectName("nothing_waits")
        self.empty.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        self.keys = label(self.tr("Enter: enter the result. Del: no result will come."), "muted", wraps=True)
        self.keys.setContentsMargins(INSIDE, 8, INSIDE, 8)
        self.list_pane.body.addWidget(self.empty)
        self.list_pane.body.addWidget(self.table, 1)
        self.list_pane.body.addWidget(self.keys)
        self.result = ResultPane(presenter, suggest, where)
        self.result.hide()
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setHandleWidth(GAP)
        self.panes.setChildrenCollapsible(False)
        self.panes.addWidget(self.list_pane)
        self.panes.addWidget(self.result)
        self.panes.setStretchFactor(0, 3)
        self.panes.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, GAP, EDGE, EDGE)
        column.addWidget(self.panes)
        self.table.begin_asked.connect(presenter.begin)
        self.table.release_asked.connect(self.release_asked)
        presenter.rows_ready.connect(self._show_rows)
        presenter.began.connect(self._begin)
        presenter.changed.connect(self._show_entry)
        self._show_rows((), date.min)

    def _show_rows(self, rows: Sequence[PendingLesion], today: date) -> None:
        at = max(self.table.currentIndex().row(), 0)
        self.rows.show_pending(rows, today)
        self.list_pane.note.setText(str(len(rows)) if rows else "")
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.keys.setVisible(bool(rows))
        if rows:
            self.table.selectRow(min(at, len(rows) - 1))
            if self.isVisible() and not self.result.isVisible():
                self.focus_list()

    def _begin(self, entry: Entry) -> None:
        self.result.show()
        self.result.begin(entry)

    def _show_entry(self, entry: Entry | None) -> None:
        self.result.setVisible(entry is not None)
        if entry is None:
            self.focus_list()
        else:
            self.result.show_entry(entry)

    def focus_list(self) -> None:
        """Go to the list, or to the result that is being entered."""
        if self.result.isVisible():
            target: QWidget = self.result.editors["diagnosis"]
        else:
            target = self.table if self.table.isVisible() else self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def pane_stops(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        stops = (self.table, self.result.editors["diagnosis"].editor, self.result.take)
        return tuple(stop for stop in stops if stop.isVisible() and stop.isEnabled())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._presenter.entry is not None:
            self._presenter.leave()
        else:
            super().keyPressEvent(event)
