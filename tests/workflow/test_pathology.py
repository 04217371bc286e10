"""Lesions that wait for a report, and what it changes: the draft before signing, a version after it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chargecapture.domain.practice import FeeSchedule
from chargecapture.errors import KnownError
from chargecapture.workflow.pathology import (
    PathologyResult,
    PendingLesion,
    charted_as_waiting,
    waiting,
)
from chargecapture.workflow.visits import Visits
from tests.helpers.encounters import biopsy, cancer, cut_out, encounter, keratoses, lesion, shaved
from tests.helpers.records import sample_visit
from tests.helpers.rules import coder
from tests.workflow.test_visits import FakeRecords

NOON = datetime(2026, 6, 19, 12, 0, tzinfo=UTC)
BCC = PathologyResult(lesion="A", diagnosis="basal cell carcinoma", report="S26-4471")
EXCISED = lesion("A", "cheek", cut_out("1.2"), side="left", diagnosis="papule", nature="unspecified")


class Results(FakeRecords):
    """Keeps results beside the visits."""

    def __init__(self) -> None:
        super().__init__()
        self.fees = FeeSchedule({code: Decimal(fee) for code, fee in (("11102", 165), ("11642", 410))})
        self.entered: list[tuple[str, PathologyResult]] = []
        self.released: list[tuple[str, PathologyResult]] = []

    def enter_result(self, visit, answer, result, *, by, at):
        kept = self.save_draft(visit) if answer is None else self.sign(visit, answer, by=by, at=at)
        self.entered.append((by, result))
        return kept

    def release_lesion(self, visit_id, result, *, by, at):
        self.released.append((visit_id, result))


@pytest.fixture
def records() -> Results:
    return Results()


@pytest.fixture
def visits(records: Results) -> Visits:
    return Visits(records, coder(), clock=lambda: NOON, new_id=lambda: "V9")


def signed(visits: Visits, *lesions):
    return visits.sign(sample_visit(), encounter(*lesions, rendering="D1"), by="L. Hartmann, MD")


def labels(*lesions) -> tuple[str, ...]:
    charted = encounter(*lesions)
    return waiting(charted, coder().natures(charted))


# Who waits


def test_what_was_sampled_and_is_not_known_waits():
    assert labels(biopsy("A"), biopsy("B", "nose", side=None)) == ("A", "B")


@pytest.mark.parametrize(
    ("words", "waits"), [("r/o BCC", True), ("D49.2", True), ("basal cell carcinoma", False)]
)
def test_a_diagnosis_says_what_the_nature_leaves_out(words, waits):
    assert bool(labels(biopsy("A", diagnosis=words, nature=None))) is waits


def test_what_was_not_sampled_does_not_wait():
    assert labels(keratoses("A", 3), lesion("B", "nose", nature="unspecified", diagnosis="papule")) == ()


def test_an_excision_that_is_held_waits():
    assert labels(EXCISED) == ("A",)


def test_without_the_tables_what_is_charted_decides():
    charted = encounter(biopsy("A"), biopsy("B", nature=None), cancer("C", "nose", shaved("0.4")))
    assert charted_as_waiting(charted) == ("A",)


def test_a_draft_is_kept_with_the_lesions_that_wait(visits, records):
    charted = encounter(biopsy("A"), keratoses("B", 2), rendering="D1")
    visits.keep(sample_visit(), charted, coder().code(charted))
    assert records.kept[-1].waits == ("A",)


def test_a_visit_is_signed_with_the_lesions_that_wait(visits):
    assert signed(visits, biopsy("A")).waits == ("A",)


# What a result changes


def by_name(comparison) -> dict[str, tuple[str, str]]:
    return {change.name: (change.was, change.now) for change in comparison.changes}


def test_a_result_is_shown_beside_what_it_takes_the_place_of(visits):
    compared = visits.compare(signed(visits, biopsy("A")), BCC)
    assert by_name(compared) == {
        "Diagnosis": ("papule", "basal cell carcinoma"),
        "Code": ("11102", "11102"),
        "ICD-10": ("D49.2", "C44.319"),
        "Fee": ("165.00", "165.00"),
        "Insurance total": ("165.00", "165.00"),
    }
    assert [change.name for change in compared.changes if change.is_changed] == ["Diagnosis", "ICD-10"]
    assert compared.nature == "malignant"
    assert compared.stops == ()


def test_a_held_excision_gets_its_line(visits):
    draft = sample_visit(encounter(EXCISED, rendering="D1"), state="held")
    compared = by_name(visits.compare(draft, BCC))
    assert compared["Code"] == ("–", "11642")
    assert compared["Insurance total"] == ("0.00", "410.00")


def test_a_result_that_changes_another_lesions_modifier_shows_that_too(visits):
    charted = signed(visits, biopsy("A"), keratoses("B", 3))
    changes = visits.compare(charted, BCC).changes
    assert {change.about for change in changes} >= {"", "11102"}
    assert all(change.is_changed for change in changes if change.about.startswith("170"))


def test_nothing_is_stored_by_looking(visits, records):
    visits.compare(sample_visit(encounter(EXCISED, rendering="D1")), BCC)
    assert records.kept == [] and records.entered == []


def test_a_result_that_the_rules_cannot_read_says_what_is_asked(visits):
    compared = visits.compare(signed(visits, biopsy("A")), replace(BCC, diagnosis="blorb of the skin"))
    assert compared.stops


# Taking it over


def test_before_signing_a_result_changes_the_draft(visits, records):
    draft = sample_visit(encounter(EXCISED, rendering="D1"), state="held")
    kept = visits.enter_result(draft, BCC, by="L. Hartmann, MD")
    assert kept.encounter.lesions[0].diagnosis == "basal cell carcinoma"
    assert kept.encounter.lesions[0].nature is None
    assert (kept.state, kept.version, kept.waits) == ("draft", 0, ())
    assert records.entered == [("L. Hartmann, MD", BCC)]


def test_after_signing_a_result_makes_the_next_version_and_says_why(visits):
    first = signed(visits, biopsy("A"))
    second = visits.enter_result(first, BCC, by="T. Adeyemi, MD")
    assert (second.version, second.amended_for, second.signed_by) == (2, "pathology", "T. Adeyemi, MD")
    assert second.answer.lines[0].icd10 == ("C44.319",)
    assert second.waits == ()
    assert first.answer.lines[0].icd10 == ("D49.2",)


def test_a_nature_that_is_said_is_charted(visits):
    uncertain = replace(BCC, diagnosis="neoplasm of skin", nature="uncertain")
    kept = visits.enter_result(sample_visit(encounter(EXCISED, rendering="D1")), uncertain, by="L")
    assert kept.encounter.lesions[0].nature == "uncertain"


def test_a_result_says_what_came_back(visits):
    with pytest.raises(KnownError, match="diagnosis is missing"):
        visits.enter_result(sample_visit(encounter(EXCISED)), replace(BCC, diagnosis=" "), by="L")


def test_a_signed_visit_that_could_not_be_signed_so_is_not_amended(visits, records):
    first = signed(visits, biopsy("A"))
    with pytest.raises(KnownError, match="needed before signing"):
        visits.enter_result(first, replace(BCC, diagnosis="blorb of the skin"), by="L")
    assert records.entered == []


def test_an_amendment_needs_a_reason_and_a_signed_visit(visits):
    first = signed(visits, keratoses("A", 3))
    with pytest.raises(KnownError, match="reason"):
        visits.amend(first, first.encounter, by="L", reason=" ")
    with pytest.raises(KnownError, match="not signed"):
        visits.amend(sample_visit(), first.encounter, by="L", reason="count")
    second = visits.amend(first, encounter(keratoses("A", 4), rendering="D1"), by="L", reason="count")
    assert (second.version, second.amended_for) == (2, "count")


# Release


def pending(version: int) -> PendingLesion:
    return PendingLesion(
        visit_id="V1", day=date(2026, 6, 15), version=version, patient_id="P1", patient="Sample, Ruth",
        account="10023", provider="Hartmann", lesion=biopsy("A"),
    )  # fmt: skip


def test_a_lesion_is_released_with_a_reason(visits, records):
    visits.release(pending(1), "specimen lost", by="L")
    assert records.released == [("V1", PathologyResult(lesion="A", released_for="specimen lost"))]


@pytest.mark.parametrize(("version", "reason", "says"), [(1, " ", "reason"), (0, "lost", "not signed")])
def test_nothing_is_released_without_a_reason_or_before_signing(visits, records, version, reason, says):
    with pytest.raises(KnownError, match=says):
        visits.release(pending(version), reason, by="L")
    assert records.released == []


def test_the_worklist_tells_how_long_a_lesion_waits():
    assert pending(0).waited(date(2026, 6, 19)) == 4
