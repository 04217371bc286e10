"""Why a line is charged: what decided first, the rest in sections that fold, each fact a way to its field."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from chargecapture.desktop.models.why_rows import SECTIONS, Kind, WhyModel, rows_of
from chargecapture.domain.charges import Reason
from chargecapture.domain.explained import Explanation
from chargecapture.rules.explain import explain
from chargecapture.workflow import charting
from chargecapture.workflow.visits import explained_by_reasons
from tests.desktop.conftest import opened
from tests.helpers.encounters import (
    biopsy,
    cancer,
    closed,
    cm,
    cut_out,
    encounter,
    keratoses,
    visit,
)
from tests.helpers.records import sample_visit
from tests.helpers.rules import coder, diagnosis_table, rule_tables

LEFT = Qt.MouseButton.LeftButton
CHARTED = encounter(
    cancer("A", "nose", cut_out("1.2"), closed("intermediate", "2.6")), biopsy("B"), visit=visit()
)


def walked(code: str, charted=CHARTED) -> Explanation:
    answer = coder().code(charted)
    line = next(line for line in answer.lines if line.code == code)
    return explain(charted, answer, rule_tables(), diagnosis_table(), only=line)


def texts(rows, *kinds: Kind) -> list[str]:
    return [row.text for row in rows if row.kind in kinds]


# The rows


def test_what_decided_stands_first_with_the_row_of_its_table():
    rows = rows_of(walked("11642"), ())
    assert [row.kind for row in rows[:3]] == [Kind.DECIDES, Kind.CHOSEN, Kind.NOTE]
    assert rows[0].text == "Lesion A, nose: excised diameter 1.2 cm; 11642 is for over 1.0 to 2.0 cm"
    assert rows[1].text == "excised diameter over 1.0 to 2.0 cm: 11642"
    assert rows[2].text == "1 × 11642, paid by insurance"


def test_each_section_stands_once_in_its_order():
    rows = rows_of(walked("12052"), ())
    heads = [row.section for row in rows if row.kind is Kind.SECTION]
    assert heads == [id_ for id_, _ in SECTIONS if id_ in heads]
    assert {"facts", "table", "modifiers", "diagnosis", "edits", "payer"} <= set(heads)


def test_the_whole_table_stands_below_with_its_id_dates_and_source():
    rows = [row for row in rows_of(walked("11642"), ()) if row.section == "table"]
    assert len(texts(rows, Kind.CHOSEN, Kind.OTHER)) == 6
    assert texts(rows, Kind.CHOSEN) == ["excised diameter over 1.0 to 2.0 cm: 11642"]
    table, source = texts(rows, Kind.SOURCE)
    assert table.startswith("excision.malignant.face · in force from 2024-01-01 · compared with its source")
    assert source == "CPT 2026, Excision-Malignant Lesions"


def test_the_facts_are_named_and_know_their_fields():
    facts = {row.text: row for row in rows_of(walked("11642"), ()) if row.kind is Kind.FACT}
    assert facts["Diagnosis"].value == "basal cell carcinoma"
    assert facts["Diagnosis"].place == ("A", None, "diagnosis")
    assert facts["Excised"].value == "1.2 cm"
    assert facts["Excised"].place == ("A", 0, "excised_cm")


def test_facts_of_several_lesions_carry_the_letter():
    charted = encounter(keratoses("A", 3), keratoses("B", 4, "nose"))
    facts = [row.text for row in rows_of(walked("17000", charted), ()) if row.kind is Kind.FACT]
    assert {"A · Count", "B · Count"} <= set(facts)


def test_the_visits_facts_lead_to_the_visit():
    places = [row.place for row in rows_of(walked("99213"), ()) if row.kind is Kind.FACT]
    assert ("", None, "visit.problems") in places


def test_the_payers_setting_and_the_editions_stand_in_a_section_of_their_own():
    said = texts((row for row in rows_of(walked("99213"), ()) if row.section == "payer"), Kind.SAYS)
    assert said[0].startswith("Commercial: separate_lesion 59")


def test_a_line_that_the_tables_would_not_give_any_more_is_told_by_its_kept_reasons():
    answer = coder().code(CHARTED)
    line = replace(answer.lines[0], why=(Reason("Charted so.", "a.rule", "A source"),))
    rows = rows_of(explained_by_reasons(CHARTED, replace(answer, lines=(line,)), line), ())
    assert rows[0].text == "The tables at hand charge this visit otherwise by now."
    assert rows[1].text == "Charted so."
    assert texts(rows, Kind.SOURCE) == ["a.rule", "A source"]


def test_the_model_is_a_model_while_sections_fold(qtmodeltester):
    model = WhyModel()
    model.show_rows(rows_of(walked("12052"), ()))
    qtmodeltester.check(model)
    for section in ("edits", "facts", "edits", "table"):
        model.open(section, not model.is_open(section))
    qtmodeltester.check(model)


def test_showing_the_same_again_moves_nothing(qtbot):
    model = WhyModel()
    rows = rows_of(walked("12052"), ())
    assert model.show_rows(rows)
    with qtbot.assertNotEmitted(model.modelReset):
        assert not model.show_rows(rows)


# The pane


@pytest.fixture
def why(visit_view, chart):
    """The panel of the first line of an excision with its closure, and of a biopsy."""
    chart(*CHARTED.lesions, visit=CHARTED.visit)
    visit_view.toggle_why()
    return visit_view.why


def at(why) -> str:
    return why.list.currentIndex().data()


def go_to(why, text: str) -> None:
    rows = [why.rows.index(row) for row in range(why.rows.rowCount())]
    why.list.setCurrentIndex(next(index for index in rows if index.data().startswith(text)))


def shown(why) -> list[str]:
    return [why.rows.index(row).data() for row in range(why.rows.rowCount())]


def test_the_panel_opens_on_what_decided(why):
    assert why.title.text() == "Why 12052-59"
    assert why.list.hasFocus()
    assert at(why).startswith("Lesion A, nose: summed length 2.6 cm")


def test_enter_opens_a_section_and_folds_it_again(qtbot, why):
    go_to(why, "Edits and limits")
    before = shown(why)
    qtbot.keyClick(why.list, Qt.Key.Key_Return)
    assert len(shown(why)) > len(before)
    assert at(why).startswith("Edits and limits")
    qtbot.keyClick(why.list, Qt.Key.Key_Return)
    assert shown(why) == before


def test_left_folds_the_section_at_hand_and_right_opens_it(qtbot, why):
    go_to(why, "Site")
    qtbot.keyClick(why.list, Qt.Key.Key_Left)
    assert at(why).startswith("Facts")
    assert "Site: nose" not in shown(why)
    qtbot.keyClick(why.list, Qt.Key.Key_Right)
    assert "Site: nose" in shown(why)


def test_a_click_folds_a_section_too(qtbot, why):
    go_to(why, "Facts")
    place = why.list.visualRect(why.list.currentIndex()).center()
    qtbot.mouseClick(why.list.viewport(), LEFT, pos=place)
    assert "Site: nose" not in shown(why)


def test_enter_on_a_fact_goes_to_its_field_and_leaves_the_panel_open(qtbot, why):
    go_to(why, "Length")
    qtbot.keyClick(why.list, Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "length_cm"
    assert why.isVisible()


def test_what_is_charted_otherwise_is_explained_at_once_and_the_row_stays(why, presenter):
    go_to(why, "Length")
    row = why.list.currentIndex().row()
    presenter.take(charting.set_procedure("A", 1, length_cm=cm("3.1")), "Length")
    assert "Length: 3.1 cm" in shown(why)
    assert why.list.currentIndex().row() == row


def test_the_panel_follows_the_line_that_is_chosen(why, visit_view):
    visit_view.charges.selectRow(2)
    assert why.title.text() == "Why 11642"


def test_open_source_goes_to_the_source_of_what_decided(qtbot, visit_view, chart):
    chart(*CHARTED.lesions)
    visit_view.open_source()
    assert visit_view.why.isVisible()
    assert at(visit_view.why) == "CPT 2026, Repair-Intermediate"


def test_open_source_on_a_step_goes_to_the_source_of_that_step(qtbot, why):
    go_to(why, "11102 and 12052 are an edit pair")
    qtbot.mouseClick(why.source, LEFT)
    assert at(why).startswith("CMS NCCI practitioner edits")


def test_the_whole_is_copied_as_text_with_what_is_folded(qtbot, why):
    qtbot.keyClick(why.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    by_key = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(why.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == by_key
    assert by_key.startswith("Why 12052-59\nLesion A, nose: summed length 2.6 cm")
    assert "\n  > summed length over 2.5 to 5.0 cm: 12052" in by_key
    assert "\n    summed length up to 2.5 cm: 12051" in by_key
    assert "\nPayer and editions" in by_key


def test_a_signed_visit_is_explained_from_what_is_stored(visit_view, presenter, records):
    charted = encounter(keratoses("A", 7), rendering="D1")
    answer = presenter._visits.coder_for(charted.date_of_service)(charted)
    stored = replace(answer, lines=tuple(replace(line, places=()) for line in answer.lines))
    signed = replace(sample_visit(charted), state="signed", version=1, answer=stored, signed_by="L. H.")
    presenter.open(opened(signed))
    visit_view.toggle_why()
    assert at(visit_view.why).startswith("Lesion A, scalp: lesions of the day 7")
    assert "Count: 7" in shown(visit_view.why)


def test_a_screen_reader_hears_which_row_is_chosen_and_whether_a_section_is_open(why):
    spoken = [
        why.rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(why.rows.rowCount())
    ]
    assert "chosen: summed length over 2.5 to 5.0 cm: 12052" in spoken
    assert "Facts 5, open" in spoken
    assert any(text.startswith("Table and source") and text.endswith("folded") for text in spoken)
