"""The day's list, a patient's form and the practice's own details, by keys and mouse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.practice import PracticePresenter
from chargecapture.desktop.tasks import Tasks
from chargecapture.desktop.views.day_view import DayView
from chargecapture.desktop.views.fee_table import FEE
from chargecapture.desktop.views.patient_view import NEEDED, PatientView
from chargecapture.desktop.views.practice_view import PracticeView
from chargecapture.domain.practice import FeeSchedule
from tests.desktop.fakes import clock, table_text
from tests.desktop.test_cards import choose, type_over
from tests.helpers.records import (
    sample_coverage,
    sample_patient,
    sample_practice,
    sample_provider,
    sample_visit,
)

LEFT = Qt.MouseButton.LeftButton
LABELS = {"11102": "Tangential biopsy, first", "17000": "Destruction, first"}


@pytest.fixture
def shown(qtbot, theme):
    def show(view):
        qtbot.addWidget(view)
        view.resize(1200, 700)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        return view

    return show


# The day


@pytest.fixture
def day(qapp, records, visits):
    return DayPresenter(records, visits, Tasks(), clock=clock, new_id=lambda: "P9")


@pytest.fixture
def day_view(shown, records, day):
    """The day with a draft at 10:40, a signed visit at 11:00 and one not charted at 11:20."""
    records.patients.append(sample_patient(id="P2", account="10500", last_name="Okafor", first_name="Miriam"))
    records.drafts = {
        "V1": sample_visit(id="V1"),
        "V2": sample_visit(id="V2", time="11:00", patient_id="P2", state="signed"),
        "V3": sample_visit(id="V3", time="11:20", state="scheduled", reason="Acne"),
    }
    view = shown(DayView(day))
    day.refresh()
    view.focus_list()
    return view


def test_the_day_is_told_in_words_with_its_visits(day_view):
    assert day_view.heading.text() == "Monday, 15 June 2026"
    assert day_view.summary.text() == "3 visits · 1 signed · 2 to finish"
    assert table_text(day_view.table) == [
        "10:40 | Sample, Ruth | 10023 | Skin check | Prairie Health | Draft",
        "11:00 | Okafor, Miriam | 10500 | Skin check | Prairie Health | Signed",
        "11:20 | Sample, Ruth | 10023 | Acne | Prairie Health | Not charted",
    ]


def test_the_first_visit_that_is_not_signed_is_at_hand(day_view, records, day):
    records.drafts["V1"] = replace(records.drafts["V1"], state="signed")
    day_view.table.setCurrentIndex(day_view.table.model().index(-1, 0))
    day.refresh()
    assert day_view.table.currentIndex().row() == 2


def test_typing_in_the_list_filters_it_and_escape_shows_all(qtbot, day_view):
    qtbot.keyClicks(day_view.table, "o")
    assert day_view.filter.hasFocus()
    qtbot.keyClicks(day_view.filter, "kaf")
    assert day_view.filter.text() == "okaf"
    assert len(table_text(day_view.table)) == 1
    qtbot.keyClick(day_view.filter, Qt.Key.Key_Escape)
    assert len(table_text(day_view.table)) == 3


@pytest.mark.parametrize(
    ("typed", "left"), [("draft", 1), ("10500", 1), ("PRAIRIE", 3), ("acne", 1), ("zebra", 0)]
)
def test_the_filter_looks_at_every_column(day_view, typed, left):
    day_view.filter.setText(typed)
    assert len(table_text(day_view.table)) == left


def test_enter_in_the_list_opens_the_visit_at_hand(qtbot, day_view, day):
    qtbot.keyClick(day_view.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(day.visit_opened) as told:
        qtbot.keyClick(day_view.table, Qt.Key.Key_Return)
    assert told.args[0].visit.id == "V2"


def test_enter_in_the_filter_opens_the_first_visit_left(qtbot, day_view, day):
    qtbot.keyClicks(day_view.filter, "acne")
    with qtbot.waitSignal(day.visit_opened) as told:
        qtbot.keyClick(day_view.filter, Qt.Key.Key_Return)
    assert told.args[0].visit.id == "V3"


def test_down_leads_from_the_filter_to_the_list(qtbot, day_view):
    day_view.filter.setFocus()
    qtbot.keyClick(day_view.filter, Qt.Key.Key_Down)
    assert day_view.table.hasFocus()


def test_an_empty_day_says_so_and_names_the_key_that_fills_it(day_view, day):
    assert day_view.table.empty_sentence == ""
    day.move(1)
    assert day_view.heading.text() == "Tuesday, 16 June 2026"
    assert day_view.summary.text() == ""
    assert day_view.table.empty_sentence == "No visits on this day. Find a patient (Ctrl+F) to open one."


def test_a_filter_that_fits_none_does_not_claim_that_the_day_is_empty(day_view):
    day_view.filter.setText("zebra")
    sentence = "No visit of this day fits. Enter finds a patient by that name; Esc shows all."
    assert day_view.table.empty_sentence == sentence


def test_a_visit_stays_at_hand_when_the_list_is_read_again(qtbot, day_view, day):
    qtbot.keyClick(day_view.table, Qt.Key.Key_Down)
    day.refresh()
    assert day_view.table.currentIndex().row() == 1


# A patient


@pytest.fixture
def patient_view(shown):
    return shown(PatientView())


@pytest.fixture
def kept(patient_view):
    seen = []
    patient_view.saved.connect(lambda patient, coverage: seen.append((patient, coverage)))
    return seen


def save(qtbot, view) -> None:
    qtbot.mouseClick(view.save, LEFT)


def fill_needed(qtbot, view) -> None:
    for name, text in (("last_name", "Okafor"), ("first_name", "Miriam"), ("born", "3/14/1972")):
        type_over(qtbot, view.editors[name], text)
    choose(qtbot, view.editors["sex"], "F")
    choose(qtbot, view.editors["family"], "commercial")


def test_a_new_patient_is_made_of_what_was_typed(qtbot, patient_view, kept):
    patient_view.begin(account="77001")
    fill_needed(qtbot, patient_view)
    for name, text in (("payer", "Prairie Health"), ("copay", "$40"), ("zip_code", "12180")):
        type_over(qtbot, patient_view.editors[name], text)
    save(qtbot, patient_view)
    patient, coverage = kept[0]
    assert (patient.name, patient.born, patient.sex, patient.account) == (
        "Okafor, Miriam", date(1972, 3, 14), "F", "77001",
    )  # fmt: skip
    assert (coverage.family, coverage.payer, coverage.copay) == ("commercial", "Prairie Health", Decimal(40))
    assert (patient.address.zip_code, coverage.relation, coverage.eligibility) == ("12180", "self", "unknown")


def test_needed_fields_are_marked_until_they_are_filled(qtbot, patient_view):
    patient_view.begin(account="77001")

    def marked() -> set[str]:
        return {name for name, e in patient_view.editors.items() if e.label.text().endswith("needed")}

    assert marked() == set(NEEDED) - {"account"}
    fill_needed(qtbot, patient_view)
    assert marked() == set()


@pytest.mark.parametrize("missing", NEEDED)
def test_a_missing_fact_is_named_and_gone_to(qtbot, patient_view, kept, missing):
    patient_view.begin(account="77001")
    fill_needed(qtbot, patient_view)
    editor = patient_view.editors[missing]
    if missing in ("sex", "family"):
        choose(qtbot, editor, None)
    else:
        type_over(qtbot, editor, "")
    save(qtbot, patient_view)
    assert kept == []
    assert patient_view.problem.text() == f"{editor.label_text} is missing."
    assert editor.editor.hasFocus()


@pytest.mark.parametrize("typed", ["14.3.1972", "1972-13-01", "3/14/72", "2/30/1972", "1889-01-01"])
def test_a_birth_date_that_is_none_is_refused(qtbot, patient_view, kept, typed):
    patient_view.begin(account="77001")
    fill_needed(qtbot, patient_view)
    type_over(qtbot, patient_view.editors["born"], typed)
    save(qtbot, patient_view)
    assert kept == []
    assert patient_view.problem.text() == "Born cannot be read."


@pytest.mark.parametrize("typed", ["1972-03-14", "3/14/1972", "03/14/1972", "1972-3-14"])
def test_a_date_is_read_as_offices_write_it(qtbot, patient_view, kept, typed):
    patient_view.begin(account="77001")
    fill_needed(qtbot, patient_view)
    type_over(qtbot, patient_view.editors["born"], typed)
    save(qtbot, patient_view)
    assert kept[0][0].born == date(1972, 3, 14)


def test_a_form_begun_anew_holds_nothing_of_the_patient_before(qtbot, patient_view):
    patient_view.show_patient(sample_patient(), sample_coverage())
    type_over(qtbot, patient_view.editors["born"], "not a date")
    patient_view.begin(account="77001")
    held = {
        name: editor.line.text()
        for name, editor in patient_view.editors.items()
        if hasattr(editor, "line") and editor.line.text()
    }
    assert held == {"account": "77001"}
    assert not patient_view.editors["born"].is_unread


def test_a_patient_shown_and_kept_unchanged_is_the_same(qtbot, patient_view, kept):
    patient, coverage = sample_patient(last_seen=date(2026, 3, 2)), sample_coverage(eligibility="active")
    patient_view.show_patient(patient, coverage)
    save(qtbot, patient_view)
    assert kept == [(patient, coverage)]


def test_a_changed_fact_changes_it_alone(qtbot, patient_view, kept):
    patient, coverage = sample_patient(), sample_coverage()
    patient_view.show_patient(patient, coverage)
    type_over(qtbot, patient_view.editors["last_name"], "Muster")
    type_over(qtbot, patient_view.editors["copay"], "")
    save(qtbot, patient_view)
    assert kept == [(replace(patient, last_name="Muster"), replace(coverage, copay=None))]


def test_cancel_keeps_nothing(qtbot, patient_view, kept):
    patient_view.begin(account="77001")
    fill_needed(qtbot, patient_view)
    with qtbot.waitSignal(patient_view.cancelled):
        qtbot.mouseClick(patient_view.findChild(QPushButton, "cancel_patient"), LEFT)
    assert kept == []


@pytest.mark.parametrize("copay", [None, Decimal(0), Decimal("25.50")])
def test_a_copay_of_nothing_is_told_from_one_that_is_not_known(patient_view, copay):
    patient_view.show_patient(sample_patient(), sample_coverage(copay=copay))
    assert patient_view.editors["copay"].line.text() == ("" if copay is None else str(copay))


@pytest.mark.parametrize(("asked", "field"), [("name", "last_name"), ("address", "street"), ("born", "born")])
def test_the_caret_goes_to_the_field_that_is_asked_for(patient_view, asked, field):
    patient_view.show_patient(sample_patient(), sample_coverage())
    patient_view.focus(asked)
    assert patient_view.editors[field].editor.hasFocus()


# The practice


@pytest.fixture
def practice_view(shown, records):
    records.kept_practice = sample_practice()
    records.fees = FeeSchedule({"17000": Decimal(110)})
    presenter = PracticePresenter(records, clock=clock, new_id=lambda: "P9")
    view = shown(PracticeView(presenter, lambda: LABELS))
    presenter.show()
    return view


def keep(qtbot, view) -> None:
    qtbot.mouseClick(view.findChild(QPushButton, "save_practice"), LEFT)


def fee_cell(view, code: str):
    return view.fees.item(view.fees.findItems(code, Qt.MatchFlag.MatchExactly)[0].row(), FEE)


def type_fee(qtbot, view, code: str, text: str) -> None:
    cell = fee_cell(view, code)
    view.fees.setCurrentItem(cell)
    view.fees.setFocus()
    view.fees.editItem(cell)
    editor = QApplication.focusWidget()
    assert editor is not view.fees
    editor.selectAll()
    qtbot.keyClicks(editor, text) if text else qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not editor)


@pytest.mark.parametrize("notice", ["", "CPT copyright 2026 American Medical Association."])
def test_the_notice_of_licensed_words_stands_below_the_fees_where_they_are_shown(shown, records, notice):
    records.kept_practice = sample_practice()
    presenter = PracticePresenter(records, clock=clock, new_id=lambda: "P9")
    view = shown(PracticeView(presenter, lambda: LABELS, lambda: notice))
    presenter.show()
    assert view.cpt_notice.isVisible() == bool(notice)
    assert view.cpt_notice.text() == notice


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("npi", "1234567890", "the check digit does not fit; compare it once more"),
        ("npi", "123456789", "10 digits are needed"),
        ("npi", "9234567893", "an NPI begins with 1 or 2"),
        ("provider_npi", "1245319598", "the check digit does not fit; compare it once more"),
        ("location_npi", "12345", "10 digits are needed"),
        ("tax_id", "12345", "9 digits are needed"),
        ("clia", "14X0000001", "the form is 99D9999999"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_the_reason(
    qtbot, practice_view, records, field, typed, why
):
    editor = practice_view.editors[field]
    type_over(qtbot, editor, typed)
    keep(qtbot, practice_view)
    assert editor.label.text() == f"{editor.label_text} not read"
    assert editor.line.accessibleDescription() == why
    assert practice_view.note.text() == f"{editor.label_text} cannot be right."
    assert editor.line.hasFocus()
    assert records.kept_practice == sample_practice()


def test_changed_details_are_kept_and_said_to_be(qtbot, practice_view, records):
    type_over(qtbot, practice_view.editors["name"], "Oak Street Dermatology")
    type_over(qtbot, practice_view.editors["city"], "Troy")
    type_over(qtbot, practice_view.editors["provider_credentials"], "DO")
    keep(qtbot, practice_view)
    practice = records.kept_practice
    assert (practice.name, practice.address.city) == ("Oak Street Dermatology", "Troy")
    assert records.providers() == (sample_provider(credentials="DO"),)
    assert practice_view.note.text() == "Kept."


def test_details_kept_unchanged_are_the_same(qtbot, practice_view, records):
    keep(qtbot, practice_view)
    assert records.kept_practice == sample_practice()
    assert records.providers() == (sample_provider(),)
    assert records.fees_from == {}


def test_a_first_provider_is_made_where_there_is_none(qtbot, shown, records):
    records.doctors = ()
    presenter = PracticePresenter(records, clock=clock, new_id=lambda: "P9")
    view = shown(PracticeView(presenter, lambda: LABELS))
    presenter.show()
    for name, text in (("provider_first_name", "Lena"), ("provider_last_name", "Hartmann")):
        type_over(qtbot, view.editors[name], text)
    keep(qtbot, view)
    assert [provider.name for provider in records.providers()] == ["Lena Hartmann"]


@pytest.fixture
def two_providers(practice_view, records):
    """Laura Hartmann and Jonas Weiss, the first one shown."""
    records.doctors = (
        sample_provider(),
        sample_provider(id="D2", first_name="Jonas", last_name="Weiss", credentials="DO", npi="1245319599"),
    )
    practice_view._presenter.show()
    return practice_view.providers


def shown_provider(view) -> str:
    return " ".join(view.editors[f"provider_{name}"].line.text() for name in ("first_name", "last_name"))


def listed(pane) -> list[str]:
    return [pane.chooser.itemText(at) for at in range(pane.chooser.count())]


def test_any_provider_is_chosen_by_keys_and_changed(qtbot, practice_view, two_providers, records):
    assert listed(two_providers) == ["Laura Hartmann, MD", "Jonas Weiss, DO"]
    two_providers.chooser.setFocus()
    qtbot.keyClick(two_providers.chooser, Qt.Key.Key_Down)
    assert shown_provider(practice_view) == "Jonas Weiss"
    type_over(qtbot, practice_view.editors["provider_credentials"], "MD")
    assert listed(two_providers)[1] == "Jonas Weiss, MD"
    keep(qtbot, practice_view)
    assert [provider.name for provider in records.providers()] == ["Laura Hartmann, MD", "Jonas Weiss, MD"]


def test_what_is_typed_of_one_provider_stays_while_another_is_looked_at(qtbot, practice_view, two_providers):
    type_over(qtbot, practice_view.editors["provider_taxonomy"], "207N00000X")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(two_providers.chooser, key)
    assert practice_view.editors["provider_taxonomy"].line.text() == "207N00000X"


def test_tab_leads_from_the_practice_to_the_providers_and_into_the_first_field(qtbot, practice_view):
    practice_view.editors["group_number"].setFocus(Qt.FocusReason.ShortcutFocusReason)
    reached = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget().objectName())
    assert reached == ["provider", "add_provider", "provider_first_name"]


def test_a_further_provider_is_added_by_keys(qtbot, practice_view, records):
    qtbot.keyClick(practice_view.providers.add, Qt.Key.Key_Space)
    assert listed(practice_view.providers) == ["Laura Hartmann, MD", "New provider"]
    assert practice_view.editors["provider_first_name"].line.hasFocus()
    for name, text in (("provider_first_name", "Jonas"), ("provider_last_name", "Weiss")):
        type_over(qtbot, practice_view.editors[name], text)
    keep(qtbot, practice_view)
    assert [(each.id, each.name) for each in records.providers()] == [
        ("D1", "Laura Hartmann, MD"), ("P9", "Jonas Weiss"),
    ]  # fmt: skip


def test_a_provider_who_was_added_and_left_blank_is_not_kept(qtbot, practice_view, records):
    for _ in range(2):
        qtbot.mouseClick(practice_view.providers.add, LEFT)
    assert listed(practice_view.providers) == ["Laura Hartmann, MD", "New provider"]
    keep(qtbot, practice_view)
    assert records.providers() == (sample_provider(),)


@pytest.mark.parametrize("who", ["new", "on file"])
def test_a_provider_without_a_last_name_is_gone_to(qtbot, practice_view, two_providers, records, who):
    if who == "new":
        qtbot.mouseClick(two_providers.add, LEFT)
        type_over(qtbot, practice_view.editors["provider_first_name"], "Ada")
        two_providers.show_provider("D1")
    else:
        two_providers.show_provider("D2")
        for editor in two_providers.editors.values():
            type_over(qtbot, editor, "")
        two_providers.show_provider("D1")
    before = records.providers()
    keep(qtbot, practice_view)
    assert practice_view.note.text() == "Last name is missing."
    assert practice_view.editors["provider_last_name"].line.hasFocus()
    assert shown_provider(practice_view).strip() == ("Ada" if who == "new" else "")
    assert records.providers() == before


@pytest.mark.parametrize("way", ["choose", "add"])
def test_an_npi_that_cannot_be_right_is_not_lost_by_leaving_it(qtbot, practice_view, two_providers, way):
    type_over(qtbot, practice_view.editors["provider_npi"], "12345")
    if way == "choose":
        qtbot.keyClick(two_providers.chooser, Qt.Key.Key_Down)
    else:
        qtbot.mouseClick(two_providers.add, LEFT)
    assert two_providers.chooser.currentText() == "Laura Hartmann, MD"
    assert practice_view.editors["provider_npi"].line.text() == "12345"
    assert practice_view.editors["provider_npi"].line.hasFocus()
    assert practice_view.note.text() == "Own NPI cannot be right."


def test_the_provider_shown_is_still_shown_after_looking_elsewhere(practice_view, two_providers):
    two_providers.show_provider("D2")
    practice_view._presenter.show()
    assert shown_provider(practice_view) == "Jonas Weiss"


def test_a_field_says_what_it_is_to_a_reader_of_the_screen(two_providers):
    assert two_providers.chooser.accessibleName() == "Provider shown"
    assert two_providers.add.text() == "Add provider"


def test_every_code_has_a_row_and_its_fee(practice_view):
    assert table_text(practice_view.fees) == [
        "11102 | Tangential biopsy, first | ",
        "17000 | Destruction, first | 110.00",
    ]


@pytest.mark.parametrize(
    ("typed", "reads"), [("165", "165.00"), ("$165.5", "165.50"), ("1,165.00", "1165.00")]
)
def test_a_fee_is_typed_into_its_row_and_kept_from_today(qtbot, practice_view, records, typed, reads):
    type_fee(qtbot, practice_view, "11102", typed)
    assert fee_cell(practice_view, "11102").text() == reads
    keep(qtbot, practice_view)
    assert records.fees.fee("11102") == Decimal(reads)
    assert set(records.fees_from) == {clock().date()}


def test_an_emptied_fee_is_none_from_today(qtbot, practice_view, records):
    type_fee(qtbot, practice_view, "17000", "")
    keep(qtbot, practice_view)
    assert records.fees_from == {clock().date(): FeeSchedule({})}


@pytest.mark.parametrize("typed", ["much", "-5", "1,20", "12.5.0"])
def test_a_fee_that_cannot_be_read_is_told_and_not_kept(qtbot, practice_view, records, typed):
    type_fee(qtbot, practice_view, "11102", typed)
    assert practice_view.note.text() == f"The fee of 11102 cannot be read: {typed}"
    keep(qtbot, practice_view)
    assert records.fees_from == {}


def test_fees_are_found_by_code_and_by_words(qtbot, practice_view):
    practice_view.find_fee.setText("biopsy tang")
    assert [text[:5] for text in table_text(practice_view.fees)] == ["11102"]
    practice_view.find_fee.setText("170")
    assert [text[:5] for text in table_text(practice_view.fees)] == ["17000"]


def test_a_fee_that_is_missing_is_gone_to_through_any_filter(practice_view):
    practice_view.find_fee.setText("biopsy")
    practice_view.focus("fees", "17000")
    assert practice_view.fees.currentItem() is fee_cell(practice_view, "17000")
    assert not practice_view.fees.isRowHidden(practice_view.fees.currentRow())


@pytest.mark.parametrize(
    ("record", "field", "name"),
    [
        ("practice", "npi", "npi"),
        ("provider", "npi", "provider_npi"),
        ("provider", "name", "provider_last_name"),
        ("practice", "address", "street"),
    ],
)
def test_a_field_that_is_missing_is_gone_to(practice_view, record, field, name):
    practice_view.focus(record, field)
    assert practice_view.editors[name].line.hasFocus()


def test_what_was_typed_is_still_there_after_looking_elsewhere(qtbot, practice_view):
    type_over(qtbot, practice_view.editors["npi"], "12345")
    type_over(qtbot, practice_view.editors["name"], "Oak Street")
    type_fee(qtbot, practice_view, "11102", "165")
    practice_view._presenter.show()
    assert practice_view.editors["npi"].line.text() == "12345"
    assert practice_view.editors["name"].line.text() == "Oak Street"
    assert fee_cell(practice_view, "11102").text() == "165.00"
