"""An office as a file can hold it: the practice, its people, its fees, and a day's visits.

It stands in for the record file where there is none: for the sample practice, and for a superbill that is
printed from documents alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.records import Records
from chargecapture.workflow.superbill import BillSources
from chargecapture.workflow.visits import Visits


class Insured(NamedTuple):
    """A patient with who pays first."""

    patient: Patient
    coverage: Coverage


class ScheduledVisit(NamedTuple):
    """A visit of the day's list; `charted` is its encounter where it was charted already."""

    time: str
    patient_id: str
    provider_id: str
    reason: str
    charted: Encounter | None = None


class Office(NamedTuple):
    practice: Practice
    providers: tuple[Provider, ...]
    patients: tuple[Insured, ...]
    fees: FeeSchedule
    fees_effective_from: date
    visits: tuple[ScheduledVisit, ...] = ()

    def insured(self, patient_id: str) -> Insured:
        return next(each for each in self.patients if each.patient.id == patient_id)


def moved_to(charted: Encounter, day: date) -> Encounter:
    """The same encounter on another day, with its history as many days before."""
    by = day - charted.date_of_service
    history = tuple(replace(prior, date=prior.date + by) for prior in charted.history)
    return replace(charted, date_of_service=day, history=history)


def office_sources(
    office: Office, encounter: Encounter, answer: Answer, *, reasons: bool, sample: bool
) -> BillSources:
    """Collect what the superbills of a document are made from.

    The document says who treated, and what is known of the patient; a sample takes whoever comes nearest.

    Raises:
        KnownError: the office does not tell whose superbill it is.
    """
    insured = _patient_of(office.patients, encounter, sample=sample)
    return BillSources(
        practice=office.practice,
        provider=_provider_of(office.providers, encounter, sample=sample),
        patient=insured.patient,
        coverage=insured.coverage,
        encounter=encounter,
        answer=answer,
        show_reasons=reasons,
        sample=sample,
    )


def _provider_of(providers: Sequence[Provider], encounter: Encounter, *, sample: bool) -> Provider:
    for provider in providers:
        if provider.id == encounter.rendering:
            return provider
    if sample or (encounter.rendering is None and len(providers) == 1):
        return providers[0]
    named = encounter.rendering or "none"
    ids = ", ".join(provider.id for provider in providers)
    raise KnownError(
        f"The document's rendering provider is {named}; the office file has {ids}.", "Name one of these."
    )


def _patient_of(patients: Sequence[Insured], encounter: Encounter, *, sample: bool) -> Insured:
    if sample:
        return min(patients, key=lambda each: _far_from(each, encounter))
    if len(patients) == 1:
        return patients[0]
    fitting = [each for each in patients if _far_from(each, encounter) == (False, False, 0)]
    if len(fitting) == 1:
        return fitting[0]
    found = f"{len(fitting)} of the {len(patients)} patients" if fitting else "None of the patients"
    raise KnownError(
        f"{found} in the office file fit the document's payer, sex and age.",
        "Leave only the patient of this document in the file.",
    )


def _far_from(insured: Insured, encounter: Encounter) -> tuple[bool, bool, int]:
    """How little a patient fits a document: payer, then sex, then years of age."""
    patient = insured.patient
    years = abs(patient.age_on(encounter.date_of_service) - int(encounter.patient.age))
    return (
        insured.coverage.family != encounter.payer,
        patient.sex != encounter.patient.sex,
        years,
    )


def move_in(office: Office, records: Records, visits: Visits, *, day: date) -> None:
    """Put an office into an empty record file, with its visits on `day`."""
    records.save_practice(office.practice)
    for provider in office.providers:
        records.save_provider(provider)
    for patient, coverage in office.patients:
        records.save_patient(patient)
        records.save_coverage(patient.id, coverage)
    records.save_fee_schedule(office.fees, effective_from=office.fees_effective_from)
    schedule_day(office, records, visits, day=day)


def schedule_day(office: Office, records: Records, visits: Visits, *, day: date) -> None:
    """Put an office's visits on `day`; those that come charted are drafts."""
    for planned in office.visits:
        patient = records.patient(planned.patient_id)
        opened = visits.open(
            patient, day=day, provider_id=planned.provider_id, time=planned.time, reason=planned.reason
        )
        if planned.charted is not None:
            charted = moved_to(planned.charted, day)
            own = replace(charted, id=opened.id, rendering=planned.provider_id)
            own = visits.same_practice()(own)
            visits.keep(opened, own, visits.coder_for(day)(own))
