"""In the whole window: from one needed field to the next by Ctrl+Enter, and the number of the laboratory."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chargecapture.domain.practice import Practice
from tests.desktop.test_window import open_visit

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


def press(qtbot, *keys: str) -> None:
    """Keys to what has the focus: `>` is Enter, `>>` is Ctrl+Enter, all else is typed."""
    for key in keys:
        focused = QApplication.focusWidget()
        if key in (">", ">>"):
            qtbot.keyClick(focused, ENTER, CTRL if key == ">>" else Qt.KeyboardModifier.NoModifier)
        else:
            qtbot.keyClicks(focused, key)


def test_an_excision_is_filled_by_going_from_one_needed_field_to_the_next(qtbot, window):
    open_visit(window, "Nowak")
    window.pages.visit.focus_where()
    press(qtbot, "nose", ">", "basal cell carcinoma", ">", "excision", ">")
    press(qtbot, ".8", ">>", "4mm", ">>")
    charted = window._presenters.visit.charted
    assert [line.code for line in charted.answer.lines] == ["11642"]
    assert charted.why_not_sign == ""


def test_ctrl_enter_on_a_typed_line_charts_it_and_goes_to_what_is_needed(qtbot, window):
    open_visit(window, "Nowak")
    window.pages.visit.focus_where()
    press(qtbot, "exc bcc nose 0.8", ">>")
    charted = window._presenters.visit.charted
    assert [each.kind for each in charted.encounter.lesions[0].procedures] == ["excision"]
    assert QApplication.focusWidget().objectName() == "margin_cm"


def test_ctrl_enter_on_a_begun_act_adds_it(qtbot, window):
    open_visit(window, "Nowak")
    window.pages.visit.focus_where()
    press(qtbot, "nose", ">", "basal cell carcinoma", ">", "excision", ">>")
    assert QApplication.focusWidget().objectName() == "lesion_cm"


def test_ctrl_enter_leads_from_anywhere_to_what_is_still_needed(qtbot, window):
    open_visit(window, "Nowak")
    window.pages.visit.focus_where()
    press(qtbot, "nose", ">", "basal cell carcinoma", ">", "excision", ">", ".8")
    window.pages.visit.charges.setFocus()
    press(qtbot, ">>")
    assert QApplication.focusWidget().objectName() == "margin_cm"


def test_a_laboratory_test_does_not_ask_for_a_number_that_the_practice_has(qtbot, window, sql_records):
    assert sql_records.practice().clia
    open_visit(window, "Nowak")
    window.pages.visit.focus_service()
    press(qtbot, "koh", ">")
    charted = window._presenters.visit.charted
    assert charted.encounter.clia == sql_records.practice().clia
    assert "doc.lab" not in {alert.rule for alert in charted.answer.alerts}


def test_a_number_that_is_entered_while_a_visit_is_open_is_taken_over(qtbot, make_window, sql_records):
    practice = sql_records.practice()
    sql_records.save_practice(Practice(name=practice.name))
    window = make_window()
    open_visit(window, "Nowak")
    presenter = window._presenters.visit
    sql_records.save_practice(practice)
    presenter.practice_changed(())
    assert presenter.charted.encounter.clia == practice.clia
