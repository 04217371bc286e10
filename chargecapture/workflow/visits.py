"""The life of a visit: opened for a patient, charted as a draft, signed, printed.

Clock, record file and coder are handed in. A visit is signed only when its claim is ready; what is held or
blocked stays a draft, and says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from chargecapture.domain.charges import Answer, ChargeLine
from chargecapture.domain.codes import Uncovered
from chargecapture.domain.encounter import Encounter, PatientFacts
from chargecapture.domain.explained import Explanation, LineWalk
from chargecapture.domain.explained import Step as WalkStep
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.charting import Step
from chargecapture.workflow.records import SIGNED, Records, VisitRecord, VisitState
from chargecapture.workflow.superbill import (
    BillSources,
    Missing,
    Superbill,
    Wording,
    make_superbills,
    missing_fields,
)

PATHOLOGY_PENDING = "pathology.pending"
POSSIBLE_AGES = range(131)  # as the encounter document has them


class EncounterCoder(Protocol):
    def code(self, encounter: Encounter, fees: FeeSchedule | None = None) -> Answer: ...
    def explain(self, encounter: Encounter, answer: Answer) -> Explanation: ...
    def uncovered(self, day: date) -> tuple[Uncovered, ...]: ...


class Visits:
    """Everything the screens do with visits."""

    def __init__(
        self,
        records: Records,
        coder: EncounterCoder,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._records = records
        self._coder = coder
        self._clock = clock
        self._new_id = new_id

    def open(
        self, patient: Patient, *, day: date, provider_id: str, time: str = "", reason: str = ""
    ) -> VisitRecord:
        """Begin a visit of a patient and keep it, so that it is in the day's list from now on.

        Raises:
            KnownError: the patient cannot have been born on the day that is kept.
        """
        coverage = self._records.coverage(patient.id)
        visit_id = self._new_id()
        visit = VisitRecord(
            id=visit_id,
            patient_id=patient.id,
            provider_id=provider_id,
            day=day,
            time=time,
            reason=reason,
            encounter=self._blank(visit_id, patient, coverage, day, provider_id),
        )
        return self._records.save_draft(visit)

    def _blank(
        self, visit_id: str, patient: Patient, coverage: Coverage, day: date, provider_id: str
    ) -> Encounter:
        age = Decimal(possible_age(patient, day))
        facts = PatientFacts(age=age, sex=patient.sex, established=patient.is_established(day))
        return Encounter(
            id=visit_id,
            date_of_service=day,
            payer=coverage.family,
            payer_name=coverage.payer or None,
            patient=facts,
            rendering=provider_id,
            history=self._records.history(patient.id, day),
        )

    def same_patient(self, patient: Patient, coverage: Coverage) -> Step:
        """Bring what an encounter says of its patient and payer up to date, but for an age that cannot be."""

        def step(encounter: Encounter) -> Encounter:
            age = patient.age_on(encounter.date_of_service)
            facts = replace(encounter.patient, sex=patient.sex)
            if age in POSSIBLE_AGES:
                facts = replace(facts, age=Decimal(age))
            name = coverage.payer or None
            return replace(encounter, patient=facts, payer=coverage.family, payer_name=name)

        return step

    def coder_for(self, day: date) -> Callable[[Encounter], Answer]:
        """The coder with the practice's fees of a day."""
        fees = self._records.fee_schedule(day)
        return lambda encounter: self._coder.code(encounter, fees)

    def explain(self, encounter: Encounter, answer: Answer) -> Explanation:
        """Walk an answer back to facts, table rows and sources.

        A stored answer no longer knows where its lines were charted: it is coded once more for that. Where
        the tables answer otherwise by now, its lines are explained by the reasons that were kept with them.
        """
        if any(line.places for line in answer.lines):
            return self._coder.explain(encounter, answer)
        again = self.coder_for(encounter.date_of_service)(encounter)
        if [_as_charged(line) for line in again.lines] != [_as_charged(line) for line in answer.lines]:
            return explained_by_reasons(encounter, answer)
        return self._coder.explain(encounter, replace(answer, lines=again.lines))

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        """The kinds of published edition of which none at hand covers a day."""
        return self._coder.uncovered(day)

    def today(self) -> date:
        return self._clock().date()

    def stored(self, visit_id: str) -> VisitRecord:
        """A visit as it stands in the record file."""
        return self._records.visit(visit_id)

    def provider_of(self, visit: VisitRecord) -> Provider:
        """Who treats in a visit.

        Raises:
            KnownError: they are not on file any more.
        """
        for provider in self._records.providers():
            if provider.id == visit.provider_id:
                return provider
        raise KnownError("The provider of this visit is not on file.", "Enter them under Practice.")

    def keep(self, visit: VisitRecord, encounter: Encounter, answer: Answer) -> VisitRecord:
        """Keep a draft as it is now."""
        return self._records.save_draft(replace(visit, encounter=encounter, state=draft_state(answer)))

    def why_not_sign(self, answer: Answer) -> str:
        """Why a visit cannot be signed; empty where it can."""
        open_facts = [alert for alert in answer.alerts if alert.effect != "none"]
        if open_facts:
            entries = "entry" if len(open_facts) == 1 else "entries"
            return f"{len(open_facts)} {entries} needed before signing"
        if not answer.lines:
            return "Nothing is charged yet"
        return ""

    def sign(self, visit: VisitRecord, encounter: Encounter, *, by: str) -> VisitRecord:
        """Sign a visit: its charges are frozen as the next version.

        Raises:
            KnownError: something needed is missing, or the visit is signed already.
        """
        if visit.state == "signed":
            raise KnownError(*SIGNED)
        answer = self.coder_for(encounter.date_of_service)(encounter)
        why_not = self.why_not_sign(answer)
        if why_not:
            raise KnownError(f"{why_not}.", "Settle what stops signing first.")
        kept = replace(visit, encounter=encounter)
        return self._records.sign(kept, answer, by=by, at=self._clock())

    def bill_sources(self, visit: VisitRecord, *, reasons: bool = False, sample: bool = False) -> BillSources:
        """Collect what a superbill of a visit is made from; a draft is coded as it stands.

        Raises:
            KnownError: the visit's provider is not on file any more.
        """
        answer = visit.answer or self.coder_for(visit.day)(visit.encounter)
        return BillSources(
            practice=self._records.practice(),
            provider=self.provider_of(visit),
            patient=self._records.patient(visit.patient_id),
            coverage=self._records.coverage(visit.patient_id),
            encounter=visit.encounter,
            answer=answer,
            version=visit.version,
            signed_by=visit.signed_by,
            signed_at=visit.signed_at,
            show_reasons=reasons,
            sample=sample,
        )


def possible_age(patient: Patient, day: date) -> int:
    """A patient's age in whole years on a day.

    Raises:
        KnownError: nobody born on the day that is kept can be seen then.
    """
    age = patient.age_on(day)
    if age not in POSSIBLE_AGES:
        raise KnownError("The patient's date of birth cannot be right on that day.", "Correct it first.")
    return age


def _as_charged(line: ChargeLine) -> tuple[object, ...]:
    return line.code, line.units, line.modifiers, line.icd10, line.lesions, line.why


def explained_by_reasons(encounter: Encounter, answer: Answer) -> Explanation:
    """The walk of an answer that the tables at hand would not give any more: what was kept with its lines."""
    walks = tuple(
        LineWalk(
            line,
            (),
            tuple(WalkStep("As signed", f"{why.text} (rule {why.rule})", why.source) for why in line.why),
        )
        for line in answer.lines
    )
    return Explanation(answer, encounter.date_of_service, encounter.payer, (), walks, answer.alerts)


def draft_state(answer: Answer) -> VisitState:
    """A draft that waits for nothing but pathology is held."""
    waits_for = {alert.rule for alert in answer.alerts if alert.effect != "none"}
    return "held" if waits_for == {PATHOLOGY_PENDING} else "draft"


def printable(sources: BillSources, wording: Wording) -> tuple[Sequence[Superbill], Sequence[Missing]]:
    """The superbills of a visit, or what must be entered before they may be printed."""
    missing = missing_fields(sources)
    return ((), missing) if missing else (make_superbills(sources, wording), ())
