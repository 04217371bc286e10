"""Every act once: its words, its key, its help, and that each one stands in a menu."""

import re

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QToolButton

from chargecapture.desktop.actions import COMMANDS, MENUS, key_of
from chargecapture.desktop.views.about import CPT_NOTICE, AboutDialog
from chargecapture.desktop.views.keys_sheet import KeysDialog
from tests.desktop.test_window import open_visit

# Visual design, section 8: kept free for text fields, combo boxes, the menu bar and the desktop; but Ctrl+K,
# which it keeps for text fields too, opens the commands everywhere, as in most programs.
FORBIDDEN = (
    *(f"Ctrl+{letter}" for letter in "ACDEUVWXYH"),
    *("Alt+F4", "Alt+Tab", "Ctrl+Tab", "Ctrl+Space", "Ctrl+Shift+S", "F4", "F5", "F10"),
)
# The same: kept for acts that are designed and still to come.
RESERVED = (
    *(f"Ctrl+{key}" for key in ("3", "5", "G", "J", "R", "L", ",")),
    *(f"Ctrl+Shift+{letter}" for letter in "EA"),
    *("F3", "Shift+F3", "Alt+R"),
)
# The same: what a key means wherever this program runs.
DESIGNED = {
    "keys": "F1", "why": "F2", "next_alert": "F8", "previous_alert": "Shift+F8", "next_pane": "F6",
    "previous_pane": "Shift+F6", "day": "Ctrl+1", "visit": "Ctrl+2", "practice": "Ctrl+6",
    "find_patient": "Ctrl+F", "where_line": "Ctrl+I", "body_map": "Ctrl+M", "new_lesion": "Ctrl+N",
    "sign_next": "Shift+F12", "print_day": "Ctrl+Shift+P", "next_empty": "Ctrl+Return",
    "favourites": "Ctrl+B", "copy_last": "F9", "visit_level": "F7", "previous_lesion": "Ctrl+PgUp",
    "next_lesion": "Ctrl+PgDown", "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z", "save": "Ctrl+S", "sign": "F12", "superbill": "Ctrl+P", "today": "Ctrl+T",
    "day_before": "Alt+Left", "day_after": "Alt+Right", "quit": "Ctrl+Q", "larger": "Ctrl++",
    "smaller": "Ctrl+-", "normal_size": "Ctrl+0", "full_screen": "F11", "open_source": "Alt+O",
    "pathology": "Ctrl+4", "amend": "Alt+A",
}  # fmt: skip


def named(command) -> str:
    return command.id


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_a_command_has_words_help_and_a_menu(command):
    assert command.text and command.help
    assert command.menu in dict(MENUS)
    assert command.help[0].isupper() and not command.help.endswith(".")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.key], ids=named)
def test_a_key_is_one_that_the_keyboard_has(command):
    assert not QKeySequence(command.key).isEmpty()


def test_no_two_commands_share_a_key():
    keys = [QKeySequence(command.key).toString() for command in COMMANDS if command.key]
    keys += [f"Alt+{number}" for number in range(1, 10)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("kept", [FORBIDDEN, RESERVED], ids=["free", "for what is to come"])
def test_no_command_takes_a_key_that_is_kept(kept):
    taken = {QKeySequence(command.key).toString() for command in COMMANDS}
    assert taken & {QKeySequence(key).toString() for key in kept} == set()


@pytest.mark.parametrize(("command", "key"), DESIGNED.items())
def test_a_command_has_the_key_that_was_designed_for_it(command, key):
    assert key_of(command) == key


@pytest.mark.parametrize("menu", [id_ for id_, _ in MENUS])
def test_no_two_entries_of_a_menu_share_a_mnemonic(menu):
    letters = [m.group(1).lower() for c in COMMANDS if c.menu == menu and (m := re.search("&(.)", c.text))]
    assert sorted(letters) == sorted(set(letters))


def test_menus_have_the_mnemonics_that_no_key_needs():
    assert [re.search("&(.)", title).group(1) for _, title in MENUS] == ["F", "E", "V", "w", "H"]


def test_every_command_stands_in_its_menu_with_its_key(window):
    shown = {}
    for menu_action in window.menuBar().actions():
        for action in menu_action.menu().actions():
            shown[action.objectName()] = (menu_action.text(), action.shortcut().toString())
    titles = dict(MENUS)
    for command in COMMANDS:
        assert shown[command.id] == (titles[command.menu], QKeySequence(command.key).toString())


def test_every_command_has_an_act(window):
    assert set(window.actions_by_id) == {command.id for command in COMMANDS}


def test_the_sheet_of_keys_names_them_all(qtbot, theme):
    dialog = KeysDialog(None)
    qtbot.addWidget(dialog)
    texts = {text.text() for text in dialog.findChildren(QLabel)}
    for command in COMMANDS:
        assert not command.key or command.help in texts
    assert any("Alt+1" in text for text in texts)


def test_the_program_says_what_it_is_and_under_which_licences(qtbot, theme):
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    texts = " ".join(text.text() for text in dialog.findChildren(QLabel))
    assert CPT_NOTICE in texts
    assert "Apache License 2.0" in texts
    assert "SIL Open Font License" in texts


def test_every_button_and_line_of_the_window_has_a_name_or_a_word(window):
    open_visit(window, "Okafor")
    nameless = [
        control.objectName() or type(control).__name__
        for kind in (QAbstractButton, QLineEdit)
        for control in window.findChildren(kind)
        if not _is_qts_own(control)
        and not (control.accessibleName() or _word_of(control) or getattr(control, "placeholderText", str)())
    ]
    assert nameless == []


def _word_of(control) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


def _is_qts_own(control) -> bool:
    """Parts of Qt's own widgets: a menu bar's extension, a line's clear button, a table's corner."""
    return (
        control.objectName().startswith("qt_")
        or (isinstance(control, QToolButton) and isinstance(control.parent(), QLineEdit))
        or type(control) is QAbstractButton
    )
