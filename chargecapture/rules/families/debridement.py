"""Debridement: the deepest tissue removed chooses the code; areas of one depth are added.

Source: CPT, Debridement, and Active Wound Care Management.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.procedures import Debridement
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import Field, ProcedureFamily
from chargecapture.rules.families.summing import charge_sum

SOURCE = "CPT 2026, Debridement"
DEPTHS = ("bone", "muscle", "subcutaneous", "skin")


def code_debridements(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code for the summed area of each depth, with its add-on."""
    for depth in DEPTHS:
        found = [act for act in acts if _debridement(act).depth == depth]
        measured = [act for act in found if _debridement(act).area_cm2 is not None]
        for act in found:
            if act not in measured:
                yield act.needs("area_cm2", "the debrided area is missing.", SOURCE)
        if measured:
            areas = [(_debridement(act).area_cm2 or Decimal(0)) * act.how_many for act in measured]
            yield from charge_sum(case.book.table("debridement", depth), measured, areas)
            if depth in ("muscle", "bone") and case.encounter.place_of_service == "11":
                message = "debridement to muscle or bone is unusual in an office."
                yield measured[0].warns("debridement.deep_in_office", message, SOURCE)
    for act in acts:
        if _debridement(act).depth is None:
            message = "what was the deepest tissue removed? The code depends on it."
            yield act.needs("depth", message, SOURCE)


def _debridement(act: Act) -> Debridement:
    assert isinstance(act.procedure, Debridement)
    return act.procedure


FAMILY = ProcedureFamily(
    record=Debridement,
    label="Debridement",
    fields=(Field("depth", "Deepest tissue removed"), Field("area_cm2", "Area", "cm²")),
    choose=code_debridements,
)
