"""The pathology worklist and the results, as the record file keeps them."""

from dataclasses import replace
from datetime import date

import pytest

from chargecapture.errors import KnownError
from chargecapture.storage.records import SqlRecords
from chargecapture.workflow.pathology import PathologyResult
from chargecapture.workflow.visits import Visits
from tests.helpers.encounters import biopsy, encounter, keratoses
from tests.helpers.records import NOON, sample_visit
from tests.helpers.rules import coder

BCC = PathologyResult(
    lesion="A", diagnosis="basal cell carcinoma", nature="malignant", report="S26-4471",
    received=date(2026, 6, 19),
)  # fmt: skip
SAMPLED = encounter(biopsy("A"), keratoses("B", 3), biopsy("C", "nose", side=None), rendering="D1")


@pytest.fixture
def visits(records: SqlRecords) -> Visits:
    return Visits(records, coder(), clock=lambda: NOON, new_id=lambda: "V9")


def keep(visits: Visits, records: SqlRecords, charted=SAMPLED, **facts):
    opened = records.save_draft(sample_visit(state="scheduled", **facts))
    return visits.keep(opened, charted, coder().code(charted))


def waiting(records: SqlRecords) -> list[tuple[str, str, int]]:
    return [(each.visit_id, each.lesion.id, each.version) for each in records.pending_lesions()]


def test_drafts_and_signed_visits_wait_the_oldest_first(visits: Visits, records: SqlRecords) -> None:
    keep(visits, records)
    older = keep(visits, records, id="V0", day=date(2026, 6, 1))
    visits.sign(older, older.encounter, by="L")
    assert waiting(records) == [("V0", "A", 1), ("V0", "C", 1), ("V1", "A", 0), ("V1", "C", 0)]
    first = records.pending_lesions()[0]
    assert (first.patient, first.account, first.provider) == ("Sample, Ruth", "10023", "Hartmann")
    assert first.lesion == SAMPLED.lesions[0]


def test_a_visit_of_which_all_is_known_does_not_wait(visits: Visits, records: SqlRecords) -> None:
    keep(visits, records, encounter(keratoses("A", 3), rendering="D1"))
    assert waiting(records) == []


def test_what_an_office_changes_about_a_visit_leaves_it_waiting(visits: Visits, records: SqlRecords) -> None:
    keep(visits, records)
    visits.set_time_and_reason("V1", "11:20", "Result")
    assert waiting(records) == [("V1", "A", 0), ("V1", "C", 0)]


def test_a_draft_that_an_older_program_held_waits_by_what_is_charted(records: SqlRecords) -> None:
    records.save_draft(sample_visit(SAMPLED, state="held"))
    assert waiting(records) == [("V1", "A", 0), ("V1", "C", 0)]


def test_a_result_of_a_draft_changes_it_and_is_kept(visits: Visits, records: SqlRecords) -> None:
    kept = visits.enter_result(keep(visits, records), BCC, by="L. Hartmann, MD")
    assert records.visit("V1") == kept
    assert kept.encounter.lesions[0].diagnosis == "basal cell carcinoma"
    assert waiting(records) == [("V1", "C", 0)]
    assert records.results("V1") == (BCC,)


def test_a_result_after_signing_is_a_version_beside_the_sealed_one(
    visits: Visits, records: SqlRecords
) -> None:
    draft = keep(visits, records)
    signed = visits.sign(draft, draft.encounter, by="L. Hartmann, MD")
    visits.enter_result(signed, BCC, by="T. Adeyemi, MD")
    first, second = records.versions("V1")
    assert replace(first, revision=signed.revision) == signed
    assert (second.version, second.amended_for, second.signed_by) == (2, "pathology", "T. Adeyemi, MD")
    assert records.visit("V1") == second
    assert waiting(records) == [("V1", "C", 2)]


def test_results_one_after_another_are_kept_in_their_order(visits: Visits, records: SqlRecords) -> None:
    draft = keep(visits, records)
    first = visits.enter_result(draft, BCC, by="L")
    second = replace(BCC, lesion="C", diagnosis="melanoma", nature=None, received=None)
    visits.enter_result(first, second, by="L")
    assert records.results("V1") == (BCC, second)
    assert waiting(records) == []


def test_a_version_that_was_amended_meanwhile_takes_no_result(visits: Visits, records: SqlRecords) -> None:
    draft = keep(visits, records)
    signed = visits.sign(draft, draft.encounter, by="L")
    visits.enter_result(signed, BCC, by="L")
    with pytest.raises(KnownError):
        visits.enter_result(signed, replace(BCC, diagnosis="melanoma"), by="L")
    assert records.results("V1") == (BCC,)
    assert len(records.versions("V1")) == 2


def test_a_released_lesion_leaves_the_worklist_and_its_reason_stays(
    visits: Visits, records: SqlRecords
) -> None:
    draft = keep(visits, records)
    visits.sign(draft, draft.encounter, by="L")
    visits.release(records.pending_lesions()[0], "specimen lost", by="L")
    assert waiting(records) == [("V1", "C", 1)]
    assert records.results("V1") == (PathologyResult(lesion="A", released_for="specimen lost"),)
