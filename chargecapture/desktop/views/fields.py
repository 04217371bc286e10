"""Editors of single facts: a label above, `needed` beside it where the rules ask, the editor below."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.language import in_words
from chargecapture.desktop.views.copied_dot import mark_copied
from chargecapture.desktop.views.pick_line import Pick, PickLine, is_undo
from chargecapture.desktop.views.widgets import label, set_state
from chargecapture.workflow.forms import Choice, FormField
from chargecapture.workflow.typing_in import (
    CannotRead,
    Unfinished,
    cleaned,
    read_field_size,
    read_money,
    read_number,
    read_numbers,
    read_whole,
    read_words,
)

SIZE, NARROW, WIDE = 5, 7, 18
MOST_LETTERS = 500  # of a diagnosis, as the encounter document has it
HINT_GAP = 4
WIDEST = 16_777_215  # Qt's own bound of a widget's width


def is_enter(event: QEvent) -> bool:
    enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return isinstance(event, QKeyEvent) and event.key() in enter


def is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


class FieldEditor(QWidget):
    """Edits one fact. `edited` has the new value; text that cannot be read stays and counts as not said.

    Escape puts back what stood there when the field was entered. `inside`: that it is needed stands in the
    empty field, not beside its label, so that its neighbours stay where they are while it is filled.
    """

    inside = False

    edited = Signal(object)
    unread = Signal(str)  # what was typed and cannot be read; empty again once it can
    left = Signal()
    confirmed = Signal()  # Enter: what stands there was looked at

    def __init__(self, name: str, text: str, editor: QWidget) -> None:
        super().__init__()
        text = in_words(text)
        self.name = name
        self.is_needed = False
        self.is_copied = False
        self.label_text = text
        self.setObjectName(f"field_{name}")
        self.label = label(text, "field")
        self.editor = editor
        self.editor.setObjectName(name)
        self.editor.setAccessibleName(text)
        self.setFocusProxy(self.editor)
        self.label.setBuddy(self.editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addWidget(self.editor)
        self.editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and is_enter(event):
            self.confirmed.emit()
        if kind == QEvent.Type.KeyPress and self.goes_on(event):
            self.focusNextChild()
            return True
        if kind == QEvent.Type.KeyPress and is_escape(event) and self.put_back():
            return True
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._entered(event.reason())
        elif kind == QEvent.Type.FocusOut:
            self.left.emit()
        elif kind == QEvent.Type.Wheel and not self.editor.hasFocus():
            event.ignore()  # the pane scrolls; a value is never turned by passing over it
            return True
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_undo(event):
            event.ignore()  # undo and redo are the chart's, not the line's own
            return True
        return super().eventFilter(watched, event)

    def goes_on(self, _event: QEvent) -> bool:
        """Whether a key leads to the next field: Enter, where the editor has no use of its own for it."""
        return False

    def _entered(self, reason: Qt.FocusReason) -> None:
        """Remember what Escape puts back; coming back from a list or another window is no new entry."""
        if reason not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.remember()

    def remember(self) -> None:
        """Take what stands there as what Escape puts back."""

    def put_back(self) -> bool:
        """Put back what was remembered; False where nothing was changed since."""
        return False

    def set_needed(self, needed: bool) -> None:
        self.is_needed = needed
        beside = needed and not self.inside
        self.label.setText(f"{self.label_text} {self.tr('needed')}" if beside else self.label_text)
        set_state(self.label, "needed", needed)
        set_state(self.editor, "needed", needed)
        self.editor.setAccessibleDescription(self.tr("needed") if needed else "")

    def set_copied(self, where_from: str) -> None:
        """Mark what was copied and not looked at since; an empty text takes the mark away."""
        if where_from or self.is_copied:
            self.is_copied = bool(where_from)
            mark_copied(self.label, where_from)
            if where_from:
                self.editor.setAccessibleDescription(where_from)

    def show_value(self, value: object) -> None:
        """Show a value without handing it on."""
        raise NotImplementedError

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said yet; the caret goes to such a field first."""
        return False


class LineField(FieldEditor):
    """A line of text, read by `read` and written by `write`."""

    def __init__(
        self,
        name: str,
        text: str,
        *,
        read: Callable[[str], object],
        write: Callable[[object], str],
        refusal: Callable[[object], str] = lambda _: "",
        empty: object = None,
        width: int = NARROW,
        line: QLineEdit | None = None,
    ) -> None:
        self.line = line or QLineEdit()
        super().__init__(name, text, self.line)
        self._read = read
        self._write = write
        self._refusal = refusal
        self.empty = empty
        self._shown: object = empty
        self._unread = ""
        self._why = ""
        self._unfinished = False
        self._before = ""
        self._derived = ""
        self._hint: QLabel | None = None
        self.left.connect(self._finished)
        self._width = width
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self._go_on)
        self._set_width()

    def _set_width(self) -> None:
        metrics = QFontMetrics(self.line.font())
        wanted = metrics.horizontalAdvance("0") * self._width + 24
        self.line.setMinimumWidth(max(wanted, 0))
        self.line.setMaximumWidth(max(wanted, self.label.sizeHint().width() + 8))

    def _typed(self, text: str) -> None:
        self._understand(text)
        self.edited.emit(self._shown)

    def _understand(self, text: str) -> None:
        unfinished = False
        try:
            value = self._read(text)
            why = self._refusal(value)
            unfinished = isinstance(value, Decimal) and not value  # it may become 0.8
        except CannotRead as problem:
            value, why = self.empty, str(problem)
            unfinished = isinstance(problem, Unfinished)
        self._shown = self.empty if why else value
        self._set_unread(text if why else "", why, unfinished=unfinished and self.line.hasFocus())

    def _set_unread(self, text: str, why: str, *, unfinished: bool = False) -> None:
        self._unread = text
        self._why = why
        self._unfinished = bool(why) and unfinished
        self._mark(why if not self._unfinished else "")
        self.unread.emit(text)

    def _mark(self, why: str) -> None:
        """Show that what was typed is not read, and why; not while it may still become something."""
        self.line.setToolTip(why)
        set_state(self.line, "needed", bool(why))
        not_read = self.tr("not read")
        told = not_read if self.inside else f"{self.label_text} {not_read}"
        self.label.setText(told if why else self.label_text)
        self.line.setAccessibleDescription(why)
        QTimer.singleShot(0, self, self._show_why)  # once the form has taken its place
        set_state(self.label, "needed", bool(why))
        if not why:
            super().set_needed(self.is_needed)

    def _finished(self) -> None:
        """What may have become something and was left so is told now."""
        if self._unfinished:
            self._unfinished = False
            self._mark(self._why)
        self._show_why()

    def _go_on(self) -> None:
        """Go to the next field, but stay where the text asks for more, such as mm or cm."""
        if self._unfinished:
            self._finished()
        else:
            self.focusNextChild()

    def _entered(self, reason: Qt.FocusReason) -> None:
        super()._entered(reason)
        if self._why:
            QTimer.singleShot(0, self, self._show_why)  # once the card has scrolled it into sight

    def remember(self) -> None:
        self._before = self.line.text()

    def put_back(self) -> bool:
        if self.line.text() == self._before or (isinstance(self.line, PickLine) and self.line.rows):
            return False
        self.line.setText(self._before)
        self._typed(self._before)
        self.line.selectAll()
        return True

    @property
    def is_empty(self) -> bool:
        return not self.line.text() or self._shown == self.empty

    def _show_why(self) -> None:
        """Say below the line, over what stands there, what would do."""
        shown = bool(self._why) and not self._unfinished and self.line.hasFocus()
        if shown and self._hint is None:
            self._hint = label("", "hint")
            self._hint.setParent(self.window())
            self.destroyed.connect(self._hint.deleteLater)
        if self._hint is None:
            return
        self._hint.setText(self._why)
        self._hint.adjustSize()
        self._hint.move(self.line.mapTo(self.window(), QPoint(0, self.line.height() + HINT_GAP)))
        self._hint.setVisible(shown)
        self._hint.raise_()

    @property
    def is_unread(self) -> bool:
        return bool(self._unread)

    def type_again(self, text: str) -> None:
        """Put back what could not be read when the form was last open, without charting anew."""
        self.line.setText(text)
        self._understand(text)

    def set_needed(self, needed: bool) -> None:
        self.is_needed = needed
        if not self._unread:
            super().set_needed(needed)
        self._write_inside()

    def forget(self) -> None:
        """Let go of what could not be read."""
        self.start_over(self.empty)

    def start_over(self, value: object) -> None:
        """Show a value of another record; what was typed and not read belongs to the one before."""
        self._set_unread("", "")
        self.line.setText(self._write(value))
        self._shown = value
        self.remember()

    def show_derived(self, text: str) -> None:
        """Show in the empty field what follows from others; it has no frame until it is entered."""
        if self._derived != text:
            self._derived = text
            self.line.setAccessibleDescription(self.tr("{} by the others").format(text) if text else "")
            self._write_inside()
        set_state(self.line, "derived", bool(text) and not self.line.text())

    def _write_inside(self) -> None:
        """What the empty line says: the value that follows, or that one is needed."""
        if self.inside:
            needed = self.tr("needed") if self.is_needed else ""
            self.line.setPlaceholderText(self._derived or needed)

    def show_value(self, value: object) -> None:
        """What is being typed stays as typed while it means the same."""
        if value == self._shown and (self._unread or self.line.hasFocus()):
            return
        text = self._write(value)
        if self.line.text() != text:
            self.line.setText(text)
            self.remember()
        if self._unread:
            self._set_unread("", "")
        self._shown = value


def value_text(value: object) -> str:
    """A value as a line shows it; nothing where nothing is said."""
    return "" if value is None else f"{value}"


def _list_text(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else ""


class ChoiceField(FieldEditor):
    """One of several words; the first entry is what is not said."""

    def __init__(self, name: str, text: str, choices: Sequence[Choice]) -> None:
        self.box = QComboBox()
        self.box.addItem("", None)
        for value, said in choices:
            self.box.addItem(in_words(said), value)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        super().__init__(name, text, self.box)
        self.box.currentIndexChanged.connect(self._chosen)
        self._silent = False
        self._before = 0

    @property
    def is_empty(self) -> bool:
        return self.box.currentIndex() == 0

    def _chosen(self, at: int) -> None:
        if not self._silent:
            self.edited.emit(self.box.itemData(at))

    def goes_on(self, event: QEvent) -> bool:
        return is_enter(event)

    def set_needed(self, needed: bool) -> None:
        super().set_needed(needed)
        if self.inside:
            self.box.setItemText(0, self.tr("needed") if needed else "")

    def remember(self) -> None:
        self._before = self.box.currentIndex()

    def put_back(self) -> bool:
        changed = self.box.currentIndex() != self._before
        self.box.setCurrentIndex(self._before)
        return changed

    def show_value(self, value: object) -> None:
        """A value out of a document may be a number where the choice is its figure."""
        at = next((n for n in range(self.box.count()) if str(self.box.itemData(n)) == str(value)), 0)
        if at != self.box.currentIndex():
            self._silent = True
            self.box.setCurrentIndex(at)
            self._silent = False
            self.remember()


class FlagField(FieldEditor):
    """True or not said."""

    def __init__(self, name: str, text: str) -> None:
        self.check = QCheckBox(in_words(text))
        super().__init__(name, text, self.check)
        self.label.setText("")
        self.label.hide()
        self._before = False
        self.check.toggled.connect(self.edited.emit)

    def goes_on(self, event: QEvent) -> bool:
        return is_enter(event)

    @property
    def is_empty(self) -> bool:
        return self.is_needed and not self.check.isChecked()

    def remember(self) -> None:
        self._before = self.check.isChecked()

    def put_back(self) -> bool:
        changed = self.check.isChecked() != self._before
        self.check.setChecked(self._before)
        return changed

    def set_needed(self, needed: bool) -> None:
        super().set_needed(needed)
        self.label.setText(self.tr("needed") if needed else "")
        self.label.setVisible(needed)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.check):
            self.check.setChecked(bool(value))


class MarksField(FieldEditor):
    """Any number of words out of a list, such as the documented grounds of a removal."""

    def __init__(self, name: str, text: str, choices: Sequence[Choice], nothing: str) -> None:
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setProperty("role", "marks")
        super().__init__(name, text, self.button)
        self._words = {value: in_words(said) for value, said in choices}
        self._nothing = nothing
        self.menu = QMenu(self.button)
        self.menu.setObjectName(f"{name}_menu")
        for value, said in choices:
            action = self.menu.addAction(in_words(said))
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(self._changed)
        self.button.setMenu(self.menu)
        self.show_value(())

    @property
    def is_empty(self) -> bool:
        return not any(action.isChecked() for action in self.menu.actions())

    def goes_on(self, event: QEvent) -> bool:
        return is_enter(event)

    def _changed(self) -> None:
        chosen = tuple(action.data() for action in self.menu.actions() if action.isChecked())
        self._write(chosen)
        self.edited.emit(chosen)

    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        for action in self.menu.actions():
            action.setChecked(action.data() in chosen)
        self._write(chosen)

    def _write(self, chosen: tuple[object, ...]) -> None:
        words = ", ".join(self._words[value] for value in chosen)
        self.button.setText(words or self._nothing)
        self.button.setAccessibleDescription(words or self._nothing)


class WordsField(LineField):
    """The clinician's words for a diagnosis, completed from the code library as they are typed."""

    done = Signal()  # Enter, or a row of the list

    def __init__(self, name: str, text: str, suggest: Callable[[str], Sequence[str]]) -> None:
        def offered(typed: str) -> Sequence[Pick]:
            words = suggest(typed) if len(typed.strip()) > 1 else ()
            return [Pick(word, word) for word in words]

        line = PickLine(name, "", offered, takes_first=False)
        super().__init__(name, text, read=cleaned, write=lambda value: str(value or ""), empty="", line=line)
        self.line.setMaximumWidth(WIDEST)
        self.line.setMaxLength(MOST_LETTERS)
        line.picked.connect(self._picked)
        line.accepted.connect(self.done)

    def _picked(self, words: object) -> None:
        self.line.setText(str(words))
        self._typed(str(words))
        self.done.emit()


class ListedWordsField(LineField):
    """Several diagnoses in words, parted by semicolons."""

    MOST = 12

    def __init__(self, name: str, text: str, suggest: Callable[[str], Sequence[str]] = lambda _: ()) -> None:
        def offered(typed: str) -> Sequence[Pick]:
            last = typed.rpartition(";")[2].strip()
            return [Pick(word, word) for word in suggest(last)] if len(last) > 1 else ()

        line = PickLine(name, "", offered, takes_first=False)
        super().__init__(
            name,
            text,
            read=self._parts,
            write=lambda value: "; ".join(value or ()),
            empty=(),
            width=WIDE,
            line=line,
        )
        self.line.setMaximumWidth(WIDEST)
        line.picked.connect(self._picked)
        line.accepted.connect(self._go_on)

    def _picked(self, words: object) -> None:
        """Put a word in place of the last one that was begun."""
        before, semicolon, _ = self.line.text().rpartition(";")
        text = f"{before}{semicolon} {words}".strip()
        self.line.setText(text)
        self._typed(text)

    def _parts(self, typed: str) -> tuple[str, ...]:
        parts = tuple(part for each in typed.split(";") if (part := cleaned(each)))
        if len(parts) > self.MOST:
            raise CannotRead(f"At most {self.MOST} diagnoses.")
        if any(len(part) > MOST_LETTERS for part in parts):
            raise CannotRead(f"At most {MOST_LETTERS} letters each.")
        return parts


ANSWERS: tuple[Choice, ...] = ((True, "Yes"), (False, "No"))


def editor_for(field: FormField, width: int | None = None) -> FieldEditor:
    """The editor that suits a form's field; `width` in letters, where text is to be narrower than usual."""
    name, text, refuse = field.name, field.label, field.refusal

    def line(read: Callable[[str], object], write: Callable[[object], str], width: int) -> LineField:
        def read_or_empty(typed: str) -> object:
            value = read(typed)
            return field.empty if value in (None, ()) else value

        return LineField(
            name, text, read=read_or_empty, write=write, refusal=refuse, empty=field.empty, width=width
        )

    match field.editor:
        case "choice":
            return ChoiceField(name, text, field.choices)
        case "answer":
            return ChoiceField(name, text, ANSWERS)
        case "flag":
            return FlagField(name, text)
        case "number":
            return line(_number_reader(field), value_text, SIZE if field.unit.startswith("cm") else NARROW)
        case "whole":
            return line(read_whole, value_text, 5)
        case "numbers":
            return line(read_numbers, _list_text, 12)
        case "words":
            return line(read_words, _list_text, 14)
    return line(lambda typed: cleaned(typed) or None, value_text, width or WIDE)


def _number_reader(field: FormField) -> Callable[[str], object]:
    if field.unit == "$":
        return read_money
    if field.unit.startswith("cm"):
        return partial(read_field_size, name=field.name)
    return partial(read_number, unit=field.unit)
