"""The visit on one screen: alerts with their way out, why a line is charged, totals, what is saved."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from chargecapture.desktop.presenters.visit import Opened
from chargecapture.desktop.views.alerts import AlertFrame
from chargecapture.desktop.views.patient_strip import LEAVES_FIRST, eligibility_in_words
from chargecapture.domain.procedures import Cosmetic, Excision
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from tests.desktop.conftest import opened
from tests.desktop.fakes import table_text
from tests.desktop.test_cards import card, form, type_over
from tests.helpers.encounters import biopsy, cancer, keratoses, tags, visit
from tests.helpers.records import sample_coverage, sample_patient, sample_visit

LEFT = Qt.MouseButton.LeftButton
TOXIN = Cosmetic(service="botulinum_toxin", units=Decimal(20), price=Decimal(14))


def frames(view) -> list[AlertFrame]:
    return [frame for frame in view.alerts.findChildren(AlertFrame) if not frame.isHidden()]


def texts(widget) -> list[str]:
    return [text.text() for text in widget.findChildren(QLabel) if text.text() and not text.isHidden()]


# Charting by the line, the map and the keys


def test_a_site_typed_becomes_a_lesion_and_the_caret_waits_for_the_diagnosis(qtbot, visit_view, chart):
    presenter = chart(at="")
    visit_view.focus_where()
    qtbot.keyClicks(visit_view.where, "l che")
    assert visit_view.where.rows[0] == "Left cheek"
    qtbot.keyClick(visit_view.where, Qt.Key.Key_Return)
    lesion = presenter.charted.encounter.lesions[0]
    assert (lesion.id, lesion.site, lesion.side) == ("A", "cheek", "left")
    assert visit_view.where.text() == ""
    assert QApplication.focusWidget() is form(visit_view).editors["diagnosis"].line


def test_a_service_is_typed_in_its_own_line(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1))
    visit_view.focus_service()
    qtbot.keyClicks(visit_view.service, "patch te")
    qtbot.keyClick(visit_view.service, Qt.Key.Key_Return)
    assert [each.kind for each in presenter.charted.encounter.services] == ["patch_test"]
    assert presenter.charted.current == "service 0"


def test_a_click_on_the_map_adds_a_lesion_and_one_on_its_marker_opens_its_card(visit_view, chart):
    presenter = chart(keratoses("A", 1))
    visit_view.map.site_chosen.emit("nose", None)
    assert presenter.charted.current == "B"
    visit_view.map.lesion_chosen.emit("A")
    assert form(visit_view).card == "A"
    visit_view.map.group_chosen.emit("scalp", None)
    assert presenter.charted.encounter.lesions[0].count == 2


def test_choosing_a_line_opens_the_card_it_comes_from(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 7), biopsy("B"), visit=visit(), at="claim")
    table = visit_view.charges
    for code, current in (("17003", "A"), ("11102", "B"), ("99213", "visit")):
        row = next(n for n, text in enumerate(table_text(table)) if text.startswith(code))
        qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(row, 0)).center())
        assert presenter.charted.current == current
        assert table.current_line().code == code


# Alerts


def test_a_clean_visit_shows_no_alert_and_one_word_in_the_foot(visit_view, chart):
    chart(keratoses("A", 7))
    assert not visit_view.alerts.isVisible()
    assert visit_view.foot.state.text() == "Ready to sign"


def test_an_alert_says_what_is_missing_and_its_button_goes_there(qtbot, visit_view, chart):
    presenter = chart(keratoses("B", 1), cancer("A", "nose", Excision()), at="B")
    frame = frames(visit_view)[0]
    assert texts(frame)[-1] or frame.accessibleName()
    assert presenter.charted.to_settle[0].message in texts(frame)
    button = frame.findChild(QPushButton, "fix_1_0")
    qtbot.mouseClick(button, LEFT)
    assert presenter.charted.current == "A"
    assert QApplication.focusWidget().objectName() == presenter.charted.to_settle[0].place.field


def test_an_alert_that_is_settled_goes(qtbot, visit_view, chart):
    chart(cancer("A", "nose", Excision()))
    before = len(frames(visit_view))
    type_over(qtbot, form(visit_view).acts[0].editors["excised_cm"], "1.2")
    assert len(frames(visit_view)) < before


def test_a_benign_removal_without_a_ground_is_moved_to_the_patient_by_its_button(qtbot, visit_view, chart):
    presenter = chart(tags("A", 3, symptoms=()))
    button = next(b for b in visit_view.alerts.findChildren(QPushButton) if b.text() == "Patient pays")
    qtbot.mouseClick(button, LEFT)
    assert presenter.charted.encounter.lesions[0].procedures[0].requested_by_patient
    assert table_text(visit_view.charges)[0] == "Patient pays, not sent to the insurer"


def test_the_ground_is_never_chosen_for_the_clinician(qtbot, visit_view, chart):
    presenter = chart(tags("A", 3, symptoms=()))
    button = next(b for b in visit_view.alerts.findChildren(QPushButton) if b.text() == "Chart a ground")
    qtbot.mouseClick(button, LEFT)
    assert presenter.charted.encounter.lesions[0].symptoms == ()
    assert QApplication.focusWidget().objectName() == "symptoms"


def test_a_signed_visit_shows_no_alerts(visit_view, chart):
    presenter = chart(keratoses("A", 7))
    presenter.sign()
    assert not visit_view.alerts.isVisible()


# Why; what it says is proved in test_why.py


def test_why_opens_in_place_of_the_map_and_escape_brings_the_map_back(qtbot, visit_view, chart):
    chart(keratoses("A", 7))
    visit_view.toggle_why()
    assert visit_view.why.isVisible()
    assert not visit_view.map.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not visit_view.why.isVisible()
    assert visit_view.map.isVisible()
    assert visit_view.charges.hasFocus()


def test_in_a_wide_window_why_is_a_fourth_column(visit_view, chart):
    chart(keratoses("A", 7))
    visit_view.resize(1920, 1000)
    before = visit_view.panes.sizes()
    visit_view.toggle_why()
    assert visit_view.panes.count() == 4
    assert visit_view.map.isVisible()
    visit_view.toggle_why()
    assert visit_view.panes.sizes() == before


def test_without_a_line_there_is_nothing_to_explain(visit_view, chart):
    chart(at="")
    visit_view.toggle_why()
    assert not visit_view.why.isVisible()


# Sums and state


def test_insurance_and_patient_have_sums_of_their_own(visit_view, chart):
    chart(keratoses("A", 7), services=(TOXIN,))
    foot = visit_view.foot
    assert [each.text() for each in (foot.insurance, foot.patient, foot.total)] == [
        "$185.00",
        "$280.00",
        "$465.00",
    ]


def test_the_claims_diagnoses_stand_below_its_lines(visit_view, chart):
    presenter = chart(keratoses("A", 7), visit=visit())
    shown = "   ".join(f"{pointer} {icd10}" for pointer, icd10 in presenter.charted.answer.diagnoses)
    assert visit_view.diagnoses.text() == shown
    assert "L57.0" in shown


def test_what_keeps_a_visit_from_being_signed_stands_in_the_foot(visit_view, chart):
    chart(cancer("A", "nose", Excision()))
    assert visit_view.foot.state.text().endswith("needed before signing")
    assert visit_view.foot.sign.toolTip() == visit_view.foot.state.text()


def test_the_foot_says_when_it_was_saved_and_when_it_was_not(qtbot, visit_view, chart, records):
    presenter = chart(keratoses("A", 1))
    with qtbot.waitSignal(presenter.saved):
        presenter.take(charting.set_lesion("A", count=2), "Count")
    assert visit_view.foot.saved.text() == "Saved 12:00"
    records.broken = KnownError("The record file is locked.", "Close the other program.")
    with qtbot.waitSignal(presenter.not_saved) as told:
        presenter.take(charting.set_lesion("A", count=3), "Count")
    assert visit_view.foot.saved.text() == "Not saved"
    assert visit_view.foot.saved.toolTip() == told.args[0]


def test_while_a_superbill_is_made_no_second_one_is_ordered(visit_view, chart):
    chart(keratoses("A", 1))
    visit_view.foot.show_busy("Making the superbill")
    assert not visit_view.foot.superbill.isEnabled()
    visit_view.foot.show_busy("")
    assert visit_view.foot.superbill.isEnabled()


# Narrow windows and the strip


def test_in_a_narrow_window_the_map_comes_in_place_of_the_cards_when_asked_for(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1))
    visit_view.resize(1000, 700)
    assert not visit_view.map.isVisible()
    visit_view.focus_map()
    assert visit_view.map.isVisible()
    assert not visit_view.cards.isVisible()
    visit_view.map.site_chosen.emit("nose", None)
    assert visit_view.cards.isVisible()
    assert presenter.charted.current == "B"


def test_the_strip_says_who_is_seen(visit_view, presenter):
    patient = sample_patient(last_seen=date(2026, 3, 2))
    coverage = sample_coverage(eligibility="active", eligibility_checked=date(2026, 6, 15))
    presenter.open(Opened(sample_visit(), patient, coverage, opened().provider))
    strip = visit_view.strip
    assert strip.name.text() == "Sample, Ruth"
    assert {name: fact.value.text() for name, fact in strip.facts.items()} == {
        "born": "1972-03-14 · 54 y · F",
        "account": "10023",
        "visit": "2026-06-15 · place 11",
        "provider": "Laura Hartmann, MD",
        "payer": "Prairie Health · commercial",
        "eligibility": "Active · checked today",
        "seen": "Established · last 2026-03-02",
    }


def test_a_narrow_strip_leaves_out_what_decides_least_and_cuts_nothing(visit_view, presenter):
    presenter.open(opened(sample_visit()))
    strip = visit_view.strip
    visit_view.resize(880, 700)
    hidden = {name for name, fact in strip.facts.items() if fact.isHidden()}
    assert hidden == set(LEAVES_FIRST[: len(hidden)])
    for fact in strip.facts.values():
        if not fact.isHidden():
            needed = fact.value.fontMetrics().horizontalAdvance(fact.value.text())
            assert fact.value.minimumWidth() >= needed


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"family": "self_pay"}, "self-pay"),
        ({}, "not checked"),
        ({"eligibility": "active", "eligibility_checked": date(2026, 6, 15)}, "Active · checked today"),
        (
            {"eligibility": "inactive", "eligibility_checked": date(2026, 6, 1)},
            "Inactive · checked 2026-06-01",
        ),
    ],
)
def test_eligibility_is_told_with_the_day_it_was_checked(facts, words):
    assert eligibility_in_words(sample_coverage(**facts), date(2026, 6, 15)) == words


def test_a_signed_visit_names_who_signed_when_and_which_version(visit_view, presenter):
    at = datetime(2026, 6, 15, 16, 5, tzinfo=UTC)
    signed = replace(sample_visit(), state="signed", version=2, signed_by="Laura Hartmann, MD", signed_at=at)
    presenter.open(opened(signed))
    assert visit_view.foot.state.text() == "Signed by Laura Hartmann, MD · 2026-06-15 16:05 · version 2"
    assert not visit_view.foot.saved.isVisible()
    assert card(visit_view, "A").form is None


def test_an_amended_version_says_why_it_was_amended(visit_view, presenter):
    at = datetime(2026, 6, 19, 16, 5, tzinfo=UTC)
    facts = {"state": "signed", "version": 2, "signed_by": "L. Hartmann, MD", "signed_at": at}
    presenter.open(opened(replace(sample_visit(), **facts, amended_for="pathology")))
    assert visit_view.foot.state.text().endswith("version 2 · pathology")
