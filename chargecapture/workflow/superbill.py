"""What stands on a superbill, and what must be known before one may be printed.

Insurance and self-pay are two documents: what is for looks never meets an insurer. Field list: CMS-1500
(02/12) boxes as named beside each; check digits by `domain/identifiers.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from chargecapture.domain.charges import POINTERS, Answer, ChargeLine
from chargecapture.domain.codes import NO_DESCRIPTORS, Descriptors
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.identifiers import clia_fault, npi_fault, tax_id_fault
from chargecapture.domain.practice import Address, Coverage, Patient, Practice, Provider
from chargecapture.domain.procedures import AnyProcedure

BillKind = Literal["insurance", "self_pay"]
MISSING = "missing"


class Missing(NamedTuple):
    """A field that keeps a superbill from being printed: where it is entered, and what to say."""

    record: Literal["practice", "provider", "patient", "coverage", "encounter", "fees"]
    field: str
    sentence: str


class Diagnosis(NamedTuple):
    """A diagnosis of the document (box 21), by its letter there, with its official title."""

    pointer: str
    icd10: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line (boxes 24A to 24G); `charge` is units times fee, `None` where no fee is set.

    `pointers` are letters of the document's own diagnoses.
    """

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
    for_insurer: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Superbill:
    """One printed document, complete: its writer adds layout and nothing else.

    `held` lists in words what waits for pathology; `notices` are whole sentences. `patient_part` is the
    copay as far as the charges reach, on a self-pay document all of them. `version` 0 is a draft.
    `sample` marks a document of the sample practice. `cpt_year` is the edition of the CPT descriptors on it,
    0 where none is printed.
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
    location_npi: str
    referring: str
    authorization: str
    clia: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[BillLine, ...]
    lesions: tuple[str, ...]
    total: Decimal
    patient_part: Decimal
    paid: Decimal
    version: int
    signed_by: str
    signed_at: datetime | None
    held: tuple[str, ...]
    notices: tuple[str, ...]
    show_reasons: bool = False
    sample: bool = False
    cpt_year: int = 0

    @property
    def insurance_part(self) -> Decimal:
        return self.total - self.patient_part

    @property
    def balance(self) -> Decimal:
        return self.total - self.paid

    @property
    def fees_missing(self) -> bool:
        """Whether the total leaves a line out."""
        return any(line.charge is None for line in self.lines)


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


def _no_descriptors(_: date) -> Descriptors:
    return NO_DESCRIPTORS


class Wording(NamedTuple):
    """Words that tables hold: titles of diagnoses, our labels of codes, names of places and sites.

    `descriptors` gives the practice's licensed ones for a date of service; they go before our labels.
    """

    titles: Mapping[str, str]
    labels: Mapping[str, str]
    places: Mapping[str, str]
    sites: Mapping[str, str]
    descriptors: Callable[[date], Descriptors] = _no_descriptors


def missing_fields(sources: BillSources) -> tuple[Missing, ...]:
    """Everything that must be entered before a superbill of these may be printed, in reading order."""
    return tuple(_missing(sources))


def _missing(sources: BillSources) -> Iterator[Missing]:
    yield from _missing_of_practice(sources.practice)
    provider, patient = sources.provider, sources.patient
    if not provider.last_name:
        yield Missing("provider", "name", _once_entered("The provider's name", MISSING))
    if fault := npi_fault(provider.npi):
        yield Missing(
            "provider", "npi", _once_entered(f"The NPI of {provider.name or 'the provider'}", fault)
        )
    if not patient.first_name or not patient.last_name:
        yield Missing("patient", "name", _once_entered("The patient's name", MISSING))
    if fault := _address_fault(patient.address):
        yield Missing("patient", "address", _once_entered("The patient's address", fault))
    if _insured(sources):
        yield from _missing_for_insurer(sources)


def _missing_of_practice(practice: Practice) -> Iterator[Missing]:
    if not practice.name:
        yield Missing("practice", "name", _once_entered("The practice's name", MISSING))
    if fault := _address_fault(practice.address):
        yield Missing("practice", "address", _once_entered("The practice's address", fault))
    if practice.pay_to is not None and (fault := _address_fault(practice.pay_to)):
        yield Missing("practice", "pay_to", _once_entered("The pay-to address", fault))
    if fault := npi_fault(practice.npi):
        yield Missing("practice", "npi", _once_entered("The billing NPI", fault))
    if practice.location_npi and (fault := npi_fault(practice.location_npi)):
        yield Missing("practice", "location_npi", _once_entered("The NPI of the service location", fault))
    if fault := tax_id_fault(practice.tax_id):
        yield Missing("practice", "tax_id", _once_entered("The tax id", fault))


def _missing_for_insurer(sources: BillSources) -> Iterator[Missing]:
    """What only an insurer asks for: who insures, the laboratory's certificate, a charge on each line."""
    coverage, encounter = sources.coverage, sources.encounter
    if coverage.family != encounter.payer:
        charted, held = encounter.payer.replace("_", " "), coverage.family.replace("_", " ")
        sentence = f"The visit is charted for {charted}, the coverage is {held}. Settle which one holds."
        yield Missing("coverage", "family", sentence)
    if not coverage.payer:
        yield Missing("coverage", "payer", _once_entered("The payer's name", MISSING))
    if not coverage.member_id:
        yield Missing("coverage", "member_id", _once_entered("The member id", MISSING))
    if _has_laboratory(encounter):
        clia = encounter.clia or sources.practice.clia
        if fault := clia_fault(clia) if clia else MISSING:
            record: Literal["encounter", "practice"] = "encounter" if encounter.clia else "practice"
            yield Missing(record, "clia", _once_entered("The CLIA number", fault))
    for code in dict.fromkeys(line.code for line in _insured(sources) if line.charge is None):
        yield Missing("fees", code, _once_entered(f"The fee of {code}", MISSING))


def _address_fault(address: Address) -> str:
    """Name the parts that are missing; `missing` where nothing is there."""
    parts = {"street": address.street, "city": address.city, "state": address.state, "ZIP": address.zip_code}
    lacking = [name for name, value in parts.items() if not value]
    if len(lacking) == len(parts):
        return MISSING
    return f"{' and '.join(lacking)} missing" if lacking else ""


def _once_entered(what: str, fault: str) -> str:
    said = "is missing" if fault == MISSING else f"cannot be right: {fault}"
    return f"{what} {said}. The superbill prints once it is entered."


def make_superbills(sources: BillSources, wording: Wording) -> tuple[Superbill, ...]:
    """The documents of one encounter: insurance first, then what the patient pays; none is empty."""
    insured = _insured(sources)
    patient = [line for line in sources.answer.lines if line not in insured]
    made = []
    if insured:
        made.append(_bill("insurance", insured, sources, wording))
    if patient:
        made.append(_bill("self_pay", patient, sources, wording))
    return tuple(made)


def _insured(sources: BillSources) -> list[ChargeLine]:
    """The lines that an insurer may see; where the patient alone pays there are none."""
    if sources.encounter.payer == "self_pay":
        return []
    return [line for line in sources.answer.lines if line.for_insurer]


def _bill(kind: BillKind, lines: Sequence[ChargeLine], sources: BillSources, wording: Wording) -> Superbill:
    encounter, practice = sources.encounter, sources.practice
    letters = _letters(lines, sources.answer)
    total = sum((line.charge for line in lines if line.charge is not None), Decimal(0))
    shown = {label for line in lines for label in line.lesions}
    descriptors = wording.descriptors(encounter.date_of_service)
    described = any(_described(line, descriptors) for line in lines)
    return Superbill(
        kind=kind,
        practice=practice,
        provider=sources.provider,
        patient=sources.patient,
        coverage=sources.coverage,
        visit_id=encounter.id,
        date_of_service=encounter.date_of_service,
        established=encounter.patient.established,
        place_of_service=encounter.place_of_service,
        place_name=wording.places.get(encounter.place_of_service, ""),
        location_npi=practice.location_npi or practice.npi,
        referring=encounter.referring or "",
        authorization=encounter.authorization or "",
        clia=(encounter.clia or practice.clia) if _has_laboratory(encounter) else "",
        diagnoses=tuple(
            Diagnosis(letter, icd10, wording.titles.get(icd10, "")) for icd10, letter in letters.items()
        ),
        lines=tuple(
            _line(number, line, letters, _described(line, descriptors) or _our_label(line, wording))
            for number, line in enumerate(lines, start=1)
        ),
        lesions=tuple(
            lesion_in_words(each, wording)
            for each in (_seen_by(kind, lesion, lines) for lesion in encounter.lesions)
            if each.id in shown
        ),
        total=total,
        patient_part=min(sources.coverage.copay or Decimal(0), total) if kind == "insurance" else total,
        paid=Decimal(0),
        version=sources.version,
        signed_by=sources.signed_by,
        signed_at=sources.signed_at,
        held=tuple(_held(encounter, wording)) if kind == "insurance" else (),
        notices=(*_notices(kind, sources), *([descriptors.notice] if described else [])),
        show_reasons=sources.show_reasons,
        sample=sources.sample,
        cpt_year=descriptors.year if described else 0,
    )


def _letters(lines: Sequence[ChargeLine], answer: Answer) -> dict[str, str]:
    """The document's diagnoses, A to L: in the order of the claim, then as the lines name them."""
    named = dict.fromkeys(icd10 for line in lines for icd10 in line.icd10)
    claimed = [icd10 for _, icd10 in answer.diagnoses if icd10 in named]
    wanted = dict.fromkeys([*claimed, *named])
    return dict(zip(wanted, POINTERS, strict=False))


def _described(line: ChargeLine, descriptors: Descriptors) -> str:
    """The licensed descriptor of a line's code; a service for looks keeps the practice's own name."""
    return "" if line.label else descriptors.words.get(line.code, "")


def _our_label(line: ChargeLine, wording: Wording) -> str:
    return line.label or wording.labels.get(line.code, "")


def _line(number: int, line: ChargeLine, letters: Mapping[str, str], label: str) -> BillLine:
    return BillLine(
        number=number,
        code=line.code,
        label=label,
        modifiers=line.modifiers,
        pointers="".join(letters.get(icd10, "") for icd10 in line.icd10),
        units=line.units,
        fee=None if line.charge is None else line.charge / line.units,
        charge=line.charge,
        ndc="",
        lesions=line.lesions,
        who_pays=line.responsibility.capitalize(),
        for_insurer=line.for_insurer,
        reasons=tuple(reason.text for reason in line.why),
    )


def _seen_by(kind: BillKind, lesion: Lesion, lines: Sequence[ChargeLine]) -> Lesion:
    """The lesion without what was done for looks, which no insurer may read of."""
    if kind == "insurance":
        return replace(lesion, procedures=tuple(each for each in lesion.procedures if not each.for_looks))
    wished = tuple(each for each in lesion.procedures if each.for_looks)
    only_looks = all(line.cosmetic for line in lines if lesion.id in line.lesions)
    return replace(lesion, procedures=wished) if wished and only_looks else lesion


def _held(encounter: Encounter, wording: Wording) -> Iterator[str]:
    for lesion in encounter.lesions:
        medical = not lesion.procedures or not all(each.for_looks for each in lesion.procedures)
        if lesion.nature == "unspecified" and medical:
            yield f"{lesion.id} {_place(lesion, wording)}"


_NOTICES = {"abn_mandatory": "ABN", "abn_voluntary": "Voluntary ABN", "waiver": "Waiver"}


def _notices(kind: BillKind, sources: BillSources) -> Iterator[str]:
    encounter, lines = sources.encounter, sources.answer.lines
    if encounter.notice is not None:
        signed = "signed" if encounter.notice.signed else "not signed"
        yield f"{_NOTICES[encounter.notice.kind]} {signed} before the service."
    split = any(line.cosmetic for line in lines)
    if kind == "self_pay":
        if split:
            yield "Cosmetic, not submitted to an insurer."
        return
    yield "For reimbursement by your insurer."
    if encounter.authorization and _has_laboratory(encounter):
        yield "Authorization and CLIA number share box 23: on paper they need two claims."
    if split:
        yield "Cosmetic services of this date are on a separate document."


def _has_laboratory(encounter: Encounter) -> bool:
    procedures = [*encounter.services, *(p for lesion in encounter.lesions for p in lesion.procedures)]
    return any(procedure.kind in ("laboratory", "pathology") for procedure in procedures)


def _place(lesion: Lesion, wording: Wording) -> str:
    site = wording.sites.get(lesion.site, lesion.site.replace("_", " ")).lower()
    return f"{lesion.side} {site}" if lesion.side in ("left", "right", "bilateral") else site


def lesion_in_words(lesion: Lesion, wording: Wording) -> str:
    """Say a lesion and what was done to it, such as `A nose, excision 0.8 + 2 × 0.4 cm`."""
    done = "; ".join(_done(procedure) for procedure in lesion.procedures)
    count = f"{lesion.count} × " if lesion.count > 1 else ""
    what = f"{count}{lesion.diagnosis}".strip()
    return ": ".join(part for part in (f"{lesion.id} {_place(lesion, wording)}", what, done) if part)


_SAYS = (
    "method",
    "complexity",
    "graft",
    "what",
    "depth",
    "service",
    "test",
    "light",
    "drug",
    "hcpcs",
    "code",
)
_MEASURES = {
    "lesion_cm": "lesion {} cm",
    "margin_cm": "margin {} cm",
    "excised_cm": "excised {} cm",
    "length_cm": "{} cm",
    "area_cm2": "{} cm²",
    "dose_mg": "{} mg",
}


def _done(procedure: AnyProcedure) -> str:
    """A procedure with its charted measures, in the order of its record."""
    words: list[str] = [procedure.kind.capitalize() if procedure.kind == "mohs" else procedure.kind]
    words += [str(getattr(procedure, name)) for name in _SAYS if getattr(procedure, name, None)]
    for name, text in _MEASURES.items():
        value = getattr(procedure, name, None)
        if value is not None:
            words.append(text.format(value))
    if digits := getattr(procedure, "digits", ()):
        words.append(" ".join(digits))
    if stages := getattr(procedure, "stages", ()):
        words.append(f"stages of {' + '.join(map(str, stages))} blocks")
    return ", ".join(word.replace("_", " ") for word in words)
