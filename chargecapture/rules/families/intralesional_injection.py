"""Intralesional injection: lesions of the day, not needle sticks; the drug is charged by itself.

Source: CPT, Introduction, and Chemotherapy Administration: intralesional.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.procedures import IntralesionalInjection
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, largest_a_lesion
from chargecapture.rules.families.summing import charge_count


def code_injections(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Cytotoxic drugs have a series of their own; each series counts its own lesions."""
    for series in ("chemotherapy", "injection"):
        found = [act for act in acts if _series(act, case) == series]
        single, _ = largest_a_lesion(found)
        if single:
            yield from charge_count(case.book.steps[f"intralesional.{series}"], single)


def _series(act: Act, case: Case) -> str:
    assert isinstance(act.procedure, IntralesionalInjection)
    row = case.row("drug", act.procedure.drug or "")
    return "chemotherapy" if row and row.get("chemotherapy") else "injection"


FAMILY = ProcedureFamily(
    record=IntralesionalInjection,
    label="Intralesional injection",
    fields=(
        Field("drug", "Drug"),
        Field("dose_mg", "Dose", "mg"),
        Field("container", "Container"),
        Field("wasted_mg", "Wasted", "mg", when=("container", ("single_dose",))),
    ),
    choose=code_injections,
)
