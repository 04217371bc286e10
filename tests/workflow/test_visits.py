"""The life of a visit: opened, kept as a draft, signed once, and never signed while something is needed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from chargecapture.domain.charges import Alert, Answer
from chargecapture.domain.encounter import Encounter, PriorCharge
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.visits import Visits, draft_state
from tests.helpers.encounters import DAY, answer_to, cm, keratoses, lesion, shaved
from tests.helpers.rules import coder

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
RUTH = Patient(
    id="P1", account="10023", first_name="Ruth", last_name="Sample", born=date(1972, 3, 14), sex="F",
    last_seen=date(2026, 1, 12),
)  # fmt: skip
EARLIER = PriorCharge(date=date(2026, 6, 1), code="11642", lesion="V0/A")
READY = (keratoses("A", 3),)


class FakeRecords:
    """Keeps what it is given and hands out one patient."""

    def __init__(self) -> None:
        self.kept: list[VisitRecord] = []
        self.family: Any = "medicare"
        self.fees = FeeSchedule({"17000": Decimal("120.00"), "17003": Decimal("20.00")})
        self.clia = ""

    def coverage(self, patient_id: str) -> Coverage:
        return Coverage(family=self.family)

    def fee_schedule(self, on: date) -> FeeSchedule:
        return self.fees

    def history(self, patient_id: str, before: date) -> tuple[PriorCharge, ...]:
        return (EARLIER,)

    def practice(self) -> Practice:
        return Practice(name="Elm Street Dermatology", clia=self.clia)

    def providers(self) -> tuple[Provider, ...]:
        return (Provider(id="D1", first_name="Laura", last_name="Hartmann"),)

    def patient(self, patient_id: str) -> Patient:
        return RUTH

    def save_draft(self, visit: VisitRecord) -> VisitRecord:
        self.kept.append(visit)
        return visit

    def sign(self, visit: VisitRecord, answer: Answer, *, by: str, at: datetime) -> VisitRecord:
        signed = replace(
            visit, state="signed", version=visit.version + 1, answer=answer, signed_by=by, signed_at=at
        )
        return self.save_draft(signed)


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def visits(records: FakeRecords) -> Visits:
    return Visits(records, coder(), clock=lambda: NOON, new_id=lambda: "V1")  # type: ignore[arg-type]


@pytest.fixture
def visit(visits: Visits) -> VisitRecord:
    return visits.open(RUTH, day=DAY, provider_id="D1", time="09:40", reason="Skin check")


def charted(visit: VisitRecord, *lesions: Any) -> Encounter:
    return replace(visit.encounter, lesions=lesions)


def test_a_visit_is_kept_from_the_moment_it_is_opened(records: FakeRecords, visit: VisitRecord) -> None:
    assert records.kept == [visit]
    assert (visit.id, visit.patient_id, visit.provider_id, visit.day) == ("V1", "P1", "D1", DAY)
    assert (visit.time, visit.reason, visit.state, visit.version) == ("09:40", "Skin check", "scheduled", 0)


def test_a_new_visit_knows_its_patient_payer_and_earlier_charges(visit: VisitRecord) -> None:
    begun = visit.encounter
    assert (begun.id, begun.date_of_service, begun.payer, begun.rendering) == ("V1", DAY, "medicare", "D1")
    assert (begun.patient.age, begun.patient.sex, begun.patient.established) == (54, "F", True)
    assert begun.history == (EARLIER,)
    assert (begun.lesions, begun.services, begun.visit) == ((), (), None)


@pytest.mark.parametrize(
    ("born", "age"), [(date(2026, 6, 15), 0), (date(1972, 6, 16), 53), (date(1895, 7, 1), 130)]
)
def test_the_age_is_that_of_the_day_of_the_visit(visits: Visits, born: date, age: int) -> None:
    opened = visits.open(replace(RUTH, born=born), day=DAY, provider_id="D1")
    assert opened.encounter.patient.age == age


@pytest.mark.parametrize("born", [date(2026, 6, 16), date(1895, 6, 15)])
def test_a_visit_before_birth_or_beyond_all_ages_is_refused(
    visits: Visits, records: FakeRecords, born: date
) -> None:
    with pytest.raises(KnownError, match="date of birth cannot be right on that day"):
        visits.open(replace(RUTH, born=born), day=DAY, provider_id="D1")
    assert records.kept == []


def test_a_corrected_patient_is_brought_up_to_date_in_the_encounter(
    visits: Visits, visit: VisitRecord
) -> None:
    corrected = replace(RUTH, born=date(1962, 3, 14), sex="X")
    step = visits.same_patient(corrected, Coverage(family="self_pay"))
    after = step(charted(visit, *READY))
    assert (after.patient.age, after.patient.sex, after.payer) == (64, "X", "self_pay")
    assert after.lesions == READY


def test_a_birth_that_cannot_be_leaves_the_age_as_it_was(visits: Visits, visit: VisitRecord) -> None:
    step = visits.same_patient(replace(RUTH, born=date(2027, 1, 1)), Coverage(family="medicare"))
    assert step(visit.encounter).patient.age == 54


@pytest.mark.parametrize(("clia", "said"), [("33D9999999", "33D9999999"), ("33D99", None), ("", None)])
def test_a_new_visit_has_the_practices_clia_number_where_it_can_be_one(
    visits: Visits, records: FakeRecords, clia: str, said: str | None
) -> None:
    records.clia = clia
    opened = visits.open(RUTH, day=DAY, provider_id="D1")
    assert opened.encounter.clia == said


def test_a_clia_number_that_is_charted_stays(
    visits: Visits, records: FakeRecords, visit: VisitRecord
) -> None:
    records.clia = "33D9999999"
    charted = replace(visit.encounter, clia="14D0000001")
    assert visits.same_practice()(charted) == charted
    assert visits.same_practice()(visit.encounter).clia == "33D9999999"


def test_a_draft_is_kept_as_it_is_now(visits: Visits, records: FakeRecords, visit: VisitRecord) -> None:
    encounter = charted(visit, *READY)
    kept = visits.keep(visit, encounter, answer_to(*READY))
    assert records.kept[-1] == kept
    assert (kept.encounter, kept.state, kept.id) == (encounter, "draft", visit.id)


def test_a_draft_that_waits_for_pathology_alone_is_held() -> None:
    alert = Alert("error", "pathology.pending", "Pathology is not back.", "a source", effect="hold")
    other = Alert("error", "size.missing", "A size is needed.", "a source", effect="hold")
    note = Alert("info", "note", "By the way.", "a source")

    def state(*alerts: Alert) -> str:
        return draft_state(Answer("V1", "held", (), alerts, ()))

    assert state(alert) == state(alert, note) == state(alert, alert) == "held"
    assert state(alert, other) == state(note) == state() == "draft"


def test_charges_have_the_fees_of_the_practice(visits: Visits, visit: VisitRecord) -> None:
    answer = visits.coder_for(DAY)(charted(visit, *READY))
    assert {line.code: line.charge for line in answer.lines} == {"17000": cm("120.00"), "17003": cm("40.00")}


def test_a_ready_visit_is_signed_with_its_charges(
    visits: Visits, records: FakeRecords, visit: VisitRecord
) -> None:
    encounter = charted(visit, *READY)
    signed = visits.sign(visit, encounter, by="Laura Hartmann")
    assert records.kept[-1] == signed
    assert (signed.state, signed.version, signed.signed_by, signed.signed_at) == (
        "signed",
        1,
        "Laura Hartmann",
        NOON,
    )
    assert signed.encounter == encounter
    assert signed.answer == visits.coder_for(DAY)(encounter)


NOT_READY = {
    "nothing": ((), "Nothing is charged yet. Settle what stops signing first."),
    "one fact": (
        (lesion("A", "nose", shaved("0.6"), diagnosis="nevus", nature="benign", symptoms=("pain",)),
         lesion("C", "chin", replace(shaved("1"), lesion_cm=None), diagnosis="nevus", nature="benign",
                symptoms=("pain",))),
        "1 entry needed before signing. Settle what stops signing first.",
    ),
    "two facts": (
        (lesion("A", "nose", replace(shaved("1"), lesion_cm=None), diagnosis="nevus", symptoms=("pain",)),
         lesion("B", "chin", replace(shaved("1"), lesion_cm=None), diagnosis="nevus", symptoms=("pain",))),
        "2 entries needed before signing. Settle what stops signing first.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lesions", "why"), NOT_READY.values(), ids=NOT_READY)
def test_a_visit_is_not_signed_while_something_is_needed(
    visits: Visits, records: FakeRecords, visit: VisitRecord, lesions: Any, why: str
) -> None:
    with pytest.raises(KnownError) as refused:
        visits.sign(visit, charted(visit, *lesions), by="Laura Hartmann")
    assert str(refused.value) == why
    assert records.kept == [visit]


def test_a_signed_visit_is_not_signed_again(visits: Visits, records: FakeRecords, visit: VisitRecord) -> None:
    signed = visits.sign(visit, charted(visit, *READY), by="Laura Hartmann")
    with pytest.raises(KnownError, match=r"This visit is signed\. Amend it to change it\."):
        visits.sign(signed, signed.encounter, by="Laura Hartmann")
    assert records.kept == [visit, signed]


def test_a_note_does_not_stop_signing(visits: Visits) -> None:
    note = Alert("warning", "note", "By the way.", "a source")
    answer = answer_to(*READY)
    assert visits.why_not_sign(replace(answer, alerts=(note,))) == ""


def test_a_bill_is_made_from_what_was_signed(
    visits: Visits, records: FakeRecords, visit: VisitRecord
) -> None:
    signed = visits.sign(visit, charted(visit, *READY), by="Laura Hartmann")
    records.fees = FeeSchedule({"17000": Decimal("999.00")})
    sources = visits.bill_sources(signed, reasons=True)
    assert sources.answer == signed.answer
    assert (sources.version, sources.signed_by, sources.signed_at) == (1, "Laura Hartmann", NOON)
    assert (sources.patient, sources.provider.id, sources.show_reasons) == (RUTH, "D1", True)


def test_a_bill_of_a_draft_is_coded_as_it_stands(visits: Visits, visit: VisitRecord) -> None:
    sources = visits.bill_sources(replace(visit, encounter=charted(visit, *READY)))
    assert [line.code for line in sources.answer.lines] == ["17000", "17003"]
    assert (sources.version, sources.signed_by) == (0, "")


def test_a_bill_wants_a_provider_that_is_on_file(visits: Visits, visit: VisitRecord) -> None:
    with pytest.raises(KnownError, match="The provider of this visit is not on file"):
        visits.bill_sources(replace(visit, provider_id="D9"))
