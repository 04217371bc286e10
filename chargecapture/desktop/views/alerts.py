"""What is to be settled before signing: one frame an alert, worst first, each with its way out on a key."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from chargecapture.desktop.icons import IconMark
from chargecapture.desktop.presenters.visit import fixes_of
from chargecapture.desktop.views.widgets import INSIDE, KeyedButton, Scrolling, clear, label
from chargecapture.domain.charges import Alert

HEADS = {"error": ("Stops signing", "stops"), "warning": ("Look at", "look_at")}
KEYED = 9
MOST_PART = 0.42  # of the pane's height; the list scrolls by itself beyond


class AlertFrame(QFrame):
    """One alert: what, where, and the buttons that mend it."""

    fix_chosen = Signal(object, object)  # Alert, Fix

    def __init__(self, alert: Alert, number: int) -> None:
        super().__init__()
        self.setObjectName(f"alert_{number}")
        self.setProperty("role", "alert")
        self.setProperty("severity", alert.severity)
        head, mark = HEADS[alert.severity]
        role = "error" if alert.severity == "error" else "warning"
        title = label(self.tr(head), "alert_head")
        title.setProperty("severity", role)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconMark(mark, role))
        row.addWidget(title)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(INSIDE, 8, INSIDE, 8)
        column.setSpacing(4)
        column.addLayout(row)
        message = label(alert.message, wraps=True)
        message.setToolTip(alert.source)
        column.addWidget(message)
        column.addLayout(self._buttons(alert, number))
        self.setAccessibleName(f"{self.tr(head)}: {alert.message}")

    def _buttons(self, alert: Alert, number: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for at, fix in enumerate(fixes_of(alert)):
            key = f"Alt+{number}" if at == 0 and number <= KEYED else ""
            button = KeyedButton(self.tr(fix.words), key)
            button.setObjectName(f"fix_{number}_{at}")
            button.clicked.connect(lambda _=False, fix=fix: self.fix_chosen.emit(alert, fix))
            row.addWidget(button)
        row.addStretch()
        return row


class AlertList(Scrolling):
    """All alerts that are shown; hidden where there are none."""

    fix_chosen = Signal(object, object)

    def __init__(self) -> None:
        inside = QWidget()
        super().__init__(inside)
        self.setObjectName("alerts")
        self.setAccessibleName(self.tr("To settle"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: tuple[Alert, ...] = ()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(8, 8, 8, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        if tuple(alerts) == self._shown:
            return
        self._shown = tuple(alerts)
        clear(self._column)
        for number, alert in enumerate(alerts, start=1):
            frame = AlertFrame(alert, number)
            frame.fix_chosen.connect(self.fix_chosen)
            self._column.addWidget(frame)
        self.setVisible(bool(alerts))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its alerts, up to a part of the pane."""
        width = self.viewport().width()
        inside = self.widget()
        high = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        pane = self.parentWidget()
        most = int(pane.height() * MOST_PART) if pane else high
        return QSize(super().sizeHint().width(), max(80, min(high + 2, most)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
