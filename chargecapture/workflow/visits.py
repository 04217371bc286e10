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
from chargecapture.domain.identifiers import clia_fault
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.charting import Step
from chargecapture.workflow.day import QuickLook, outlook_of
from chargecapture.workflow.earlier import EarlierLesion, earlier_lesions, history_now
from chargecapture.workflow.pathology import (
    REASON,
    Comparison,
    Natures,
    PathologyResult,
    PendingLesion,
    changes_of,
    enter,
    waiting,
)
from chargecapture.workflow.records import CLOSED, SIGNED, Records, VisitRecord, VisitState
from chargecapture.workflow.superbill import (
    BillSources,
    Missing,
    Superbill,
    Wording,
    make_superbills,
    missing_fields,
)

PATHOLOGY_PENDING = "pathology.pending"
AS_SIGNED = "As signed"
POSSIBLE_AGES = range(131)  # as the encounter document has them


class EncounterCoder(Protocol):
    def code(self, encounter: Encounter, fees: FeeSchedule | None = None) -> Answer: ...
    def explain(
        self, encounter: Encounter, answer: Answer, only: ChargeLine | None = None
    ) -> Explanation: ...
    def uncovered(self, day: date) -> tuple[Uncovered, ...]: ...
    def natures(self, encounter: Encounter) -> Natures: ...


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
            clia=self._clia(),
            history=self._records.history(patient.id, day),
        )

    def _clia(self) -> str | None:
        """The practice's CLIA number, where it can be one."""
        clia = self._records.practice().clia
        return clia if clia and not clia_fault(clia) else None

    def same_practice(self) -> Step:
        """Say the practice's CLIA number in an encounter that names none."""
        clia = self._clia()
        return lambda encounter: encounter if encounter.clia else replace(encounter, clia=clia)

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

    def history_now(self, patient_id: str) -> Step:
        """Bring an encounter's history up to what is signed by now."""

        def step(encounter: Encounter) -> Encounter:
            signed = self._records.history(patient_id, encounter.date_of_service)
            return history_now(encounter, signed)

        return step

    def earlier_lesions(self, patient_id: str, before: date) -> tuple[EarlierLesion, ...]:
        """The lesions of a patient's visits before a day, the one treated last first."""
        return earlier_lesions(self._records.earlier_visits(patient_id, before))

    def coder_for(self, day: date) -> Callable[[Encounter], Answer]:
        """The coder with the practice's fees of a day."""
        fees = self._records.fee_schedule(day)
        return lambda encounter: self._coder.code(encounter, fees)

    def explain(self, encounter: Encounter, answer: Answer, line: ChargeLine) -> Explanation:
        """Walk a line of an answer back to facts, table rows and sources.

        A stored answer no longer knows where its lines were charted: it is coded once more for that. Where
        the tables answer otherwise by now, the line is explained by the reasons that were kept with it.
        """
        at = answer.lines.index(line)
        if not any(each.places for each in answer.lines):
            again = self.coder_for(encounter.date_of_service)(encounter)
            if [_as_charged(each) for each in again.lines] != [_as_charged(each) for each in answer.lines]:
                return explained_by_reasons(encounter, answer, line)
            answer = replace(answer, lines=again.lines)
        return self._coder.explain(encounter, answer, answer.lines[at])

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        """The kinds of published edition of which none at hand covers a day."""
        return self._coder.uncovered(day)

    def today(self) -> date:
        return self._clock().date()

    def last_visit(self, visit: VisitRecord) -> VisitRecord:
        """The patient's last signed visit before this one.

        Raises:
            KnownError: there is none.
        """
        last = self._records.last_signed(visit.patient_id, visit.day)
        if last is None:
            raise KnownError("There is no earlier signed visit to copy.", "Chart what was done today.")
        return last

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
        """Keep a draft as it is now; where nothing was charted since, it stands as it stood."""
        if visit.state in ("scheduled", *CLOSED) and _charted(encounter) == _charted(visit.encounter):
            return self._records.save_draft(replace(visit, encounter=encounter))
        state = draft_state(answer) if is_charted(encounter) else "scheduled"
        kept = replace(visit, encounter=encounter, state=state, outlook=outlook_of(answer), closed_for="")
        return self._records.save_draft(replace(kept, waits=self._waits(encounter)))

    def _waits(self, encounter: Encounter) -> tuple[str, ...]:
        return waiting(encounter, self._coder.natures(encounter))

    def close(self, visit_id: str, state: VisitState, reason: str) -> VisitRecord:
        """Say that nothing will be charged for a visit, and why; what is charted stays with it.

        Raises:
            KnownError: the visit is signed, or what was done is not charged and no reason is given.
        """
        if state == "no_charge" and not reason.strip():
            raise KnownError("A reason is needed.", "Say why nothing is charged.")
        visit = self._records.visit(visit_id)
        return self._records.save_draft(replace(visit, state=state, closed_for=reason.strip()))

    def reopen(self, visit_id: str) -> VisitRecord:
        """Take back that nothing is charged for a visit."""
        visit = self._records.visit(visit_id)
        if visit.state not in CLOSED:
            return visit
        opened = replace(visit, state="scheduled", closed_for="")
        if not is_charted(visit.encounter):
            return self._records.save_draft(opened)
        answer = self.coder_for(visit.day)(visit.encounter)
        return self._records.save_draft(
            replace(opened, state=draft_state(answer), outlook=outlook_of(answer))
        )

    def set_time_and_reason(self, visit_id: str, time: str, reason: str) -> VisitRecord:
        """Change when a visit is and what the patient comes for; a signed one is refused."""
        visit = self._records.visit(visit_id)
        return self._records.save_draft(replace(visit, time=time, reason=reason))

    def look(self, visit_id: str) -> QuickLook:
        """What a visit holds: as it was signed, or a draft coded as it stands."""
        visit = self._records.visit(visit_id)
        if visit.answer is not None:
            return QuickLook(visit.answer, visit.encounter, "")
        answer = self.coder_for(visit.day)(visit.encounter)
        return QuickLook(answer, visit.encounter, self.why_not_sign(answer))

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
            KnownError: something needed is missing, a copied fact was not looked at, or it is signed.
        """
        if visit.state == "signed":
            raise KnownError(*SIGNED)
        answer = self.coder_for(encounter.date_of_service)(encounter)
        why_not = self.why_not_sign(answer)
        if why_not:
            raise KnownError(f"{why_not}.", "Settle what stops signing first.")
        if visit.copied:
            raise KnownError("What was copied was not looked at.", "Look at it, or take it as still true.")
        kept = replace(visit, encounter=encounter, outlook=None, closed_for="", waits=self._waits(encounter))
        return self._records.sign(kept, answer, by=by, at=self._clock())

    def amend(self, visit: VisitRecord, encounter: Encounter, *, by: str, reason: str) -> VisitRecord:
        """Sign a signed visit anew as its next version; the one before stays as it is.

        Raises:
            KnownError: the visit is not signed, nothing is said of why, or something needed is missing.
        """
        amended, answer = self._amended(visit, encounter, reason)
        return self._records.sign(amended, answer, by=by, at=self._clock())

    def _amended(self, visit: VisitRecord, encounter: Encounter, reason: str) -> tuple[VisitRecord, Answer]:
        if visit.state != "signed":
            raise KnownError("This visit is not signed.", "Change its draft.")
        if not reason.strip():
            raise KnownError("A reason is needed.", "Say why the visit is amended.")
        answer = self.coder_for(encounter.date_of_service)(encounter)
        if why_not := self.why_not_sign(answer):
            raise KnownError(f"{why_not}.", "Settle what stops signing first.")
        amended = replace(visit, encounter=encounter, amended_for=reason, waits=self._waits(encounter))
        return amended, answer

    # Pathology

    def pending_lesions(self) -> tuple[PendingLesion, ...]:
        """The lesions that wait for pathology, the oldest first."""
        return self._records.pending_lesions()

    def compare(self, visit: VisitRecord, result: PathologyResult) -> Comparison:
        """What a visit comes to with a result, beside what it comes to now; nothing is stored."""
        code = self.coder_for(visit.day)
        before = visit.answer or code(visit.encounter)
        encounter = enter(result)(visit.encounter)
        answer = code(encounter)
        changes = tuple(changes_of(result.lesion, (visit.encounter, before), (encounter, answer)))
        stops = tuple(alert.message for alert in answer.alerts if alert.effect != "none")
        return Comparison(changes, answer, encounter, self._coder.natures(encounter)[result.lesion], stops)

    def enter_result(self, visit: VisitRecord, result: PathologyResult, *, by: str) -> VisitRecord:
        """Take a result over: into the draft, or of a signed visit into its next version.

        Raises:
            KnownError: nothing is said of what came back, or a signed visit could not be signed so.
        """
        if not result.diagnosis.strip():
            raise KnownError("The diagnosis is missing.", "Enter what the report says.")
        encounter = enter(result)(visit.encounter)
        if visit.state == "signed":
            amended, signed = self._amended(visit, encounter, REASON)
            return self._records.enter_result(amended, signed, result, by=by, at=self._clock())
        answer = self.coder_for(visit.day)(encounter)
        kept = replace(
            visit,
            encounter=encounter,
            state=draft_state(answer),
            outlook=outlook_of(answer),
            waits=self._waits(encounter),
        )
        return self._records.enter_result(kept, None, result, by=by, at=self._clock())

    def release(self, pending: PendingLesion, reason: str, *, by: str) -> None:
        """Take a lesion off the worklist of which no result will come.

        Raises:
            KnownError: no reason is given, or a draft is held by it, which only a charted nature settles.
        """
        if not reason.strip():
            raise KnownError("A reason is needed.", "Say why no result will come.")
        if not pending.version:
            raise KnownError("The visit is not signed yet.", "Chart what the lesion is, then sign the visit.")
        released = PathologyResult(lesion=pending.lesion.id, released_for=reason.strip())
        self._records.release_lesion(pending.visit_id, released, by=by, at=self._clock())

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


def explained_by_reasons(encounter: Encounter, answer: Answer, line: ChargeLine) -> Explanation:
    """The walk of a line that the tables at hand would not give any more: what was kept with it."""
    steps = tuple(WalkStep(AS_SIGNED, why.text, why.source, why.rule) for why in line.why)
    moved_on = WalkStep(AS_SIGNED, "The tables at hand charge this visit otherwise by now.")
    walks = (LineWalk(line, (), steps),)
    return Explanation(answer, encounter.date_of_service, encounter.payer, (moved_on,), walks, answer.alerts)


def is_charted(encounter: Encounter) -> bool:
    """Whether anything was charted that may be charged."""
    return bool(encounter.lesions or encounter.services or encounter.visit)


def _charted(encounter: Encounter) -> tuple[object, ...]:
    return encounter.lesions, encounter.services, encounter.visit, encounter.notice


def draft_state(answer: Answer) -> VisitState:
    """A draft that waits for nothing but pathology is held."""
    waits_for = {alert.rule for alert in answer.alerts if alert.effect != "none"}
    return "held" if waits_for == {PATHOLOGY_PENDING} else "draft"


def printable(sources: BillSources, wording: Wording) -> tuple[Sequence[Superbill], Sequence[Missing]]:
    """The superbills of a visit, or what must be entered before they may be printed."""
    missing = missing_fields(sources)
    return ((), missing) if missing else (make_superbills(sources, wording), ())
