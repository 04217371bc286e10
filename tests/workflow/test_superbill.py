"""What stands on a superbill, and what keeps it from being printed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.domain.charges import Answer, ChargeLine, ClaimDiagnosis, Reason
from chargecapture.domain.encounter import Encounter, Notice
from chargecapture.domain.practice import Address, Coverage
from chargecapture.domain.procedures import (
    Biopsy,
    Cosmetic,
    Destruction,
    Excision,
    Laboratory,
    Mohs,
    Nail,
    Pathology,
    Repair,
    SkinTagRemoval,
)
from chargecapture.workflow.superbill import (
    BillSources,
    Superbill,
    Wording,
    lesion_in_words,
    make_superbills,
    missing_fields,
)
from tests.helpers.bills import COVERAGE, PATIENT, PRACTICE, PROVIDER
from tests.helpers.encounters import answer_to, biopsy, cancer, encounter, lesion, tags, visit

WORDING = Wording(
    titles={"C44.311": "Basal cell carcinoma of skin of nose"},
    labels={"11642": "Malignant excision, face, over 1.0 to 2.0 cm"},
    places={"11": "Office"},
    sites={"nose": "Nose", "cheek": "Cheek"},
)
TOXIN = Cosmetic(service="botulinum_toxin", units=Decimal(20), price=Decimal(14))


def charge(code: str, **facts: Any) -> ChargeLine:
    base: dict[str, Any] = {
        "units": Decimal(1),
        "modifiers": (),
        "icd10": ("C44.311",),
        "lesions": ("A",),
        "responsibility": "insurance",
        "charge": Decimal(100),
        "why": (Reason("excised diameter 1.6 cm", "excision", "CPT 2026"),),
    }
    return ChargeLine(code=code, **(base | facts))


def answer(*lines: ChargeLine, diagnoses: tuple[str, ...] = ("C44.311",)) -> Answer:
    claimed = tuple(
        ClaimDiagnosis(letter, icd10) for letter, icd10 in zip("ABCDEFGHIJKL", diagnoses, strict=False)
    )
    return Answer("V1", "ready", lines or (charge("11642"),), (), claimed)


def sources(**facts: Any) -> BillSources:
    """A visit of an insured patient with nothing missing, but for what `facts` say otherwise."""
    base: dict[str, Any] = {
        "practice": PRACTICE,
        "provider": PROVIDER,
        "patient": PATIENT,
        "coverage": COVERAGE,
        "encounter": encounter(cancer("A", "nose", Excision(excised_cm=Decimal("1.6")))),
        "answer": answer(),
        "version": 1,
        "signed_by": "L. Hartmann, MD",
        "signed_at": datetime(2026, 6, 15, 11, 2, tzinfo=UTC),
    }
    return BillSources(**(base | facts))


def missing(**facts: Any) -> list[tuple[str, str]]:
    return [(each.record, each.field) for each in missing_fields(sources(**facts))]


def bills(**facts: Any) -> dict[str, Superbill]:
    return {made.kind: made for made in make_superbills(sources(**facts), WORDING)}


def test_a_complete_visit_lacks_nothing() -> None:
    assert missing() == []


@pytest.mark.parametrize(
    ("record", "changed", "field"),
    [
        ("practice", {"name": ""}, "name"),
        ("practice", {"address": Address()}, "address"),
        *[("practice", {"address": replace(PRACTICE.address, **{part: ""})}, "address")
          for part in ("street", "city", "state", "zip_code")],
        ("practice", {"pay_to": Address(street="P.O. Box 880")}, "pay_to"),
        ("practice", {"npi": ""}, "npi"),
        ("practice", {"npi": "1999999019"}, "npi"),
        ("practice", {"npi": "199999901"}, "npi"),
        ("practice", {"npi": "19999990185"}, "npi"),
        ("practice", {"npi": "１９９９９９９０１８"}, "npi"),
        ("practice", {"location_npi": "1999999019"}, "location_npi"),
        ("practice", {"tax_id": ""}, "tax_id"),
        ("practice", {"tax_id": "00-123456"}, "tax_id"),
        ("practice", {"tax_id": "00-12345678"}, "tax_id"),
        ("provider", {"last_name": ""}, "name"),
        ("provider", {"npi": ""}, "npi"),
        ("provider", {"npi": "1999999027"}, "npi"),
        ("patient", {"first_name": ""}, "name"),
        ("patient", {"last_name": ""}, "name"),
        *[("patient", {"address": replace(PATIENT.address, **{part: ""})}, "address")
          for part in ("street", "city", "state", "zip_code")],
        ("coverage", {"payer": ""}, "payer"),
        ("coverage", {"member_id": ""}, "member_id"),
        ("coverage", {"family": "medicare"}, "family"),
        ("coverage", {"family": "self_pay"}, "family"),
    ],
)  # fmt: skip
def test_an_obligatory_field_that_is_missing_or_wrong_is_named(
    record: str, changed: dict[str, Any], field: str
) -> None:
    held = getattr(sources(), record)
    assert missing(**{record: replace(held, **changed)}) == [(record, field)]


@pytest.mark.parametrize("empty", ["phone", "fax", "group_number", "clia", "location_npi"])
def test_what_a_claim_can_do_without_is_not_asked_for(empty: str) -> None:
    assert missing(practice=replace(PRACTICE, **{empty: ""})) == []


def test_all_that_is_missing_is_told_at_once_in_reading_order() -> None:
    found = missing(
        practice=replace(PRACTICE, npi="", tax_id=""),
        provider=replace(PROVIDER, npi=""),
        coverage=replace(COVERAGE, member_id=""),
    )
    assert found == [
        ("practice", "npi"),
        ("practice", "tax_id"),
        ("provider", "npi"),
        ("coverage", "member_id"),
    ]


def test_the_sentence_says_what_is_missing_and_what_entering_it_does() -> None:
    (absent,) = missing_fields(sources(practice=replace(PRACTICE, npi="")))
    (wrong,) = missing_fields(sources(practice=replace(PRACTICE, npi="1999999019")))
    assert absent.sentence == "The billing NPI is missing. The superbill prints once it is entered."
    assert "check digit does not fit" in wrong.sentence


@pytest.mark.parametrize("service", [Laboratory(test="koh"), Pathology(level="4", specimens=1)])
@pytest.mark.parametrize(
    ("clia", "lacks"), [("33D9999999", False), ("", True), ("33X9999999", True), ("33D999", True)]
)
def test_a_laboratory_test_wants_a_right_clia_number(service: Any, clia: str, lacks: bool) -> None:
    found = missing(
        practice=replace(PRACTICE, clia=clia), encounter=encounter(biopsy("A"), services=(service,))
    )
    assert found == ([("practice", "clia")] if lacks else [])


def test_a_clia_number_of_the_encounter_goes_before_that_of_the_practice() -> None:
    tested = encounter(biopsy("A"), services=(Laboratory(test="koh"),), clia="33D0000001")
    assert bills(encounter=tested)["insurance"].clia == "33D0000001"
    assert missing(encounter=replace(tested, clia="33D")) == [("encounter", "clia")]


def test_a_clia_number_is_on_the_document_only_with_a_laboratory_test() -> None:
    assert bills()["insurance"].clia == ""


def test_an_insurance_line_without_a_fee_blocks_and_names_its_code_once() -> None:
    lines = (charge("11642", charge=None), charge("11642", charge=None, modifiers=("59",)), charge("12052"))
    assert missing(answer=answer(*lines)) == [("fees", "11642")]


def test_a_fee_of_nothing_is_a_fee() -> None:
    assert missing(answer=answer(charge("99024", charge=Decimal(0)))) == []


def test_a_line_of_the_patient_may_lack_its_fee() -> None:
    lines = (charge("COS-facial", charge=None, responsibility="patient", cosmetic=True),)
    assert missing(answer=answer(*lines)) == []
    assert bills(answer=answer(*lines))["self_pay"].fees_missing


def test_a_visit_that_only_the_patient_pays_asks_for_no_coverage() -> None:
    paid = encounter(cancer("A", "nose", Excision(excised_cm=Decimal("1.6"))), payer="self_pay")
    lines = (charge("11642", responsibility="patient"), charge("99024", responsibility="practice"))
    assert missing(encounter=paid, answer=answer(*lines), coverage=Coverage(family="self_pay")) == []
    assert list(bills(encounter=paid, answer=answer(*lines))) == ["self_pay"]


def test_a_mixed_visit_gives_an_insurance_and_a_self_pay_document() -> None:
    mixed = (
        charge("11642"),
        charge("COS-botulinum_toxin", responsibility="patient", cosmetic=True, icd10=("Z41.1",)),
    )
    made = bills(answer=answer(*mixed))
    assert list(made) == ["insurance", "self_pay"]
    assert [line.code for line in made["insurance"].lines] == ["11642"]
    assert [line.code for line in made["self_pay"].lines] == ["COS-botulinum_toxin"]
    assert [d.icd10 for d in made["insurance"].diagnoses] == ["C44.311"]
    assert [d.icd10 for d in made["self_pay"].diagnoses] == ["Z41.1"]


def test_the_engine_s_own_mixed_visit_keeps_looks_off_the_insurer_s_document() -> None:
    mixed = encounter(biopsy("A"), visit=visit(), services=(TOXIN,))
    made = bills(encounter=mixed, answer=answer_to(biopsy("A"), visit=visit(), services=(TOXIN,)))
    told = repr(replace(made["insurance"], notices=()))
    assert "botulinum" not in told
    assert "Z41.1" not in told
    assert [line.label for line in made["self_pay"].lines] == ["Botulinum toxin for facial lines"]


def test_what_was_done_for_looks_on_a_medical_lesion_is_not_told_to_the_insurer() -> None:
    both = biopsy("A")
    both = replace(
        both, procedures=(*both.procedures, Destruction(method="laser", requested_by_patient=True))
    )
    lines = (charge("11102"), charge("17110", responsibility="patient", cosmetic=True))
    made = bills(encounter=encounter(both), answer=answer(*lines))
    assert made["insurance"].lesions == ("A left cheek: papule: biopsy, tangential",)
    assert made["self_pay"].lesions == ("A left cheek: papule: destruction, laser",)


def test_a_lesion_treated_only_for_looks_is_not_pending_for_the_insurer() -> None:
    looks = biopsy("B", "nose", side=None)
    looks = replace(looks, procedures=(SkinTagRemoval(requested_by_patient=True),))
    assert bills(encounter=encounter(biopsy("A"), looks))["insurance"].held == ("A left cheek",)


@given(
    st.lists(
        st.tuples(st.sampled_from(["insurance", "patient", "practice"]), st.booleans(), st.integers(0, 5)),
        max_size=12,
    ),
    st.sampled_from(["commercial", "medicare", "self_pay"]),
)
def test_each_line_is_on_exactly_one_document_and_none_for_looks_at_the_insurer(
    kinds: list[tuple[Any, bool, int]], payer: str
) -> None:
    lines = tuple(
        charge(f"{at:05}", responsibility=who, cosmetic=cosmetic, charge=Decimal(fee))
        for at, (who, cosmetic, fee) in enumerate(kinds)
    )
    made = make_superbills(
        sources(encounter=encounter(biopsy("A"), payer=payer), answer=Answer("V1", "ready", lines, (), ())),
        WORDING,
    )
    shown = sorted(line.code for bill in made for line in bill.lines)
    assert shown == [line.code for line in lines]
    assert all(bill.lines for bill in made)
    hidden = {line.code for line in lines if line.cosmetic or line.responsibility == "patient"}
    for bill in made:
        if bill.kind == "insurance":
            assert not hidden & {line.code for line in bill.lines}
        assert bill.total == sum((line.charge or Decimal(0) for line in bill.lines), Decimal(0))
        assert bill.insurance_part + bill.patient_part == bill.total
        assert Decimal(0) <= bill.patient_part <= bill.total


def test_the_diagnoses_of_a_document_are_lettered_from_a_without_gaps() -> None:
    lines = (
        charge("11200", icd10=("L91.8",), responsibility="patient"),
        charge("11642", icd10=("C44.311", "L57.0")),
    )
    made = bills(answer=answer(*lines, diagnoses=("L91.8", "C44.311", "L57.0")))
    assert [(d.pointer, d.icd10) for d in made["insurance"].diagnoses] == [("A", "C44.311"), ("B", "L57.0")]
    assert made["insurance"].lines[0].pointers == "AB"
    assert made["self_pay"].lines[0].pointers == "A"
    assert made["insurance"].diagnoses[0].title == "Basal cell carcinoma of skin of nose"


def test_a_line_says_its_fee_for_one_and_its_charge_for_all() -> None:
    (line,) = bills(answer=answer(charge("17003", units=Decimal(6), charge=Decimal("90.00"))))[
        "insurance"
    ].lines
    assert (line.fee, line.charge) == (Decimal(15), Decimal("90.00"))


@pytest.mark.parametrize(("copay", "part"), [(None, "0"), ("60", "60"), ("100", "100"), ("250", "100")])
def test_the_copay_counts_as_far_as_the_charges_reach(copay: str | None, part: str) -> None:
    held = replace(COVERAGE, copay=None if copay is None else Decimal(copay))
    assert bills(coverage=held)["insurance"].patient_part == Decimal(part)


def test_the_location_has_the_billing_npi_where_it_has_none_of_its_own() -> None:
    assert bills()["insurance"].location_npi == PRACTICE.npi
    elsewhere = replace(PRACTICE, location_npi="1999999042")
    assert bills(practice=elsewhere)["insurance"].location_npi == "1999999042"


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (Notice(kind="abn_mandatory", signed=True), "ABN signed before the service."),
        (Notice(kind="abn_mandatory"), "ABN not signed before the service."),
        (Notice(kind="abn_voluntary", signed=True), "Voluntary ABN signed before the service."),
        (Notice(kind="waiver", signed=True), "Waiver signed before the service."),
    ],
)
def test_a_notice_of_non_coverage_is_named(notice: Notice, said: str) -> None:
    assert said in bills(encounter=encounter(tags("A", 3), notice=notice))["insurance"].notices


def test_an_authorization_and_a_clia_number_on_one_claim_are_pointed_out() -> None:
    tested = encounter(biopsy("A"), services=(Laboratory(test="koh"),), authorization="NF-1")
    assert any("box 23" in notice for notice in bills(encounter=tested)["insurance"].notices)
    assert not any(
        "box 23" in notice
        for notice in bills(encounter=replace(tested, authorization=None))["insurance"].notices
    )


@pytest.mark.parametrize(
    ("charted", "said"),
    [
        (
            cancer("A", "nose", Excision(lesion_cm=Decimal("0.8"), margin_cm=Decimal("0.4")),
                   Repair(complexity="intermediate", length_cm=Decimal("4.2"))),
            "A nose: basal cell carcinoma: excision, lesion 0.8 cm, margin 0.4 cm; "
            "repair, intermediate, 4.2 cm",
        ),
        (biopsy("B"), "B left cheek: papule: biopsy, tangential"),
        (tags("C", 7), "C neck anterior: 7 × skin tag: skin tag removal"),
        (cancer("D", "nose", Mohs(stages=(3, 2))),
         "D nose: basal cell carcinoma: Mohs, stages of 3 + 2 blocks"),
        (lesion("E", "great_toe", Nail(what="debridement", digits=("LT1", "RT1")), side="bilateral"),
         "E bilateral great toe: nail, debridement, LT1 RT1"),
        (lesion("F", "nose", Biopsy()), "F nose: biopsy"),
        (lesion("G", "nose"), "G nose"),
    ],
)  # fmt: skip
def test_a_lesion_is_told_in_words(charted: Any, said: str) -> None:
    assert lesion_in_words(charted, WORDING) == said


def test_the_document_carries_its_version_and_who_signed_it() -> None:
    made = bills(version=2)["insurance"]
    assert (made.version, made.signed_by, made.visit_id) == (2, "L. Hartmann, MD", "V1")


def test_the_day_and_the_place_are_those_of_the_encounter() -> None:
    seen: Encounter = encounter(biopsy("A"), place_of_service="11", date_of_service=date(2026, 6, 15))
    made = bills(encounter=seen)["insurance"]
    assert (made.date_of_service, made.place_of_service, made.place_name) == (
        date(2026, 6, 15),
        "11",
        "Office",
    )
