"""The ways out of an alert: in words, and where they lead. None of them invents a fact."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from chargecapture.domain.charges import Alert, Place

Act = Literal["go", "service", "visit", "patient_pays", "accept", "result"]
"""`go` puts the caret into a field, `service` into the line that adds one; `visit` opens the visit's card."""

COPIED = "copied.not_looked_at"
NOWHERE = ("date_of_service",)
"""Facts that no field of the visit holds."""


class Fix(NamedTuple):
    """What may be done about an alert; `place` is where `go` leads, if not to the alert's own place."""

    words: str
    act: Act
    place: Place | None = None


_NAMES = {
    "lesion_cm": "size",
    "margin_cm": "margin",
    "excised_cm": "excised size",
    "area_cm2": "area",
    "length_cm": "length",
    "dose_mg": "dose",
    "wasted_mg": "waste",
    "clia": "CLIA number",
    "hcpcs": "drug code",
    "what": "what was opened",
    "applied_by": "who applied it",
    "visit.diagnoses": "problem",
    "visit.staff_only": "who saw the patient",
    "patient.age": "patient",
}
_WHOLE = {
    "symptoms": "Chart a ground",
    "same_as": "Say which lesion",
    "requested_by_patient": "Look at who wished it",
    "visit": "Look at the visit",
    "visit.separate": "Answer about the problem",
    "visit.related": "Say whether it is follow-up",
}
"""What is said of fields that are not simply entered."""

_OWN: Mapping[str, tuple[Fix, ...]] = {
    COPIED: (Fix("All still true", "accept"), Fix("Look at the first", "go")),
    "pathology.pending": (Fix("Enter the result", "result"), Fix("Chart its nature", "go")),
    "necessity.benign_without_ground": (Fix("Chart a ground", "go"), Fix("Patient pays", "patient_pays")),
    "doc.lab": (Fix("Enter CLIA number", "go", Place(field="clia")),),
    "notice.unsigned": (Fix("Look at the notice", "go", Place(field="notice.signed")),),
    "notice.kind": (Fix("Look at the notice", "go", Place(field="notice.kind")),),
    "notice.contradiction": (Fix("Look at the notice", "go", Place(field="notice.kind")),),
    "foot_care.not_covered": (Fix("Look at class findings", "go", Place(field="patient.class_findings")),),
    "foot_care.neuropathy": (Fix("Look at class findings", "go", Place(field="patient.class_findings")),),
    "missed.injected_drug": (Fix("Add the drug", "service"),),
    "missed.pdt_drug": (Fix("Add the drug", "service"),),
    "missed.skin_substitute": (Fix("Add the product", "service"),),
    "missed.biologic_injection": (Fix("Add the injection", "service"),),
    "missed.botulinum_injection": (Fix("Add the injection", "service"),),
    "missed.injection": (Fix("Add the injection", "service"),),
    "missed.implant": (Fix("Add the insertion", "service"),),
    "missed.frozen_section": (Fix("Add the frozen section", "service"),),
    "missed.pdt_light": (Fix("Add the light", "service"),),
    "missed.follow_up": (Fix("Chart the visit", "visit"),),
}
_ON_LESION = {
    "necessity.ground_vs_diagnosis": Fix("Chart a ground", "go", Place(field="symptoms")),
    "skin_tag.diagnosis": Fix("Look at diagnosis", "go", Place(field="diagnosis")),
    "destruction.vascular_code": Fix("Look at diagnosis", "go", Place(field="diagnosis")),
    "claim.pointers": Fix("Look at diagnosis", "go", Place(field="diagnosis")),
    "site.second_look": Fix("Look at site", "go", Place(field="site")),
    "excision.site": Fix("Look at site", "go", Place(field="site")),
    "mue-exceeded-mai2": Fix("Look at count", "go", Place(field="count")),
    "mue-exceeded-mai3": Fix("Look at count", "go", Place(field="count")),
    "biopsy.deep": Fix("Add an act", "go", Place(field="act")),
    "excision.soft_tissue": Fix("Add an act", "go", Place(field="act")),
}
"""Of rules that name an act, though what mends them is a fact of its lesion."""


def fixes_of(alert: Alert) -> tuple[Fix, ...]:
    """The ways out of an alert, the safest first."""
    if alert.place is None or alert.place.field in NOWHERE:
        return ()
    if alert.rule in _OWN:
        return _OWN[alert.rule]
    if alert.place.lesion and alert.rule in _ON_LESION:
        fix = _ON_LESION[alert.rule]
        return (fix._replace(place=fix.place and fix.place._replace(lesion=alert.place.lesion)),)
    return (Fix(_words(alert.place.field, alert.effect), "visit" if alert.place.field == "visit" else "go"),)


def _words(field: str, effect: str) -> str:
    if not field:
        return "Look at it"
    if field in _WHOLE:
        return _WHOLE[field]
    verb = {"hold": "Enter", "block": "Correct", "none": "Look at"}[effect]
    return f"{verb} {_NAMES.get(field) or field.rpartition('.')[2].replace('_', ' ')}"
