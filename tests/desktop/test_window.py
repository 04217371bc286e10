"""The window on the sample practice: areas, keys, superbills, what is remembered, what is never told."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from chargecapture import bootstrap_window, settings
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.main_window import MainWindow
from chargecapture.domain.encounter import Lesion
from chargecapture.errors import KnownError
from tests.desktop.fakes import FakePrompts, table_text
from tests.desktop.test_cards import form, type_over
from tests.desktop.test_people import type_fee
from tests.helpers.paper import drawn, share_that_differs

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("Okafor", "Miriam", "Brandt", "Castellano")


def page(window: MainWindow) -> str:
    return window.pages.name_of(window._stack.currentWidget())


def presenter(window: MainWindow):
    return window._presenters.visit


def visit_of(window: MainWindow, name: str) -> str:
    records = window._presenters.day._records
    rows = records.visits_on(window._presenters.day.day)
    return next(row.id for row in rows if row.patient_name.startswith(name))


def open_visit(window: MainWindow, name: str):
    window._presenters.day.open_visit(visit_of(window, name))
    return presenter(window)


def press(qtbot, window: MainWindow, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def preview_of(qtbot, window: MainWindow):
    qtbot.waitUntil(lambda: window._preview is not None, timeout=20_000)
    return window._preview


# Areas and keys


def test_the_window_opens_on_the_day_with_its_list_at_hand(window):
    assert page(window) == "day"
    assert window.pages.day.heading.text() == "Tuesday, 24 November 2026"
    assert window.pages.day.table.hasFocus()
    assert len(table_text(window.pages.day.table)) == 13


def test_enter_opens_a_visit_and_the_caret_waits_for_a_site(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Return)
    assert page(window) == "visit"
    assert window.pages.visit.where.hasFocus()
    assert window.pages.visit.strip.name.text() == "Okafor, Miriam"
    assert not window.pages.visit.strip.facts["provider"].isVisible()


def test_keys_lead_from_area_to_area(qtbot, window):
    open_visit(window, "Okafor")
    for key, area in ((Qt.Key.Key_1, "day"), (Qt.Key.Key_6, "practice"), (Qt.Key.Key_2, "visit")):
        press(qtbot, window, key, CTRL)
        assert page(window) == area
        assert window._area_buttons[area].isChecked()


def test_there_is_no_visit_to_go_to_before_one_is_opened(qtbot, window):
    press(qtbot, window, Qt.Key.Key_2, CTRL)
    assert page(window) == "day"
    assert not window._area_buttons["visit"].isEnabled()


def test_pane_after_pane_is_reached_by_one_key(qtbot, window):
    open_visit(window, "Okafor")
    qtbot.waitUntil(lambda: form(window.pages.visit).isVisible())
    reached = []
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_F6)
        reached.append(QApplication.focusWidget().objectName())
    assert reached == ["body_map_canvas", "diagnosis", "charges", "superbill", "where"]


@pytest.mark.parametrize("area", ["day", "practice"])
def test_a_visit_out_of_sight_is_neither_undone_nor_signed_nor_cut(qtbot, window, area):
    visit = open_visit(window, "Okafor")
    visit.add_lesion("nose", None)
    before = visit.charted.encounter
    window.show_area(area)
    for key, modifier in (
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, CTRL | Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    ):
        press(qtbot, window, key, modifier)
    assert visit.charted.encounter == before
    assert not visit.charted.read_only


def test_undo_in_the_patients_form_is_the_lines_own(qtbot, window):
    visit = open_visit(window, "Okafor")
    visit.add_lesion("nose", None)
    window.edit_patient("phone")
    line = window.pages.patient.editors["phone"].line
    before = line.text()
    qtbot.keyClicks(line, "9")
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert line.text() == before
    assert visit.charted.next_undo.startswith("lesion")


def test_undo_on_the_empty_line_for_a_site_is_the_charts(qtbot, window):
    visit = open_visit(window, "Papadakis")
    visit.add_lesion("nose", None)
    press(qtbot, window, Qt.Key.Key_I, CTRL)
    assert window.pages.visit.where.hasFocus()
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert visit.charted.encounter.lesions == ()


def test_undo_says_in_its_menu_what_it_takes_back(window):
    visit = open_visit(window, "Papadakis")
    undo = window.actions_by_id["undo"]
    assert not undo.isEnabled()
    visit.add_lesion("nose", None)
    assert undo.text() == "&Undo: lesion A"
    visit.undo()
    assert window.actions_by_id["redo"].text() == "&Redo: lesion A"


def test_a_word_deleted_in_a_field_is_not_the_lesion(qtbot, window):
    visit = open_visit(window, "Okafor")
    editor = form(window.pages.visit).editors["diagnosis"]
    type_over(qtbot, editor, "papule of skin")
    editor.line.setCursorPosition(0)
    count = len(visit.charted.encounter.lesions)
    press(qtbot, window, Qt.Key.Key_Delete, CTRL)
    assert len(visit.charted.encounter.lesions) == count
    assert editor.line.text() == "of skin"
    press(qtbot, window, Qt.Key.Key_Delete, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert len(visit.charted.encounter.lesions) == count - 1


def test_a_patient_is_found_by_typing_and_a_visit_opens(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(window.find, "brandt")
    assert window.find.rows[0].startswith("Brandt, Walter")
    press(qtbot, window, Qt.Key.Key_Return)
    assert page(window) == "visit"
    assert presenter(window).charted.opened.patient.last_name == "Brandt"


def test_a_name_that_is_not_found_begins_a_new_patient(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(window.find, "zywiec")
    assert window.find.rows == ("New patient: zywiec",)
    press(qtbot, window, Qt.Key.Key_Return)
    assert page(window) == "patient"
    assert window.pages.patient.editors["last_name"].line.text() == "Zywiec"
    qtbot.mouseClick(window.pages.patient.findChild(QPushButton, "cancel_patient"), LEFT)
    assert page(window) == "day"


def test_a_patients_changed_payer_codes_the_visit_at_hand_anew(qtbot, window):
    visit = open_visit(window, "Okafor")
    window.edit_patient("family")
    patient, coverage = visit.charted.opened.patient, visit.charted.opened.coverage
    window.pages.patient.saved.emit(patient, replace(coverage, family="medicare"))
    assert page(window) == "visit"
    assert visit.charted.encounter.payer == "medicare"


def test_a_fee_changed_in_the_practice_stands_in_the_visit_at_hand(qtbot, window, sql_records):
    visit = open_visit(window, "Okafor")
    line = next(line for line in visit.charted.answer.lines if line.charge)
    window.show_area("practice")
    type_fee(qtbot, window.pages.practice, line.code, "999")
    qtbot.mouseClick(window.pages.practice.findChild(QPushButton, "save_practice"), LEFT)
    again = next(each for each in visit.charted.answer.lines if each.code == line.code)
    assert again.charge == 999 * line.units
    assert sql_records.fee_schedule(visit.charted.opened.visit.day).fee(line.code) == Decimal(999)


def test_a_service_for_looks_has_a_row_for_a_fee_of_its_own(window):
    window.show_area("practice")
    rows = table_text(window.pages.practice.fees)
    assert "COS-ipl | Intense pulsed light | " in [row for row in rows if row.startswith("COS-ipl")]


# Providers


def find_patient(qtbot, window, name: str) -> None:
    press(qtbot, window, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(window.find, name)
    press(qtbot, window, Qt.Key.Key_Return)


def choose_second_provider(qtbot, window) -> None:
    press(qtbot, window, Qt.Key.Key_F, CTRL)
    press(qtbot, window, Qt.Key.Key_Tab)
    assert window.user.hasFocus()
    press(qtbot, window, Qt.Key.Key_Down)


def test_the_provider_chosen_by_keys_gets_the_visits_that_are_found_by_name(qtbot, window):
    find_patient(qtbot, window, "brandt")
    assert presenter(window).charted.opened.provider.name == "Lena Hartmann, MD"
    choose_second_provider(qtbot, window)
    find_patient(qtbot, window, "brandt")
    opened = presenter(window).charted.opened
    assert (opened.provider.name, opened.visit.encounter.rendering) == ("Tunde Adeyemi, MD", "adeyemi")


def test_a_visit_of_another_provider_stays_theirs_and_says_so(qtbot, window):
    choose_second_provider(qtbot, window)
    open_visit(window, "Okafor")
    assert window.user.currentText() == "Tunde Adeyemi, MD"
    told = window.pages.visit.strip.facts["provider"]
    assert told.isVisible()
    assert told.value.text() == "Lena Hartmann, MD"
    window.user.setFocus()
    press(qtbot, window, Qt.Key.Key_Up)
    assert not told.isVisible()


def test_the_provider_chosen_is_chosen_the_next_time(qtbot, make_window, stored):
    first = make_window()
    choose_second_provider(qtbot, first)
    first.close()
    stored.sync()
    second = make_window()
    assert second.user.currentText() == "Tunde Adeyemi, MD"
    find_patient(qtbot, second, "brandt")
    assert presenter(second).charted.opened.provider.id == "adeyemi"


def test_a_provider_who_is_added_can_be_chosen_at_once(qtbot, window):
    window.show_area("practice")
    page_ = window.pages.practice
    qtbot.mouseClick(page_.providers.add, LEFT)
    type_over(qtbot, page_.editors["provider_last_name"], "Weiss")
    qtbot.mouseClick(page_.findChild(QPushButton, "save_practice"), LEFT)
    assert window.user.findText("Weiss") == 2
    assert window.user.currentText() == "Lena Hartmann, MD"


def test_the_wheel_over_the_provider_changes_nothing(qtbot, window):
    box = window.user
    turned = QWheelEvent(
        QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turned)
    assert box.currentText() == "Lena Hartmann, MD"


def test_an_npi_missing_of_a_visits_provider_is_asked_for_on_that_one(qtbot, window, prompts, sql_records):
    other = next(each for each in sql_records.providers() if each.id == "adeyemi")
    sql_records.save_provider(replace(other, npi=""))
    choose_second_provider(qtbot, window)
    find_patient(qtbot, window, "brandt")
    print_missing(qtbot, window, prompts)
    assert "Tunde Adeyemi" in prompts.told[0]
    assert window.pages.practice.providers.chooser.currentText() == "Tunde Adeyemi, MD"
    assert window.pages.practice.editors["provider_npi"].line.hasFocus()


# Saved, or asked


def test_a_window_with_an_unsaved_draft_asks_before_it_closes(qtbot, window, prompts, monkeypatch):
    visit = open_visit(window, "Okafor")
    refused = KnownError("The record file is locked.", "Close the other program.")

    def fail(*_):
        raise refused

    with monkeypatch.context() as patch:
        patch.setattr(visit._visits, "keep", fail)
        visit.add_lesion("nose", None)
        prompts.yes = False
        window.close()
        assert prompts.asked == ["What was charted last is not saved. Close without it?"]
        assert window.isVisible()
    window.close()
    assert len(prompts.asked) == 1
    assert not window.isVisible()


def test_what_was_charted_is_there_when_the_window_is_opened_again(make_window):
    first = make_window()
    open_visit(first, "Papadakis").add_lesion("nose", None)
    first.close()
    second = make_window()
    assert [each.site for each in open_visit(second, "Papadakis").charted.encounter.lesions] == ["nose"]


@pytest.mark.parametrize(("mine", "sites"), [(True, ["nose"]), (False, ["chin"])])
def test_of_two_windows_on_one_visit_a_person_chooses(qtbot, make_window, record_file, prompts, mine, sites):
    window = make_window()
    prompts.yes = mine
    visit = open_visit(window, "Papadakis")
    other = bootstrap_window.open_record_path(record_file)
    try:
        theirs = other.visit(visit.charted.opened.visit.id)
        lesion = Lesion(id="A", site="chin")
        other.save_draft(replace(theirs, encounter=replace(theirs.encounter, lesions=(lesion,))))
        visit.add_lesion("nose", None)
        qtbot.waitUntil(lambda: prompts.asked != [])
        visit.flush()
        stored = other.visit(visit.charted.opened.visit.id)
    finally:
        other.close()
    assert [each.site for each in visit.charted.encounter.lesions] == sites
    assert [each.site for each in stored.encounter.lesions] == sites


def test_a_new_practice_begins_with_its_own_details(qtbot, theme, built, morning, prompts, stored, tmp_path):
    records = bootstrap_window.open_record_path(tmp_path / "new.db")
    window = bootstrap_window.build_window(built, records, prompts, stored, sample=False)
    qtbot.addWidget(window)
    assert page(window) == "practice"
    window.close()
    records.close()


# Superbills


def print_missing(qtbot, window, prompts) -> None:
    window.show_superbill()
    qtbot.waitUntil(lambda: prompts.told != [], timeout=20_000)


def test_a_missing_npi_leads_to_its_field(qtbot, window, prompts, sql_records):
    sql_records.save_practice(replace(sql_records.practice(), npi=""))
    open_visit(window, "Okafor")
    print_missing(qtbot, window, prompts)
    assert "NPI" in prompts.told[0]
    assert page(window) == "practice"
    assert window.pages.practice.editors["npi"].line.hasFocus()


def test_a_missing_address_leads_to_the_patients_form(qtbot, window, prompts, sql_records):
    visit = open_visit(window, "Okafor")
    patient = visit.charted.opened.patient
    sql_records.save_patient(replace(patient, address=type(patient.address)()))
    print_missing(qtbot, window, prompts)
    assert page(window) == "patient"
    assert window.pages.patient.editors["street"].line.hasFocus()


def test_nothing_charted_prints_nothing_and_says_so(qtbot, window, prompts):
    open_visit(window, "Papadakis")
    print_missing(qtbot, window, prompts)
    assert prompts.told == ["Nothing is charged yet. Chart the visit first."]
    assert window.pages.visit.foot.superbill.isEnabled()


@pytest.fixture
def preview(qtbot, window):
    """The superbills of a visit with rosacea for the insurer and toxin for the patient."""
    open_visit(window, "Castellano")
    qtbot.mouseClick(window.pages.visit.foot.superbill, LEFT)
    return preview_of(qtbot, window)


def test_insurance_and_self_pay_are_two_documents(preview):
    titles = [preview.tabs.tabText(at) for at in range(preview.tabs.count())]
    assert titles == ["Insurance superbill", "Self-pay statement"]
    assert all(preview.tabs.widget(at).document.pageCount() >= 1 for at in range(2))


def text_of(pdf: bytes) -> str:
    return " ".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)


def test_the_document_shown_is_saved_as_it_is(qtbot, preview, prompts, tmp_path):
    prompts.path = tmp_path / "out.pdf"
    preview.tabs.setCurrentIndex(1)
    qtbot.mouseClick(preview.save_button, LEFT)
    assert prompts.path.read_bytes() == preview.page.bill.pdf
    assert preview.note.text() == "Saved as out.pdf."
    assert "toxin" in text_of(preview.page.bill.pdf)


def test_giving_up_on_a_file_name_writes_nothing(qtbot, preview, prompts, tmp_path):
    qtbot.mouseClick(preview.save_button, LEFT)
    assert len(prompts.suggested) == 1
    assert (preview.note.text(), prompts.told) == ("", [])


def test_a_file_that_cannot_be_written_is_told_with_a_way_out(qtbot, preview, prompts, tmp_path):
    prompts.path = tmp_path / "no such folder" / "out.pdf"
    qtbot.mouseClick(preview.save_button, LEFT)
    assert prompts.told == ["The file cannot be written: No such file or directory. Choose another folder."]


def test_a_printed_superbill_has_as_many_pages_on_letter_paper(qtbot, preview, prompts, tmp_path):
    prompts.print_to = tmp_path / "printed.pdf"
    qtbot.mouseClick(preview.print_button, LEFT)
    pages = PdfReader(BytesIO(prompts.print_to.read_bytes())).pages
    assert len(pages) == preview.page.document.pageCount()
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [612, 792]
    assert preview.note.text() == "Sent to printed.pdf."


def test_a_printed_page_is_full_of_ink_as_the_screen_has_it(qtbot, preview, prompts, tmp_path):
    prompts.print_to = tmp_path / "printed.pdf"
    qtbot.mouseClick(preview.print_button, LEFT)
    shown, paper = drawn(preview.page.bill.pdf)[0], drawn(prompts.print_to.read_bytes())[0]
    assert shown.size() == paper.size()
    assert share_that_differs(shown, paper) < 0.05


def test_giving_up_on_the_printer_prints_nothing(qtbot, preview, prompts):
    qtbot.mouseClick(preview.print_button, LEFT)
    assert preview.note.text() == ""


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdfEngine", extend=True)  # what Qt says of it itself
def test_a_printer_that_takes_nothing_is_told(qtbot, preview, prompts, tmp_path):
    prompts.print_to = tmp_path / "no such folder" / "printed.pdf"
    qtbot.mouseClick(preview.print_button, LEFT)
    assert prompts.told == ["The printer takes nothing. Choose another printer, or save as PDF."]


def test_reasons_are_printed_on_demand(qtbot, preview, window):
    before = text_of(preview.page.bill.pdf)
    with qtbot.waitSignal(window._presenters.bills.ready, timeout=20_000):
        preview.with_reasons.setChecked(True)
    assert len(text_of(preview.page.bill.pdf)) > len(before)


def test_escape_closes_the_preview_and_it_opens_again(qtbot, preview, window):
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert window._preview is None
    window.show_superbill()
    assert preview_of(qtbot, window).isVisible()
    window._preview.reject()


def test_the_sample_day_leaves_the_same_files_each_time(theme, built, morning, tmp_path):
    first, second = (bootstrap_window.sample_day(built, tmp_path / "out") for _ in range(2))
    assert first == second
    assert sorted((tmp_path / "out").iterdir()) == sorted(first)
    assert "superbill-2026-11-24-01-insurance.pdf" in {path.name for path in first}
    assert all("SAMPLE" in text_of(path.read_bytes()) for path in first)


# Remembered


def test_theme_and_text_size_are_remembered(make_window, stored, theme):
    first = make_window()
    first._choose_theme("dark")
    first._scale(150)
    first.close()
    stored.sync()
    assert settings.THEME.read(stored.value(settings.THEME.name)) == "dark"
    assert settings.TEXT_PERCENT.read(stored.value(settings.TEXT_PERCENT.name)) == 150
    assert (theme.scheme, theme.text_percent) == ("dark", 150)


@pytest.mark.parametrize(("key", "percent"), [("larger", 125), ("smaller", 100), ("normal_size", 100)])
def test_the_text_size_steps_within_its_bounds(window, theme, key, percent):
    window.actions_by_id[key].trigger()
    assert Theme.current().text_percent == percent


def test_text_is_never_larger_than_twice(theme, make_window):
    theme.set_percent(175)
    window = make_window()
    seen = []
    for _ in range(2):
        window.actions_by_id["larger"].trigger()
        seen.append(theme.text_percent)
    assert seen == [200, 200]


def test_the_window_opens_where_it_stood(qtbot, make_window, stored):
    first = make_window()
    first.resize(first.minimumSizeHint().width(), 600)  # as the screen of the tests is 800 wide
    size = first.size()
    first.close()
    stored.sync()
    second = make_window()
    assert second.height() == size.height()
    assert second.width() == min(size.width(), second.frameGeometry().width(), 798)


def test_panes_that_were_moved_are_as_wide_the_next_time(qtbot, make_window, stored):
    first = make_window()
    open_visit(first, "Okafor")
    panes = first.pages.visit.panes
    handle = panes.handle(1)
    qtbot.waitUntil(handle.isVisible)
    at = handle.rect().center()
    qtbot.mousePress(handle, LEFT, pos=at)
    qtbot.mouseMove(handle, at + type(at)(60, 0))
    qtbot.mouseRelease(handle, LEFT, pos=at)
    sizes = panes.sizes()
    first.close()
    stored.sync()
    second = make_window()
    open_visit(second, "Okafor")
    qtbot.waitUntil(second.pages.visit.panes.isVisible)
    second.resize(first.size())  # the screen of the tests is smaller than the window
    assert first.pages.visit.panes_kept
    qtbot.waitUntil(lambda: second.pages.visit.panes.sizes()[0] > 0)
    assert second.pages.visit.panes.sizes() == pytest.approx(sizes, abs=4)


@pytest.mark.parametrize("rubbish", ["", "x", 7, [1, 2]])
def test_a_spoilt_settings_file_opens_the_window_all_the_same(make_window, stored, rubbish):
    for setting in settings.SETTINGS:
        stored.setValue(setting.name, rubbish)
    assert make_window().isVisible()


# Never told


def test_no_title_or_object_name_carries_a_patient(qtbot, window):
    open_visit(window, "Okafor")
    window.edit_patient("")
    window.show_area("visit")
    window.show_superbill()
    preview_of(qtbot, window)
    told = [window.windowTitle(), window._preview.windowTitle()]
    told += [widget.objectName() for widget in window.findChildren(QWidget)]
    window._preview.reject()
    assert [text for text in told if any(name.lower() in text.lower() for name in NAMES)] == []


def test_file_and_print_job_names_carry_nothing_a_patient_is_known_by(
    qtbot, window, preview, prompts, tmp_path
):
    patient = presenter(window).charted.opened.patient
    prompts.print_to = tmp_path / "printed.pdf"
    for at in range(2):
        preview.tabs.setCurrentIndex(at)
        qtbot.mouseClick(preview.save_button, LEFT)
        qtbot.mouseClick(preview.print_button, LEFT)
    assert len(prompts.suggested) == 4
    for name in prompts.suggested:
        assert re.fullmatch(r"superbill-[A-Za-z0-9-]+(\.pdf)?", name)
        assert not any(part.lower() in name.lower() for part in (*NAMES, str(patient.born), patient.account))


def test_a_crash_report_names_places_in_the_code_and_no_value(theme, capsys):
    prompts = FakePrompts()
    patient = "Okafor, Miriam, born 1972-03-14"
    with pytest.raises(ValueError) as raised:
        int(patient)
    bootstrap_window._crashed(prompts, raised.type, raised.tb)
    report = prompts.reports[0]
    assert report.startswith("ValueError\n")
    assert "test_window.py" in report
    assert "Okafor, Miriam" not in report
    assert capsys.readouterr().err == report


# Pages that are made when they are wanted


class TopWindows(QObject):
    """Notes each window that shows itself."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_the_first_screen_makes_its_own_page_only(window):
    assert window.pages.is_made("day")
    assert set(window.pages.not_made) == {"visit", "pathology", "practice", "patient"}


def test_a_page_that_is_made_behind_the_window_shows_nothing_and_takes_no_focus(qapp, window):
    watch = TopWindows()
    qapp.installEventFilter(watch)
    while window.make_next_page():
        QApplication.processEvents()
    qapp.removeEventFilter(watch)
    assert watch.shown == []
    assert window.pages.not_made == ()
    assert window.pages.day.table.hasFocus()
