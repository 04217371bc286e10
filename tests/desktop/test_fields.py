"""Editors of single facts: what is typed is charted, or stays, in red, with the reason."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from chargecapture.desktop.views.fields import (
    ChoiceField,
    FlagField,
    ListedWordsField,
    MarksField,
    WordsField,
    editor_for,
)
from chargecapture.rules.families import FAMILIES
from chargecapture.workflow.forms import GROUNDS, claim_fields, forms_of, visit_fields

FIELDS = {(form.kind, field.name): field for form in forms_of(FAMILIES) for field in form.fields}
CLAIM = {field.name: field for field in claim_fields()}
NOW_HERE = QPoint()


@pytest.fixture
def shown(qtbot, theme):
    """Puts editors side by side into a window and gives what they said."""

    windows = []

    def show(*editors):
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        row = QHBoxLayout(window)
        said = []
        for editor in editors:
            row.addWidget(editor)
            editor.edited.connect(said.append)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        editors[0].setFocus()
        qtbot.waitUntil(editors[0].editor.hasFocus)
        return said

    yield show
    windows.clear()


def size():
    return editor_for(FIELDS["excision", "lesion_cm"])


TYPED = [
    (("excision", "lesion_cm"), "0.8", Decimal("0.8")),
    (("excision", "lesion_cm"), "8 mm", Decimal("0.8")),
    (("excision", "lesion_cm"), "0,8", Decimal("0.8")),
    (("excision", "lesion_cm"), "20 cm", Decimal(20)),
    (("excision", "lesion_cm"), "1.2x0.8", Decimal("1.2")),
    (("excision", "margin_cm"), "4mm", Decimal("0.4")),
    (("adjacent_tissue_transfer", "area_cm2"), "4 x 3", Decimal(12)),
    (("repair", "length_cm"), "5", Decimal(5)),
    (("excision", "lesion_cm"), "", None),
    (("patch_test", "count"), "80", 80),
    (("mohs", "stages"), "3, 2", (3, 2)),
    (("nail", "digits"), "rt1 rt2", ("RT1", "RT2")),
    (("coded", "code"), " 11102 ", "11102"),
    (("cosmetic", "units"), "20", Decimal(20)),
]


@pytest.mark.parametrize(("where", "typed", "charted"), TYPED, ids=str)
def test_what_is_typed_is_charted_as_its_fact(qtbot, shown, where, typed, charted):
    editor = editor_for(FIELDS[where])
    said = shown(editor)
    editor.line.setText("9" if not typed else "")
    qtbot.keyClicks(editor.line, typed)
    if not typed:
        qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert said[-1] == charted
    assert not editor.is_unread


UNREADABLE = [
    (("excision", "lesion_cm"), "big", "A number in cm, such as 1.2 or 12 mm."),
    (("excision", "lesion_cm"), "1,200", "1200 or 1.200, without the comma."),
    (("repair", "length_cm"), "4x2", "A number in cm, such as 1.2."),
    (("excision", "lesion_cm"), "200.1", "at most 200"),
    (("excision", "lesion_cm"), "-1", "A number in cm, such as 1.2 or 12 mm."),
    (("patch_test", "count"), "many", "A whole number, such as 7."),
    (("patch_test", "count"), "0", "1 or more"),
    (("mohs", "stages"), "three", "Whole numbers, such as 3, 2."),
    (("nail", "digits"), "RT9", "such as LT1"),
    (("coded", "code"), "123456789", "at most 7 characters"),
]


@pytest.mark.parametrize(("where", "typed", "why"), UNREADABLE, ids=str)
def test_what_cannot_be_read_stays_in_red_with_the_reason_and_counts_as_not_said(
    qtbot, shown, where, typed, why
):
    editor = editor_for(FIELDS[where])
    said = shown(editor)
    with qtbot.waitSignal(editor.unread):
        qtbot.keyClicks(editor.line, typed)
    assert editor.line.text() == typed
    assert editor.is_unread and editor.is_empty
    assert said[-1] == FIELDS[where].empty
    assert editor.label.text() == f"{editor.label_text} not read"
    assert editor.line.accessibleDescription() == why
    assert editor.line.toolTip() == why
    assert editor.line.property("needed") is True


UNFINISHED = [
    ("8", "8 what: mm or cm?"),
    ("0", "more than 0"),
    ("0.", "more than 0"),
    ("1.2x", "A number in cm, such as 1.2 or 12 mm."),
]


@pytest.mark.parametrize(("typed", "why"), UNFINISHED)
def test_what_may_yet_become_a_size_is_told_only_once_it_is_left(qtbot, shown, typed, why):
    editor, other = size(), size()
    said = shown(editor, other)
    qtbot.keyClicks(editor.line, typed)
    assert editor.is_unread and said[-1] is None
    assert (editor.label.text(), editor.line.toolTip()) == (editor.label_text, "")
    other.setFocus()
    assert editor.label.text() == f"{editor.label_text} not read"
    assert editor.line.accessibleDescription() == why
    assert editor.line.text() == typed


def test_enter_on_a_bare_number_asks_and_one_letter_answers(qtbot, shown):
    editor, other = size(), size()
    said = shown(editor, other)
    qtbot.keyClicks(editor.line, "8")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.hasFocus()
    qtbot.waitUntil(lambda: editor._hint is not None and editor._hint.isVisible())
    assert editor._hint.text() == "8 what: mm or cm?"
    qtbot.keyClicks(editor.line, "m")
    assert said[-1] == Decimal("0.8")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert other.line.hasFocus()


def test_a_field_that_is_not_read_says_why_again_when_it_is_entered(qtbot, shown):
    editor, other = size(), size()
    shown(editor, other)
    qtbot.keyClicks(editor.line, "big")
    other.setFocus()
    qtbot.waitUntil(lambda: editor._hint is None or editor._hint.isHidden())
    editor.setFocus()
    qtbot.waitUntil(lambda: editor._hint is not None and editor._hint.isVisible())
    assert editor._hint.text() == "A number in cm, such as 1.2 or 12 mm."


def test_escape_puts_back_what_stood_in_a_line(qtbot, shown):
    editor = size()
    editor.show_value(Decimal("0.8"))
    said = shown(editor)
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "1.2 inch")
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert (editor.line.text(), editor.is_unread, said[-1]) == ("0.8", False, Decimal("0.8"))


def test_escape_puts_back_a_choice(qtbot, shown):
    side = EDITORS["choice"]()
    side.show_value("left")
    said = shown(side)
    qtbot.keyClicks(side.box, "r")
    qtbot.keyClick(side.box, Qt.Key.Key_Escape)
    assert (side.box.currentText(), said) == ("Left", ["right", "left"])


def test_escape_puts_back_a_flag(qtbot, shown):
    flag = EDITORS["flag"]()
    said = shown(flag)
    qtbot.keyClick(flag.check, Qt.Key.Key_Space)
    qtbot.keyClick(flag.check, Qt.Key.Key_Escape)
    assert (flag.check.isChecked(), said) == (False, [True, False])


def test_escape_with_nothing_typed_is_left_to_the_window(qtbot, shown):
    editor = size()
    shown(editor)
    with qtbot.assertNotEmitted(editor.edited):
        qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert not editor.put_back()


def test_escape_closes_the_list_before_it_takes_back_the_words(qtbot, shown):
    diagnosis = words("actinic keratosis")
    said = shown(diagnosis)
    qtbot.keyClicks(diagnosis.line, "act")
    qtbot.keyClick(diagnosis.line, Qt.Key.Key_Escape)
    assert (diagnosis.line.text(), diagnosis.line.rows) == ("act", ())
    qtbot.keyClick(diagnosis.line, Qt.Key.Key_Escape)
    assert (diagnosis.line.text(), said[-1]) == ("", "")


@pytest.mark.parametrize(
    ("where", "pasted", "charted"),
    [
        (("excision", "lesion_cm"), "\u200b 1.2\u00a0cm.\n", Decimal("1.2")),
        (("mohs", "stages"), "3\u00a0,\t2", (3, 2)),
        (("patch_test", "count"), " 80\u200b", 80),
        (("coded", "code"), "\u00a011102 ", "11102"),
        (("cosmetic", "price"), " $1,165.00\u00a0", Decimal("1165.00")),
    ],
    ids=str,
)
def test_pasted_text_is_read_as_it_was_meant(qtbot, shown, where, pasted, charted):
    editor = editor_for(FIELDS[where])
    said = shown(editor)
    QApplication.clipboard().setText(pasted)
    paste = QKeySequence(QKeySequence.StandardKey.Paste)[0]
    qtbot.keyClick(editor.line, paste.key(), paste.keyboardModifiers())
    assert (said[-1], editor.is_unread) == (charted, False)


def test_what_follows_from_others_stands_in_the_empty_field_until_something_is_typed(qtbot, shown):
    editor = size()
    editor.inside = True
    shown(editor)
    editor.show_derived("1.6")
    assert (editor.line.placeholderText(), editor.line.property("derived")) == ("1.6", True)
    qtbot.keyClicks(editor.line, "1.5")
    editor.show_derived("1.6")
    assert editor.line.property("derived") is False


def test_mended_text_takes_the_red_away(qtbot, shown):
    editor = size()
    said = shown(editor)
    qtbot.keyClicks(editor.line, "0.8x")
    assert editor.is_unread
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert not editor.is_unread
    assert editor.label.text() == editor.label_text
    assert editor.line.property("needed") is False
    assert said[-1] == Decimal("0.8")


def test_a_needed_field_says_so_again_when_what_could_not_be_read_is_erased(qtbot, shown):
    editor = size()
    shown(editor)
    editor.set_needed(True)
    assert editor.label.text() == f"{editor.label_text} needed"
    qtbot.keyClicks(editor.line, "x")
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.label.text() == f"{editor.label_text} needed"
    assert editor.line.property("needed") is True
    assert editor.line.accessibleDescription() == "needed"


def test_what_is_typed_stays_as_typed_while_it_means_the_same(qtbot, shown):
    editor = size()
    shown(editor)
    qtbot.keyClicks(editor.line, "8 mm")
    editor.show_value(Decimal("0.8"))
    assert editor.line.text() == "8 mm"
    editor.show_value(Decimal("1.2"))
    assert editor.line.text() == "1.2"


def test_a_value_from_elsewhere_takes_the_place_of_what_could_not_be_read(qtbot, shown):
    editor = size()
    shown(editor)
    qtbot.keyClicks(editor.line, "x")
    editor.show_value(None)
    assert editor.line.text() == "x"
    with qtbot.waitSignal(editor.unread) as told:
        editor.show_value(Decimal("0.8"))
    assert told.args == [""]
    assert (editor.line.text(), editor.is_unread) == ("0.8", False)


def test_another_record_does_not_show_what_could_not_be_read_of_the_one_before(qtbot, shown):
    editor = size()
    shown(editor)
    qtbot.keyClicks(editor.line, "x")
    editor.start_over(None)
    assert (editor.line.text(), editor.is_unread, editor.label.text()) == ("", False, editor.label_text)


def test_text_that_is_put_back_is_red_and_charts_nothing(shown):
    editor = size()
    said = shown(editor)
    editor.type_again("0.8 inch")
    assert (editor.line.text(), editor.is_unread, said) == ("0.8 inch", True, [])


# Enter, undo, wheel


EDITORS = {
    "line": size,
    "choice": lambda: ChoiceField("side", "Side", (("left", "Left"), ("right", "Right"))),
    "flag": lambda: FlagField("telehealth", "Telehealth"),
    "words": lambda: ListedWordsField("diagnoses", "Problems"),
    "marks": lambda: MarksField("symptoms", "Grounds", GROUNDS, "none charted"),
}


@pytest.mark.parametrize("kind", EDITORS)
@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_goes_on_to_the_next_field(qtbot, shown, kind, enter):
    first, second = EDITORS[kind](), size()
    shown(first, second)
    qtbot.keyClick(first.editor, enter)
    assert second.line.hasFocus()


@pytest.mark.parametrize("kind", EDITORS)
@pytest.mark.parametrize(
    "standard", [QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo], ids=["undo", "redo"]
)
def test_undo_in_a_field_is_the_charts_and_not_the_lines(qtbot, shown, kind, standard):
    editor = EDITORS[kind]()
    shown(editor)
    action = QAction(editor.window())
    action.setShortcut(QKeySequence(standard))
    editor.window().addAction(action)
    if kind == "line":
        qtbot.keyClicks(editor.line, "0.8")
    pressed = QKeySequence(standard)[0]
    with qtbot.waitSignal(action.triggered):
        qtbot.keyClick(editor.editor, pressed.key(), pressed.keyboardModifiers())
    if kind == "line":
        assert editor.line.text() == "0.8"


def turn(widget) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        NOW_HERE,
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_over_an_unfocused_choice_changes_nothing(shown):
    other, side = size(), EDITORS["choice"]()
    said = shown(other, side)
    turn(side.box)
    assert (side.box.currentIndex(), said) == (0, [])
    side.setFocus()
    turn(side.box)
    assert said == ["left"]


# Choices, flags, marks, words


def test_a_choice_is_made_by_letter_and_taken_back_to_not_said(qtbot, shown):
    side = EDITORS["choice"]()
    said = shown(side)
    assert side.is_empty
    qtbot.keyClicks(side.box, "r")
    qtbot.keyClick(side.box, Qt.Key.Key_Home)
    assert said == ["right", None]


def test_showing_a_choice_says_nothing(shown):
    side = EDITORS["choice"]()
    said = shown(side)
    side.show_value("right")
    assert (side.box.currentText(), said) == ("Right", [])
    side.show_value("elsewhere")
    assert side.box.currentText() == ""


@pytest.mark.parametrize("level", ["4", 4])
def test_a_level_is_shown_whether_the_document_has_it_as_a_figure_or_in_quotes(shown, level):
    editor = editor_for(FIELDS["pathology", "level"])
    shown(editor)
    editor.show_value(level)
    assert editor.box.currentText() == "4"


def test_an_answer_is_yes_no_or_not_said(qtbot, shown):
    editor = editor_for(next(field for field in visit_fields() if field.name == "separate"))
    said = shown(editor)
    for key in (Qt.Key.Key_Y, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(editor.box, key)
    assert said == [True, False, None]
    for value, text in ((True, "Yes"), (False, "No"), (None, "")):
        editor.show_value(value)
        assert editor.box.currentText() == text


def test_a_flag_is_set_by_the_space_bar_and_shown_in_silence(qtbot, shown):
    flag = EDITORS["flag"]()
    said = shown(flag)
    qtbot.keyClick(flag.check, Qt.Key.Key_Space)
    flag.show_value(False)
    assert (said, flag.check.isChecked()) == ([True], False)


def test_a_needed_flag_says_so_in_words(shown):
    flag = EDITORS["flag"]()
    shown(flag)
    flag.set_needed(True)
    assert flag.label.text() == "needed"
    flag.set_needed(False)
    assert flag.label.text() == ""


def marks():
    return MarksField("symptoms", "Grounds", GROUNDS, "none charted")


def test_marks_are_set_one_by_one_in_their_menu(qtbot, shown):
    grounds = marks()
    said = shown(grounds)
    by_words = {action.text(): action for action in grounds.menu.actions()}
    by_words["Bleeding"].trigger()
    by_words["Pain"].trigger()
    by_words["Bleeding"].trigger()
    assert said == [("bleeding",), ("bleeding", "pain"), ("pain",)]
    assert grounds.button.text() == "Pain"


def test_marks_that_are_shown_are_ticked_and_named(shown):
    grounds = marks()
    said = shown(grounds)
    grounds.show_value(("itching", "growing"))
    assert [action.text() for action in grounds.menu.actions() if action.isChecked()] == [
        "Itching",
        "Growing",
    ]
    assert grounds.button.text() == "Itching, Growing"
    grounds.show_value(())
    assert (grounds.button.text(), said) == ("none charted", [])


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of the offscreen platform alone
def test_the_menu_of_marks_opens_by_key(qtbot, shown):
    grounds = marks()
    shown(grounds)
    seen = []

    def shut():
        seen.append(grounds.menu.isVisible())
        grounds.menu.close()

    grounds.menu.aboutToShow.connect(lambda: QTimer.singleShot(0, grounds.menu, shut))
    qtbot.keyClick(grounds.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: seen == [True])


def words(*known: str):
    return WordsField("diagnosis", "Diagnosis", lambda typed: [w for w in known if w.startswith(typed)])


def test_words_are_charted_as_they_are_typed_and_completed_by_a_row(qtbot, shown):
    diagnosis = words("actinic keratosis", "actinic cheilitis")
    said = shown(diagnosis)
    qtbot.keyClicks(diagnosis.line, "act")
    assert diagnosis.line.rows == ("actinic keratosis", "actinic cheilitis")
    qtbot.keyClick(diagnosis.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(diagnosis.done):
        qtbot.keyClick(diagnosis.line, Qt.Key.Key_Return)
    assert said == ["a", "ac", "act", "actinic keratosis"]
    assert diagnosis.line.text() == "actinic keratosis"


def test_words_of_the_clinicians_own_are_kept_as_they_are(qtbot, shown):
    diagnosis = words("actinic keratosis")
    said = shown(diagnosis)
    qtbot.keyClicks(diagnosis.line, "act of god")
    with qtbot.waitSignal(diagnosis.done):
        qtbot.keyClick(diagnosis.line, Qt.Key.Key_Return)
    assert said[-1] == "act of god"


def test_a_diagnosis_ends_at_500_letters_as_the_document_does(qtbot, shown):
    diagnosis = words()
    shown(diagnosis)
    diagnosis.line.setText("x" * 499)
    qtbot.keyClicks(diagnosis.line, "yz")
    assert len(diagnosis.line.text()) == 500


def test_problems_are_parted_by_semicolons_up_to_twelve(qtbot, shown):
    problems = ListedWordsField("diagnoses", "Problems")
    said = shown(problems)
    qtbot.keyClicks(problems.line, "psoriasis; acne;")
    assert said[-1] == ("psoriasis", "acne")
    problems.line.setText("; ".join("a" * 12))
    qtbot.keyClicks(problems.line, ";b")
    assert problems.line.toolTip() == "At most 12 diagnoses."
    assert said[-1] == ()


def test_every_editor_is_named_for_those_who_do_not_see_it(theme):
    for field in (*FIELDS.values(), *CLAIM.values(), *visit_fields()):
        editor = editor_for(field)
        assert editor.editor.accessibleName() == field.label
        assert editor.editor.objectName() == field.name
        assert editor.label.buddy() is editor.editor
        editor.deleteLater()
