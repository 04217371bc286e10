"""The day in the window: states, sums, what is missing, the calendar, on to the next visit, printing."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from chargecapture.desktop.icons import ICONS
from chargecapture.desktop.models.day_list import AT, STATES, DayListModel
from chargecapture.desktop.models.month import MonthModel
from chargecapture.workflow.day import STANDINGS, DayRow, month_of
from chargecapture.workflow.records import Outlook, VisitSummary

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
