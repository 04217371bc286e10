"""Who is seen and by whom: name, birth date, account, date and place, payer, eligibility, last visit."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from chargecapture.desktop.actions import BY_ID, key_of
from chargecapture.desktop.icons import icon
from chargecapture.desktop.presenters.visit import Charted
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import KeyedButton, label
from chargecapture.domain.practice import Coverage

MARGIN = 16
SPACING = 24
LEAVES_FIRST = ("account", "seen", "eligibility", "born", "visit", "provider")


class Fact(QWidget):
    """A caption with its value below."""

    def __init__(self, caption: str, name: str) -> None:
        super().__init__()
        self.setObjectName(f"fact_{name}")
        self.value = label()
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(caption, "field"))
        column.addWidget(self.value)

    def show_text(self, text: str) -> None:
        if text == self.value.text():
            return
        self.value.setText(text)
        self.value.setToolTip(text)
        self.measure()

    def measure(self) -> None:
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance(self.value.text()) + 2)


class PatientStrip(QFrame):
    edit_asked = Signal()
    copy_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("patient_strip")
        self.setProperty("role", "bar")
        self._shown: object = None
        self._user_id = ""
        self._provider_id = ""
        self.name: QLabel = label("", "title")
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = {
            name: Fact(caption, name)
            for name, caption in (
                ("born", self.tr("Born")),
                ("account", self.tr("Account")),
                ("visit", self.tr("Visit")),
                ("provider", self.tr("Provider")),
                ("payer", self.tr("Payer")),
                ("eligibility", self.tr("Eligibility")),
                ("seen", self.tr("Seen")),
            )
        }
        self._edit = QPushButton(self.tr("Patient details"))
        self._edit.setObjectName("edit_patient")
        self._edit.clicked.connect(self.edit_asked)
        self._copy = KeyedButton(self.tr("Last visit"), key_of("copy_last"), icon=icon("copy"))
        self._copy.setObjectName("copy_last")
        self._copy.setToolTip(BY_ID["copy_last"].helped)
        self._copy.clicked.connect(self.copy_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 8, MARGIN, 8)
        row.setSpacing(SPACING)
        row.addWidget(self.name)
        for fact in self.facts.values():
            row.addWidget(fact)
        row.addStretch()
        row.addWidget(self._copy)
        row.addWidget(self._edit)
        Theme.current().changed.connect(self._measure)

    def show_charted(self, charted: Charted) -> None:
        visit, patient, coverage, provider = charted.opened
        encounter = charted.encounter
        self.name.setText(patient.name)
        self._copy.setEnabled(not charted.read_only)
        seen = self.tr("Established") if encounter.patient.established else self.tr("New")
        last = f" · {self.tr('last')} {patient.last_seen}" if patient.last_seen else ""
        texts = {
            "born": f"{patient.born} · {patient.age_on(visit.day)} y · {patient.sex}",
            "account": patient.account,
            "visit": f"{visit.day} · {self.tr('place')} {encounter.place_of_service}",
            "provider": provider.name,
            "payer": " · ".join(p for p in (coverage.payer, coverage.family.replace("_", " ")) if p),
            "eligibility": eligibility_in_words(coverage, visit.day),
            "seen": f"{seen}{last}",
        }
        if (patient.name, provider.id, texts) != self._shown:
            self._shown = (patient.name, provider.id, texts)
            self._provider_id = provider.id
            for name, text in texts.items():
                self.facts[name].show_text(text)
            self._fit()

    def _measure(self) -> None:
        """The text has another size: each fact takes the room it needs now."""
        for fact in self.facts.values():
            fact.measure()
        self._fit()

    def set_user(self, provider_id: str) -> None:
        """Who works here: the provider of a visit is told where it is another."""
        if provider_id != self._user_id:
            self._user_id = provider_id
            self._fit()

    def _fit(self) -> None:
        """Leave out what decides least until the rest stands uncut."""
        for name, fact in self.facts.items():
            fact.setVisible(name != "provider" or self._provider_id != self._user_id)
        room = self.width() - 2 * MARGIN
        for name in LEAVES_FIRST:
            self.layout().invalidate()
            if self._wanted() <= room:
                return
            self.facts[name].hide()

    def _wanted(self) -> int:
        facts = (fact for fact in self.facts.values() if not fact.isHidden())
        shown = [self.name, self._copy, self._edit, *facts]
        return sum(widget.sizeHint().width() for widget in shown) + SPACING * len(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(400, super().minimumSizeHint().height())


def eligibility_in_words(coverage: Coverage, day: date) -> str:
    if coverage.family == "self_pay":
        return "self-pay"
    if coverage.eligibility_checked is None:
        return "not checked"
    age = (day - coverage.eligibility_checked).days
    when = "today" if age == 0 else f"{coverage.eligibility_checked}"
    return f"{coverage.eligibility.capitalize()} · checked {when}"
