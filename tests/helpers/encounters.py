"""Small builders: an encounter with only what a test is about."""

from datetime import date
from decimal import Decimal
from typing import Any

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, Lesion, PatientFacts, Visit
from chargecapture.domain.procedures import (
    Biopsy,
    Destruction,
    Excision,
    Mohs,
    Repair,
    ShaveRemoval,
    SkinTagRemoval,
)
from tests.helpers.rules import coder

DAY = date(2026, 6, 15)


def cm(text: str) -> Decimal:
    return Decimal(text)


def encounter(*lesions: Lesion, **facts: Any) -> Encounter:
    """An encounter of an established commercial patient, but for what `facts` say otherwise."""
    patient = PatientFacts(
        age=Decimal(facts.pop("age", 54)),
        sex=facts.pop("sex", "F"),
        established=facts.pop("established", True),
        class_findings=facts.pop("class_findings", ()),
    )
    base: dict[str, Any] = {"id": "V1", "date_of_service": DAY, "payer": "commercial", "patient": patient}
    return Encounter(**(base | facts), lesions=lesions)


def lesion(label: str, site: str, *procedures: Any, **facts: Any) -> Lesion:
    return Lesion(id=label, site=site, procedures=procedures, **facts)  # type: ignore[arg-type]


def biopsy(label: str, site: str = "cheek", method: str = "tangential", **facts: Any) -> Lesion:
    """A biopsied lesion of which nothing is known yet."""
    facts = {"diagnosis": "papule", "nature": "unspecified", "side": "left"} | facts
    return lesion(label, site, Biopsy(method=method), **facts)  # type: ignore[arg-type]


def keratoses(label: str, count: int, site: str = "scalp", **facts: Any) -> Lesion:
    """Actinic keratoses, frozen."""
    facts = {"diagnosis": "actinic keratosis", "nature": "premalignant", "count": count} | facts
    return lesion(label, site, Destruction(method="cryosurgery"), **facts)


def warts(label: str, count: int, site: str = "hand_dorsum", **facts: Any) -> Lesion:
    """Painful warts, frozen."""
    facts = {"diagnosis": "viral wart", "nature": "benign", "symptoms": ("pain",), "side": "left"} | facts
    return lesion(label, site, Destruction(method="cryosurgery"), count=count, **facts)


def tags(label: str, count: int, **facts: Any) -> Lesion:
    """Inflamed skin tags of the neck, removed."""
    facts = {"diagnosis": "skin tag", "nature": "benign", "symptoms": ("inflamed",)} | facts
    return lesion(label, "neck_anterior", SkinTagRemoval(), count=count, **facts)


def cancer(label: str, site: str, *procedures: Any, **facts: Any) -> Lesion:
    """A proven basal cell carcinoma."""
    return lesion(
        label, site, *procedures, **{"diagnosis": "basal cell carcinoma", "nature": "malignant"} | facts
    )


def nevus(label: str, site: str, *procedures: Any, **facts: Any) -> Lesion:
    """A changing nevus."""
    facts = {"diagnosis": "melanocytic nevus", "nature": "benign", "symptoms": ("changing",)} | facts
    return lesion(label, site, *procedures, **facts)


def cut_out(excised: str) -> Excision:
    return Excision(excised_cm=cm(excised))


def shaved(size: str) -> ShaveRemoval:
    return ShaveRemoval(lesion_cm=cm(size))


def closed(complexity: str, length: str) -> Repair:
    return Repair(complexity=complexity, length_cm=cm(length))  # type: ignore[arg-type]


def staged(*blocks: int, **facts: Any) -> Mohs:
    return Mohs(stages=blocks, **facts)


def destroyed(size: str, method: str = "curettage") -> Destruction:
    return Destruction(method=method, lesion_cm=cm(size))  # type: ignore[arg-type]


def visit(**facts: Any) -> Visit:
    """A low-level visit about psoriasis, apart from the procedures."""
    base: dict[str, Any] = {"problems": "low", "data": "minimal", "risk": "moderate"}
    return Visit(**(base | {"separate": True, "diagnoses": ("psoriasis",)} | facts))


def answer_to(*lesions: Lesion, **facts: Any) -> Answer:
    return coder().code(encounter(*lesions, **facts))


def charged(answer: Answer) -> dict[str, int]:
    """Units by code, over all lines."""
    units: dict[str, int] = {}
    for line in answer.lines:
        units[line.code] = units.get(line.code, 0) + int(line.units)
    return units


def marked(answer: Answer) -> dict[str, list[tuple[str, ...]]]:
    """The modifiers of each code's lines."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in answer.lines:
        found.setdefault(line.code, []).append(line.modifiers)
    return found


def told(answer: Answer) -> set[str]:
    """The rules that raised something."""
    return {alert.rule for alert in answer.alerts}
