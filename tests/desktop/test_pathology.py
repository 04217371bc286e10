"""The pathology page: what waits, the result with what it changes, and taking it over by one key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from chargecapture.desktop.presenters.earlier import Earlier
from chargecapture.desktop.presenters.pathology import PathologyPresenter
from chargecapture.desktop.tasks import Tasks
from chargecapture.desktop.views.pathology_view import PathologyView
from chargecapture.workflow.earlier import EarlierEntry, EarlierLesion
from chargecapture.workflow.pathology import PathologyResult
from chargecapture.workflow.visits import Visits
from tests.desktop.fakes import clock, table_text
from tests.desktop.test_window import open_visit, press
from tests.helpers.encounters import DAY, biopsy, cut_out, encounter, keratoses, lesion
from tests.helpers.records import fill, records_at, sample_visit
from tests.helpers.rules import coder

LEFT = Qt.MouseButton.LeftButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
BCC = PathologyResult(lesion="A", diagnosis="basal cell carcinoma")
HELD = lesion("A", "cheek", cut_out("1.2"), side="left", diagnosis="papule", nature="unspecified")
SAMPLED = biopsy("A", "nose", side=None)


@pytest.fixture
def kept(tmp_path):
    """A record file with a held draft of the day and a signed biopsy of two weeks before."""
    records = fill(records_at(tmp_path / "records.sqlite"))
    visits = Visits(records, coder(), clock=clock, new_id=lambda: "V9")
    for id_, day, charted in (("V1", DAY, HELD), ("V0", DAY.replace(day=1), SAMPLED)):
        what = encounter(charted, rendering="D1", date_of_service=day, id=id_)
        opened = records.save_draft(sample_visit(what, id=id_, day=day, state="scheduled"))
        draft = visits.keep(replace(opened, encounter=encounter(rendering="D1")), what, coder().code(what))
        if id_ == "V0":
            visits.sign(draft, what, by="Laura Hartmann, MD")
    yield records, visits
    records.close()


@pytest.fixture
def pathology(qtbot, theme, kept):
    tasks = Tasks()
    presenter = PathologyPresenter(kept[1], tasks, tasks)
    view = PathologyView(presenter, lambda _: (), lambda lesion: lesion.site)
    qtbot.addWidget(view)
    view.resize(1280, 700)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    with qtbot.waitSignal(presenter.rows_ready):
        presenter.show()
    yield view
    tasks.wait()


def begin(qtbot, view, row: int = 0) -> None:
    view.table.selectRow(row)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)


def type_words(qtbot, view, words: str) -> None:
    qtbot.keyClicks(view.result.editors["diagnosis"].line, words)
    qtbot.keyClick(view.result.editors["diagnosis"].line, Qt.Key.Key_Return)


def click(qtbot, button) -> None:
    qtbot.waitUntil(lambda: button.width() > 20)
    qtbot.mouseClick(button, LEFT)


def compared(view) -> list[str]:
    grid = view.result._grid
    rows: dict[int, list[str]] = {}
    for at in range(grid.count()):
        row, column, _, wide = grid.getItemPosition(at)
        widget = grid.itemAt(at).widget()
        if isinstance(widget, QLabel) and wide == 1:
            rows.setdefault(row, ["", "", ""])[column] = widget.text()
    return [" | ".join(texts) for _, texts in sorted(rows.items())]


# The list


def test_what_waits_is_listed_the_oldest_first_with_its_age_and_state(pathology):
    assert table_text(pathology.table) == [
        "14 | Sample, Ruth · 10023 | A · nose | Biopsy · papule | 2026-06-01 | Hartmann | Signed, version 1",
        "0 | Sample, Ruth · 10023 | A · cheek | Excision · papule | 2026-06-15 | Hartmann | Draft",
    ]
    assert pathology.table.hasFocus()


def test_the_model_is_a_model(qtmodeltester, pathology):
    qtmodeltester.check(pathology.rows)


def test_where_nothing_waits_one_sentence_says_so(qtbot, pathology, kept):
    records, visits = kept
    for id_ in ("V0", "V1"):
        visits.enter_result(records.visit(id_), BCC, by="L")
    with qtbot.waitSignal(pathology._presenter.rows_ready):
        pathology._presenter.show()
    assert pathology.empty.isVisible()
    assert not pathology.table.isVisible()


def test_a_narrow_list_leaves_columns_out_and_cuts_none(qtbot, pathology):
    pathology.resize(900, 600)
    begin(qtbot, pathology)
    table = pathology.table
    shown = [at for at in range(7) if not table.isColumnHidden(at)]
    assert {0, 1, 2, 3} <= set(shown)
    assert sum(table.columnWidth(at) for at in shown) <= table.viewport().width()


# The result


def test_enter_begins_the_result_with_the_caret_in_its_words(qtbot, pathology):
    begin(qtbot, pathology)
    assert QApplication.focusWidget().objectName() == "diagnosis"
    assert pathology.result.title.text() == "Sample, Ruth · A"
    assert pathology.result.editors["received"].line.text() == "2026-06-15"
    assert not pathology.result.take.isEnabled()


def test_the_words_are_recoded_and_old_and_new_stand_side_by_side(qtbot, pathology):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    assert compared(pathology) == [
        " | Signed, version 1 | With the result",
        "Diagnosis | papule | basal cell carcinoma · was papule",
        "Code | 11102 | 11102, unchanged",
        "ICD-10 | D49.2 | C44.311 · was D49.2",
        "Fee | 165.00 | 165.00, unchanged",
        "Insurance total | 165.00 | 165.00, unchanged",
    ]
    assert pathology.result.follows.text() == "Follows from the diagnosis: Malignant"
    assert pathology.result.take.text() == "Amend as version 2"


def test_what_changes_is_bold_not_only_coloured(qtbot, pathology):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    bold = [
        each.text() for each in pathology.result.findChildren(QLabel) if each.property("role") == "decides"
    ]
    assert "C44.311 · was D49.2" in bold
    assert "11102, unchanged" not in bold


def test_a_signed_visit_is_amended_and_leaves_the_list(qtbot, pathology, kept):
    records, _ = kept
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    qtbot.keyClicks(pathology.result.editors["report"].line, "S26-4471")
    with qtbot.waitSignal(pathology._presenter.rows_ready):
        click(qtbot, pathology.result.take)
    amended = records.visit("V0")
    assert (amended.version, amended.amended_for) == (2, "pathology")
    assert amended.answer.lines[0].icd10 == ("C44.311",)
    (result,) = records.results("V0")
    assert (result.report, result.received, result.nature) == ("S26-4471", DAY, None)
    assert [row.split(" | ")[4] for row in table_text(pathology.table)] == ["2026-06-15"]
    assert not pathology.result.isVisible()
    assert pathology.table.hasFocus()


def test_a_held_draft_gets_its_line_and_stays_a_draft(qtbot, pathology, kept):
    records, _ = kept
    begin(qtbot, pathology, 1)
    type_words(qtbot, pathology, "basal cell carcinoma")
    assert "Code | – | 11642 · was –" in compared(pathology)
    assert pathology.result.take.text() == "Take over into the draft"
    with qtbot.waitSignal(pathology._presenter.rows_ready):
        pathology.result.take_over()
    assert (records.visit("V1").state, records.visit("V1").version) == ("draft", 0)


def test_a_nature_of_its_own_goes_before_the_words(qtbot, pathology, kept):
    begin(qtbot, pathology, 1)
    type_words(qtbot, pathology, "basal cell carcinoma")
    nature = pathology.result.editors["nature"]
    assert nature.box.hasFocus()
    qtbot.keyClicks(nature.box, "b")
    assert pathology._presenter.entry.result.nature == "benign"
    assert pathology.result.stops.isVisible()


def test_what_a_signed_visit_could_not_be_signed_with_is_not_taken_over(qtbot, pathology, kept):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "blorb")
    assert not pathology.result.take.isEnabled()
    assert "blorb" in pathology.result.stops.text()
    pathology.result.take_over()
    assert kept[0].visit("V0").version == 1


def test_a_date_that_cannot_be_read_stops_the_result_and_is_gone_to(qtbot, pathology, kept):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    received = pathology.result.editors["received"].line
    received.selectAll()
    qtbot.keyClicks(received, "next week")
    pathology.result.take_over()
    assert received.hasFocus()
    assert kept[0].visit("V0").version == 1


def test_a_visit_that_was_charted_on_meanwhile_is_compared_anew_first(qtbot, pathology, kept):
    records, visits = kept
    begin(qtbot, pathology, 1)
    type_words(qtbot, pathology, "basal cell carcinoma")
    draft = records.visit("V1")
    more = replace(draft.encounter, lesions=(*draft.encounter.lesions, keratoses("B", 3)))
    visits.keep(draft, more, coder().code(more))
    with qtbot.waitSignal(pathology._presenter.failed) as told:
        pathology.result.take_over()
    assert told.args[0].sentence == "The visit was changed meanwhile."
    assert records.results("V1") == ()
    with qtbot.waitSignal(pathology._presenter.rows_ready):
        pathology.result.take_over()
    assert [each.id for each in records.visit("V1").encounter.lesions] == ["A", "B"]
    assert records.visit("V1").encounter.lesions[0].diagnosis == "basal cell carcinoma"


def test_a_lesion_that_was_taken_away_meanwhile_takes_no_result(qtbot, pathology, kept):
    records, visits = kept
    begin(qtbot, pathology, 1)
    type_words(qtbot, pathology, "basal cell carcinoma")
    draft = records.visit("V1")
    other = replace(draft.encounter, lesions=(keratoses("B", 3),))
    visits.keep(draft, other, coder().code(other))
    with qtbot.waitSignal(pathology._presenter.failed):
        pathology.result.take_over()
    assert not pathology.result.isVisible()
    assert records.results("V1") == ()


def test_escape_leaves_the_result_and_stores_nothing(qtbot, pathology, kept):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    qtbot.keyClick(pathology.result.editors["report"].line, Qt.Key.Key_Escape)
    assert not pathology.result.isVisible()
    assert pathology.table.hasFocus()
    assert kept[0].visit("V0").version == 1


def test_the_next_result_begins_empty(qtbot, pathology):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    click(qtbot, pathology.result.leave)
    begin(qtbot, pathology, 1)
    assert pathology.result.editors["diagnosis"].line.text() == ""
    assert compared(pathology) == []


def test_delete_asks_to_release_the_lesion(qtbot, pathology):
    pathology.table.selectRow(0)
    with qtbot.waitSignal(pathology.release_asked) as told:
        qtbot.keyClick(pathology.table, Qt.Key.Key_Delete)
    assert told.args[0].visit_id == "V0"


# In the window


def test_the_worklist_opens_by_its_key_and_lists_the_held_excision(qtbot, window):
    press(qtbot, window, Qt.Key.Key_4, CTRL)
    page = window.pages.pathology
    qtbot.waitUntil(lambda: page.rows.rowCount() > 0)
    assert page.isVisible()
    assert any("Whitfield, Dale" in row for row in table_text(page.table))


def test_a_held_visit_takes_its_result_from_its_alert_and_comes_back_settled(qtbot, window):
    open_visit(window, "Whitfield")
    visit = window._presenters.visit
    assert visit.charted.opened.visit.state == "held"
    press(qtbot, window, Qt.Key.Key_1, ALT)
    page = window.pages.pathology
    assert page.result.isVisible()
    type_words(qtbot, page, "basal cell carcinoma")
    press(qtbot, window, Qt.Key.Key_A, ALT)
    qtbot.waitUntil(window.pages.visit.isVisible)
    held = [alert for alert in visit.charted.answer.alerts if alert.rule == "pathology.pending"]
    assert held == []
    assert visit.charted.answer.lines


def test_a_release_asks_for_its_reason(qtbot, window, prompts, sql_records):
    prompts.reason_given = "specimen lost"
    open_visit(window, "Okafor")
    press(qtbot, window, Qt.Key.Key_F12)
    press(qtbot, window, Qt.Key.Key_4, CTRL)
    page = window.pages.pathology
    qtbot.waitUntil(lambda: any("Signed" in row for row in table_text(page.table)))
    row = next(n for n, text in enumerate(table_text(page.table)) if "Signed" in text)
    page.table.selectRow(row)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert "Okafor, Miriam" in prompts.asked[-1]
    qtbot.waitUntil(lambda: not any("Signed" in text for text in table_text(page.table)))


def test_the_visit_of_a_lesion_opens_from_its_result(qtbot, window):
    press(qtbot, window, Qt.Key.Key_4, CTRL)
    page = window.pages.pathology
    qtbot.waitUntil(lambda: page.rows.rowCount() > 0)
    begin(qtbot, page)
    click(qtbot, page.result.visit)
    assert window.pages.visit.isVisible()


def test_the_same_lesion_begun_again_begins_empty(qtbot, pathology):
    begin(qtbot, pathology)
    type_words(qtbot, pathology, "basal cell carcinoma")
    pathology._presenter.begin(pathology._presenter.entry.pending)
    assert pathology.result.editors["diagnosis"].line.text() == ""
    assert compared(pathology) == []


def test_a_result_that_is_being_entered_is_there_again_on_coming_back(qtbot, window):
    press(qtbot, window, Qt.Key.Key_4, CTRL)
    page = window.pages.pathology
    qtbot.waitUntil(lambda: page.rows.rowCount() > 0)
    begin(qtbot, page)
    type_words(qtbot, page, "melanoma")
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    press(qtbot, window, Qt.Key.Key_4, CTRL)
    assert page.result.editors["diagnosis"].line.text() == "melanoma"
    assert page.result.editors["diagnosis"].line.hasFocus()


def test_a_result_is_entered_from_the_mark_of_an_earlier_lesion(qtbot, window):
    open_visit(window, "Okafor")
    visit = window._presenters.visit
    charted = visit.charted
    entry = EarlierEntry(
        visit_id=charted.opened.visit.id, day=DAY, signed=False, lesion=charted.encounter.lesions[0]
    )
    earlier = Earlier(EarlierLesion(name="2026-06-15 A", entries=(entry,)), "A of before")
    window.pages.visit.map.result_chosen.emit(earlier)
    page = window.pages.pathology
    assert page.result.isVisible()
    assert page.result.title.text() == "Okafor, Miriam · A"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.pages.visit.isVisible()
