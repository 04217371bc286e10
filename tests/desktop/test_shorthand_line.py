"""The typed line in the window: what it says as one types, what Enter charts, that nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chargecapture.desktop.theme import Theme
from tests.desktop.conftest import opened
from tests.desktop.fakes import table_text
from tests.desktop.test_cards import form
from tests.helpers.encounters import keratoses
from tests.helpers.records import sample_visit

ENTER = Qt.Key.Key_Return


@pytest.fixture
def line(qtbot, visit_view, chart):
    """The typed line of an empty visit, with the caret in it."""
    chart(at="")
    visit_view.focus_where()
    return visit_view.where


def charted(visit_view):
    return visit_view._presenter.charted.encounter


def test_a_sentence_is_said_as_it_is_typed_and_charted_with_enter(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx L cheek r/o BCC; LN2 AK x7 scalp")
    assert line.rows == ("r/o BCC", "AK", "Charges: 11102   17000-59   17003 ×6")
    qtbot.keyClick(line, ENTER)
    assert [(each.id, each.site, each.count) for each in charted(visit_view).lesions] == [
        ("A", "cheek", 1),
        ("B", "scalp", 7),
    ]
    codes = {text.split(" ")[0] for text in table_text(visit_view.charges)}
    assert codes >= {"17000", "17003", "11102"}
    assert line.text() == ""
    assert QApplication.focusWidget() is line


def test_a_typed_sentence_is_one_step_back(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx L cheek r/o BCC; LN2 AK x7 scalp")
    qtbot.keyClick(line, ENTER)
    visit_view._presenter.undo()
    assert charted(visit_view).lesions == ()
    visit_view._presenter.redo()
    assert len(charted(visit_view).lesions) == 2


def test_what_is_not_understood_is_underlined_and_stays_in_the_line(qtbot, visit_view, line):
    qtbot.keyClicks(line, "LN2 AK x7 scalp blurb")
    assert [(span.start, span.end) for span in line.marked] == [(16, 21)]
    assert line.rows[-1] == "Not understood: blurb"
    qtbot.keyClick(line, ENTER)
    assert charted(visit_view).lesions[0].count == 7
    assert line.text() == "blurb"
    assert [(span.start, span.end) for span in line.marked] == [(0, 5)]


def test_the_underline_is_drawn_in_the_colour_of_an_error(qtbot, visit_view, line):
    error = Theme.current().color("error")

    def ink() -> int:
        """Pixels that are nearer to the error's colour than to grey; the wave's edges are softened."""
        picture = line.grab().toImage()
        colors = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return sum(color.red() - color.green() > (error.red() - error.green()) // 2 for color in colors)

    qtbot.keyClicks(line, "LN2 AK x7 scalp ")
    assert ink() == 0
    qtbot.keyClicks(line, "blurb")
    assert ink() > 0


def test_what_is_missing_is_asked_with_the_caret_in_its_field(qtbot, visit_view, line):
    qtbot.keyClicks(line, "exc BCC nose 0.8")
    qtbot.keyClick(line, ENTER)
    assert charted(visit_view).lesions[0].procedures[0].margin_cm is None
    assert QApplication.focusWidget() is form(visit_view).acts[0].editors["margin_cm"].line


def test_the_line_goes_on_with_the_lesions_that_are_there(qtbot, visit_view, chart):
    chart(keratoses("A", 3))
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "shave bx nose")
    qtbot.keyClick(visit_view.where, ENTER)
    assert [each.id for each in charted(visit_view).lesions] == ["A", "B"]
    assert visit_view._presenter.charted.current == "B"


def test_the_question_of_a_line_names_the_letter_that_its_lesion_will_have(qtbot, visit_view, chart):
    chart(keratoses("A", 3))
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "LN2 AKs nose")
    assert visit_view.where.rows[-1] == "Asks: Lesion B: how many were there?"
    qtbot.keyClick(visit_view.where, ENTER)
    assert QApplication.focusWidget() is form(visit_view).editors["count"].line


def test_a_number_that_was_not_said_stops_the_signature_until_it_is_typed(qtbot, visit_view, line):
    qtbot.keyClicks(line, "LN2 AKs nose")
    qtbot.keyClick(line, ENTER)
    count = form(visit_view).editors["count"].line
    assert count.text() == "?"
    assert visit_view._presenter.charted.why_not_sign == "Facts that are not said yet"
    qtbot.keyClicks(count, "7")
    qtbot.waitUntil(lambda: not visit_view._presenter.charted.unread)
    assert charted(visit_view).lesions[0].count == 7
    assert "cannot be read" not in visit_view._presenter.charted.why_not_sign


def test_a_visit_is_typed_beside_what_is_charted(qtbot, visit_view, chart):
    chart(keratoses("A", 3))
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "99213 acne")
    assert visit_view.where.rows[0] == "Visit: acne"
    qtbot.keyClick(visit_view.where, ENTER)
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "video")
    qtbot.keyClick(visit_view.where, ENTER)
    visit = charted(visit_view).visit
    assert (visit.problems, visit.telehealth, visit.diagnoses) == ("low", "video", ("acne",))


def test_a_place_alone_still_adds_a_lesion(qtbot, visit_view, line):
    qtbot.keyClicks(line, "l che")
    assert line.rows[0] == "Left cheek"
    qtbot.keyClick(line, ENTER)
    assert charted(visit_view).lesions[0].site == "cheek"


def test_escape_keeps_what_was_typed_and_charts_nothing(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx nose")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.rows == ()
    assert line.text() == "shave bx nose"
    assert charted(visit_view).lesions == ()


def type_in(qtbot, visit_view, text):
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, text)
    qtbot.keyClick(visit_view.where, ENTER)


def test_a_number_that_was_not_said_is_asked_again_after_undo_and_redo(qtbot, visit_view, line):
    presenter = visit_view._presenter
    type_in(qtbot, visit_view, "LN2 AKs nose")
    presenter.undo()
    assert (charted(visit_view).lesions, dict(presenter.unread)) == ((), {})
    presenter.redo()
    assert form(visit_view).editors["count"].line.text() == "?"
    assert presenter.charted.why_not_sign == "Facts that are not said yet"


def test_a_number_taken_back_is_asked_again(qtbot, visit_view, line):
    type_in(qtbot, visit_view, "LN2 AKs nose")
    count = form(visit_view).editors["count"].line
    qtbot.keyClicks(count, "7")
    visit_view._presenter.undo()
    assert (charted(visit_view).lesions[0].count, count.text()) == (1, "?")
    visit_view._presenter.redo()
    assert (charted(visit_view).lesions[0].count, count.text()) == (7, "7")
    assert visit_view._presenter.charted.uncounted == frozenset()


@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_Backspace, Qt.Key.Key_Tab])
def test_a_number_is_not_said_by_passing_over_it_or_emptying_it(qtbot, visit_view, line, key):
    type_in(qtbot, visit_view, "LN2 AKs nose")
    qtbot.keyClick(form(visit_view).editors["count"].line, key)
    assert visit_view._presenter.charted.uncounted


def test_one_is_a_number_too(qtbot, visit_view, line):
    type_in(qtbot, visit_view, "LN2 AKs nose")
    qtbot.keyClicks(form(visit_view).editors["count"].line, "1")
    qtbot.waitUntil(lambda: not visit_view._presenter.charted.unread)
    assert visit_view._presenter.charted.uncounted == frozenset()


def test_a_side_that_was_not_said_stops_the_signature_until_it_is(qtbot, visit_view, line):
    presenter = visit_view._presenter
    type_in(qtbot, visit_view, "shave bx cheek r/o BCC")
    assert presenter.charted.to_settle[0].message == "Left or right? It is not said yet: lesion A."
    side = form(visit_view).editors["side"]
    assert side.isVisible() and QApplication.focusWidget() is side.editor
    qtbot.keyClick(side.editor, ENTER)
    assert presenter.charted.why_not_sign
    qtbot.keyClick(side.editor, Qt.Key.Key_Down)
    assert charted(visit_view).lesions[0].side == "left"
    assert "It is not said yet" not in "".join(alert.message for alert in presenter.charted.to_settle)
    presenter.undo()
    assert presenter.charted.why_not_sign


def test_whether_the_patient_is_new_is_taken_over_and_taken_back(qtbot, visit_view, line):
    assert charted(visit_view).patient.established
    type_in(qtbot, visit_view, "99203 acne")
    assert not charted(visit_view).patient.established
    assert "New" in visit_view.strip.facts["seen"].value.text()
    assert [each.code for each in visit_view._presenter.charted.answer.lines] == ["99203"]
    visit_view._presenter.undo()
    assert charted(visit_view).patient.established


# Completing


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right])
def test_a_word_is_completed_by_one_key(qtbot, line, key):
    qtbot.keyClicks(line, "shave bx l chee")
    assert line.completions[0] == "cheek"
    qtbot.keyClick(line, key)
    assert line.text() == "shave bx l cheek "
    assert line.completions == ()
    assert QApplication.focusWidget() is line


def test_enter_charts_though_a_word_could_go_on(qtbot, visit_view, line):
    qtbot.keyClicks(line, "LN2 AK x7 scalp")
    assert line.completions
    qtbot.keyClick(line, ENTER)
    assert charted(visit_view).lesions[0].count == 7


def test_enter_takes_no_completion_that_was_not_chosen(qtbot, visit_view, line):
    qtbot.keyClicks(line, "sha")
    assert (line.rows, len(line.completions) > 0) == ((), True)
    qtbot.keyClick(line, ENTER)
    assert (line.text(), charted(visit_view).lesions) == ("sha", ())


def test_a_completion_is_chosen_by_the_arrow(qtbot, line):
    qtbot.keyClicks(line, "sha")
    second = line.completions[1]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, ENTER):
        qtbot.keyClick(line, key)
    assert line.text() == f"{second} "


def test_tab_goes_on_where_nothing_is_half_typed(qtbot, line):
    qtbot.keyClicks(line, "LN2 ")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not line


def test_a_word_that_is_not_understood_is_said_with_the_one_near_it(qtbot, line):
    qtbot.keyClicks(line, "LN2 AK x7 scalp shvx ")
    assert line.rows[-1] == "Not understood: shvx · Did you mean shave?"


# Lines before


def test_the_lines_before_come_back_by_the_up_arrow(qtbot, visit_view, line):
    for text in ("LN2 AK x7 scalp", "shave bx nose r/o BCC"):
        type_in(qtbot, visit_view, text)
    visit_view.focus_where()
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "shave bx nose r/o BCC"
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "LN2 AK x7 scalp"
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "shave bx nose r/o BCC"
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == ""
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, ENTER)
    assert [each.site for each in charted(visit_view).lesions] == ["scalp", "nose", "nose"]


def test_a_line_kept_by_escape_is_shown_again_before_it_is_charted(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx nose")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    qtbot.keyClick(line, ENTER)
    assert (len(line.rows), charted(visit_view).lesions) == (2, ())
    qtbot.keyClick(line, ENTER)
    assert len(charted(visit_view).lesions) == 1


# The map


def planned(visit_view):
    return [(each.label, each.site, each.count) for each in visit_view.map._lesions if each.planned]


def test_what_is_typed_is_on_the_map_before_it_is_charted(qtbot, visit_view, chart):
    chart(keratoses("A", 3))
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "shave bx L cheek; LN2 AK x7 scalp")
    assert planned(visit_view) == [("B", "cheek", 1), ("C", "scalp", 7)]
    qtbot.keyClick(visit_view.where, ENTER)
    assert planned(visit_view) == []
    assert [each.label for each in visit_view.map._lesions] == ["A", "B", "C"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_the_map_shows_only_what_is_charted_once_the_line_is_left(qtbot, visit_view, line, key):
    qtbot.keyClicks(line, "shave bx L cheek ")
    assert planned(visit_view)
    qtbot.keyClick(line, key)
    assert planned(visit_view) == []


def test_the_list_leaves_the_map_in_sight(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx L cheek")
    over = line._list.geometry()
    canvas = visit_view.map.canvas
    assert over.left() > canvas.mapTo(visit_view, canvas.rect().topRight()).x()


def test_nothing_is_on_the_map_once_the_line_is_emptied(qtbot, visit_view, line):
    qtbot.keyClicks(line, "shave bx nose")
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert (planned(visit_view), line.marked) == ([], ())


# What it comes to


def test_what_would_be_charged_is_said_and_not_charged(qtbot, visit_view, chart):
    chart(keratoses("A", 3))
    before = visit_view._presenter.charted
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "LN2 AK x2 nose")
    assert "Charges: 17000   17003 ×4" in visit_view.where.rows
    assert visit_view._presenter.charted == before


def test_a_signed_visit_takes_no_line(qtbot, visit_view, presenter):
    presenter.open(opened(sample_visit(state="signed", version=1)))
    assert not visit_view.where.isEnabled()


def test_a_pasted_line_is_read_like_a_typed_one(qtbot, visit_view, line):
    QApplication.clipboard().setText("LN2 AK x7 scalp")
    line.paste()
    qtbot.keyClick(line, ENTER)
    assert charted(visit_view).lesions[0].count == 7


# The lesion at hand


def test_an_act_without_a_place_is_done_to_the_lesion_at_hand(qtbot, visit_view, line):
    type_in(qtbot, visit_view, "exc BCC nose 0.8 margin 0.4")
    visit_view.focus_where()
    qtbot.keyClicks(line, "int rep 3.2")
    assert line.rows[0] == "Adds to BCC"
    qtbot.keyClick(line, ENTER)
    (lesion,) = charted(visit_view).lesions
    assert [type(each).__name__ for each in lesion.procedures] == ["Excision", "Repair"]
    assert visit_view._presenter.charted.current == "A"
    visit_view._presenter.undo()
    assert len(charted(visit_view).lesions[0].procedures) == 1


@pytest.mark.parametrize("text", ["shave bx chin", "exc scc 0.8"])
def test_a_line_with_a_place_or_diagnosis_is_a_lesion_of_its_own(qtbot, visit_view, chart, text):
    chart(keratoses("A", 3))
    type_in(qtbot, visit_view, text)
    assert len(charted(visit_view).lesions) == 2


def test_an_act_without_a_place_is_a_lesion_where_none_is_at_hand(qtbot, visit_view, line):
    type_in(qtbot, visit_view, "int rep 3.2")
    assert [each.site for each in charted(visit_view).lesions] == ["unspecified"]
