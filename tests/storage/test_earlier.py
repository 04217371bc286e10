"""What the record file tells of a patient's earlier visits, and how its history names their lesions."""

from dataclasses import replace
from datetime import date

from chargecapture.domain.encounter import Encounter
from chargecapture.storage.records import SqlRecords
from chargecapture.workflow.earlier import earlier_lesions, treat_again
from chargecapture.workflow.records import VisitRecord
from tests.helpers.encounters import DAY, biopsy, cancer, cut_out, encounter, keratoses
from tests.helpers.records import NOON, sample_patient, sample_visit
from tests.helpers.rules import coder

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 8)


def sign_on(records: SqlRecords, day: date, charted: Encounter, id_: str) -> VisitRecord:
    charted = replace(charted, id=id_, date_of_service=day, rendering="D1")
    draft = records.save_draft(sample_visit(charted, id=id_, day=day))
    return records.sign(
        draft, coder().code(charted), by="Laura Hartmann, MD", at=NOON.replace(month=day.month)
    )


def test_the_visits_before_a_day_come_in_the_order_of_signing_and_drafts_last(records: SqlRecords) -> None:
    records.save_patient(sample_patient(id="P2", account="2"))
    sign_on(records, JUNE, encounter(keratoses("A", 2)), "V2")
    sign_on(records, MARCH, encounter(biopsy("A", nature="benign", diagnosis="nevus")), "V1")
    sign_on(records, DAY, encounter(keratoses("A", 1)), "V5")
    blank = sample_visit(encounter(), id="V4", day=JUNE)
    for draft in (blank, sample_visit(id="V3", day=date(2026, 1, 1)), sample_visit(id="V6", patient_id="P2")):
        records.save_draft(draft)
    found = records.earlier_visits("P1", DAY)
    assert [(visit.id, visit.day, visit.signed) for visit in found] == [
        ("V1", MARCH, True),
        ("V2", JUNE, True),
        ("V3", date(2026, 1, 1), False),
    ]
    assert found[0].encounter.lesions[0].diagnosis == "nevus"
    assert all(visit.first is None for visit in found)


def test_an_amended_visit_tells_what_it_said_first(records: SqlRecords) -> None:
    signed = sign_on(records, MARCH, encounter(keratoses("A", 2)), "V1")
    cancerous = replace(signed.encounter, lesions=(cancer("A", "scalp", cut_out("1.1")),))
    records.sign(replace(signed, encounter=cancerous), coder().code(cancerous), by="L", at=NOON)
    (visit,) = records.earlier_visits("P1", DAY)
    assert visit.encounter.lesions == cancerous.lesions
    assert visit.first == signed.encounter
    (lesion,) = earlier_lesions((visit,))
    assert (lesion.diagnosis, lesion.last.was) == ("basal cell carcinoma", "actinic keratosis")


def test_a_lesion_treated_at_three_visits_has_one_name_in_the_history(records: SqlRecords) -> None:
    """The letters differ from visit to visit; each visit takes the lesion over from the map."""
    sign_on(records, MARCH, encounter(keratoses("A", 1, "cheek", side="left")), "V1")
    (earlier,) = earlier_lesions(records.earlier_visits("P1", JUNE))
    second = encounter(keratoses("A", 3), history=records.history("P1", JUNE))
    charted = treat_again(earlier)(second)
    treated = replace(charted.lesions[1], procedures=(cut_out("1.2"),), diagnosis="basal cell carcinoma")
    sign_on(records, JUNE, replace(charted, lesions=(charted.lesions[0], treated)), "V2")
    named = {(prior.date, prior.code): prior.lesion for prior in records.history("P1", DAY)}
    assert named[MARCH, "17000"] == named[JUNE, "11642"] == "2026-03-02 A"
    assert named[JUNE, "17000"] == "2026-06-08 A"
    by_name = {each.name: each for each in earlier_lesions(records.earlier_visits("P1", DAY))}
    assert [entry.day for entry in by_name["2026-03-02 A"].entries] == [MARCH, JUNE]
