"""What is to be settled before signing: one frame an alert, worst first, each with its way out on a key.

What may have been done and is not charted stands below it, folded until it is asked for.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from chargecapture.desktop.icons import IconMark
from chargecapture.desktop.presenters.fixes import Fix, fixes_of
from chargecapture.desktop.views.widgets import INSIDE, FlowLayout, KeyedButton, Scrolling, clear, label
from chargecapture.domain.charges import Alert

HEADS = {
    "error": ("Stops signing", "stops"),
    "warning": ("Look at", "look_at"),
    "info": ("Perhaps", "info"),
}
ROLES = {"error": "error", "warning": "warning", "info": "muted"}
KEYED = 9
MOST_PART = 0.42  # of the pane's height; the list scrolls by itself beyond


class AlertFrame(QFrame):
    """One alert: what, where, and the buttons that mend it; a single one stands beside the head."""

    fix_chosen = Signal(object, object)  # Alert, Fix

    def __init__(self, alert: Alert, number: int) -> None:
        super().__init__()
        self.setObjectName(f"alert_{number}")
        self.setProperty("role", "alert")
        self.setProperty("severity", alert.severity)
        head, mark = HEADS[alert.severity]
        head = QCoreApplication.translate("Alert", head)
        role = ROLES[alert.severity]
        title = label(head, "alert_head")
        title.setProperty("severity", role)
        named = QWidget()
        inside = QHBoxLayout(named)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(IconMark(mark, role))
        inside.addWidget(title)
        fixes = fixes_of(alert)
        row = FlowLayout(tail=len(fixes) == 1)  # one button goes below where it does not fit beside the head
        row.addWidget(named)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSIDE, 6, INSIDE, 8)
        column.setSpacing(4)
        column.addLayout(row)
        message = label(alert.message, wraps=True)
        message.setToolTip(alert.source)
        column.addWidget(message)
        buttons = [self._button(alert, fix, number, at) for at, fix in enumerate(fixes)]
        if len(buttons) == 1:
            named.setMinimumHeight(buttons[0].sizeHint().height())  # on one line with it
            row.addWidget(buttons[0])
        elif buttons:
            flow = FlowLayout()
            for button in buttons:
                flow.addWidget(button)
            column.addLayout(flow)
        self.setAccessibleName(f"{head}: {alert.message}")

    def _button(self, alert: Alert, fix: Fix, number: int, at: int) -> KeyedButton:
        key = f"Alt+{number}" if at == 0 and number <= KEYED else ""
        button = KeyedButton(QCoreApplication.translate("Alert", fix.words), key)
        button.setObjectName(f"fix_{number}_{at}")
        button.clicked.connect(lambda: self.fix_chosen.emit(alert, fix))
        return button


class PerhapsButton(QToolButton):
    """Opens and folds what may have been done and is not charted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("perhaps")
        self.setProperty("role", "quiet")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, count: int, *, opened: bool) -> None:
        self.setChecked(opened)
        words = self.tr("Perhaps not charted: {}").format(count)
        self.setText(f"{'▾' if opened else '▸'} {words}")
        self.setAccessibleName(words)
        self.setVisible(count > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class AlertList(Scrolling):
    """All alerts that are shown; hidden where there are none."""

    fix_chosen = Signal(object, object)
    perhaps_asked = Signal(bool)

    def __init__(self) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setObjectName("alerts")
        self.setAccessibleName(self.tr("To settle"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: tuple[object, ...] = ()
        self.perhaps = PerhapsButton()
        self.perhaps.clicked.connect(self.perhaps_asked)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(8, 8, 8, 0)
        whole.setSpacing(8)
        self._alerts, self._hints = QVBoxLayout(), QVBoxLayout()
        for part in (self._alerts, self.perhaps, self._hints):
            if isinstance(part, QVBoxLayout):
                part.setSpacing(8)
                whole.addLayout(part)
            else:
                whole.addWidget(part)
        self.hide()

    def show_alerts(
        self, alerts: Sequence[Alert], hints: Sequence[Alert] = (), *, opened: bool = False
    ) -> None:
        """Show what is to be settled, and how many `hints` there are, or they themselves where opened."""
        shown = (*alerts, opened, *hints)
        if shown == self._shown:
            return
        self._shown = shown
        self._fill(self._alerts, alerts, 1)
        self._fill(self._hints, hints if opened else (), 1 + len(alerts))
        self.perhaps.say(len(hints), opened=opened)
        self.setVisible(bool(alerts or hints))
        self.updateGeometry()

    def _fill(self, column: QVBoxLayout, alerts: Sequence[Alert], first: int) -> None:
        clear(column)
        for number, alert in enumerate(alerts, start=first):
            frame = AlertFrame(alert, number)
            frame.fix_chosen.connect(self.fix_chosen)
            column.addWidget(frame)
            frame.show()  # at once: a layout shows what is added only when the event loop comes round

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab goes: the ways out in their order, the button that opens the hints, theirs."""
        columns = [[*_buttons(column)] for column in (self._alerts, self._hints)]
        return (*columns[0], self.perhaps, *columns[1])

    def sizeHint(self) -> QSize:
        """As high as its alerts, up to a part of the pane."""
        width = self.viewport().width()
        inside = self.widget()
        high = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        pane = self.parentWidget()
        most = int(pane.height() * MOST_PART) if pane else high
        return QSize(super().sizeHint().width(), min(high + 2, most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()


def _buttons(column: QVBoxLayout) -> Iterator[QWidget]:
    for at in range(column.count()):
        frame = column.itemAt(at).widget()
        if frame is not None:
            yield from frame.findChildren(KeyedButton)
