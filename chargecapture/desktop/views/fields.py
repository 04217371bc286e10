"""Editors of single facts: a label above, the editor below, and the word `needed` where the rules ask for it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from chargecapture.desktop.views.widgets import label, set_state
from chargecapture.workflow.forms import Choice, FormField
from chargecapture.workflow.typing_in import CannotRead, read_number, read_numbers, read_whole, read_words

NARROW, WIDE = 7, 18


class FieldEditor(QWidget):
    """Edits one fact. `edited` carries the new value; an unreadable text is kept and not handed on."""

    edited = Signal(object)
    left = Signal()

    def __init__(self, name: str, text: str, editor: QWidget) -> None:
        super().__init__()
        self.name = name
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
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def set_needed(self, needed: bool) -> None:
        self.label.setText(f"{self.label_text} {self.tr('needed')}" if needed else self.label_text)
        set_state(self.label, "needed", needed)
        set_state(self.editor, "needed", needed)
        self.editor.setAccessibleDescription(self.tr("needed") if needed else "")

    def show_value(self, value: object) -> None:
        """Show a value without handing it on."""
        raise NotImplementedError


class LineField(FieldEditor):
    """A line of text, read by `read` and written by `write`."""

    def __init__(
        self,
        name: str,
        text: str,
        *,
        read: Callable[[str], object],
        write: Callable[[object], str],
        refusal: Callable[[object], str] = lambda value: "",
        width: int = NARROW,
    ) -> None:
        self.line = QLineEdit()
        super().__init__(name, text, self.line)
        self._read = read
        self._write = write
        self._refusal = refusal
        self._shown: object = None
        self._width = width
        self.line.textEdited.connect(self._typed)
        self._set_width()

    def _set_width(self) -> None:
        metrics = QFontMetrics(self.line.font())
        wanted = metrics.horizontalAdvance("0") * self._width + 24
        self.line.setMinimumWidth(max(wanted, 0))
        self.line.setMaximumWidth(max(wanted, self.label.sizeHint().width() + 8))

    def _typed(self, text: str) -> None:
        try:
            value = self._read(text)
        except CannotRead as problem:
            self._cannot_read(str(problem))
            return
        refused = self._refusal(value)
        self._cannot_read(refused)
        if refused:
            return
        self._shown = value
        self.edited.emit(value)

    def _cannot_read(self, why: str) -> None:
        self.line.setToolTip(why)
        set_state(self.line, "needed", bool(why))
        self.label.setText(f"{self.label_text}: {why}" if why else self.label_text)
        set_state(self.label, "needed", bool(why))

    def set_needed(self, needed: bool) -> None:
        if not self.line.toolTip():
            super().set_needed(needed)

    def show_value(self, value: object) -> None:
        """What is being typed stays as typed while it means the same."""
        if value != self._shown or not self.line.hasFocus():
            text = self._write(value)
            if self.line.text() != text and not (self.line.hasFocus() and value == self._shown):
                self.line.setText(text)
                self._cannot_read("")
            self._shown = value


def _number_text(value: object) -> str:
    return "" if value is None else f"{value}"


def _list_text(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else ""


class ChoiceField(FieldEditor):
    """One of several words; the first entry is what is not said."""

    def __init__(self, name: str, text: str, choices: Sequence[Choice]) -> None:
        self.box = QComboBox()
        self.box.addItem("", None)
        for value, said in choices:
            self.box.addItem(said, value)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        super().__init__(name, text, self.box)
        self.box.currentIndexChanged.connect(self._chosen)
        self._silent = False

    def _chosen(self, at: int) -> None:
        if not self._silent:
            self.edited.emit(self.box.itemData(at))

    def show_value(self, value: object) -> None:
        at = next((n for n in range(self.box.count()) if self.box.itemData(n) == value), 0)
        if at != self.box.currentIndex():
            self._silent = True
            self.box.setCurrentIndex(at)
            self._silent = False


class FlagField(FieldEditor):
    """True or not said."""

    def __init__(self, name: str, text: str) -> None:
        self.check = QCheckBox(text)
        super().__init__(name, text, self.check)
        self.label.setText("")
        self.label_text = ""
        self.check.toggled.connect(self.edited)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.check):
            self.check.setChecked(bool(value))


ANSWERS: tuple[Choice, ...] = ((True, "Yes"), (False, "No"))


def editor_for(field: FormField) -> FieldEditor:
    """The editor that suits a form's field."""
    name, text, refuse = field.name, field.label, field.refusal

    def line(read: Callable[[str], object], write: Callable[[object], str], width: int) -> LineField:
        def read_or_empty(typed: str) -> object:
            value = read(typed)
            return field.empty if value in (None, ()) else value

        return LineField(name, text, read=read_or_empty, write=write, refusal=refuse, width=width)

    match field.editor:
        case "choice":
            return ChoiceField(name, text, field.choices)
        case "answer":
            return ChoiceField(name, text, ANSWERS)
        case "flag":
            return FlagField(name, text)
        case "number":
            return line(lambda typed: read_number(typed, field.unit), _number_text, NARROW)
        case "whole":
            return line(read_whole, _number_text, 5)
        case "numbers":
            return line(read_numbers, _list_text, 12)
        case "words":
            return line(read_words, _list_text, 14)
    return line(lambda typed: typed.strip() or None, _number_text, WIDE)
