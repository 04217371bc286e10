"""The day in the window: states, sums, what is missing, the calendar, on to the next visit, printing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel

from chargecapture.desktop.icons import ICONS
from chargecapture.desktop.models.day_list import AT, STATES, DayListModel
from chargecapture.desktop.models.month import MonthModel
from chargecapture.desktop.prompts import Closing, TimeAndReason
from chargecapture.desktop.views.visits_table import VisitsTable
from chargecapture.workflow.day import STANDINGS, DayRow, month_of
from chargecapture.workflow.records import Outlook, Printed, VisitSummary
from tests.desktop.fakes import table_text
from tests.desktop.test_window import CTRL, LEFT, open_visit, page, presenter, press
from tests.helpers.paper import drawn, greys

SHIFT = Qt.KeyboardModifier.ShiftModifier


def summary(**facts) -> VisitSummary:
    base = {
        "id": "V1",
        "time": "08:30",
        "patient_id": "P1",
        "patient_name": "Okafor, Miriam",
        "account": "10482",
        "reason": "Skin check",
        "payer": "Northfield Mutual",
        "state": "draft",
    }
    return VisitSummary(**(base | facts))  # type: ignore[arg-type]


def row(standing: str, note: str = "", **facts) -> DayRow:
    return DayRow(summary(**facts), standing, note)  # type: ignore[arg-type]


# The list


def test_the_days_visits_are_a_sound_model(qtmodeltester):
    model = DayListModel()
    model.show_rows([row(standing, id=f"V{at}") for at, standing in enumerate(STANDINGS)])
    qtmodeltester.check(model, force_py=True)
    model.show_rows([])
    qtmodeltester.check(model, force_py=True)


def test_a_month_is_a_sound_model(qtmodeltester):
    model = MonthModel()
    qtmodeltester.check(model, force_py=True)
    model.show_weeks(month_of(date(2026, 11, 24), {}, ()))
    qtmodeltester.check(model, force_py=True)


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_standing_is_a_word_an_icon_and_a_colour(theme, standing):
    model = DayListModel()
    model.show_rows([row(standing)])
    words, icon, role = STATES[standing]
    assert model.index(0, AT["state"]).data() == words
    assert icon in ICONS
    assert theme.color(role).isValid()


def test_no_two_standings_look_or_read_the_same():
    assert len({state.icon for state in STATES.values()}) == len(STATES)
    assert len({state.words for state in STATES.values()}) == len(STATES)


def test_a_row_says_what_a_visit_comes_to_and_lacks():
    outlook = Outlook(2, "Margin is missing.", 3, Decimal("1465.00"), Decimal("35.50"))
    model = DayListModel()
    model.show_rows([row("incomplete", "Margin is missing. (+1)", outlook=outlook, provider="Hartmann")])
    cells = [model.index(0, at).data() for at in range(AT["state"], model.columnCount())]
    assert cells == ["Facts missing", "Hartmann", "3", "1,465.00", "35.50", "Margin is missing. (+1)"]


# In the window, with the sample practice at nine in the morning


def standing_of(window, name: str) -> str:
    return next(
        row.standing for row in window.pages.day.model.rows if row.visit.patient_name.startswith(name)
    )


def choose(window, name: str) -> DayRow:
    day = window.pages.day
    day._choose_first(lambda row: row.visit.patient_name.startswith(name))
    day.focus_list()
    return day.current()


def sign(qtbot, window, name: str) -> None:
    open_visit(window, name)
    press(qtbot, window, Qt.Key.Key_F12)
    assert presenter(window).charted.read_only


def test_each_visit_of_the_sample_day_stands_as_it_is_charted(window):
    rows = {row.visit.patient_name.split(",")[0]: row.standing for row in window.pages.day.model.rows}
    assert rows["Okafor"] == rows["Brandt"] == rows["Castellano"] == "ready"
    assert rows["Whitfield"] == "held"
    assert rows["Nowak"] == rows["Papadakis"] == "scheduled"
    assert window.pages.day.summary.text() == "13 visits · 8 to finish · 5 to come"


def test_what_is_signed_is_summed_in_the_foot_by_who_pays(qtbot, window):
    foot = window.pages.day.foot
    assert (foot.insurance.text(), foot.patient.text()) == ("$0.00", "$0.00")
    sign(qtbot, window, "Castellano")
    answer = presenter(window).charted.answer
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    assert foot.insurance.text() == f"${answer.total('insurance', 'practice'):,.2f}"
    assert foot.patient.text() == f"${answer.total('patient'):,.2f}" != "$0.00"
    assert standing_of(window, "Castellano") == "signed"


def type_keys(qtbot, window, *lines: str) -> None:
    """Type each line and press Enter, in whatever has the focus."""
    for typed in lines:
        qtbot.keyClicks(QApplication.focusWidget(), typed)
        press(qtbot, window, Qt.Key.Key_Return)


def test_a_missing_fact_is_named_in_the_list(qtbot, window):
    open_visit(window, "Papadakis")
    press(qtbot, window, Qt.Key.Key_I, CTRL)
    type_keys(qtbot, window, "nose", "basal cell carcinoma", "excision")
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    chosen = choose(window, "Papadakis")
    assert chosen.standing == "incomplete"
    assert "size is missing" in chosen.note
    assert chosen.note.startswith(chosen.visit.outlook.first_missing)


def test_space_looks_into_a_visit_and_follows_the_row_at_hand(qtbot, window):
    day = window.pages.day
    choose(window, "Okafor")
    with qtbot.waitSignal(window._presenters.day.look_ready):
        press(qtbot, window, Qt.Key.Key_Space)
    assert day.look.isVisible() and not day.month.isVisible()
    qtbot.waitUntil(lambda: {"11102", "99213 25", "17000 59"} <= texts(day.look))
    with qtbot.waitSignal(window._presenters.day.look_ready):
        press(qtbot, window, Qt.Key.Key_Down)
    assert day.look.title.text() == "Brandt, Walter"
    assert "11102" not in texts(day.look)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not day.look.isVisible() and day.month.isVisible()
    assert day.table.hasFocus()


def texts(pane) -> set[str]:
    return {label.text() for label in pane.findChildren(QLabel) if label.isVisible()}


def test_after_signing_enter_opens_the_next_visit_that_is_not_started(qtbot, window):
    sign(qtbot, window, "Okafor")
    assert QApplication.focusWidget() is window.pages.visit.foot.next
    press(qtbot, window, Qt.Key.Key_Return)
    assert presenter(window).charted.opened.patient.last_name == "Nowak"


def test_one_key_signs_and_opens_the_next_visit_of_the_same_provider(qtbot, window):
    open_visit(window, "Lindqvist")  # Adeyemi's; Nowak and O'Brien are Hartmann's
    press(qtbot, window, Qt.Key.Key_F12, SHIFT)
    assert presenter(window).charted.opened.patient.last_name == "Papadakis"
    assert standing_of(window, "Lindqvist") == "signed"


def test_one_key_stays_where_something_stops_signing(qtbot, window):
    open_visit(window, "Nowak")
    press(qtbot, window, Qt.Key.Key_F12, SHIFT)
    assert presenter(window).charted.opened.patient.last_name == "Nowak"
    assert not presenter(window).charted.read_only


def test_where_no_visit_is_left_the_day_says_so(qtbot, window):
    for name in ("Papadakis", "Kowalczyk"):
        choose(window, name)
        window._presenters.day.close_visit(window.pages.day.current().visit.id, "cancelled", "")
    open_visit(window, "Lindqvist")
    press(qtbot, window, Qt.Key.Key_F12, SHIFT)
    assert page(window) == "day"
    assert window.pages.day.foot.note.text() == "No visit of this provider is left to chart."


# Nothing is charged


@pytest.mark.parametrize("state", ["no_charge", "no_show", "cancelled"])
def test_a_visit_is_closed_from_its_row_and_taken_back(qtbot, window, prompts, state):
    choose(window, "Nowak")
    prompts.said_of_closing = Closing(state, "Left before being seen")
    press(qtbot, window, Qt.Key.Key_Delete)
    assert prompts.asked == ["09:20 Nowak, Piotr: no_charge"]
    assert standing_of(window, "Nowak") == state
    assert window.pages.day.current().note == "Left before being seen"
    window.actions_by_id["reopen_visit"].trigger()
    assert standing_of(window, "Nowak") == "scheduled"


def test_giving_up_on_the_reason_changes_nothing(qtbot, window, prompts):
    choose(window, "Nowak")
    press(qtbot, window, Qt.Key.Key_Delete)
    assert prompts.asked and standing_of(window, "Nowak") == "scheduled"


def test_the_visit_on_the_screen_is_closed_and_stays_so_when_it_is_opened_and_left(qtbot, window, prompts):
    visit = open_visit(window, "Papadakis")
    visit.add_lesion("cheek", "left")
    prompts.said_of_closing = Closing("no_charge", "Suture removal")
    window.actions_by_id["no_charge"].trigger()
    assert page(window) == "day"
    assert standing_of(window, "Papadakis") == "no_charge"
    visit.save_now()
    visit.flush()
    window._presenters.day.refresh()
    assert standing_of(window, "Papadakis") == "no_charge"
    open_visit(window, "Papadakis")
    assert window.pages.visit.foot.state.text() == "No charge: Suture removal"
    visit.add_lesion("nose", None)
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    assert standing_of(window, "Papadakis") == "draft"


def test_a_signed_visit_is_asked_for_no_reason(qtbot, window, prompts):
    sign(qtbot, window, "Okafor")
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    choose(window, "Okafor")
    press(qtbot, window, Qt.Key.Key_Delete)
    window.actions_by_id["visit_facts"].trigger()
    assert prompts.asked == []
    assert standing_of(window, "Okafor") == "signed"


def test_opening_a_visit_and_leaving_the_window_starts_nothing(qtbot, window):
    visit = open_visit(window, "Nowak")
    visit.save_now()
    visit.flush()
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    assert standing_of(window, "Nowak") == "scheduled"


def test_time_and_reason_are_changed_and_the_list_is_in_order_again(qtbot, window, prompts):
    choose(window, "Nowak")
    prompts.said_of_time = TimeAndReason("16:45", "Rash")
    window.actions_by_id["visit_facts"].trigger()
    assert prompts.asked == ["09:20 Nowak, Piotr: 09:20 New patient, rash on elbows"]
    assert table_text(window.pages.day.table)[-1].startswith("16:45 | Nowak, Piotr | 10611 | Rash")
    assert window.pages.day.current().visit.patient_name == "Nowak, Piotr"


# The menu of a row


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_Menu, None), (Qt.Key.Key_F10, SHIFT)])
def test_a_key_asks_for_the_menu_of_the_row_at_hand(qtbot, theme, key, held):
    model, shown = DayListModel(), QSortFilterProxyModel()
    model.show_rows([row("draft"), row("ready", id="V2")])
    shown.setSourceModel(model)
    table = VisitsTable(shown)
    qtbot.addWidget(table)
    with qtbot.assertNotEmitted(table.menu_asked):
        qtbot.keyClick(table, key, held or Qt.KeyboardModifier.NoModifier)
    table.setCurrentIndex(shown.index(1, 0))
    with qtbot.waitSignal(table.menu_asked):
        qtbot.keyClick(table, key, held or Qt.KeyboardModifier.NoModifier)


def test_an_entry_of_the_menu_does_what_its_command_does(window, prompts):
    chosen = choose(window, "Nowak")
    prompts.said_of_closing = Closing("no_show", "")
    menu = window.pages.day.row_menu(chosen)
    menu.findChild(QAction, "menu_no_show").trigger()
    assert prompts.asked == ["09:20 Nowak, Piotr: no_show"]
    assert standing_of(window, "Nowak") == "no_show"


@pytest.mark.parametrize(
    ("stands", "state", "works"),
    [
        ("signed", "signed", set()),
        ("no_show", "no_show", {"visit_facts", "reopen_visit"}),
        ("ready", "draft", {"visit_facts", "no_charge", "no_show", "cancelled"}),
    ],
)
def test_the_menu_offers_what_fits_the_visit(window, stands, state, works):
    actions = window.pages.day.row_menu(row(stands, state=state)).actions()
    named = {each.objectName().removeprefix("menu_"): each.isEnabled() for each in actions}
    assert {name for name, enabled in named.items() if name and enabled} == works


# Typing


def test_a_name_that_no_visit_has_is_looked_for_among_the_patients(qtbot, window):
    for letter in "zwick":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.find.hasFocus()
    assert window.find.rows == ("New patient: zwick",)
    assert window.pages.day.filter.text() == ""


def test_after_typing_a_row_that_fits_is_at_hand(qtbot, window):
    choose(window, "Brandt")
    for letter in "whitf":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.pages.day.current().visit.patient_name == "Whitfield, Dale"
    with qtbot.waitSignal(window._presenters.day.look_ready):
        press(qtbot, window, Qt.Key.Key_Space)


# The calendar and what is to do


def test_the_calendar_counts_what_is_not_signed_and_shows_the_day_that_is_chosen(qtbot, window):
    day = window.pages.day
    table, model = day.month.table, day.month.model
    today = model.index_of(date(2026, 11, 24))
    assert today.data(MonthModel.DayRole).missing == 8
    assert "13 visits, 8 not signed" in today.data(Qt.ItemDataRole.AccessibleTextRole)
    assert day.month.title.text() == "November 2026"
    table.setFocus()
    press(qtbot, window, Qt.Key.Key_Left)
    with qtbot.waitSignal(window._presenters.day.day_ready):
        press(qtbot, window, Qt.Key.Key_Return)
    assert day.heading.text() == "Monday, 23 November 2026"
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert day.month.title.text() == "December 2026"
    assert day.heading.text() == "Monday, 23 November 2026"
    press(qtbot, window, Qt.Key.Key_PageUp)
    press(qtbot, window, Qt.Key.Key_PageUp)
    assert day.month.title.text() == "October 2026"


def test_a_click_on_a_day_shows_it(qtbot, window):
    table = window.pages.day.month.table
    at = table.visualRect(window.pages.day.month.model.index_of(date(2026, 11, 3))).center()
    with qtbot.waitSignal(window._presenters.day.day_ready):
        qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(at))
    assert window.pages.day.heading.text() == "Tuesday, 3 November 2026"


def test_what_is_to_do_is_counted_and_leads_to_the_oldest(qtbot, window):
    day = window.pages.day
    assert [(row.what.standing, row.what.visits) for row in day.to_do.rows] == [("held", 1), ("ready", 7)]
    window._presenters.day.move(3)
    row = day.to_do.rows[0]
    row.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert day.heading.text() == "Tuesday, 24 November 2026"
    assert day.current().visit.patient_name == "Whitfield, Dale"
    assert day.table.hasFocus()


def test_what_is_signed_is_not_to_do_any_more(qtbot, window):
    sign(qtbot, window, "Okafor")
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    assert [(row.what.standing, row.what.visits) for row in window.pages.day.to_do.rows] == [
        ("held", 1),
        ("ready", 6),
    ]


# Printing


@pytest.fixture
def two_signed(qtbot, window, prompts, tmp_path):
    for name in ("Okafor", "Castellano"):
        sign(qtbot, window, name)
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    prompts.print_to = tmp_path / "day.pdf"
    return window


def share_of_ink(page) -> float:
    return sum(grey < 128 for grey in greys(page)) / (page.width() * page.height())


def print_day(qtbot, window) -> None:
    with qtbot.waitSignal(window.day_commands.ended, timeout=60_000):
        press(qtbot, window, Qt.Key.Key_P, CTRL | SHIFT)


def test_all_signed_superbills_of_the_day_are_one_print_job_and_are_marked(qtbot, two_signed, prompts):
    window = two_signed
    print_day(qtbot, window)
    assert prompts.suggested == ["superbills-2026-11-24"]
    assert len(PdfReader(prompts.print_to).pages) == 3  # one patient pays in part: two documents
    assert all(0.02 < share_of_ink(page) < 0.2 for page in drawn(prompts.print_to.read_bytes()))
    assert window.pages.day.foot.note.text() == "3 superbills printed."
    assert [standing_of(window, name) for name in ("Okafor", "Castellano", "Brandt")] == [
        "printed",
        "printed",
        "ready",
    ]
    assert choose(window, "Okafor").note == "09:00 Lena Hartmann, MD"


def test_what_is_printed_is_printed_again_only_when_asked(qtbot, two_signed, prompts):
    window = two_signed
    print_day(qtbot, window)
    prompts.yes = False
    with qtbot.assertNotEmitted(window._presenters.bills.day_ready):
        press(qtbot, window, Qt.Key.Key_P, CTRL | SHIFT)
    assert "all 2 signed visits are printed" in prompts.asked[-1]
    prompts.yes = True
    print_day(qtbot, window)
    visit = choose(window, "Okafor").visit
    assert [each.version for each in visit.printed] == [1, 1]


def test_only_what_is_not_printed_is_printed(qtbot, two_signed, prompts):
    window = two_signed
    print_day(qtbot, window)
    sign(qtbot, window, "Brandt")
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    print_day(qtbot, window)
    assert window.pages.day.foot.note.text() == "1 superbills printed."


def test_giving_up_on_the_printer_marks_nothing(qtbot, two_signed, prompts):
    window = two_signed
    prompts.print_to = None
    with qtbot.waitSignal(window._presenters.bills.day_ready, timeout=60_000):
        press(qtbot, window, Qt.Key.Key_P, CTRL | SHIFT)
    assert standing_of(window, "Okafor") == "signed"
    assert window.pages.day.foot.print_all.isEnabled()


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdfEngine", extend=True)  # what Qt says of it itself
def test_a_printer_that_takes_nothing_is_told_and_marks_nothing(qtbot, two_signed, prompts, tmp_path):
    window = two_signed
    prompts.print_to = tmp_path / "no such folder" / "day.pdf"
    with qtbot.waitSignal(window.day_commands.ended, timeout=60_000):
        press(qtbot, window, Qt.Key.Key_P, CTRL | SHIFT)
    assert prompts.told == ["The printer takes nothing. Choose another printer."]
    assert standing_of(window, "Okafor") == "signed"


def test_a_visit_that_cannot_be_printed_is_left_out_and_said(qtbot, two_signed, sql_records):
    window = two_signed
    patient = next(each for each in sql_records.find_patients("Okafor"))
    sql_records.save_patient(replace(patient, address=replace(patient.address, street="")))
    print_day(qtbot, window)
    assert window.pages.day.foot.note.text().startswith("2 superbills printed. 1 left out: ")
    assert standing_of(window, "Okafor") == "signed"


def test_a_superbill_printed_from_its_preview_is_marked(qtbot, two_signed, prompts):
    window = two_signed
    open_visit(window, "Okafor")
    window.show_superbill()
    qtbot.waitUntil(lambda: window._preview is not None, timeout=20_000)
    qtbot.mouseClick(window._preview.print_button, LEFT)
    window._preview.reject()
    visit = next(row.visit for row in window.pages.day.model.rows if row.visit.patient_name.startswith("Oka"))
    assert visit.printed == (Printed(1, "insurance", 1, visit.printed[0].at, "Lena Hartmann, MD"),)
    assert standing_of(window, "Okafor") == "printed"


def test_nothing_signed_prints_nothing_and_says_so(qtbot, window, prompts):
    press(qtbot, window, Qt.Key.Key_P, CTRL | SHIFT)
    assert window.pages.day.foot.note.text() == "No visit of this day is signed yet."
    assert prompts.suggested == []
