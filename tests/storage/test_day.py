"""The day's list as the record file gives it: standing, sums of what was signed, what is open and printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chargecapture.domain.practice import FeeSchedule
from chargecapture.domain.procedures import Cosmetic
from chargecapture.errors import KnownError
from chargecapture.storage.records import SqlRecords
from chargecapture.workflow.day import OpenCount, rows_of, totals_of
from chargecapture.workflow.records import CLOSED, Outlook, Printed, VisitRecord
from chargecapture.workflow.visits import Visits
from tests.helpers.encounters import DAY, answer_to, encounter, keratoses, lesion
from tests.helpers.records import NOON, charted_more, sample_answer, sample_fees, sample_visit
from tests.helpers.rules import coder

OUTLOOK = Outlook(2, "Margin is missing.", 1, Decimal("410.00"), Decimal("35.50"))


@pytest.fixture
def visits(records: SqlRecords) -> Visits:
    return Visits(records, coder(), clock=lambda: NOON, new_id=lambda: "V9")


def fees_of_the_sample(visit: VisitRecord):
    return coder().code(visit.encounter, sample_fees())


def only(records: SqlRecords):
    return records.visits_on(DAY)[0]


def test_what_a_draft_comes_to_is_kept_with_it_and_read_without_its_document(records: SqlRecords) -> None:
    kept = records.save_draft(sample_visit(outlook=OUTLOOK))
    assert records.visit("V1") == kept
    assert only(records).outlook == OUTLOOK
    assert records.save_draft(replace(kept, outlook=None)) == records.visit("V1")


def test_a_signed_visit_comes_to_the_sum_of_its_newest_versions_lines(records: SqlRecords) -> None:
    draft = records.save_draft(sample_visit(outlook=OUTLOOK))
    signed = records.sign(draft, fees_of_the_sample(draft), by="L. Hartmann, MD", at=NOON)
    outlook = only(records).outlook
    assert (outlook.lines, outlook.insurance, outlook.patient) == (2, Decimal("185.00"), Decimal(0))
    fewer = replace(signed, encounter=encounter(keratoses("A", 1), rendering="D1"))
    records.sign(fewer, fees_of_the_sample(fewer), by="L. Hartmann, MD", at=NOON)
    assert only(records).version == 2
    assert only(records).outlook.insurance == Decimal("110.00")
    assert totals_of(records.visits_on(DAY)) == (Decimal("110.00"), Decimal(0), Decimal(0))


def test_the_day_sums_what_the_answers_sum(records: SqlRecords) -> None:
    """Money of the list is the answers' own, whoever pays."""
    insurance = patient = Decimal(0)
    for at, fee in enumerate(("0.10", "0.20", "0.07")):
        looks = lesion("A", "forehead", Cosmetic(service="toxin"))
        charted = encounter(looks, keratoses("B", 1), rendering="D1")
        draft = records.save_draft(sample_visit(charted, id=f"C{at}"))
        fees = FeeSchedule({"COS-toxin": Decimal(fee), "17000": Decimal("0.3")})
        answer = coder().code(charted, fees)
        records.sign(draft, answer, by="L", at=NOON)
        insurance += answer.total("insurance", "practice")
        patient += answer.total("patient")
    totals = totals_of(records.visits_on(DAY))
    assert (totals.insurance, totals.patient) == (insurance, patient)
    assert insurance > 0 and patient > 0


@pytest.mark.parametrize(("lesions", "stands"), [(1, "cosmetic"), (2, "signed")])
def test_a_visit_of_nothing_but_services_for_looks_says_so(
    records: SqlRecords, lesions: int, stands: str
) -> None:
    charted = (lesion("A", "forehead", Cosmetic(service="toxin")), keratoses("B", 1))[:lesions]
    draft = records.save_draft(sample_visit(encounter(*charted, rendering="D1")))
    records.sign(draft, coder().code(draft.encounter), by="L", at=NOON)
    assert rows_of(records.visits_on(DAY), DAY, NOON)[0].standing == stands


@pytest.mark.parametrize("state", CLOSED)
def test_a_visit_is_closed_with_its_reason_and_taken_back(
    records: SqlRecords, visits: Visits, state: str
) -> None:
    records.save_draft(sample_visit())
    closed = visits.close("V1", state, " Inside the global period ")  # type: ignore[arg-type]
    assert (closed.state, closed.closed_for) == (state, "Inside the global period")
    assert records.visit("V1") == closed
    assert rows_of(records.visits_on(DAY), DAY, NOON)[0][1:] == (state, "Inside the global period")
    again = visits.reopen("V1")
    assert (again.state, again.closed_for, again.encounter) == ("draft", "", closed.encounter)


def test_what_was_done_is_not_left_out_without_a_reason_and_what_is_signed_not_at_all(
    records: SqlRecords, visits: Visits
) -> None:
    draft = records.save_draft(sample_visit())
    with pytest.raises(KnownError, match="A reason is needed"):
        visits.close("V1", "no_charge", "  ")
    records.sign(draft, sample_answer(), by="L", at=NOON)
    for act in (
        lambda: visits.close("V1", "no_show", "Did not come"),
        lambda: visits.set_time_and_reason("V1", "09:00", "Other"),
    ):
        with pytest.raises(KnownError, match="signed"):
            act()
    assert only(records).state == "signed"


def test_a_closed_visit_stays_closed_until_something_is_charted(records: SqlRecords, visits: Visits) -> None:
    draft = records.save_draft(sample_visit())
    closed = visits.close("V1", "no_charge", "Suture removal")
    code = visits.coder_for(DAY)
    kept = visits.keep(closed, closed.encounter, code(closed.encounter))
    assert (kept.state, kept.closed_for) == ("no_charge", "Suture removal")
    more = charted_more(draft, "wart").encounter
    charted = visits.keep(kept, more, code(more))
    assert (charted.state, charted.closed_for) == ("draft", "")


def test_a_visit_in_which_nothing_is_charted_is_not_started_however_often_it_is_stored(
    records: SqlRecords, visits: Visits
) -> None:
    blank = records.save_draft(sample_visit(encounter(rendering="D1"), state="scheduled"))
    code = visits.coder_for(DAY)
    assert visits.keep(blank, blank.encounter, code(blank.encounter)).state == "scheduled"
    charted = encounter(keratoses("A", 1), rendering="D1")
    started = visits.keep(blank, charted, code(charted))
    assert started.state == "draft"
    assert visits.keep(started, blank.encounter, code(blank.encounter)).state == "scheduled"


def test_time_and_reason_are_changed_and_the_list_follows(records: SqlRecords, visits: Visits) -> None:
    records.save_draft(sample_visit())
    records.save_draft(sample_visit(id="V2", time="11:00"))
    visits.set_time_and_reason("V1", "11:30", "Warts")
    assert [(row.time, row.reason) for row in records.visits_on(DAY)] == [
        ("11:00", "Skin check"),
        ("11:30", "Warts"),
    ]


# What is open

STATES = {
    "S1": {"state": "scheduled", "time": "11:00"},
    "S2": {"state": "scheduled", "time": "12:30"},
    "S3": {"state": "scheduled", "time": ""},
    "D1": {"state": "draft", "outlook": OUTLOOK},
    "D2": {"state": "draft", "outlook": OUTLOOK._replace(missing=0)},
    "D3": {"state": "draft", "outlook": OUTLOOK._replace(missing=0, lines=0)},
    "D4": {"state": "draft"},
    "H1": {"state": "held", "outlook": OUTLOOK},
    "C1": {"state": "no_show", "closed_for": "Did not come"},
}


def fill_day(records: SqlRecords, day: date) -> None:
    for name, facts in STATES.items():
        charted = replace(encounter(keratoses("A", 1), rendering="D1"), date_of_service=day)
        records.save_draft(sample_visit(charted, id=f"{name} {day}", day=day, **facts))


@pytest.mark.parametrize(
    ("days_ago", "not_charted"), [(0, 1), (1, 3), (-1, 0)], ids=["today", "yesterday", "tomorrow"]
)
def test_what_is_open_is_counted_by_day_as_the_days_rows_stand(
    records: SqlRecords, days_ago: int, not_charted: int
) -> None:
    day = DAY - timedelta(days=days_ago)
    fill_day(records, day)
    counts = {each.standing: each.visits for each in records.open_counts(NOON)}
    shown = [row.standing for row in rows_of(records.visits_on(day), day, NOON)]
    if days_ago < 0:
        assert counts == {}
        assert "not_charted" not in shown
        return
    assert counts == {"not_charted": not_charted, "incomplete": 1, "ready": 1, "draft": 2, "held": 1}
    assert counts == {standing: shown.count(standing) for standing in counts}
    assert records.open_counts(NOON)[0] == OpenCount(day, *next(iter(sorted(counts.items()))))


def test_days_with_visits_are_counted_within_their_bounds(records: SqlRecords) -> None:
    for day in (DAY, DAY, DAY + timedelta(days=9)):
        number = len(records.visits_on(DAY)) + len(records.visits_on(DAY + timedelta(days=9)))
        charted = replace(encounter(rendering="D1"), date_of_service=day)
        records.save_draft(sample_visit(charted, id=f"V{number}", day=day))
    assert records.visit_counts(DAY, DAY + timedelta(days=8)) == {DAY: 2}
    assert records.visit_counts(DAY, DAY + timedelta(days=9)) == {DAY: 2, DAY + timedelta(days=9): 1}


# What was printed


def printing(version: int, kind: str = "insurance", documents: int = 1, minute: int = 0) -> Printed:
    at = datetime(2026, 6, 15, 16, minute, tzinfo=UTC)
    return Printed(version, kind, documents, at, "Laura Hartmann, MD")


@pytest.mark.parametrize(
    ("printed", "stands", "note"),
    [
        ([], "signed", ""),
        ([printing(1)], "printed", "16:00 Laura Hartmann, MD"),
        ([printing(1), printing(1, minute=5)], "printed", "16:05 Laura Hartmann, MD"),
        ([printing(1, documents=2)], "signed", "16:00 Laura Hartmann, MD"),
        (
            [printing(1, documents=2), printing(1, "self_pay", 2, 1)],
            "printed",
            "16:01 Laura Hartmann, MD",
        ),
        ([printing(0)], "signed", "16:00 Laura Hartmann, MD (version 0)"),
    ],
    ids=["never", "once", "twice", "one of two", "both", "as a draft only"],
)
def test_a_visit_is_printed_once_all_its_documents_were_in_its_newest_version(
    records: SqlRecords, printed: list[Printed], stands: str, note: str
) -> None:
    draft = records.save_draft(sample_visit())
    signed = records.sign(draft, sample_answer(), by="L", at=NOON)
    for each in printed:
        records.add_printed("V1", each)
    assert only(records).printed == tuple(printed)
    assert rows_of(records.visits_on(DAY), DAY, NOON)[0][1:] == (stands, note)
    records.sign(signed, answer_to(keratoses("A", 7), rendering="D1"), by="L", at=NOON)
    assert rows_of(records.visits_on(DAY), DAY, NOON)[0].standing == "signed"


def test_what_is_no_visit_cannot_have_been_printed(records: SqlRecords) -> None:
    with pytest.raises(KnownError):
        records.add_printed("V404", printing(1))


Timed = Callable[[], float]


def test_a_day_of_sixty_visits_is_listed_without_reading_what_was_charted(records: SqlRecords) -> None:
    for number in range(60):
        draft = records.save_draft(sample_visit(id=f"V{number}", outlook=OUTLOOK))
        if number % 2:
            records.sign(draft, sample_answer(), by="L", at=NOON)

    def unread(text: str) -> None:
        raise AssertionError("a document was read")

    records._codec = type("Unreading", (), {"read": staticmethod(unread)})()  # type: ignore[assignment]
    assert len(records.visits_on(DAY)) == 60
