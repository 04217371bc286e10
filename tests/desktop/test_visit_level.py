"""The visit's level by keys: the grid, the minutes, what decides, what is left out, the question of 25."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from chargecapture.domain.encounter import Visit
from tests.desktop.test_cards import card, form
from tests.helpers.encounters import biopsy, keratoses, visit

LEFT = Qt.MouseButton.LeftButton


def press(qtbot, *keys) -> None:
    """Keys to whatever has the focus; text is typed letter by letter."""
    for key in keys:
        for each in key if isinstance(key, str) else (key,):
            focused = QApplication.focusWidget()
            if isinstance(each, str):
                qtbot.keyClicks(focused, each)
            else:
                qtbot.keyClick(focused, each)


@pytest.fixture
def level(chart):
    """Opens a visit and goes to its level, as F7 does."""

    def open_it(*lesions, **facts):
        presenter = chart(*lesions, at=facts.pop("at", ""), **facts)
        presenter.add_visit()
        return presenter

    return open_it


def charted(presenter) -> tuple:
    found = presenter.charted.encounter.visit
    return found.problems, found.data, found.risk


def codes(presenter) -> list[str]:
    return [" ".join((line.code, *line.modifiers)) for line in presenter.charted.answer.lines]


def shown(view, name: str) -> str:
    text = view.findChild(QLabel, name)
    return text.text() if not text.isHidden() else ""


def test_three_digits_after_the_key_are_a_level(qtbot, visit_view, level):
    presenter = level()
    press(qtbot, "213")
    assert charted(presenter) == ("low", "minimal", "moderate")
    assert codes(presenter) == ["99213"]
    assert QApplication.focusWidget().objectName() == "diagnoses"


def test_two_elements_decide_and_the_third_may_be_left_out(qtbot, visit_view, level):
    presenter = level()
    press(qtbot, "3", Qt.Key.Key_Down, "3")
    assert charted(presenter) == ("moderate", None, "moderate")
    assert codes(presenter) == ["99214"]
    marked = {
        name
        for name in ("problems", "data", "risk")
        if form(visit_view).editors[name].label.property("decides")
    }
    assert marked == {"problems", "risk"}
    assert shown(visit_view, "decides") == "99214: risk moderate and problems moderate decide: moderate"


def test_arrows_move_and_space_chooses_and_clears(qtbot, visit_view, level):
    presenter = level()
    right, down, space = Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space
    press(qtbot, right, right, right, right, space)
    assert charted(presenter) == ("high", None, None)
    press(qtbot, down, Qt.Key.Key_Left, space)
    assert charted(presenter) == ("high", "moderate", None)
    press(qtbot, space)
    assert charted(presenter) == ("high", None, None)
    press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert charted(presenter) == (None, None, None)


def test_enter_chooses_and_goes_on(qtbot, visit_view, level):
    presenter = level()
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert charted(presenter) == ("low", "minimal", None)
    assert QApplication.focusWidget().objectName() == "risk"


def test_words_choose_as_in_a_list(qtbot, visit_view, level):
    presenter = level()
    press(qtbot, "mod", Qt.Key.Key_Tab, "lim", Qt.Key.Key_Tab, "l")
    assert charted(presenter) == ("moderate", "limited", "low")


def test_a_click_chooses(qtbot, visit_view, level):
    presenter = level()
    cells = form(visit_view).editors["risk"].cells
    qtbot.mouseClick(cells.cells[2], LEFT)
    assert charted(presenter) == (None, None, "moderate")
    assert cells.hasFocus()
    qtbot.mouseClick(cells.cells[2], LEFT)
    assert charted(presenter) == (None, None, None)


def test_escape_puts_back_the_grade(qtbot, visit_view, level):
    presenter = level(visit=visit())
    press(qtbot, "h", Qt.Key.Key_Escape)
    assert charted(presenter) == ("low", "minimal", "moderate")


def test_a_letter_leads_to_the_minutes_which_decide_where_they_reach_higher(qtbot, visit_view, level):
    presenter = level(visit=visit())
    press(qtbot, "t", "32")
    assert presenter.charted.encounter.visit.minutes == 32
    assert codes(presenter) == ["99214"]
    assert shown(visit_view, "decides") == "99214: 32 minutes, at least 30"
    assert shown(visit_view, "other_way") == "By the elements: 99213"


def test_the_heads_say_code_and_minutes_of_each_grade_for_the_patient(visit_view, level):
    level(established=False)
    heads = [head.text() for head in form(visit_view)._columns.findChildren(QLabel)]
    assert heads == ["1 · 99202\n15 min", "2 · 99203\n30 min", "3 · 99204\n45 min", "4 · 99205\n60 min"]
    assert shown(visit_view, "standing").startswith("New patient")


def test_25_is_asked_with_the_codes_that_are_left_out_and_answered_by_one_key(qtbot, visit_view, level):
    presenter = level(biopsy("A"), keratoses("B", 3))
    press(qtbot, "213")
    assert QApplication.focusWidget().objectName() == "separate"
    assert shown(visit_view, "asked") == "Another problem managed, beyond 11102, 17000?"
    assert shown(visit_view, "left_out") == "Left out of the level: the work of 11102, 17000"
    assert form(visit_view).editors["separate"].label.text().endswith("needed")
    press(qtbot, "y", Qt.Key.Key_Return, "psoriasis")
    assert presenter.charted.encounter.visit.diagnoses == ("psoriasis",)
    assert "99213 25" in codes(presenter)
    assert card(visit_view, "visit").acts.text() == "99213 25"


def test_no_other_problem_leaves_the_visit_out(qtbot, visit_view, level):
    presenter = level(biopsy("A"), visit=visit(separate=None))
    form(visit_view).focus(None, "visit.separate")
    press(qtbot, "n")
    assert presenter.charted.encounter.visit.separate is False
    assert [line.code for line in presenter.charted.answer.lines] == ["11102"]


def test_nothing_is_asked_where_nothing_was_done(qtbot, visit_view, level):
    level()
    assert form(visit_view)._question.isHidden()


def test_what_is_rarely_charted_opens_by_key_and_is_told_while_shut(qtbot, visit_view, level):
    presenter = level(visit=Visit(problems="low", risk="low", longitudinal=True))
    more = form(visit_view).more
    assert more.text() == "▸ Continuing care"
    assert form(visit_view).editors["telehealth"].isHidden()
    more.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Space)
    assert not form(visit_view).editors["telehealth"].isHidden()
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "decision_for_surgery"
    press(qtbot, Qt.Key.Key_Space)
    assert presenter.charted.encounter.visit.decision_for_surgery


def test_the_problems_are_completed_one_by_one(qtbot, visit_view, level):
    presenter = level()
    editor = form(visit_view).editors["diagnoses"]
    editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
    press(qtbot, "acne vulgaris; psoria")
    assert editor.line.rows
    first = editor.line.rows[0]
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert presenter.charted.encounter.visit.diagnoses == ("acne vulgaris", first)


def test_every_cell_and_row_says_what_it_is(visit_view, level):
    level(visit=visit())
    cells = form(visit_view).editors["problems"].cells
    assert cells.accessibleName() == "Problems"
    assert cells.accessibleDescription() == "Low"
    assert [cell.accessibleName() for cell in cells.cells][:2] == ["Problems: Minimal", "Problems: Low"]
    for widget in form(visit_view).stops():
        assert widget.accessibleName(), widget.objectName()


@pytest.mark.parametrize(("percent", "narrow"), [(100, False), (200, True)])
def test_no_grade_is_cut_where_the_text_is_large(qtbot, visit_view, theme, level, percent, narrow):
    theme.set_percent(percent)
    visit_view.resize(1280, 760)
    level(visit=visit())
    QApplication.processEvents()
    assert form(visit_view)._columns.isHidden() is narrow
    for name in ("problems", "data", "risk"):
        cells = form(visit_view).editors[name].cells
        for cell in cells.cells:
            assert cell.fontMetrics().horizontalAdvance(cell.text()) + 4 <= cell.width(), (
                cell.accessibleName()
            )
    press(qtbot, "213")
    assert charted(visit_view._presenter) == ("low", "minimal", "moderate")
