"""The boxes themselves: what they say, which answer is the careful one, and that a report holds no value."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from chargecapture.desktop.prompts import Prompts
from chargecapture.errors import KnownError

QUESTION = ("Close without it?", "Close without it", "Stay")
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # of the offscreen platform alone


@pytest.fixture
def desk(qtbot, theme) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def answered(qtbot):
    """Answers the next box by a button's word or by a key, and keeps what the box said."""
    said: list[tuple[str, str]] = []

    def answer(by: str | Qt.Key) -> list[tuple[str, str]]:
        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            said.append((box.text(), box.informativeText() or box.detailedText()))
            if isinstance(by, str):
                words = {button.text().replace("&", ""): button for button in box.findChildren(QPushButton)}
                words[by].click()
            else:
                qtbot.keyClick(box, by)

        QTimer.singleShot(0, press)
        return said

    return answer


def test_a_problem_is_told_with_its_way_out(desk, answered):
    said = answered("OK")
    Prompts().tell(desk, KnownError("The record file is locked.", "Close the other program."))
    assert said == [("The record file is locked.", "Close the other program.")]


@pytest.mark.parametrize(
    ("by", "yes"),
    [
        ("Close without it", True),
        ("Stay", False),
        (Qt.Key.Key_Escape, False),
        (Qt.Key.Key_Return, False),
    ],
)
def test_only_the_word_itself_agrees_to_what_cannot_be_taken_back(desk, answered, by, yes):
    said = answered(by)
    assert Prompts().confirm(desk, *QUESTION) is yes
    assert said[0][0] == "Close without it?"


def test_a_crash_says_what_to_do_and_offers_its_report(desk, answered):
    said = answered("OK")
    Prompts().crashed(None, "ValueError\n  File ...")
    assert "What you charted is saved." in said[0][0]
    assert said[0][1] == "ValueError\n  File ..."
