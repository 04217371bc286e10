"""The day as an office looks at it: times as they are typed, the calendar, what comes next."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.workflow.day import (
    OpenCount,
    is_due,
    month_bounds,
    month_of,
    next_to_chart,
    read_time,
    to_do,
)
from chargecapture.workflow.records import VisitSummary

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", "09:00"),
        ("9:05", "09:05"),
        ("905", "09:05"),
        ("0905", "09:05"),
        ("9.05", "09:05"),
        ("13:40", "13:40"),
        ("1340", "13:40"),
        ("1:40 pm", "13:40"),
        ("1:40pm", "13:40"),
        ("1 p", "13:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("12:30 a.m.", "00:30"),
        ("0:00", "00:00"),
        ("23:59", "23:59"),
        ("  8:15 ", "08:15"),
        ("", ""),
        ("   ", ""),
        ("24:00", None),
        ("9:60", None),
        ("13 pm", None),
        ("0 am", None),
        ("noon", None),
        ("9:5", None),
        ("12345", None),
        ("-9", None),
        ("٩:٣٠", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, read):
    assert read_time(typed) == read


@given(st.text())
def test_whatever_is_typed_is_a_time_of_day_or_none(typed):
    read = read_time(typed)
    assert read in (None, "") or f"{time.fromisoformat(read):%H:%M}" == read


@given(st.times())
def test_a_time_as_it_is_shown_reads_as_itself(shown):
    assert read_time(f"{shown:%H:%M}") == f"{shown:%H:%M}"


@pytest.mark.parametrize(
    ("days", "begins", "due"),
    [
        (0, "09:30", True),
        (0, "09:31", False),
        (0, "", False),
        (-1, "", True),
        (-1, "23:00", True),
        (1, "08:00", False),
    ],
)
def test_a_visit_is_due_from_its_minute_on(days, begins, due):
    assert is_due(TODAY + timedelta(days=days), begins, NOW) is due


# The calendar


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_month_is_whole_weeks_from_monday_with_all_its_days(day):
    weeks = month_of(day, {}, ())
    days = [each.day for week in weeks for each in week]
    assert {len(week) for week in weeks} == {7}
    assert {week[0].day.weekday() for week in weeks} == {0}
    assert days == [days[0] + timedelta(days=at) for at in range(len(days))]
    assert (days[0], days[-1]) == month_bounds(day)
    assert sum(each.month == day.month and each.year == day.year for each in days) >= 28
    assert 4 <= len(weeks) <= 6


def test_a_day_of_the_calendar_sums_what_is_open_whatever_it_waits_for():
    counts = (OpenCount(TODAY, "held", 1), OpenCount(TODAY, "ready", 3))
    found = next(each for week in month_of(TODAY, {TODAY: 9}, counts) for each in week if each.day == TODAY)
    assert (found.visits, found.missing) == (9, 4)


def test_what_is_to_do_is_summed_over_days_with_the_oldest_in_one_order():
    before = TODAY - timedelta(days=3)
    counts = (OpenCount(TODAY, "ready", 3), OpenCount(TODAY, "not_charted", 2), OpenCount(before, "ready", 1))
    assert to_do(counts) == (("not_charted", 2, TODAY), ("ready", 4, before))


# The next visit


def planned(*states: str) -> list[VisitSummary]:
    """Visits whose provider is the first letter of their state's name."""
    return [
        VisitSummary(
            id=f"V{at}", time="", patient_id="", patient_name="", account="", reason="", payer="",
            state=state[2:], provider_id=state[0],
        )
        for at, state in enumerate(states)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("states", "after", "found"),
    [
        (("A signed", "A scheduled"), "V0", "V1"),
        (("A signed", "B scheduled", "A scheduled"), "V0", "V2"),
        (("A scheduled", "A signed", "A draft"), "V1", "V0"),
        (("A signed", "A draft", "A no_show"), "V0", None),
        (("A scheduled",), "V0", None),
        (("A scheduled", "B scheduled"), "gone", "V0"),
        ((), "V0", None),
    ],
)
def test_the_next_visit_is_the_same_providers_that_is_not_started(states, after, found):
    visit = next_to_chart(planned(*states), after)
    assert (visit.id if visit else None) == found
