"""A day's visits as an office looks at them: how each stands, what is missing, what they come to.

How a draft stands is kept with it each time it is stored, so that a day is listed without coding anything.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol, get_args

from chargecapture.domain.charges import Alert, Answer, ChargeLine
from chargecapture.domain.encounter import Encounter
from chargecapture.workflow.records import CLOSED, Outlook, Printed, Records, VisitSummary

Standing = Literal[
    "scheduled",
    "not_charted",
    "draft",
    "incomplete",
    "held",
    "ready",
    "signed",
    "printed",
    "cosmetic",
    "no_charge",
    "no_show",
    "cancelled",
]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
TO_DO: tuple[Standing, ...] = ("not_charted", "incomplete", "draft", "held", "ready")
"""How a visit stands that somebody has to do something about."""
OPEN = ("scheduled", "draft", "held")
"""The stored states of visits that are neither signed nor closed."""


class DayRow(NamedTuple):
    """One visit of the list. `note` is what keeps it from the next step, or when and by whom it was done."""

    visit: VisitSummary
    standing: Standing
    note: str


class DayTotals(NamedTuple):
    """US dollars: of signed lines by who pays, and of all lines that are not signed yet."""

    insurance: Decimal
    patient: Decimal
    drafts: Decimal


class OpenCount(NamedTuple):
    """How many visits of a day stand so."""

    day: date
    standing: Standing
    visits: int


class MonthDay(NamedTuple):
    """A day of the calendar: how many visits it has, and how many of them are not signed though due."""

    day: date
    visits: int
    missing: int


class ToDo(NamedTuple):
    """How many visits stand so up to now, and on which day the oldest is."""

    standing: Standing
    visits: int
    day: date


class QuickLook(NamedTuple):
    """What a visit holds, without opening it."""

    answer: Answer
    encounter: Encounter
    why_not_sign: str

    @property
    def lines(self) -> tuple[ChargeLine, ...]:
        return self.answer.lines

    @property
    def open_facts(self) -> tuple[Alert, ...]:
        """What is missing or must be corrected, then what should be looked at; notes are left out."""
        told = [alert for alert in self.answer.alerts if alert.severity != "info" or alert.effect != "none"]
        return tuple(sorted(told, key=lambda alert: alert.effect == "none"))


class DayRecords(Records, Protocol):
    """The record file, with what the list of a day asks of it; may raise `KnownError`."""

    def open_counts(self, now: datetime) -> tuple[OpenCount, ...]:
        """The visits up to now that are neither signed nor closed, counted by day and standing."""

    def visit_counts(self, first: date, last: date) -> Mapping[date, int]:
        """How many visits each day has, both bounds included; days without any are left out."""

    def add_printed(self, visit_id: str, printed: Printed) -> None:
        """Record that a document of a visit was printed."""


def rows_of(visits: Sequence[VisitSummary], day: date, now: datetime) -> tuple[DayRow, ...]:
    """The rows of a day's list, as they stand at a moment."""
    return tuple(DayRow(visit, *_standing(visit, day, now)) for visit in visits)


def _standing(visit: VisitSummary, day: date, now: datetime) -> tuple[Standing, str]:
    if visit.state == "signed":
        return _signed(visit, day)
    if visit.state in CLOSED:
        return visit.state, visit.closed_for
    if visit.state == "scheduled":
        return ("not_charted" if is_due(day, visit.time, now) else "scheduled"), ""
    outlook = visit.outlook
    if visit.state == "held":
        return "held", outlook.first_missing if outlook else ""
    if outlook is None:  # of a version that did not keep it
        return "draft", ""
    if outlook.missing:
        more = f" (+{outlook.missing - 1})" if outlook.missing > 1 else ""
        return "incomplete", f"{outlook.first_missing}{more}"
    return ("ready" if outlook.lines else "draft"), ""


def _signed(visit: VisitSummary, day: date) -> tuple[Standing, str]:
    note = ""
    if visit.printed:
        last = visit.printed[-1]
        at = f"{last.at:%H:%M}" if last.at.date() == day else f"{last.at:%Y-%m-%d %H:%M}"
        version = f" (version {last.version})" if last.version != visit.version else ""
        note = f"{at} {last.by}{version}"
    if visit.cosmetic:
        return "cosmetic", note
    return ("printed" if is_printed(visit) else "signed"), note


def is_printed(visit: VisitSummary) -> bool:
    """Whether all documents of a visit's newest version were printed."""
    printed = [each for each in visit.printed if each.version == visit.version]
    return bool(printed) and len({each.kind for each in printed}) >= printed[-1].documents


def is_due(day: date, time: str, now: datetime) -> bool:
    """Whether a visit should have begun; one without a time has when its day is over."""
    today = now.date()
    return day < today or (day == today and bool(time) and time <= f"{now:%H:%M}")


def totals_of(visits: Iterable[VisitSummary]) -> DayTotals:
    """What a day's visits come to; those that were closed come to nothing."""
    insurance = patient = drafts = Decimal(0)
    for visit in visits:
        if visit.outlook is None or visit.state in CLOSED:
            continue
        if visit.state == "signed":
            insurance += visit.outlook.insurance
            patient += visit.outlook.patient
        else:
            drafts += visit.outlook.insurance + visit.outlook.patient
    return DayTotals(insurance, patient, drafts)


def to_do(counts: Iterable[OpenCount]) -> tuple[ToDo, ...]:
    """What is to be done over all days; what there is none of is left out."""
    found: dict[Standing, ToDo] = {}
    for each in sorted(counts, key=lambda counted: counted.day):
        known = found.get(each.standing)
        if known is None:
            found[each.standing] = ToDo(each.standing, each.visits, each.day)
        else:
            found[each.standing] = known._replace(visits=known.visits + each.visits)
    return tuple(found[standing] for standing in TO_DO if standing in found)


def month_of(
    day: date, visits: Mapping[date, int], counts: Iterable[OpenCount]
) -> tuple[tuple[MonthDay, ...], ...]:
    """The weeks of a day's month, Monday first, with the days of the months beside it that fill them."""
    missing: dict[date, int] = {}
    for each in counts:
        missing[each.day] = missing.get(each.day, 0) + each.visits
    first, last = month_bounds(day)
    weeks = []
    while first <= last:
        days = [first + timedelta(days=at) for at in range(7)]
        weeks.append(tuple(MonthDay(each, visits.get(each, 0), missing.get(each, 0)) for each in days))
        first += timedelta(days=7)
    return tuple(weeks)


def month_bounds(day: date) -> tuple[date, date]:
    """The Monday before a month's first day, and the Sunday after its last."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def next_to_chart(visits: Sequence[VisitSummary], after: str) -> VisitSummary | None:
    """The next visit of the same provider that is not started, in the day's order and around to its start."""
    ids = [visit.id for visit in visits]
    at = ids.index(after) if after in ids else -1
    whose = visits[at].provider_id if at >= 0 else None
    waiting = (*visits[at + 1 :], *visits[: max(at, 0)])
    return next(
        (each for each in waiting if each.state == "scheduled" and whose in (None, each.provider_id)), None
    )


_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(a|p)?\.?m?\.?", re.ASCII | re.IGNORECASE)


def read_time(text: str) -> str | None:
    """The time of day that is typed, as `13:05`; empty for none, `None` where it is no time."""
    typed = text.strip()
    if not typed:
        return ""
    found = _TIME.fullmatch(typed)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def outlook_of(answer: Answer) -> Outlook:
    """What a draft comes to, and what keeps it from being signed."""
    open_facts = [alert for alert in answer.alerts if alert.effect != "none"]
    return Outlook(
        missing=len(open_facts),
        first_missing=open_facts[0].message if open_facts else "",
        lines=len(answer.lines),
        insurance=answer.total("insurance", "practice"),
        patient=answer.total("patient"),
    )
