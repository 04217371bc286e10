"""The first tour: a callout that points at one thing after another. The window stays usable beside it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from shiboken6 import isValid

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import KeyedButton, label

WIDE = 380
AWAY = 14
EDGE = 12
AROUND = 4


class Step(NamedTuple):
    """What is told, in which area, and the object name of what it points at; empty for nothing."""

    title: str
    words: str
    area: str = ""
    target: str = ""


class Tour(QFrame):
    """Goes from step to step; `left` comes when it ends or is left."""

    left = Signal()

    def __init__(self, window: QMainWindow, go_to: Callable[[str], None]) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setProperty("role", "callout")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._go_to = go_to
        self._steps: Sequence[Step] = ()
        self._at = 0
        self._target: QWidget | None = None
        self._outline = Outline(window)
        self.title = label("", "strong", wraps=True)
        self.words = label("", wraps=True)
        self.words.setObjectName("tour_words")
        self.count = label("", "muted")
        self.leave = KeyedButton(self.tr("Leave"), "Esc")
        self.leave.setObjectName("tour_leave")
        self.back = KeyedButton(self.tr("Back"), "Left")
        self.back.setObjectName("tour_back")
        self.next = KeyedButton(self.tr("Next"), "Enter", role="primary")
        self.next.setObjectName("tour_next")
        for button in (self.leave, self.back, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.leave.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        window.installEventFilter(self)
        Theme.current().changed.connect(self._place)
        self.hide()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.leave)
        foot.addStretch()
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.count)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(foot)

    @property
    def is_on(self) -> bool:
        return bool(self._steps)

    @property
    def step_shown(self) -> Step | None:
        return self._steps[self._at] if self._steps else None

    def begin(self) -> None:
        """Start, or come back to the step that was left standing."""
        if not self.is_on:
            self._steps, self._at = self._all_steps(), 0
        self._show()

    def step(self, by: int) -> None:
        if self._at + by >= len(self._steps):
            self.end()
        elif self._at + by >= 0:
            self._at += by
            self._show()

    def end(self) -> None:
        """Leave the tour. The focus goes to what it pointed at."""
        if not self.is_on:
            return
        target, self._target = self._target, None
        self._steps = ()
        self.hide()
        self._outline.hide()
        if target is not None and isValid(target) and target.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def _show(self) -> None:
        step = self._steps[self._at]
        if step.area:
            self._go_to(step.area)
        found = self._window.findChild(QWidget, step.target) if step.target else None
        self._target = found
        self.title.setText(step.title)
        self.words.setText(step.words)
        self.count.setText(self.tr("Step {} of {}").format(self._at + 1, len(self._steps)))
        self.setAccessibleName(step.title)
        self.setAccessibleDescription(step.words)
        self.back.setVisible(self._at > 0)
        last = self._at == len(self._steps) - 1
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.next.setAccessibleName(self.next.text())
        self.leave.setVisible(not last)
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        if not self._steps:
            return
        theme, window = Theme.current(), self._window
        width = min(theme.px(WIDE), window.width() - 2 * EDGE)
        self.setFixedWidth(width)
        height = self.layout().totalHeightForWidth(width)
        self.setFixedHeight(height)
        target = self._target
        shown = target is not None and isValid(target) and target.isVisible()
        box = self._box(target) if shown and target is not None else QRect()
        self._outline.surround(box)
        self.move(_beside(box, QSize(width, height), QRect(QPoint(0, 0), window.size())))
        self.raise_()

    def _box(self, target: QWidget) -> QRect:
        return QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.is_on:
            self._place()
        return super().eventFilter(watched, event)

    def _all_steps(self) -> tuple[Step, ...]:
        """What a person needs to chart the first visit."""
        tr = self.tr
        return (
            Step(
                tr("Two minutes through the window"),
                tr("Enter goes on, Esc leaves at any moment. Help > Tour starts it again."),
            ),
            Step(
                tr("The day"),
                tr(
                    "Today's visits by time, each with its state in a word. Arrows choose, Enter opens. "
                    "Type a name, a payer or a state to see only those."
                ),
                "day",
                "visits",
            ),
            Step(
                tr("A patient"),
                tr(
                    "{}: type a name, an account or a birth date. Enter begins a visit. A name nobody has "
                    "leads to the form of a new patient."
                ).format(key_of("find_patient")),
                "day",
                "find_patient",
            ),
            Step(
                tr("Where"),
                tr(
                    "{}: type where the lesion is, such as l cheek. Enter adds it, and the caret goes on to "
                    "the diagnosis, then to what was done."
                ).format(key_of("where_line")),
                "visit",
                "where",
            ),
            Step(
                tr("Body map"),
                tr(
                    "The same with the mouse or the arrows: choose a region, Enter adds a lesion there. "
                    "Tab turns the view, letters find a site."
                ),
                "visit",
                "body_map_canvas",
            ),
            Step(
                tr("Lesions and acts"),
                tr(
                    "One card a lesion, in the order of dictation. What is missing is an empty field marked "
                    "needed; nothing is assumed. {} goes to the level of the visit."
                ).format(key_of("visit_level")),
                "visit",
                "cards",
            ),
            Step(
                tr("Charges"),
                tr(
                    "They follow as you type: codes, modifiers, diagnoses, who pays. {} tells why a line is "
                    "charged, with its rule and source."
                ).format(key_of("why")),
                "visit",
                "charges",
            ),
            Step(
                tr("Ready, then signed"),
                tr(
                    "The foot says what still stops the visit, or that it is ready. {} signs and freezes the "
                    "charges, {} prints the superbill. Drafts save by themselves."
                ).format(key_of("sign"), key_of("superbill")),
                "visit",
                "visit_foot",
            ),
            Step(
                tr("Two keys to keep"),
                tr("{} finds any command by its words, {} shows all keys.").format(
                    key_of("palette"), key_of("keys")
                ),
            ),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Space):
            self.step(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.step(-1)
        elif key == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)


def _beside(box: QRect, size: QSize, room: QRect) -> QPoint:
    """Where a callout stands: below, above, right or left of what it points at; else in the middle."""
    if box.isEmpty():
        middle = room.center() - QPoint(size.width() // 2, size.height() // 2)
        return QPoint(max(EDGE, middle.x()), max(EDGE, middle.y()))
    x = max(EDGE, min(box.left(), room.right() - size.width() - EDGE))
    y = max(EDGE, min(box.top(), room.bottom() - size.height() - EDGE))
    places = (
        QPoint(box.right() + AWAY, y),
        QPoint(box.left() - AWAY - size.width(), y),
        QPoint(x, box.bottom() + AWAY),
        QPoint(x, box.top() - AWAY - size.height()),
    )
    inside = room.adjusted(EDGE // 2, EDGE // 2, -EDGE // 2, -EDGE // 2)
    if box.width() > room.width() // 2:  # what is wide has its room below or above
        places = (places[2], places[3], *places[:2])
    fits = next((place for place in places if inside.contains(QRect(place, size))), None)
    return fits or QPoint(room.right() - size.width() - EDGE, room.bottom() - size.height() - EDGE)


class Outline(QWidget):
    """A frame around what a step points at; it takes no mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour_outline")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, box: QRect) -> None:
        self.setVisible(not box.isEmpty())
        self.setGeometry(box.adjusted(-AROUND, -AROUND, AROUND, AROUND) & self.parentWidget().rect())
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
