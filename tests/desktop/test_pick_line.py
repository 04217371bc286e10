"""The line with its list: typing opens it, keys and clicks choose, it closes when the eye goes elsewhere."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from chargecapture.desktop.views.pick_line import Pick, PickLine

LEFT = Qt.MouseButton.LeftButton
SITES = ("Left cheek", "Right cheek", "Scalp", "Nose")


def matching(text: str) -> list[Pick]:
    return [Pick(site, site.upper()) for site in SITES if text.lower() in site.lower()]


@pytest.fixture
def desk(qtbot, theme):
    """A window with a line to pick from and a plain one below."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    window.pick = PickLine("where", "Where?", matching)
    window.other = QLineEdit()
    column.addWidget(window.pick)
    column.addWidget(window.other)
    column.addStretch()
    window.resize(400, 300)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.pick.setFocus()
    qtbot.waitUntil(window.pick.hasFocus)
    return window


@pytest.fixture
def heard(desk):
    """What was picked, in order; `None` where typed text was accepted."""
    said: list[object] = []
    desk.pick.picked.connect(said.append)
    desk.pick.accepted.connect(lambda: said.append(None))
    return said


def open_list(desk) -> QListWidget:
    return desk.findChild(QListWidget, "where_list")


def test_typing_opens_the_rows_and_each_letter_narrows_them(qtbot, desk):
    qtbot.keyClicks(desk.pick, "che")
    assert desk.pick.rows == ("Left cheek", "Right cheek")
    qtbot.keyClicks(desk.pick, "x")
    assert desk.pick.rows == ()
    qtbot.keyClick(desk.pick, Qt.Key.Key_Backspace)
    assert desk.pick.rows == ("Left cheek", "Right cheek")


def test_an_emptied_line_closes_the_list(qtbot, desk):
    qtbot.keyClicks(desk.pick, "n")
    qtbot.keyClick(desk.pick, Qt.Key.Key_Backspace)
    assert desk.pick.rows == ()


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        ((), "LEFT CHEEK"),
        (("Down",), "RIGHT CHEEK"),
        (("Down", "Down"), "LEFT CHEEK"),
        (("Up",), "RIGHT CHEEK"),
        (("Down", "Up"), "LEFT CHEEK"),
    ],
)
@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_arrows_mark_a_row_and_enter_picks_it(qtbot, desk, heard, keys, picked, enter):
    qtbot.keyClicks(desk.pick, "che")
    for key in keys:
        qtbot.keyClick(desk.pick, getattr(Qt.Key, f"Key_{key}"))
    keypad = Qt.KeyboardModifier.KeypadModifier
    modifier = keypad if enter == Qt.Key.Key_Enter else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(desk.pick, enter, modifier)
    assert heard == [picked]
    assert desk.pick.rows == ()


def test_down_opens_the_rows_for_what_stands_there(qtbot, desk):
    desk.pick.setText("nose")
    qtbot.keyClick(desk.pick, Qt.Key.Key_Down)
    assert desk.pick.rows == ("Nose",)


def test_escape_closes_the_list_and_keeps_the_text(qtbot, desk, heard):
    qtbot.keyClicks(desk.pick, "che")
    qtbot.keyClick(desk.pick, Qt.Key.Key_Escape)
    assert (desk.pick.rows, desk.pick.text(), heard) == ((), "che", [])


def test_a_click_picks_a_row_and_the_caret_stays_in_the_line(qtbot, desk, heard):
    qtbot.keyClicks(desk.pick, "che")
    rows = open_list(desk)
    at = rows.visualItemRect(rows.item(1)).center()
    qtbot.mouseClick(rows.viewport(), LEFT, pos=at)
    assert heard == ["RIGHT CHEEK"]
    assert desk.pick.hasFocus()


def test_enter_without_a_list_accepts_what_is_typed(qtbot, desk, heard):
    qtbot.keyClicks(desk.pick, "xyz")
    qtbot.keyClick(desk.pick, Qt.Key.Key_Return)
    assert heard == [None]


@pytest.fixture
def free(desk):
    """The line takes what is typed where no row is marked."""
    desk.pick._takes_first = False
    return desk.pick


def test_a_free_line_accepts_the_typed_words_before_a_row(qtbot, free, heard):
    qtbot.keyClicks(free, "che")
    qtbot.keyClick(free, Qt.Key.Key_Return)
    assert heard == [None]


@pytest.mark.parametrize(("key", "picked"), [("Down", "LEFT CHEEK"), ("Up", "RIGHT CHEEK")])
def test_in_a_free_line_the_first_arrow_marks_the_nearest_row(qtbot, free, heard, key, picked):
    qtbot.keyClicks(free, "che")
    qtbot.keyClick(free, getattr(Qt.Key, f"Key_{key}"))
    qtbot.keyClick(free, Qt.Key.Key_Return)
    assert heard == [picked]


def test_the_list_never_takes_the_focus(qtbot, desk):
    qtbot.keyClicks(desk.pick, "c")
    rows = open_list(desk)
    assert rows.isVisible()
    assert rows.focusPolicy() == Qt.FocusPolicy.NoFocus
    qtbot.mouseClick(rows.viewport(), LEFT, pos=QPoint(5, rows.viewport().height() - 1))
    assert desk.pick.hasFocus()


def test_the_list_lies_below_its_line_within_the_window(qtbot, desk):
    qtbot.keyClicks(desk.pick, "e")
    rows = open_list(desk)
    assert rows.y() >= desk.pick.geometry().bottom()
    assert desk.rect().contains(rows.geometry())


def test_leaving_the_line_closes_the_list(qtbot, desk):
    qtbot.keyClicks(desk.pick, "che")
    desk.other.setFocus()
    assert desk.pick.rows == ()


def test_a_window_of_another_size_has_no_list_in_the_wrong_place(qtbot, desk):
    qtbot.keyClicks(desk.pick, "che")
    desk.resize(500, 320)
    qtbot.waitUntil(lambda: desk.pick.rows == ())


def test_going_to_another_window_closes_the_list(qtbot, desk, qapp):
    qtbot.keyClicks(desk.pick, "che")
    qapp.sendEvent(desk, QEvent(QEvent.Type.WindowDeactivate))
    assert desk.pick.rows == ()


def test_a_hidden_line_closes_its_list(qtbot, desk):
    qtbot.keyClicks(desk.pick, "che")
    desk.pick.hide()
    assert not open_list(desk).isVisible()


def test_a_line_that_goes_leaves_no_list_behind(qtbot, desk):
    qtbot.keyClicks(desk.pick, "che")
    desk.pick.deleteLater()
    qtbot.waitUntil(lambda: open_list(desk) is None)


def test_a_line_that_offers_all_opens_when_it_is_gone_to(qtbot, desk):
    every = PickLine("act", "Act", matching, offers_all=True)
    desk.layout().addWidget(every)
    every.show()
    every.setFocus(Qt.FocusReason.TabFocusReason)
    assert every.rows == ()  # Tab passes over it
    desk.other.setFocus()
    every.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert every.rows == SITES


def test_a_line_says_what_it_is_for(desk):
    assert (desk.pick.accessibleName(), desk.pick.placeholderText()) == ("Where?", "Where?")
