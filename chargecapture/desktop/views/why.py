"""Why a line is charged: the facts and steps that led to it, their rules and their published sources."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from chargecapture.desktop.actions import key_of
from chargecapture.desktop.models.charge_lines import payer_of, units_of
from chargecapture.desktop.views.widgets import INSIDE, Pane, Scrolling, clear, label, line
from chargecapture.domain.charges import Alert, ChargeLine


class WhyPane(Pane):
    """Opens in place of the body map, or as a column of its own where there is room."""

    def __init__(self) -> None:
        super().__init__(self.tr("Why"), key_of("why"))
        self.setObjectName("why")
        inside = QWidget()
        scroll = Scrolling(inside)
        scroll.setObjectName("why_text")
        scroll.setAccessibleName(self.tr("Why this line is charged"))
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll it
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        self._column.setSpacing(6)
        self.body.addWidget(scroll)
        self.setFocusProxy(scroll)

    def show_line(self, charge: ChargeLine, alerts: tuple[Alert, ...], facts: str) -> None:
        """Explain one line; `alerts` are those that speak of it, notes included."""
        clear(self._column)
        code = "-".join((charge.code, *charge.modifiers))
        self.title.setText(self.tr("Why {}").format(code))
        if charge.label:
            self._add(charge.label, "muted")
        self._head(self.tr("Facts"))
        self._add(facts or self.tr("The visit."))
        self._add(
            self.tr("{} × {}, paid by {}").format(units_of(charge), charge.code, payer_of(charge).lower())
        )
        self._head(self.tr("Steps"))
        for at, reason in enumerate(charge.why, start=1):
            self._add(f"{at}. {reason.text}")
            self._add(f"{reason.rule} · {reason.source}", "muted")
        if alerts:
            self._head(self.tr("Notes"))
            for alert in alerts:
                self._add(alert.message)
                self._add(f"{alert.rule} · {alert.source}", "muted")
        self._column.addStretch()

    def _head(self, text: str) -> None:
        if self._column.count():
            self._column.addWidget(line())
        self._add(text, "decides")

    def _add(self, text: str, role: str = "") -> None:
        made = label(text, role, wraps=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(made)
