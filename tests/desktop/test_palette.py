"""All commands by typing, the sheet of keys, and the first tour: by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from chargecapture import settings
from chargecapture.desktop.actions import COMMANDS, ELSEWHERE
from chargecapture.desktop.presenters.commands import Entry, after_use, fitting
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.keys_sheet import KeysDialog, groups
from chargecapture.desktop.views.palette import EntryRole, entries_of
from tests.desktop.test_window import CTRL, open_visit, page, press

PLAIN = Qt.KeyboardModifier.NoModifier


def entry(id_: str, words: str, help_: str = "", *, menu: str = "Visit", enabled: bool = True) -> Entry:
    return Entry(id_, words, menu, help_, "", enabled)


FEW = (
    entry("new_patient", "New patient", "Add a patient and open a visit", menu="File"),
    entry("new_lesion", "New lesion", "Add a lesion"),
    entry("next_lesion", "Next lesion", "Go to the lesion after"),
    entry("sign", "Sign", "Sign the visit: its charges are frozen"),
    entry("undo", "Undo", "Take the last step back", menu="Edit", enabled=False),
)


# Which commands fit


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["new_patient", "new_lesion", "next_lesion", "sign", "undo"]),
        ("new", ["new_patient", "new_lesion"]),
        ("les", ["new_lesion", "next_lesion"]),
        ("les ne", ["new_lesion", "next_lesion"]),
        ("nl", ["new_lesion", "next_lesion"]),
        ("NP", ["new_patient"]),
        ("frozen", ["sign"]),
        ("visit sig", ["sign"]),
        ("step", ["undo"]),
        ("esion", []),
    ],
)
def test_words_their_beginnings_and_first_letters_find_a_command(typed, found):
    assert [each.id for each in fitting(FEW, typed, ())] == found


def test_what_was_used_last_comes_first_among_equals_and_nearness_before_it():
    assert [each.id for each in fitting(FEW, "ne", ("next_lesion", "new_patient"))] == [
        "next_lesion",
        "new_patient",
        "new_lesion",
    ]
    assert next(each.id for each in fitting(FEW, "sign", ("new_patient",))) == "sign"


def test_what_cannot_be_done_here_stands_last():
    assert [each.id for each in fitting(FEW, "", ("undo",))][-1] == "undo"


def test_a_command_used_again_is_kept_once():
    assert after_use(("a", "b", "c"), "b") == ("b", "a", "c")
    assert len(after_use([f"c{n}" for n in range(40)], "new")) == 12


# The palette


def shown(window) -> list[str]:
    rows = window._palette.rows
    return [rows.item(at).data(EntryRole).id for at in range(rows.count())]


def open_palette(qtbot, window):
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(lambda: window._palette is not None and window._palette.line.hasFocus())
    return window._palette


def test_every_command_of_the_menus_is_in_the_palette(qtbot, window):
    open_palette(qtbot, window)
    assert {command.id for command in COMMANDS} <= set(shown(window))
    themes = [entry.words for entry, _ in entries_of(window.menuBar()) if entry.menu == "View › Theme"]
    assert themes == ["System", "Light", "Dark", "High contrast"]


def test_a_command_is_found_by_its_words_and_done(qtbot, window):
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "practice")
    press(qtbot, window, Qt.Key.Key_Return)
    assert page(window) == "practice"
    assert not palette.isVisible()


def test_a_theme_is_chosen_by_typing(qtbot, window):
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "dark")
    press(qtbot, window, Qt.Key.Key_Return)
    assert Theme.current().scheme == "dark"
    open_palette(qtbot, window)
    assert shown(window)[0] == "View › Theme Dark"


def test_escape_gives_the_focus_back_and_does_nothing(qtbot, window):
    open_visit(window, "Okafor")
    where = window.pages.visit.where
    where.setFocus()
    qtbot.keyClicks(where, "l che")
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "sign")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert where.hasFocus()
    assert where.text() == "l che"
    assert not window._presenters.visit.charted.read_only


def test_arrows_go_around_and_the_note_says_what_the_command_does(qtbot, window):
    palette = open_palette(qtbot, window)
    first = palette.note.text()
    press(qtbot, window, Qt.Key.Key_Up)
    assert palette.rows.currentRow() == palette.rows.count() - 1
    press(qtbot, window, Qt.Key.Key_Down)
    assert palette.rows.currentRow() == 0
    assert palette.note.text() == first == "Add a patient and open a visit"


def test_a_command_that_has_nothing_to_do_is_told_and_not_done(qtbot, window):
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "undo")
    assert palette.note.text() == "Not here: nothing to do it to."
    press(qtbot, window, Qt.Key.Key_Return)
    assert palette.isVisible()
    qtbot.keyClicks(palette.line, " zzz")
    assert palette.note.text() == "No command has these words."


def test_the_command_used_last_is_first_next_time_and_in_the_next_window(qtbot, window, stored):
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "larger")
    press(qtbot, window, Qt.Key.Key_Return)
    open_palette(qtbot, window)
    assert shown(window)[0] == "larger"
    assert stored.value(settings.COMMANDS_USED.name) == "larger"


def test_the_palette_goes_when_the_focus_does(qtbot, window):
    palette = open_palette(qtbot, window)
    window.find.setFocus()
    assert not palette.isVisible()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_palette_stays_inside_the_window(qtbot, window, percent):
    Theme.current().set_percent(percent)
    palette = open_palette(qtbot, window)
    assert window.rect().contains(palette.geometry())


# The sheet of keys


def keys_sheet(qtbot, window) -> KeysDialog:
    press(qtbot, window, Qt.Key.Key_F1)
    sheet = window.findChild(KeysDialog)
    qtbot.waitUntil(sheet.search.hasFocus)
    return sheet


def words_on(sheet: KeysDialog) -> set[str]:
    return {each.text() for each in sheet.sheet.findChildren(QLabel) if each.isVisible() and each.text()}


def test_typing_narrows_the_sheet_of_keys_and_escape_shows_all_again(qtbot, window):
    sheet = keys_sheet(qtbot, window)
    everything = words_on(sheet)
    qtbot.keyClicks(sheet.search, "lesion before")
    qtbot.waitUntil(lambda: words_on(sheet) == {"Visit", "Ctrl+PgUp", "Go to the lesion before"})
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: words_on(sheet) == everything)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_key_pressed_in_the_sheet_tells_what_it_does_and_does_not_do_it(qtbot, window):
    open_visit(window, "Okafor")
    sheet = keys_sheet(qtbot, window)
    press(qtbot, window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: words_on(sheet) == {"Visit", "F12", "Sign the visit: its charges are frozen"})
    assert not window._presenters.visit.charted.read_only


def test_the_sheet_says_so_where_no_key_fits(qtbot, window):
    sheet = keys_sheet(qtbot, window)
    qtbot.keyClicks(sheet.search, "zzz")
    assert sheet.none.isVisible()


def test_every_key_is_on_the_sheet_once():
    rows = [row for group in groups() for row in group.rows]
    assert len(rows) == len([command for command in COMMANDS if command.key]) + len(ELSEWHERE)


# The tour


@pytest.fixture
def tour(window):
    window.offer_tour()
    return window._tour


def test_the_tour_is_shown_once(qtbot, window, tour, stored):
    assert tour.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not tour.isVisible()
    window.offer_tour()
    assert not tour.isVisible()
    assert stored.value(settings.TOUR_SEEN.name) == "yes"


def test_help_shows_the_tour_again(qtbot, window, tour):
    press(qtbot, window, Qt.Key.Key_Escape)
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "tour")
    press(qtbot, window, Qt.Key.Key_Return)
    assert tour.isVisible()
    assert tour.hasFocus()


def test_the_tour_points_at_what_it_tells_of_and_stays_beside_it(qtbot, window, tour):
    pointed = []
    while (step := tour.step_shown) is not None:
        assert window.rect().contains(tour.geometry())
        if step.target:
            target = window.findChild(QWidget, step.target)
            assert target.isVisible()
            pointed.append(step.target)
            box = target.rect().translated(target.mapTo(window, target.rect().topLeft()))
            covered = box.intersected(tour.geometry())
            assert covered.width() * covered.height() < 0.25 * box.width() * box.height()
        assert tour.hasFocus()
        press(qtbot, window, Qt.Key.Key_Return)
    assert pointed[:2] == ["visits", "find_patient"]
    assert page(window) == "visit"
    assert not tour.isVisible()


def test_the_tour_goes_back_and_leaves_at_any_step(qtbot, window, tour):
    press(qtbot, window, Qt.Key.Key_Right)
    assert tour.step_shown.target == "visits"
    press(qtbot, window, Qt.Key.Key_Left)
    assert tour.step_shown.target == ""
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.pages.day.table


def test_the_window_works_beside_the_tour(qtbot, window, tour):
    window.pages.day.table.setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "brandt")
    press(qtbot, window, Qt.Key.Key_Return)
    assert page(window) == "visit"
    assert tour.isVisible()


def test_the_tour_changes_no_record(qtbot, window, tour):
    before = window._presenters.day._records.visits_on(window._presenters.day.day)
    while tour.step_shown is not None:
        press(qtbot, window, Qt.Key.Key_Return)
    window._presenters.visit.flush()
    assert window._presenters.day._records.visits_on(window._presenters.day.day) == before


def test_the_whole_tour_is_read_in_two_minutes(window, tour):
    words = sum(len(f"{step.title} {step.words}".split()) for step in tour._steps)
    assert words / 200 * 60 < 120  # 200 words a minute, a slow reader's pace
