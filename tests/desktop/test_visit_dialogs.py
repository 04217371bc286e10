"""Why nothing is charged, and when a visit is: answered by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QRadioButton

from chargecapture.desktop.prompts import Closing, TimeAndReason
from chargecapture.desktop.views.visit_dialogs import ClosingDialog, TimeAndReasonDialog

TAKEN, LEFT = QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected


@pytest.fixture
def shown(qtbot, theme):
    def show(dialog: QDialog) -> QDialog:
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    return show


@pytest.fixture
def closing(shown):
    return lambda state: shown(ClosingDialog(None, "09:20 Nowak, Piotr", state))


def press(qtbot, dialog: QDialog, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(dialog.focusWidget(), key)


def usual(dialog: ClosingDialog) -> list[str]:
    return [dialog.reason.itemText(at) for at in range(dialog.reason.count())]


def test_a_reason_is_typed_and_taken_by_enter(qtbot, closing):
    dialog = closing("no_charge")
    assert dialog.reason.currentText() == ""
    qtbot.keyClicks(dialog.focusWidget(), "Dressing only")
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert dialog.result() == TAKEN
    assert dialog.answer() == Closing("no_charge", "Dressing only")


def test_the_usual_reasons_are_stepped_through(qtbot, closing):
    dialog = closing("no_charge")
    press(qtbot, dialog, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert dialog.answer().reason == usual(dialog)[1] == "Suture removal"


def test_what_was_done_is_not_left_out_without_a_reason(qtbot, closing):
    dialog = closing("no_charge")
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.fault.text() == "A reason is needed where nothing is charged."
    assert dialog.reason.hasFocus()


@pytest.mark.parametrize("state", ["no_show", "cancelled"])
def test_who_did_not_come_needs_no_reason(qtbot, closing, state):
    dialog = closing(state)
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert (dialog.result(), dialog.answer()) == (TAKEN, Closing(state, ""))


def test_another_state_offers_its_own_reasons_and_keeps_what_was_typed(qtbot, closing):
    dialog = closing("no_charge")
    qtbot.keyClicks(dialog.focusWidget(), "Snow")
    dialog.findChild(QRadioButton, "no_charge").setFocus()
    press(qtbot, dialog, Qt.Key.Key_Right)
    assert dialog.state == "no_show"
    assert usual(dialog) == ["Did not come", "Came too late"]
    assert dialog.answer() == Closing("no_show", "Snow")


def test_escape_takes_the_question_back(qtbot, closing):
    dialog = closing("no_charge")
    press(qtbot, dialog, Qt.Key.Key_Escape)
    assert dialog.result() == LEFT and not dialog.isVisible()


@pytest.mark.parametrize(
    ("typed", "time"), [("930", "09:30"), ("2 pm", "14:00"), ("", ""), ("7:05", "07:05")]
)
def test_a_time_is_typed_over_and_read(qtbot, shown, typed, time):
    dialog = shown(TimeAndReasonDialog(None, "Nowak, Piotr", TimeAndReason("09:20", "Rash")))
    press(qtbot, dialog, Qt.Key.Key_Delete)
    qtbot.keyClicks(dialog.focusWidget(), typed)
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert dialog.answer() == TimeAndReason(time, "Rash")


def test_what_is_no_time_is_said_and_stays(qtbot, shown):
    dialog = shown(TimeAndReasonDialog(None, "Nowak, Piotr", TimeAndReason("", "Rash")))
    qtbot.keyClicks(dialog.focusWidget(), "25:00")
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.fault.text() == "No time of day. Type it as 9:30, 930 or 2 pm."
    assert dialog.time.text() == "25:00"
