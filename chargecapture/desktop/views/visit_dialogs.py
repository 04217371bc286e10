"""Questions about a visit of the day's list: why nothing is charged; its time and reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from chargecapture.desktop.models.day_list import state_words
from chargecapture.desktop.prompts import Closing, TimeAndReason
from chargecapture.desktop.views.widgets import label, set_state
from chargecapture.workflow.day import read_time
from chargecapture.workflow.records import CLOSED, VisitState

WIDTH = 440


class _Question(QDialog):
    """A question with its fields and two buttons; Enter answers, Esc takes it back."""

    def __init__(self, parent: QWidget, name: str, who: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMinimumWidth(WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(8)
        if who:
            self.column.addWidget(label(who, "strong"))

    def finish(self, words: str) -> None:
        """Add what follows the fields: why the answer will not do, and the buttons."""
        self.fault = label("", "error", wraps=True)
        self.fault.setObjectName("fault")
        self.fault.hide()
        self.column.addWidget(self.fault)
        buttons = QDialogButtonBox()
        self.take = QPushButton(words)
        self.take.setObjectName("take")
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)

    def refuse(self, sentence: str, field: QWidget) -> None:
        self.fault.setText(sentence)
        self.fault.show()
        set_state(field, "needed", True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class ClosingDialog(_Question):
    """Why nothing is charged. What was done is not left out without a reason."""

    def __init__(self, parent: QWidget, who: str, state: VisitState) -> None:
        super().__init__(parent, "closing", who)
        self.setWindowTitle(self.tr("Nothing is charged"))
        self.choices = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for at, each in enumerate(CLOSED):
            choice = QRadioButton(state_words(each))
            choice.setObjectName(each)
            choice.setChecked(each == state)
            self.choices.addButton(choice, at)
            row.addWidget(choice)
        row.addStretch()
        self.column.addLayout(row)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setObjectName("reason")
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        caption = label(self.tr("Reason"), "field")
        caption.setBuddy(self.reason)
        self.column.addWidget(caption)
        self.column.addWidget(self.reason)
        self.finish(self.tr("Keep"))
        self.choices.idToggled.connect(lambda *_: self._offer())
        self._offer()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def state(self) -> VisitState:
        return CLOSED[self.choices.checkedId()]  # type: ignore[return-value]

    def _offer(self) -> None:
        """The usual reasons of the state; none of them is chosen, and what was typed stays."""
        usual = {
            "no_charge": (
                self.tr("Within the follow-up days of an operation"),
                self.tr("Suture removal"),
                self.tr("Courtesy of the practice"),
                self.tr("Left before being seen"),
            ),
            "no_show": (self.tr("Did not come"), self.tr("Came too late")),
            "cancelled": (self.tr("By the patient"), self.tr("By the practice")),
        }
        known = {self.reason.itemText(at) for at in range(self.reason.count())}
        typed = "" if self.reason.currentText() in known else self.reason.currentText()
        self.reason.clear()
        self.reason.addItems(usual[self.state])
        self.reason.setCurrentIndex(-1)
        self.reason.setEditText(typed)

    def accept(self) -> None:
        if self.state == "no_charge" and not self.reason.currentText().strip():
            self.refuse(self.tr("A reason is needed where nothing is charged."), self.reason)
        else:
            super().accept()

    def answer(self) -> Closing:
        return Closing(self.state, self.reason.currentText().strip())


class TimeAndReasonDialog(_Question):
    def __init__(self, parent: QWidget, who: str, now: TimeAndReason) -> None:
        super().__init__(parent, "time_and_reason", who)
        self.setWindowTitle(self.tr("Time and reason"))
        self.time = QLineEdit(now.time)
        self.reason = QLineEdit(now.reason)
        for editor, name, words in (
            (self.time, "time", self.tr("Time")),
            (self.reason, "reason", self.tr("Reason for the visit")),
        ):
            editor.setObjectName(name)
            editor.setAccessibleName(words)
            editor.setMaxLength(200)
            caption = label(words, "field")
            caption.setBuddy(editor)
            self.column.addWidget(caption)
            self.column.addWidget(editor)
        self.time.setMaximumWidth(120)
        self.time.selectAll()
        self.finish(self.tr("Keep"))
        self.time.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        if read_time(self.time.text()) is None:
            self.refuse(self.tr("No time of day. Type it as 9:30, 930 or 2 pm."), self.time)
        else:
            super().accept()

    def answer(self) -> TimeAndReason:
        return TimeAndReason(read_time(self.time.text()) or "", self.reason.text().strip())
