"""Copying what was charted before: what is carried over, and what has to be said anew.

Carried are lesions, acts, diagnoses and drugs. Never carried are measures and doses, what pathology said,
what makes a service a further one (25, 59, 76, 78), notices, the visit's level and the signature: they are
facts of one day. Counts are carried and marked, as an empty count would be one. Nothing is charged by
copying: the rules code what stands in the encounter, for its own day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion, PriorCharge, Visit
from chargecapture.domain.procedures import AnyProcedure, Cosmetic, Procedure
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.marks import KIND, VISIT, Copied, Marks
from chargecapture.workflow.records import VisitRecord

OF_THE_PATHOLOGIST = ("pathology",)
"""Kinds of procedure that are done to specimens of one day."""
OF_THE_PATIENT = ("requested_by_patient", "diagnosis")
"""What is carried of the facts that any procedure may have; the others are circumstances of one day."""
OF_THE_DAY = {"deep_structure", "prior_pathology", "re_excision", "complicated"} | {
    field.name for field in fields(Procedure) if field.name not in OF_THE_PATIENT
}
OF_A_LESION = ("site", "side", "diagnosis", "symptoms", "count")
"""What is carried of a lesion; its nature follows from the diagnosis, or from a pathologist."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy adds: the step, and the marks of what it carries."""

    step: charting.Step
    marks: Marks
    labels: tuple[str, ...]


def carried(procedure: AnyProcedure) -> AnyProcedure:
    """A procedure as it may be charted again: without its measures and what belongs to one day."""
    kept = {
        field.name: value
        for field in fields(procedure)
        if field.name not in OF_THE_DAY
        and _may_be_carried(procedure, field.name, value := getattr(procedure, field.name))
    }
    return charting.RECORDS[procedure.kind](**kept)  # type: ignore[no-any-return]


def _may_be_carried(procedure: AnyProcedure, name: str, value: Any) -> bool:
    """Measures, doses and prices are decimals, blocks are lists of numbers."""
    if isinstance(procedure, Cosmetic) and name == "units":
        return True
    is_numbers = isinstance(value, tuple) and any(isinstance(each, int) for each in value)
    return not isinstance(value, Decimal) and not is_numbers


def carried_acts(procedures: tuple[AnyProcedure, ...]) -> tuple[AnyProcedure, ...]:
    return tuple(carried(each) for each in procedures if each.kind not in OF_THE_PATHOLOGIST)


def _again(lesion: Lesion, label: str, same_as: str | None) -> Lesion:
    facts = {name: getattr(lesion, name) for name in OF_A_LESION}
    return Lesion(id=label, same_as=same_as, procedures=carried_acts(lesion.procedures), **facts)


def copy_visit(last: VisitRecord, encounter: Encounter) -> Copy:
    """Copy what was charted at an earlier visit into today's encounter, under the next free letters.

    The problems of a visit are carried where it was all that there was: beside procedures a visit is charged
    only for care apart from them, which is for the clinician to say.

    Raises:
        KnownError: nothing of it can be copied, all of it stands here already, or there is no room for it.
    """
    before = last.encounter
    labels = charting.labels_for(encounter, len(before.lesions))
    lesions = tuple(
        _again(lesion, label, same_as(encounter, last, lesion))
        for lesion, label in zip(before.lesions, labels, strict=True)
    )
    services = carried_acts(before.services)
    visit = None
    if before.visit and before.visit.diagnoses and not (lesions or services):
        visit = Visit(diagnoses=before.visit.diagnoses)
    if not (lesions or services or visit):
        raise KnownError(
            f"The visit of {last.day} has nothing that can be copied.",
            "Chart what was done today.",
        )
    if _stands_here(lesions, services, visit, encounter):
        raise KnownError(f"The visit of {last.day} is copied already.", "Undo takes it back.")
    added = Encounter(
        id=encounter.id,
        date_of_service=encounter.date_of_service,
        payer=encounter.payer,
        patient=encounter.patient,
        lesions=lesions,
        services=services,
        visit=visit,
    )
    places = _marked(added, len(encounter.services))
    return Copy(charting.add_charted(added), frozenset(Copied(place, last.day) for place in places), labels)


def _stands_here(
    lesions: tuple[Lesion, ...],
    services: tuple[AnyProcedure, ...],
    visit: Visit | None,
    encounter: Encounter,
) -> bool:
    here = {replace(lesion, id="") for lesion in encounter.lesions}
    return (
        all(replace(lesion, id="") in here for lesion in lesions)
        and all(service in encounter.services for service in services)
        and (visit is None or (encounter.visit is not None and encounter.visit.diagnoses == visit.diagnoses))
    )


def same_as(encounter: Encounter, last: VisitRecord, lesion: Lesion) -> str | None:
    """How the history of today's encounter names a lesion of an earlier visit; `None` where it does not."""
    if not lesion.procedures:
        return None
    names = {charge.lesion for charge in encounter.history if charge.lesion and _is_of(charge, last, lesion)}
    return names.pop() if len(names) == 1 else None


def _is_of(charge: PriorCharge, last: VisitRecord, lesion: Lesion) -> bool:
    named = charge.lesion or ""
    is_named = named in (lesion.id, lesion.same_as) or named.endswith(
        (f" {lesion.id}", f"/{lesion.id}", f"-{lesion.id}")
    )
    return charge.date == last.day and charge.site == lesion.site and is_named


def _marked(added: Encounter, services_before: int) -> Iterator[Place]:
    """Where a copy says something: a mark stands at each fact, and at the kind of each act."""
    for lesion in added.lesions:
        blank = Lesion(id=lesion.id, site="unspecified")
        for name in (*OF_A_LESION, "same_as"):
            if getattr(lesion, name) != getattr(blank, name):
                yield Place(lesion.id, None, name)
        for at, procedure in enumerate(lesion.procedures):
            yield from (Place(lesion.id, at, name) for name in _said(procedure))
    for at, service in enumerate(added.services, start=services_before):
        yield from (Place("", at, name) for name in _said(service))
    if added.visit:
        yield Place(field=f"{VISIT}diagnoses")


def _said(procedure: AnyProcedure) -> Iterator[str]:
    yield KIND
    blank = charting.RECORDS[procedure.kind]()
    for field in fields(procedure):
        if getattr(procedure, field.name) != getattr(blank, field.name):
            yield field.name
