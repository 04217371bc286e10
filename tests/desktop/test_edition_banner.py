"""The note above a visit whose day no published edition at hand covers: what, what to do, and how it goes."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chargecapture import settings
from tests.desktop.conftest import opened
from tests.desktop.test_window import open_visit
from tests.helpers.encounters import encounter, keratoses
from tests.helpers.records import sample_visit

NEXT_YEAR = date(2027, 2, 1)


def open_on(presenter, records, day: date) -> None:
    charted = encounter(keratoses("A", 3), rendering="D1", date_of_service=day)
    visit = sample_visit(charted, day=day)
    records.drafts[visit.id] = visit
    presenter.open(opened(visit))


def test_a_day_that_the_editions_cover_shows_no_banner(visit_view, presenter, records):
    open_on(presenter, records, date(2026, 6, 15))
    assert not visit_view.editions.isVisible()


def test_a_day_past_the_editions_names_them_and_says_what_to_do(visit_view, presenter, records):
    open_on(presenter, records, NEXT_YEAR)
    banner = visit_view.editions
    assert banner.isVisible()
    assert banner.title.text() == "No edition at hand covers 2027-02-01. The last one at hand is used."
    assert "Physician fee schedule, relative values" in banner.lacking.text()
    assert "chargecapture codes import" in banner.lacking.text()
    assert "until 2026-12-31" in banner.lacking.toolTip()


def test_what_the_banner_says_stands_in_no_alert_as_well(visit_view, presenter, records):
    open_on(presenter, records, NEXT_YEAR)
    assert "edition.outdated" in {alert.rule for alert in presenter.charted.answer.alerts}
    assert "edition.outdated" not in {alert.rule for alert in presenter.charted.to_settle}


def test_the_banner_is_reached_and_put_away_by_keys_and_stays_away_for_the_day(
    qtbot, visit_view, presenter, records
):
    open_on(presenter, records, NEXT_YEAR)
    assert visit_view.editions.hide_button in visit_view.pane_stops()
    assert visit_view.editions.hide_button in visit_view.tab_stops()
    visit_view.editions.hide_button.setFocus()
    with qtbot.waitSignal(presenter.editions_put_away) as told:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert told.args == ["2026-06-15"]
    assert not visit_view.editions.isVisible()
    assert visit_view.where.hasFocus()
    open_on(presenter, records, NEXT_YEAR)
    assert not visit_view.editions.isVisible()


def test_on_the_next_day_the_banner_is_back(visit_view, presenter, records):
    presenter.editions_hidden = "2026-06-14"
    open_on(presenter, records, NEXT_YEAR)
    assert visit_view.editions.isVisible()


def test_the_day_on_which_it_was_put_away_is_kept(window, stored):
    open_visit(window, "Okafor")
    window.pages.visit.editions.hide_button.click()
    stored.sync()
    assert stored.value(settings.EDITIONS_HIDDEN.name) == "2026-11-24"


def test_a_signed_visit_needs_no_edition_any_more(visit_view, presenter, records):
    open_on(presenter, records, NEXT_YEAR)
    presenter.sign()
    assert presenter.charted.read_only
    assert not visit_view.editions.isVisible()
