"""Shave removal: the diameter of the lesion, no margin added; closure is never added.

Source: CPT, Shaving of Epidermal or Dermal Lesions.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert
from chargecapture.domain.procedures import ShaveRemoval
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import (
    Field,
    ProcedureFamily,
    between_classes,
    in_cm,
    largest_a_lesion,
    number,
    site_table,
    step_reason,
)


def code_shave_removals(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code a lesion, each on its own size."""
    single, merged = largest_a_lesion(acts, _size)
    yield from merged
    for act in single:
        assert isinstance(act.procedure, ShaveRemoval)
        table = site_table(act, case, "shave")
        if isinstance(table, Alert):
            yield table
            continue
        size = act.procedure.lesion_cm
        if size is None:
            yield act.needs("lesion_cm", "the diameter of the lesion is missing.", table.source)
            continue
        step = table.step_for(size)
        yield from between_classes(act, table, size)
        reason = step_reason(act.named, table, step, f"{number(size)} cm")
        yield Charge(step.code, (act,), [reason], units=Decimal(act.how_many), per_lesion=True)


def _size(act: Act) -> tuple[Decimal, ...]:
    assert isinstance(act.procedure, ShaveRemoval)
    return in_cm(act.procedure.lesion_cm)


FAMILY = ProcedureFamily(
    record=ShaveRemoval,
    label="Shave removal",
    fields=(Field("lesion_cm", "Lesion", "cm"),),
    choose=code_shave_removals,
)
