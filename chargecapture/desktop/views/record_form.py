"""What the forms of the practice's records are laid out from: lines that are read, and panes of editors."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from chargecapture.desktop.views.fields import FieldEditor, LineField, value_text
from chargecapture.desktop.views.widgets import INSIDE

EDGE = 16
Rows = Sequence[Sequence[FieldEditor]]


def text_field(
    name: str, caption: str, width: int = 22, refusal: Callable[[object], str] = lambda _: ""
) -> LineField:
    """A line of text; `refusal` says why a text will not do, `width` is in figures."""
    return LineField(name, caption, read=str.strip, write=value_text, refusal=refusal, empty="", width=width)


def read_field(name: str, caption: str, read: Callable[[str], object], width: int = 12) -> LineField:
    """A line that is read, such as a date; what it says of nothing is `None`."""
    return LineField(name, caption, read=read, write=value_text, width=width)


def checked(fault: Callable[[str], str]) -> Callable[[object], str]:
    """A refusal of numbers that cannot be right. That one is missing, the superbill tells."""
    return lambda value: fault(str(value)) if value else ""


def editor_grid(rows: Rows, edited: Callable[[str, object], None]) -> QGridLayout:
    """Editors in rows; `edited` is told the name of one and its new value."""
    grid = QGridLayout()
    grid.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(12)
    for row, editors in enumerate(rows):
        for column, editor in enumerate(editors):
            grid.addWidget(editor, row, column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            editor.edited.connect(lambda value, name=editor.name: edited(name, value))
    grid.setColumnStretch(max(map(len, rows)), 1)
    return grid


def by_name(*panes: Rows) -> dict[str, FieldEditor]:
    """The editors of some panes, in reading order."""
    return {editor.name: editor for rows in panes for row in rows for editor in row}


def first_unread(editors: Mapping[str, FieldEditor]) -> LineField | None:
    """The first line that cannot be read."""
    lines = (editor for editor in editors.values() if isinstance(editor, LineField))
    return next((line for line in lines if line.is_unread), None)
