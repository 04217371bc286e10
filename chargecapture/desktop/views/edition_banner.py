"""Tells, above a visit, that its date of service lies outside the published editions at hand."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from chargecapture.desktop.icons import IconMark
from chargecapture.desktop.views.record_form import EDGE
from chargecapture.desktop.views.widgets import GAP, INSIDE, label
from chargecapture.domain.codes import Uncovered


class EditionBanner(QWidget):
    """Hidden, and without a place, while every edition that the day needs is at hand."""

    put_away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("edition_banner")
        frame = QFrame()
        frame.setProperty("role", "alert")
        frame.setProperty("severity", "warning")
        around = QVBoxLayout(self)
        around.setContentsMargins(EDGE, GAP, EDGE, 0)
        around.addWidget(frame)
        self._shown: tuple[object, ...] = ()
        self.title = label("", "alert_head", wraps=True)
        self.lacking = label("", wraps=True)
        self.hide_button = QPushButton(self.tr("Hide for today"))
        self.hide_button.setObjectName("hide_editions")
        self.hide_button.clicked.connect(self.put_away)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.lacking)
        row = QHBoxLayout(frame)
        row.setContentsMargins(INSIDE, 8, INSIDE, 8)
        row.setSpacing(8)
        row.addWidget(IconMark("look_at", "warning"))
        row.addLayout(words, 1)
        row.addWidget(self.hide_button)
        self.hide()

    def show_lacking(self, day: date, kinds: Sequence[Uncovered]) -> None:
        """Name what does not cover a day, and what to do; nothing where nothing is lacking."""
        if (day, *kinds) == self._shown:
            return
        self._shown = (day, *kinds)
        self.title.setText(self.tr("No edition at hand covers {}. The last one at hand is used.").format(day))
        lacking = "; ".join(kind.label for kind in kinds)
        import_them = self.tr(
            "Import the newer files with `chargecapture codes import`, then open the visit."
        )
        self.lacking.setText(f"{lacking}. {import_them}")
        self.lacking.setToolTip("\n".join(f"{kind.label}: {kind.at_hand}" for kind in kinds))
        self.setAccessibleName(f"{self.title.text()} {self.lacking.text()}")
        self.setVisible(bool(kinds))
