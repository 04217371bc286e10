"""Drafts as they are charted, versions as they were signed, and what two windows do to each other."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path
from threading import Barrier, Thread
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.domain.charges import (
    Alert,
    Answer,
    ChargeLine,
    ClaimDiagnosis,
    Effect,
    Place,
    Reason,
    Responsibility,
    Severity,
    Status,
)
from chargecapture.domain.encounter import Encounter, PriorCharge
from chargecapture.domain.procedures import Cosmetic, Excision
from chargecapture.errors import DocumentError, Fault, KnownError
from chargecapture.exchange.encounter_json import read_encounter
from chargecapture.storage import tables
from chargecapture.storage.records import SqlRecords, open_records
from chargecapture.workflow import charting
from chargecapture.workflow.records import VisitRecord, VisitSummary
from tests.helpers.encounters import (
    DAY,
    answer_to,
    cancer,
    closed,
    cut_out,
    encounter,
    keratoses,
    lesion,
    visit,
)
from tests.helpers.records import (
    NOON,
    Clock,
    JsonCodec,
    charted_more,
    fill,
    records_at,
    sample_answer,
    sample_coverage,
    sample_patient,
    sample_provider,
    sample_visit,
)
from tests.helpers.rules import coder
from tests.helpers.scoring import Case, document_of, read_cases

CASES = read_cases(Path(__file__).parent.parent / "cases" / "open.jsonl")


def signed_visit(records: SqlRecords, **facts: object) -> VisitRecord:
    draft = records.save_draft(sample_visit(**facts))
    return records.sign(draft, sample_answer(), by="Laura Hartmann, MD", at=NOON)


# Drafts


def test_a_draft_comes_back_as_charted_after_the_file_is_closed(records: SqlRecords, path: Path) -> None:
    kept = records.save_draft(sample_visit())
    records.close()
    again = records_at(path)
    assert again.visit("V1") == kept == replace(sample_visit(), revision=1, saved_at=NOON)
    again.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_encounter_and_its_answer_come_back_from_their_rows(
    shared: SqlRecords, case: Case
) -> None:
    charted = read_encounter(document_of(case))
    answer = coder().code(charted)
    draft = shared.save_draft(sample_visit(charted, id=case["id"], day=charted.date_of_service))
    assert shared.visit(case["id"]) == draft
    signed = shared.sign(draft, answer, by="Laura Hartmann, MD", at=NOON)
    stored = shared.visit(case["id"])
    assert stored == signed
    assert stored.answer == answer
    assert stored.encounter == charted


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    """One record file for many visits."""
    opened = fill(records_at(tmp_path_factory.mktemp("visits") / "records.sqlite"))
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", sorted(charting.RECORDS))
def test_a_draft_of_a_procedure_of_which_nothing_is_said_yet_comes_back(
    records: SqlRecords, kind: str
) -> None:
    charted = encounter(lesion("A", "unspecified"), rendering="D1")
    for step in (charting.add_procedure("A", kind), charting.add_service(kind), charting.set_visit()):
        charted = step(charted)
    assert records.save_draft(sample_visit(charted)) == records.visit("V1")


def test_each_save_is_a_revision_later_and_changes_no_other_visit(records: SqlRecords) -> None:
    other = records.save_draft(sample_visit(id="V2"))
    first = records.save_draft(sample_visit())
    second = records.save_draft(charted_more(first, "wart"))
    assert (first.revision, second.revision) == (1, 2)
    assert second.saved_at is not None and first.saved_at is not None and second.saved_at > first.saved_at
    assert records.visit("V1").encounter.lesions[0].diagnosis == "wart"
    assert records.visit("V2") == other


def test_a_draft_needs_a_patient_and_a_provider_of_the_practice(records: SqlRecords) -> None:
    for stranger in ({"patient_id": "P404"}, {"provider_id": "D404"}):
        with pytest.raises(KnownError, match="is not in the record file"):
            records.save_draft(sample_visit(**stranger))
    assert records.visits_on(DAY) == ()


def test_a_visit_that_was_never_stored_is_not_found(records: SqlRecords) -> None:
    with pytest.raises(KnownError, match="This visit is not in the record file"):
        records.visit("V404")


def test_a_draft_that_cannot_be_read_says_so_without_quoting_it(records: SqlRecords, path: Path) -> None:
    records.save_draft(sample_visit())

    class Unreading(JsonCodec):
        def read(self, text: str) -> Encounter:
            raise DocumentError((Fault("$.lesions[0].diagnosis", "what was charted", "something else"),))

    strict = open_records(path, Unreading(), now=Clock())
    with pytest.raises(KnownError, match="cannot be read") as refused:
        strict.visit("V1")
    assert "what was charted" not in str(refused.value)
    strict.close()


@pytest.mark.parametrize(
    "charted",
    [
        encounter(lesion("A", "nose", Excision(lesion_cm=Decimal(0)))),
        encounter(lesion("A", "nose", Excision(lesion_cm=Decimal("0.12345678901234567")))),
        encounter(lesion("A", "nose", diagnosis="x" * 501)),
        encounter(lesion("A", "nose", diagnosis="half a character: \ud83d")),
        encounter(lesion("A", "nose", count=0)),
        encounter(place_of_service="1"),
        encounter(clia=""),
    ],
    ids=["no size", "17 digits", "long words", "half a character", "none", "half a place", "empty number"],
)
def test_what_would_not_read_back_is_told_at_once_and_the_draft_before_stays(
    records: SqlRecords, charted: Encounter
) -> None:
    kept = records.save_draft(sample_visit())
    unreadable = replace(kept, encounter=charted)
    for act in (
        lambda: records.save_draft(unreadable),
        lambda: records.sign(unreadable, sample_answer(), by="L", at=NOON),
    ):
        with pytest.raises(KnownError, match="cannot be stored as it stands"):
            act()
    assert records.visit("V1") == kept


def test_the_day_lists_its_visits_by_time_with_who_comes_and_who_pays(records: SqlRecords) -> None:
    records.save_patient(sample_patient(id="P2", account="2", first_name="Otto", last_name="Aalto"))
    records.save_coverage("P2", sample_coverage(family="medicare", payer=""))
    records.save_draft(sample_visit(time="10:40"))
    records.save_draft(sample_visit(id="V2", patient_id="P2", time="09:15", state="scheduled", reason="Mole"))
    records.save_draft(sample_visit(id="V3", day=DAY + timedelta(days=1)))
    assert records.visits_on(DAY) == (
        VisitSummary(
            id="V2",
            time="09:15",
            patient_id="P2",
            patient_name="Aalto, Otto",
            account="2",
            reason="Mole",
            payer="Medicare",
            state="scheduled",
            provider_id="D1",
            provider="Hartmann",
        ),
        VisitSummary(
            id="V1",
            time="10:40",
            patient_id="P1",
            patient_name="Sample, Ruth",
            account="10023",
            reason="Skin check",
            payer="Prairie Health",
            state="draft",
            provider_id="D1",
            provider="Hartmann",
        ),
    )


# Two windows


def test_a_window_that_runs_ahead_of_its_own_saves_goes_on_saving(records: SqlRecords) -> None:
    """The next keystroke hands in the visit before the answer to the last save has come."""
    opened = records.save_draft(sample_visit())
    for diagnosis in ("a", "ac", "act"):
        kept = records.save_draft(charted_more(opened, diagnosis))
    assert kept.revision == 4
    signed = records.sign(charted_more(opened, "actinic keratosis"), sample_answer(), by="L", at=NOON)
    assert records.visit("V1") == signed


def test_a_draft_that_another_window_saved_since_is_not_written_over(
    records: SqlRecords, other_window: SqlRecords
) -> None:
    opened = records.save_draft(sample_visit())
    theirs = other_window.save_draft(charted_more(other_window.visit("V1"), "theirs"))
    with pytest.raises(KnownError) as refused:
        records.save_draft(charted_more(opened, "mine"))
    assert refused.value.sentence == f"Another window saved this visit at {theirs.saved_at:%H:%M}."
    assert refused.value.way_out == "Compare before saving."
    assert records.visit("V1") == theirs


def test_a_refusal_stays_until_the_visit_is_read_again(records: SqlRecords, other_window: SqlRecords) -> None:
    opened = records.save_draft(sample_visit())
    other_window.save_draft(charted_more(other_window.visit("V1"), "theirs"))
    for _ in range(2):
        with pytest.raises(KnownError, match="Another window saved"):
            records.save_draft(charted_more(opened, "mine"))
    with pytest.raises(KnownError, match="Another window saved"):
        records.sign(charted_more(opened, "mine"), sample_answer(), by="L", at=NOON)
    merged = records.save_draft(charted_more(records.visit("V1"), "mine and theirs"))
    assert other_window.visit("V1") == merged


def test_two_windows_may_save_in_turn_when_each_reads_before(
    records: SqlRecords, other_window: SqlRecords
) -> None:
    records.save_draft(sample_visit())
    for at in range(6):
        window = (records, other_window)[at % 2]
        window.save_draft(charted_more(window.visit("V1"), f"turn {at}"))
    assert records.visit("V1").revision == 7


def test_of_two_windows_that_sign_at_once_one_signs_and_the_other_is_told(
    records: SqlRecords, path: Path
) -> None:
    for round_ in range(20):
        visit_id = f"R{round_}"
        draft = records.save_draft(sample_visit(id=visit_id))
        windows = (records_at(path), records_at(path))
        barrier = Barrier(2)
        outcomes: list[str] = []

        def sign(window: SqlRecords, draft: VisitRecord = draft, barrier: Barrier = barrier) -> None:
            barrier.wait()
            try:
                window.sign(draft, sample_answer(), by="L", at=NOON)
                outcomes.append("signed")  # noqa: B023 -- the threads end within the round
            except KnownError as problem:
                outcomes.append(problem.sentence)  # noqa: B023

        _together(*(Thread(target=sign, args=(window,)) for window in windows))
        assert sorted(outcomes) == ["This visit is signed.", "signed"]
        assert [version.version for version in records.versions(visit_id)] == [1]
        for window in windows:
            window.close()


def test_a_draft_that_races_with_signing_changes_nothing_signed(records: SqlRecords, path: Path) -> None:
    window = records_at(path)
    for round_ in range(20):
        visit_id = f"R{round_}"
        draft = records.save_draft(sample_visit(id=visit_id))
        barrier = Barrier(2)
        outcomes: dict[str, str] = {}

        def save(draft: VisitRecord = draft, barrier: Barrier = barrier) -> None:
            barrier.wait()
            try:
                window.save_draft(charted_more(draft, "late"))
                outcomes["save"] = "done"  # noqa: B023 -- the threads end within the round
            except KnownError as problem:
                outcomes["save"] = problem.sentence  # noqa: B023

        def sign(draft: VisitRecord = draft, barrier: Barrier = barrier) -> None:
            barrier.wait()
            try:
                records.sign(draft, sample_answer(), by="L", at=NOON)
                outcomes["sign"] = "done"  # noqa: B023
            except KnownError as problem:
                outcomes["sign"] = problem.sentence.split(" at ")[0]  # noqa: B023

        _together(Thread(target=save), Thread(target=sign))
        stored = records.visit(visit_id)
        if outcomes["sign"] == "done":
            assert outcomes["save"] == "This visit is signed."
            assert (stored.state, stored.encounter) == ("signed", draft.encounter)
        else:
            assert outcomes == {"save": "done", "sign": "Another window saved this visit"}
            assert (stored.state, stored.encounter.lesions[0].diagnosis) == ("draft", "late")
    window.close()


def test_many_threads_of_one_window_save_and_read_at_once(records: SqlRecords) -> None:
    """The worker saves each keystroke while the screen reads; nobody waits in vain or reads half."""
    writers, saves = 4, 15
    barrier = Barrier(writers * 2)
    problems: list[BaseException] = []

    def work(at: int) -> None:
        barrier.wait()
        try:
            for save in range(saves):
                if at < writers:
                    records.save_draft(charted_more(sample_visit(id=f"T{at}"), f"typed {save}"))
                else:
                    assert len(records.visits_on(DAY)) <= writers
        except BaseException as problem:
            problems.append(problem)

    _together(*(Thread(target=work, args=(at,)) for at in range(writers * 2)))
    assert problems == []
    assert {records.visit(f"T{at}").revision for at in range(writers)} == {saves}
    assert {records.visit(f"T{at}").encounter.lesions[0].diagnosis for at in range(writers)} == {
        f"typed {saves - 1}"
    }


def _together(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# What is signed


def test_a_signed_visit_takes_no_draft(records: SqlRecords, other_window: SqlRecords) -> None:
    draft = records.save_draft(sample_visit())
    signed = records.sign(draft, sample_answer(), by="L", at=NOON)
    for window in (records, other_window):
        for stale in (draft, signed, sample_visit()):
            with pytest.raises(KnownError) as refused:
                window.save_draft(charted_more(stale, "changed"))
            assert (refused.value.sentence, refused.value.way_out) == (
                "This visit is signed.",
                "Amend it to change it.",
            )
    assert records.visit("V1") == signed


def test_a_visit_is_signed_and_seen_in_the_same_moment(records: SqlRecords) -> None:
    signed = signed_visit(records)
    assert (signed.version, signed.state, signed.signed_by, signed.signed_at) == (
        1,
        "signed",
        "Laura Hartmann, MD",
        NOON,
    )
    assert records.patient("P1").last_seen == DAY
    assert records.visits_on(DAY)[0].state == "signed"


def test_an_earlier_visit_signed_late_leaves_when_the_patient_was_last_seen(
    records: SqlRecords,
) -> None:
    signed_visit(records)
    signed_visit(records, id="V0", day=DAY - timedelta(days=30))
    assert records.patient("P1").last_seen == DAY


def test_a_visit_may_be_signed_without_a_draft_before(records: SqlRecords) -> None:
    signed = records.sign(sample_visit(), sample_answer(), by="L", at=NOON)
    assert records.visit("V1") == signed


def test_an_amendment_is_a_new_version_beside_the_old(records: SqlRecords, other_window: SqlRecords) -> None:
    first = signed_visit(records)
    stale = other_window.visit("V1")
    changed = replace(charted_more(first, "superficial basal cell carcinoma"), provider_id="D1")
    second = records.sign(changed, Answer("V1", "ready", (), (), ()), by="L", at=NOON + timedelta(days=3))
    kept, newest = records.versions("V1")
    assert (kept.version, kept.encounter, kept.answer) == (1, first.encounter, first.answer)
    assert newest == second == records.visit("V1")
    with pytest.raises(KnownError, match="This visit is signed"):
        other_window.sign(stale, sample_answer(), by="L", at=NOON)


SEALED = [table.name for table in (tables.visit_versions, *tables.SEALED)]


@pytest.fixture
def raw(records: SqlRecords, path: Path) -> Iterator[sqlite3.Connection]:
    """The signed file as any other program would open it, with a row in each table."""
    charted = encounter(cancer("A", "nose", cut_out("1.1")), visit=visit(), payer="medicare")
    line = ChargeLine(
        code="11642",
        units=Decimal(1),
        modifiers=("59",),
        icd10=("C44.311",),
        lesions=("A",),
        responsibility="insurance",
        charge=Decimal("410.00"),
        why=(Reason("1.1 cm", "excision", "a source"),),
    )
    alert = Alert(
        "warning", "a.rule", "Look at it.", "a source", lines=(0,), place=Place("A", 0, "margin_cm")
    )
    answer = Answer("V1", "ready", (line,), (alert,), (ClaimDiagnosis("A", "C44.311"),))
    records.sign(sample_visit(charted), answer, by="L", at=NOON)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("table", SEALED)
def test_the_database_refuses_to_change_remove_or_add_to_what_is_signed(
    raw: sqlite3.Connection, table: str
) -> None:
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    stored = raw.execute(f"SELECT * FROM {table}").fetchall()
    assert stored
    changes = [
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table}",
        *(f"UPDATE {table} SET {column} = {column}" for column in columns),
        *(f"UPDATE OR REPLACE {table} SET {column} = 'x'" for column in columns),
    ]
    if "position" in columns:
        others = ", ".join("position + 100" if name == "position" else name for name in columns)
        changes.append(f"INSERT INTO {table} SELECT {others} FROM {table}")
    for change in changes:
        with pytest.raises(sqlite3.IntegrityError, match="a signed version is never changed"):
            raw.execute(change)
    assert raw.execute(f"SELECT * FROM {table}").fetchall() == stored


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM visits",
        "UPDATE visits SET state = 'draft'",
        "UPDATE visits SET encounter = '{}'",
        "UPDATE visits SET patient_id = 'P2'",
        "UPDATE visits SET day = '2020-01-01'",
        "INSERT OR REPLACE INTO visits SELECT * FROM visits",
    ],
)
def test_the_database_refuses_to_make_a_signed_visit_a_draft_again(
    raw: sqlite3.Connection, change: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="a signed version is never changed"):
        raw.execute(change)


def test_every_table_of_a_version_is_sealed() -> None:
    versioned = {table.name for table in tables.metadata.sorted_tables if "version" in table.c}
    assert versioned == {table.name for table in tables.SEALED}


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
reasons = st.builds(Reason, text=words, rule=words, source=words)
amounts = st.decimals(min_value=0, max_value=99999, allow_nan=False, allow_infinity=False)
lines = st.builds(
    ChargeLine,
    code=words,
    units=amounts,
    modifiers=st.lists(words, max_size=4).map(tuple),
    icd10=st.lists(words, max_size=4).map(tuple),
    lesions=st.lists(words, max_size=3).map(tuple),
    responsibility=st.sampled_from(get_args(Responsibility)),
    charge=st.none() | amounts,
    why=st.lists(reasons, max_size=3).map(tuple),
    label=words,
    cosmetic=st.booleans(),
    parent_code=words,
    pointers=words,
)
places = st.builds(Place, lesion=words, procedure=st.none() | st.integers(0, 200), field=words)
alerts = st.builds(
    Alert,
    severity=st.sampled_from(get_args(Severity)),
    rule=words,
    message=words,
    source=words,
    lines=st.lists(st.integers(0, 99), max_size=3).map(tuple),
    place=st.none() | places,
    effect=st.sampled_from(get_args(Effect)),
)
answers = st.builds(
    Answer,
    id=words,
    status=st.sampled_from(get_args(Status)),
    lines=st.lists(lines, max_size=4).map(tuple),
    alerts=st.lists(alerts, max_size=3).map(tuple),
    diagnoses=st.lists(st.builds(ClaimDiagnosis, pointer=words, icd10=words), max_size=4).map(tuple),
)
NUMBERS = count()
zones = st.sampled_from([None, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))])


@settings(deadline=None)
@given(answer=answers, at=st.datetimes(timezones=zones))
def test_any_answer_comes_back_from_its_rows_digit_by_digit(
    shared: SqlRecords, answer: Answer, at: datetime
) -> None:
    visit_id = f"H{next(NUMBERS)}"
    signed = shared.sign(sample_visit(id=visit_id), answer, by="L", at=at)
    stored = shared.visit(visit_id)
    assert stored == signed
    assert repr(stored.answer) == repr(answer)
    assert (stored.signed_at, stored.signed_at.utcoffset()) == (at, at.utcoffset())  # type: ignore[union-attr]


# What was charged before


def sign_on(records: SqlRecords, day: date, charted: Encounter, visit_id: str = "") -> VisitRecord:
    draft = sample_visit(replace(charted, date_of_service=day), id=visit_id or f"V{day}", day=day)
    return records.sign(draft, coder().code(draft.encounter), by="L", at=NOON)


def test_the_history_tells_of_each_lesion_what_was_done_and_by_whom(records: SqlRecords) -> None:
    day = date(2026, 6, 8)
    nose = cancer("A", "nose", cut_out("1.6"), closed("intermediate", "3.1"))
    sign_on(records, day, encounter(nose, keratoses("B", 2), visit=visit()))
    found = {(prior.code, prior.lesion): prior for prior in records.history("P1", DAY)}
    assert found["11642", "2026-06-08 A"] == PriorCharge(
        date=day,
        code="11642",
        diagnosis="basal cell carcinoma",
        site="nose",
        lesion="2026-06-08 A",
        rendering="D1",
    )
    assert {("12052", "2026-06-08 A"), ("17000", "2026-06-08 B"), ("17003", "2026-06-08 B")} <= set(found)
    seen = [prior for prior in found.values() if prior.code.startswith("992")]
    assert [(prior.modifiers, prior.site, prior.lesion) for prior in seen] == [(("25",), None, None)]


def test_the_history_opens_the_global_period_of_the_next_visit(records: SqlRecords) -> None:
    sign_on(records, date(2026, 6, 8), encounter(cancer("A", "nose", cut_out("1.6"))))
    history = records.history("P1", DAY)
    answer = answer_to(visit=visit(diagnoses=("basal cell carcinoma",)), history=history, rendering="D1")
    assert [line.code for line in answer.lines] == ["99024"]


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2025, 6, 14), False),
        (date(2025, 6, 15), True),
        (date(2026, 6, 14), True),
        (date(2026, 6, 15), False),
        (date(2026, 6, 16), False),
    ],
)
def test_the_history_holds_the_year_before_the_day(records: SqlRecords, day: date, counted: bool) -> None:
    answer = sample_answer()
    charted = replace(sample_visit().encounter, date_of_service=day)
    records.sign(sample_visit(charted, day=day), answer, by="L", at=NOON)
    assert bool(records.history("P1", date(2026, 6, 15))) is counted


def test_the_year_before_a_leap_day_begins_on_the_last_of_february(records: SqlRecords) -> None:
    records.sign(sample_visit(day=date(2027, 2, 28)), sample_answer(), by="L", at=NOON)
    assert records.history("P1", date(2028, 2, 29))


def test_the_history_is_newest_first_and_knows_no_draft_and_no_other_patient(records: SqlRecords) -> None:
    records.save_patient(sample_patient(id="P2", account="2"))
    signed_visit(records, id="A", day=date(2026, 6, 1))
    signed_visit(records, id="B", day=date(2026, 6, 9))
    signed_visit(records, id="C", day=date(2026, 6, 10), patient_id="P2")
    records.save_draft(sample_visit(id="D", day=date(2026, 6, 11)))
    assert [prior.date.day for prior in records.history("P1", DAY)] == [9, 9, 1, 1]
    assert {prior.date.day for prior in records.history("P2", DAY)} == {10}


def test_the_history_holds_what_the_newest_version_charges(records: SqlRecords) -> None:
    first = sign_on(records, date(2026, 6, 8), encounter(keratoses("A", 1)))
    amended = replace(
        first, encounter=replace(first.encounter, lesions=(cancer("A", "nose", cut_out("1.1")),))
    )
    records.sign(amended, coder().code(amended.encounter), by="L", at=NOON)
    assert {prior.code for prior in records.history("P1", DAY)} == {"11642"}


def test_what_is_cosmetic_is_in_no_history(records: SqlRecords) -> None:
    toxin = lesion("B", "glabella", Cosmetic(service="botulinum_toxin", units=Decimal(20)))
    signed = sign_on(records, date(2026, 6, 8), encounter(keratoses("A", 1), toxin))
    assert signed.answer is not None and any(line.cosmetic for line in signed.answer.lines)
    assert {prior.lesion for prior in records.history("P1", DAY)} == {"2026-06-08 A"}


def test_a_provider_may_change_without_changing_who_rendered_what_was_signed(records: SqlRecords) -> None:
    signed_visit(records, day=date(2026, 6, 8))
    records.save_provider(sample_provider(last_name="Newname"))
    assert {prior.rendering for prior in records.history("P1", DAY)} == {"D1"}
