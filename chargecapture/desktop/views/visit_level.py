"""The visit's level: problems, data and risk by four grades, the way by minutes, which of them decides.

Arrows move in the grid, a digit or a letter chooses and goes on. What decides is said by the rules, not here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.language import in_words
from chargecapture.desktop.presenters.visit import VISIT, Charted
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.card_form import CardForm, CardParts, MoreButton, put_caret
from chargecapture.desktop.views.fields import FieldEditor, ListedWordsField, editor_for, is_enter
from chargecapture.desktop.views.widgets import FlowLayout, label, set_state
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Visit
from chargecapture.domain.worked_out import VisitLook
from chargecapture.workflow import charting
from chargecapture.workflow.forms import Choice, visit_fields

ELEMENTS = ("problems", "data", "risk")
RARE = ("decision_for_surgery", "telehealth", "longitudinal", "staff_only", "related")
TO_MINUTES = "t"
ROOM = 2  # between the edge of a cell and its word


class Cell(QPushButton):
    """One grade; the row that it stands in has the focus and the keys."""

    def __init__(self, words: str, named: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setProperty("role", "grade")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(named)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)


class Cells(QFrame):
    """A row of choices of which at most one holds. It takes the keys of the whole row."""

    chosen = Signal(object)  # the value, or None
    done = Signal()  # chosen by a key that goes on
    up_or_down = Signal(int)
    letter = Signal(str)  # a letter that begins no choice

    def __init__(self, name: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.values = tuple(value for value, _ in choices)
        self._words = tuple(in_words(said) for _, said in choices)
        self._at = 0
        self._held: object = None
        self._typed = ""
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        for at, words in enumerate(self._words):
            self._group.addButton(Cell(words, words), at)
        self.set_columns(len(self._words))
        self._group.idClicked.connect(self._clicked)

    def set_columns(self, columns: int) -> None:
        """Stand in so many columns."""
        for at, cell in enumerate(self.cells):
            self._grid.addWidget(cell, at // columns, at % columns)
        for column in range(len(self._words)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @property
    def width_of_words(self) -> int:
        """How wide a cell must be for its longest word, chosen and so in bold."""
        bold = self.cells[0].font()
        bold.setBold(True)
        widest = max(QFontMetrics(bold).horizontalAdvance(words) for words in self._words)
        return widest + Theme.current().px(2 * ROOM)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self._group.buttons())  # type: ignore[arg-type]

    @property
    def held(self) -> object:
        """The value that holds, or None."""
        return self._held

    @property
    def at(self) -> int:
        """The column where the keys are."""
        return self._at

    def name_cells(self, text: str) -> None:
        for cell, words in zip(self.cells, self._words, strict=True):
            cell.setAccessibleName(f"{text}: {words}")

    def show_value(self, value: object) -> None:
        self._held = value if value in self.values else None
        held = self.values.index(value) if value in self.values else None
        for at, cell in enumerate(self.cells):
            cell.setChecked(at == held)
        if held is not None and not self.hasFocus():
            self._at = held
        self.tell()
        self._mark()

    def tell(self, *, needed: bool = False) -> None:
        """Have a screen reader say what is charted."""
        nothing = self.tr("needed") if needed else self.tr("not charted")
        said = self._words[self.values.index(self._held)] if self._held is not None else nothing
        if self.accessibleDescription() != said:
            self.setAccessibleDescription(said)

    def come_to(self, at: int) -> None:
        """Have the keys at a column."""
        self._at = at
        self._mark()

    def _mark(self) -> None:
        for at, cell in enumerate(self.cells):
            set_state(cell, "at", self.hasFocus() and at == self._at)

    def _clicked(self, at: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(at, again_clears=True)

    def _choose(self, at: int, *, again_clears: bool = False) -> None:
        value = None if again_clears and self.values[at] == self.held else self.values[at]
        self._at = at
        self.show_value(value)
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text().lower()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.come_to(max(0, min(len(self.values) - 1, self._at + (1 if key == Qt.Key.Key_Right else -1))))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.up_or_down.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Space:
            self._choose(self._at, again_clears=True)
        elif is_enter(event):
            self._choose(self._at)
            self.done.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.show_value(None)
            self.chosen.emit(None)
        elif text.isdigit() and 0 < int(text) <= len(self.values):
            self._choose(int(text) - 1)
            self.done.emit()
        elif text.isalpha():
            self._type(text)
        else:
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        """Choose by the beginning of a word, as in a list of choices."""
        for typed in (self._typed + text, text):
            found = next((at for at, said in enumerate(self._words) if said.lower().startswith(typed)), None)
            if found is not None:
                self._typed = typed
                if self.values[found] != self._held:
                    self._choose(found)
                return
        self._typed = ""
        self.letter.emit(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._typed = ""
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


class CellsField(FieldEditor):
    """One of a few words, all in sight."""

    def __init__(self, name: str, text: str, choices: Sequence[Choice]) -> None:
        self.cells = Cells(name, choices)
        super().__init__(name, text, self.cells)
        self.cells.name_cells(self.label_text)
        self.cells.chosen.connect(self.edited)
        self._before: object = None

    @property
    def is_empty(self) -> bool:
        return self.cells.held is None

    def remember(self) -> None:
        self._before = self.cells.held

    def put_back(self) -> bool:
        if self.cells.held == self._before:
            return False
        self.cells.show_value(self._before)
        self.edited.emit(self._before)
        return True

    def show_value(self, value: object) -> None:
        self.cells.show_value("minimal" if value == "straightforward" else value)

    def set_needed(self, needed: bool) -> None:
        """The row says what is charted in it, and else that it is needed."""
        super().set_needed(needed)
        self.cells.tell(needed=needed)


class Columns(QWidget):
    """The heads of the grid: each grade's digit, the code that two of its elements come to, its minutes."""

    def __init__(self, how_many: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._heads = [label("", "field") for _ in range(how_many)]
        for head in self._heads:
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(head, 1)

    def show_look(self, look: VisitLook) -> None:
        minutes = self.tr("{} min")
        for head, grade, (least, _) in zip(self._heads, look.grades, look.minutes, strict=True):
            head.setText(f"{grade.rank} · {grade.code}\n{minutes.format(least)}")


class VisitForm(CardForm):
    """The grid, the minutes, what decides; the question of 25 and the problem that was managed."""

    def __init__(self, parts: CardParts) -> None:
        super().__init__(VISIT, parts)
        self._fields = {field.name: field for field in visit_fields()}
        self._standing = label("", "muted", wraps=True)
        self._standing.setObjectName("standing")
        self.column.addWidget(self._standing)
        self._lay_out_grid()
        self._lay_out_minutes()
        self._lay_out_question()
        self.more = MoreButton(self.tr("Telehealth, follow-up, surgery, staff"))
        self.more.toggled.connect(self._show_rare)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        flow = FlowLayout()
        self.column.addLayout(flow)
        for name in RARE:
            self.keep(editor_for(self._fields[name]), flow)
        self._visit = Visit()

    def _lay_out_grid(self) -> None:
        self._grid = grid = QGridLayout()
        self._narrow = False
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._columns = Columns(len(self._fields["problems"].choices))
        grid.addWidget(self._columns, 0, 1)
        for row, name in enumerate(ELEMENTS, start=1):
            field = self._fields[name]
            editor = CellsField(name, field.label, field.choices)
            grid.addWidget(editor.label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            self._keep_cells(editor, lambda one, at: grid.addWidget(one, at, 1), row)
            editor.cells.done.connect(lambda at=row: self._after_grade(at))
            editor.cells.up_or_down.connect(lambda by, at=row - 1: self._to_row(at, by))
            editor.cells.letter.connect(self._letter)
        self.column.addLayout(grid)

    def _keep_cells(self, editor: CellsField, add: Callable[[QWidget, int], object], at: int) -> None:
        """Lay out a field whose label stands beside it."""
        editor.layout().setSpacing(0)
        add(editor, at)
        self.join(editor)

    def _lay_out_minutes(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep(editor_for(self._fields["minutes"]), row)
        row.setAlignment(self.editors["minutes"], Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        self.decides = label("", "decides", wraps=True)
        self.decides.setObjectName("decides")
        self.other_way = label("", "muted", wraps=True)
        self.other_way.setObjectName("other_way")
        said.addWidget(self.decides)
        said.addWidget(self.other_way)
        said.addStretch()
        row.addLayout(said, 1)
        self.column.addLayout(row)

    def _lay_out_question(self) -> None:
        self.asked = label("", "decides", wraps=True)
        self.asked.setObjectName("asked")
        self.left_out = label("", "muted", wraps=True)
        self.left_out.setObjectName("left_out")
        answers: tuple[Choice, ...] = ((True, "Yes"), (False, "No"))
        separate = CellsField("separate", self._fields["separate"].label, answers)
        separate.cells.setMaximumWidth(separate.fontMetrics().horizontalAdvance("0") * 20)
        separate.cells.done.connect(self._after_answer)
        separate.cells.letter.connect(self._letter)
        separate.cells.up_or_down.connect(lambda by: self._to_row(len(ELEMENTS), by))
        self._question = QWidget()
        column = QVBoxLayout(self._question)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.asked, 1)
        self._keep_cells(separate, lambda one, _: row.addWidget(one), 0)
        column.addLayout(row)
        column.addWidget(self.left_out)
        self.column.addWidget(self._question)
        words = ListedWordsField("diagnoses", self.tr("Problems managed"), self.parts.suggest_words)
        words.line.setPlaceholderText(self.tr("in words; several with ; between"))
        self.keep(words, self.column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where four grades do not fit beside their label, it stands above and they in two rows."""
        rows = [(row, self.editors[name]) for row, name in enumerate(ELEMENTS, start=1)]
        labels = max(editor.label.sizeHint().width() for _, editor in rows)
        cells = [editor.cells for _, editor in rows if isinstance(editor, CellsField)]
        needed = labels + 4 * max(each.width_of_words for each in cells) + 3 * 4 + 8
        narrow = self.width() < needed
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._columns.setVisible(not narrow)
        for (row, editor), each in zip(rows, cells, strict=True):
            each.set_columns(2 if narrow else len(each.values))
            where = (2 * row - 1, 0, 1, 2) if narrow else (row, 0, 1, 1)
            self._grid.addWidget(editor.label, *where, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(editor, *((2 * row, 0, 1, 2) if narrow else (row, 1, 1, 1)))

    # Keys

    def _to_row(self, at: int, by: int) -> None:
        rows = [*ELEMENTS, *(("separate",) if not self._question.isHidden() else ())]
        to = at + by
        if 0 <= to < len(rows):
            here = self.editors[rows[at]]
            there = self.editors[rows[to]]
            if isinstance(here, CellsField) and isinstance(there, CellsField):
                there.cells.come_to(min(here.cells.at, len(there.cells.values) - 1))
            there.setFocus(Qt.FocusReason.OtherFocusReason)

    def _after_grade(self, row: int) -> None:
        """The next element, and after the last what is still open: the question, or the problem."""
        if row < len(ELEMENTS):
            self.editors[ELEMENTS[row]].setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._question.isHidden() and self.editors["separate"].is_empty:
            self.editors["separate"].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            put_caret(self.editors["diagnoses"])

    def _after_answer(self) -> None:
        put_caret(self.editors["diagnoses"])

    def _letter(self, letter: str) -> None:
        if letter == TO_MINUTES:
            put_caret(self.editors["minutes"])

    # Showing

    def place_of(self, name: str) -> Place:
        return Place(field=f"visit.{name}")

    def edit(self, name: str, value: Any) -> None:
        value = False if name == "telehealth" and value is None else value
        self.take(charting.set_visit(**{name: value}), name)

    def show_charted(self, charted: Charted) -> None:
        visit = charted.encounter.visit
        if visit is None:
            return
        self._visit = visit
        asked = {field.removeprefix("visit.") for _, field in charted.needed(self.card)}
        for name, editor in self.editors.items():
            editor.show_value(getattr(visit, name))
            editor.set_needed(name in asked)
        look = self.parts.follows.of_visit(charted.encounter, charted.answer)
        if look is not None:
            self._columns.show_look(look)
            self._show_look(look)
        beside = look is not None and bool(look.beside)
        self._question.setVisible(beside or visit.separate is not None or "separate" in asked)
        self._show_rare()

    def _show_look(self, look: VisitLook) -> None:
        standing = self.tr("Established patient") if look.established else self.tr("New patient")
        keys = self.tr("arrows or 1 to 4, T for minutes")
        self._standing.setText(f"{standing} · {keys}")
        for name in ELEMENTS:
            set_state(self.editors[name].label, "decides", look.taken == "elements" and name in look.deciding)
        self.decides.setText(self._what_decides(look))
        self.other_way.setText(self._other_way(look))
        self.other_way.setVisible(bool(self.other_way.text()))
        codes = ", ".join(look.beside)
        self.asked.setText(
            self.tr("Another problem managed, beyond {}?").format(codes or self.tr("the rest"))
        )
        self.left_out.setText(self.tr("Left out of the level: the work of {}").format(codes) if codes else "")
        self.left_out.setVisible(bool(codes))

    def _what_decides(self, look: VisitLook) -> str:
        if look.taken == "staff":
            return self.tr("Staff visit")
        way = {"elements": look.by_elements, "minutes": look.by_minutes}.get(look.taken)
        return f"{way.code}: {way.says}" if way else self.tr("Two of three, or the minutes")

    def _other_way(self, look: VisitLook) -> str:
        """What the way that does not count comes to."""
        if look.taken == "minutes" and look.by_elements:
            return self.tr("By the elements: {}").format(look.by_elements.code)
        if look.taken == "elements" and look.by_minutes:
            return self.tr("By the minutes: {}").format(look.by_minutes.code)
        return ""

    def _show_rare(self) -> None:
        shown = [name for name in RARE if self.more.isChecked() or self.editors[name].is_needed]
        for name in RARE:
            self.editors[name].setVisible(name in shown or self.editors[name].editor.hasFocus())
        said = [self._fields[name].label for name in RARE if name not in shown and self._is_said(name)]
        self.more.say([in_words(each) for each in said])

    def _is_said(self, name: str) -> bool:
        return getattr(self._visit, name) not in (None, False) or (
            name == "related" and self._visit.related is False
        )

    def stops(self) -> tuple[QWidget, ...]:
        first = [editor.editor for name, editor in self.editors.items() if name not in RARE]
        return (*first, self.more, *(self.editors[name].editor for name in RARE))

    def focus(self, procedure: int | None, field: str) -> None:
        name = field.removeprefix("visit.")
        if name in RARE and not self.more.isChecked():
            self.more.setChecked(True)
        if name == "separate":
            self._question.show()
        super().focus(procedure, name)
