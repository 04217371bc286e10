"""A superbill of an invented visit, complete in itself, so that no rule or fee changes how it looks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from chargecapture.domain.practice import Address, Coverage, Patient, Practice, Provider
from chargecapture.workflow.superbill import BillLine, Diagnosis, Superbill

DAY = date(2026, 6, 15)
PRACTICE = Practice(
    name="Lindenhof Dermatology, P.C.",
    address=Address(street="48 Quarry Street, Suite 200", city="Albany", state="NY", zip_code="12207-0001"),
    pay_to=Address(street="P.O. Box 880", city="Albany", state="NY", zip_code="12201-0880"),
    phone="518 555 0142",
    fax="518 555 0143",
    npi="1999999018",
    tax_id="00-1234567",
    group_number="004417",
    clia="33D9999999",
)
PROVIDER = Provider(
    id="hartmann",
    first_name="Lena",
    last_name="Hartmann",
    credentials="MD",
    npi="1999999026",
    taxonomy="207N00000X",
)
PATIENT = Patient(
    id="okafor",
    account="10482",
    first_name="Miriam",
    last_name="Okafor",
    born=date(1972, 3, 14),
    sex="F",
    address=Address(street="7 Alder Court", city="Troy", state="NY", zip_code="12180-2214"),
    phone="518 555 0187",
)
COVERAGE = Coverage(
    family="commercial",
    payer="Northfield Mutual",
    plan="PPO",
    member_id="NFM204817733",
    group="88120",
    copay=Decimal(60),
    signature_on_file=date(2026, 1, 8),
    effective_from=date(2026, 1, 1),
    eligibility="active",
    eligibility_checked=date(2026, 6, 12),
)
DIAGNOSES = (
    Diagnosis("A", "C44.311", "Basal cell carcinoma of skin of nose"),
    Diagnosis("B", "D49.2", "Neoplasm of unspecified behavior of bone, soft tissue, and skin"),
    Diagnosis("C", "L40.0", "Psoriasis vulgaris"),
    Diagnosis("D", "L57.0", "Actinic keratosis"),
)


def line(code: str, label: str = "", fee: str | None = "100.00", units: str = "1", **facts: Any) -> BillLine:
    each, many = None if fee is None else Decimal(fee), Decimal(units)
    base: dict[str, Any] = {
        "number": 1,
        "modifiers": (),
        "pointers": "A",
        "ndc": "",
        "lesions": ("A",),
        "who_pays": "Insurance",
        "for_insurer": True,
        "reasons": (),
    }
    charge = None if each is None else each * many
    return BillLine(code=code, label=label, fee=each, units=many, charge=charge, **(base | facts))


def bill(*lines: BillLine, **facts: Any) -> Superbill:
    """A signed insurance superbill of these lines, numbered; of six usual ones where none is given."""
    numbered = tuple(replace(each, number=at) for at, each in enumerate(lines or usual_lines(), start=1))
    total = sum((each.charge for each in numbered if each.charge is not None), Decimal(0))
    base: dict[str, Any] = {
        "kind": "insurance",
        "practice": PRACTICE,
        "provider": PROVIDER,
        "patient": PATIENT,
        "coverage": COVERAGE,
        "visit_id": "V-20418",
        "date_of_service": DAY,
        "established": True,
        "place_of_service": "11",
        "place_name": "Office",
        "location_npi": PRACTICE.npi,
        "referring": "R. Marsh, MD",
        "authorization": "NF-220417",
        "clia": "",
        "diagnoses": DIAGNOSES,
        "lesions": (
            "A nose: basal cell carcinoma: excision, lesion 0.8 cm, margin 0.4 cm; repair, 4.2 cm",
            "B left cheek: papule: biopsy, tangential",
            "C scalp: 7 × actinic keratosis: destruction, cryosurgery",
        ),
        "total": total,
        "patient_part": min(Decimal(60), total),
        "paid": Decimal(0),
        "version": 1,
        "signed_by": "L. Hartmann, MD",
        "signed_at": datetime(2026, 6, 15, 11, 2, tzinfo=UTC),
        "held": ("B left cheek",),
        "notices": (
            "For reimbursement by your insurer.",
            "Cosmetic services of this date are on a separate document.",
        ),
    }
    return Superbill(lines=numbered, **(base | facts))


def usual_lines() -> tuple[BillLine, ...]:
    why = ("Lesion A, nose: excised diameter 0.8 + 2 × 0.4 = 1.6 cm; 11642 is for over 1.0 to 2.0 cm",)
    return (
        line("12052", "Intermediate repair, face, over 2.5 to 5.0 cm", "520.00"),
        line("11642", "Malignant excision, face, over 1.0 to 2.0 cm", "480.00", reasons=why),
        line("11102", "Tangential biopsy, first", "155.00", pointers="B", lesions=("B",)),
        line(
            "99213",
            "Visit, established patient, level 3",
            "135.00",
            modifiers=("25",),
            pointers="C",
            lesions=(),
        ),
        line(
            "17000",
            "Premalignant lesion destroyed, first",
            "95.00",
            modifiers=("59",),
            pointers="D",
            lesions=("C",),
        ),
        line(
            "17003", "Premalignant lesions, second to 14th, each", "15.00", "6", pointers="D", lesions=("C",)
        ),
    )


def self_pay_bill(**facts: Any) -> Superbill:
    """What the patient of a mixed visit pays."""
    for_patient = {"who_pays": "Patient", "for_insurer": False, "lesions": ()}
    lines = (
        line("11950", "Dermal filler", "650.00", **for_patient),
        line("COS-botulinum_toxin", "Botulinum toxin for facial lines", "14.00", "20", **for_patient),
    )
    base: dict[str, Any] = {
        "kind": "self_pay",
        "diagnoses": (Diagnosis("A", "Z41.1", "Encounter for cosmetic surgery"),),
        "lesions": (),
        "held": (),
        "patient_part": Decimal(930),
        "notices": ("Cosmetic, not submitted to an insurer.",),
    }
    return bill(*lines, **(base | facts))


def long_bill(**facts: Any) -> Superbill:
    """45 lines, 12 diagnoses and 200 lesions, with names that fill their places."""
    labels = [f"{first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    lines = tuple(
        line(
            "11642",
            "Malignant excision, face, ears, eyelids, nose, lips, over 1.0 to 2.0 cm",
            "10000.00",
            "9999" if at == 7 else "10",
            modifiers=("59", "25", "GA", "RT"),
            pointers="ABCD",
            lesions=tuple(labels[: 1 + at * 4]),
            reasons=("Lesion AA, nose: excised diameter 0.8 + 2 × 0.4 = 1.6 cm. " * (1 + at % 4),),
        )
        for at in range(45)
    )
    base: dict[str, Any] = {
        "practice": replace(
            PRACTICE,
            name="Dermatology and Dermatologic Surgery Associates of the Greater Capital Region, P.L.L.C.",
        ),
        "patient": replace(
            PATIENT, last_name="Wolfeschlegelsteinhausenbergerdorff" * 2, first_name="Maria José"
        ),
        "diagnoses": tuple(
            Diagnosis(
                letter,
                f"C44.{at:03}",
                "Basal cell carcinoma of skin of other parts of face, as the title goes on",
            )
            for at, letter in enumerate("ABCDEFGHIJKL")
        ),
        "lesions": tuple(f"{label} left lower eyelid: basal cell carcinoma: excision" for label in labels),
        "held": tuple(f"{label} left lower eyelid" for label in labels),
        "show_reasons": True,
    }
    return bill(*lines, **(base | facts))
