"""What stands on a superbill, and what must be known before one may be printed.

Insurance and self-pay are two documents: what is for looks never meets an insurer. Field list: CMS-1500
(02/12) boxes as named beside each; check digits by `domain/identifiers.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from chargecapture.domain.charges import Answer, ChargeLine
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.identifiers import clia_fault, npi_fault, tax_id_fault
from chargecapture.domain.practice import Coverage, Patient, Practice, Provider

BillKind = Literal["insurance", "self_pay"]


class Missing(NamedTuple):
    """A field that keeps a superbill from being printed: where it is entered, and what to say."""

    record: Literal["practice", "provider", "patient", "coverage", "encounter"]
    field: str
    sentence: str


class Diagnosis(NamedTuple):
    """A diagnosis of the claim (box 21) with its official title."""

    pointer: str
    icd10: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line (boxes 24A to 24G); `charge` is units times fee, `None` where no fee is set."""

    number: int
    code: str
    label: str
    modifiers: tuple[str, ...]
    pointers: str
    units: Decimal
    fee: Decimal | None
    charge: Decimal | None
    ndc: str
    lesions: tuple[str, ...]
    who_pays: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Superbill:
    """One printed document, complete: its writer adds layout and nothing else.

    `held` lists in words what waits for pathology; `follow_up` and `notices` are whole sentences.
    `sample` marks a document of the sample practice.
    """

    kind: BillKind
    practice: Practice
    provider: Provider
    patient: Patient
    coverage: Coverage
    visit_id: str
    date_of_service: date
    established: bool
    place_of_service: str
    place_name: str
    referring: str
    authorization: str
    clia: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[BillLine, ...]
    lesions: tuple[str, ...]
    total: Decimal
    paid: Decimal
    version: int
    signed_by: str
    signed_at: datetime | None
    held: tuple[str, ...]
    notices: tuple[str, ...]
    show_reasons: bool = False
    sample: bool = False


class BillSources(NamedTuple):
    """All that a superbill is made from."""

    practice: Practice
    provider: Provider
    patient: Patient
    coverage: Coverage
    encounter: Encounter
    answer: Answer
    version: int = 0
    signed_by: str = ""
    signed_at: datetime | None = None
    show_reasons: bool = False
    sample: bool = False


class Wording(NamedTuple):
    """Words that tables hold: titles of diagnoses, our labels of codes, names of places and sites."""

    titles: Mapping[str, str]
    labels: Mapping[str, str]
    places: Mapping[str, str]
    sites: Mapping[str, str]


def missing_fields(sources: BillSources) -> tuple[Missing, ...]:
    """Everything that must be entered before a superbill of these may be printed, in reading order."""
    return tuple(_missing(sources))


def _missing(sources: BillSources) -> Iterator[Missing]:
    practice, provider, patient = sources.practice, sources.provider, sources.patient
    if not practice.name:
        yield Missing("practice", "name", _once_entered("The practice's name", "missing"))
    if not practice.address.street or not practice.address.city:
        yield Missing("practice", "address", _once_entered("The practice's address", "missing"))
    if fault := npi_fault(practice.npi):
        yield Missing("practice", "npi", _once_entered("The billing NPI", fault))
    if fault := tax_id_fault(practice.tax_id):
        yield Missing("practice", "tax_id", _once_entered("The tax id", fault))
    if fault := npi_fault(provider.npi):
        yield Missing("provider", "npi", _once_entered(f"The NPI of {provider.name}", fault))
    if not patient.first_name or not patient.last_name:
        yield Missing("patient", "name", _once_entered("The patient's name", "missing"))
    if not patient.address.street or not patient.address.city:
        yield Missing("patient", "address", _once_entered("The patient's address", "missing"))
    insured = any(line.for_insurer for line in sources.answer.lines)
    if insured and sources.coverage.family != "self_pay":
        if not sources.coverage.payer:
            yield Missing("coverage", "payer", _once_entered("The payer's name", "missing"))
        if not sources.coverage.member_id:
            yield Missing("coverage", "member_id", _once_entered("The member id", "missing"))
    clia = sources.encounter.clia or practice.clia
    if clia and (fault := clia_fault(clia)):
        yield Missing("practice", "clia", _once_entered("The CLIA number", fault))


def _once_entered(what: str, fault: str) -> str:
    said = "is missing" if fault == "missing" else f"cannot be right: {fault}"
    return f"{what} {said}. The superbill prints once it is entered."


def make_superbills(sources: BillSources, wording: Wording) -> tuple[Superbill, ...]:
    """The documents of one encounter: insurance first, then what the patient pays; none is empty."""
    lines = sources.answer.lines
    insured = [line for line in lines if line.for_insurer]
    patient = [line for line in lines if not line.for_insurer]
    made = []
    if insured:
        made.append(_bill("insurance", insured, sources, wording))
    if patient:
        made.append(_bill("self_pay", patient, sources, wording))
    return tuple(made)


def _bill(kind: BillKind, lines: Sequence[ChargeLine], sources: BillSources, wording: Wording) -> Superbill:
    encounter, answer = sources.encounter, sources.answer
    bill_lines = tuple(_line(number, line, wording) for number, line in enumerate(lines, start=1))
    shown = {label for line in lines for label in line.lesions}
    held = tuple(
        f"{lesion.id} {_place(lesion, wording)}"
        for lesion in encounter.lesions
        if lesion.nature == "unspecified"
    )
    return Superbill(
        kind=kind,
        practice=sources.practice,
        provider=sources.provider,
        patient=sources.patient,
        coverage=sources.coverage,
        visit_id=encounter.id,
        date_of_service=encounter.date_of_service,
        established=encounter.patient.established,
        place_of_service=encounter.place_of_service,
        place_name=wording.places.get(encounter.place_of_service, ""),
        referring=encounter.referring or "",
        authorization=encounter.authorization or "",
        clia=(encounter.clia or sources.practice.clia) if _has_laboratory(encounter) else "",
        diagnoses=tuple(_diagnoses(kind, lines, answer, wording)),
        lines=bill_lines,
        lesions=tuple(lesion_in_words(lesion, wording) for lesion in encounter.lesions if lesion.id in shown),
        total=sum((line.charge for line in bill_lines if line.charge is not None), Decimal(0)),
        paid=Decimal(0),
        version=sources.version,
        signed_by=sources.signed_by,
        signed_at=sources.signed_at,
        held=held if kind == "insurance" else (),
        notices=tuple(_notices(kind, sources)),
        show_reasons=sources.show_reasons,
        sample=sources.sample,
    )


def _line(number: int, line: ChargeLine, wording: Wording) -> BillLine:
    fee = None if line.charge is None else line.charge / line.units
    return BillLine(
        number=number,
        code=line.code,
        label=line.label or wording.labels.get(line.code, ""),
        modifiers=line.modifiers,
        pointers=line.pointers,
        units=line.units,
        fee=fee,
        charge=line.charge,
        ndc="",
        lesions=line.lesions,
        who_pays=line.responsibility.capitalize(),
        reasons=tuple(reason.text for reason in line.why),
    )


def _diagnoses(
    kind: BillKind, lines: Sequence[ChargeLine], answer: Answer, wording: Wording
) -> Iterator[Diagnosis]:
    """The claim's own diagnoses on the insurer's copy; on the patient's, those of its lines."""
    pointers = {icd10: pointer for pointer, icd10 in answer.diagnoses}
    wanted = dict.fromkeys(icd10 for line in lines for icd10 in line.icd10)
    if kind == "insurance":
        pointed = set("".join(line.pointers for line in lines))
        wanted = {icd10: None for pointer, icd10 in answer.diagnoses if pointer in pointed}
    for icd10 in wanted:
        yield Diagnosis(pointers.get(icd10, ""), icd10, wording.titles.get(icd10, ""))


def _notices(kind: BillKind, sources: BillSources) -> Iterator[str]:
    notice = sources.encounter.notice
    if notice is not None:
        named = {"abn_mandatory": "ABN", "abn_voluntary": "Voluntary ABN", "waiver": "Waiver"}[notice.kind]
        yield f"{named} {'signed' if notice.signed else 'not signed'} before the service."
    split = any(line.cosmetic for line in sources.answer.lines)
    if kind == "self_pay" and split:
        yield "Cosmetic services are not submitted to an insurer."
    elif kind == "insurance":
        yield "For reimbursement by your insurer."
        if split:
            yield "Cosmetic services of this date are on a separate document."


def _has_laboratory(encounter: Encounter) -> bool:
    procedures = [*encounter.services, *(p for lesion in encounter.lesions for p in lesion.procedures)]
    return any(procedure.kind in ("laboratory", "pathology") for procedure in procedures)


def _place(lesion: Lesion, wording: Wording) -> str:
    site = wording.sites.get(lesion.site, lesion.site).lower()
    return f"{lesion.side} {site}" if lesion.side in ("left", "right") else site


def lesion_in_words(lesion: Lesion, wording: Wording) -> str:
    """Say a lesion and what was done to it, such as `A nose, excision 0.8 + 2 × 0.4 cm`."""
    done = ", ".join(_done(procedure) for procedure in lesion.procedures)
    count = f"{lesion.count} × " if lesion.count > 1 else ""
    what = f"{count}{lesion.diagnosis}".strip()
    return ": ".join(part for part in (f"{lesion.id} {_place(lesion, wording)}", what, done) if part)


def _done(procedure: object) -> str:
    """A procedure with its charted measures, in the order of its record."""
    kind = str(getattr(procedure, "kind", "")).replace("_", " ")
    measures = {"lesion_cm": "lesion {} cm", "margin_cm": "margin {} cm", "excised_cm": "excised {} cm"}
    measures |= {"length_cm": "{} cm", "area_cm2": "{} cm²", "dose_mg": "{} mg"}
    words = [
        str(getattr(procedure, name))
        for name in ("method", "complexity", "graft")
        if getattr(procedure, name, None)
    ]
    for name, text in measures.items():
        value = getattr(procedure, name, None)
        if value is not None:
            words.append(text.format(value))
    stages = getattr(procedure, "stages", ())
    if stages:
        words.append(f"stages of {', '.join(map(str, stages))} blocks")
    return " ".join([kind, *[word.replace("_", " ") for word in words]])
