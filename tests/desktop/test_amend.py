"""Amending a signed visit: with a reason, kept once it is signed, and the version before stays."""

import pytest
from PySide6.QtCore import Qt

from chargecapture.workflow import charting
from tests.desktop.conftest import opened
from tests.desktop.test_window import open_visit, press
from tests.helpers.encounters import keratoses
from tests.helpers.records import sample_visit

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def signed(open_visit):
    presenter = open_visit(keratoses("A", 3))
    presenter.sign()
    return presenter


def more(presenter) -> None:
    presenter.take(charting.set_lesion("A", count=5), "Count")


def test_a_signed_visit_is_changed_once_a_reason_is_given(signed):
    signed.amend("count was wrong")
    assert not signed.charted.read_only
    more(signed)
    assert signed.charted.encounter.lesions[0].count == 5
    assert signed.charted.next_undo == "Count"


def test_without_a_reason_it_stays_as_it_is(signed):
    signed.amend("")
    assert signed.charted.read_only


def test_nothing_of_it_is_stored_before_it_is_signed(signed, records):
    before = len(records.saves)
    signed.amend("count was wrong")
    more(signed)
    signed.flush()
    assert len(records.saves) == before
    assert records.drafts["V1"].version == 1
    assert signed.as_charted().encounter.lesions[0].count == 3


def test_signing_makes_the_next_version_with_the_reason(qtbot, signed, records):
    signed.amend("count was wrong")
    more(signed)
    with qtbot.waitSignal(signed.signed) as told:
        signed.sign()
    visit = told.args[0]
    assert (visit.version, visit.amended_for) == (2, "count was wrong")
    assert signed.charted.read_only
    assert records.drafts["V1"].encounter.lesions[0].count == 5


def test_an_amendment_that_changes_nothing_is_not_signed(qtbot, signed, records):
    signed.amend("count was wrong")
    with qtbot.waitSignal(signed.failed) as told:
        signed.sign()
    assert told.args[0].sentence == "Nothing is changed."
    assert records.drafts["V1"].version == 1


def test_an_amendment_is_not_left_for_another_visit_by_mistake(qtbot, signed):
    signed.amend("count was wrong")
    more(signed)
    with qtbot.waitSignal(signed.failed) as told:
        assert not signed.open(opened(sample_visit(id="V2")))
    assert "Alt+A" in told.args[0].way_out


def test_an_amendment_that_changed_nothing_is_simply_left(signed):
    signed.amend("count was wrong")
    assert signed.open(opened(sample_visit(id="V2")))
    assert signed.charted.amending == ""


def test_an_amendment_is_taken_back_and_the_signed_version_stands(signed):
    signed.amend("count was wrong")
    more(signed)
    signed.leave_amendment()
    assert signed.charted.read_only
    assert signed.charted.encounter.lesions[0].count == 3


def test_by_its_key_in_the_window(qtbot, window, prompts, sql_records):
    presenter = open_visit(window, "Okafor")
    press(qtbot, window, Qt.Key.Key_F12)
    assert presenter.charted.read_only
    prompts.reason_given = "seven keratoses, not six"
    press(qtbot, window, Qt.Key.Key_A, ALT)
    foot = window.pages.visit.foot
    assert "version 1" in prompts.asked[-1]
    assert foot.state.text() == "Amending version 1: seven keratoses, not six"
    assert foot.saved.text() == "Kept once it is signed"
    presenter.take(charting.set_lesion("B", count=9), "Count")
    press(qtbot, window, Qt.Key.Key_F12)
    visit_id = presenter.charted.opened.visit.id
    assert [version.version for version in sql_records.versions(visit_id)] == [1, 2]
    assert foot.state.text().endswith("version 2 · seven keratoses, not six")
    press(qtbot, window, Qt.Key.Key_A, ALT)
    press(qtbot, window, Qt.Key.Key_A, ALT)
    assert presenter.charted.read_only
