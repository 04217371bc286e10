"""Repair: the lengths of one complexity and one group are added, then one code is chosen.

Sources: CPT, Repair; AAD, Intermediate and Complex Repairs in 2020 and beyond.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Repair
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, between_classes, site_group
from chargecapture.rules.families.summing import charge_sum
from chargecapture.rules.tables import StepTable

SOURCE = "CPT 2026, Repair: lengths of one complexity and one anatomic group are added"
COMPLEXITIES = ("complex", "intermediate", "simple")


def code_repairs(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Sum by complexity and group; what is too short for a complex code counts as intermediate."""
    measured: dict[str, list[Act]] = {complexity: [] for complexity in COMPLEXITIES}
    for act in acts:
        assert isinstance(act.procedure, Repair)
        missing = list(_missing(act))
        yield from missing
        if not missing and act.procedure.complexity:
            measured[act.procedure.complexity].append(act)
    for complexity in COMPLEXITIES:
        grouped = dict[str, list[Act]]()
        for act in measured[complexity]:
            group = site_group(act, f"repair.{complexity}")
            if isinstance(group, Alert):
                yield group
            else:
                grouped.setdefault(group, []).append(act)
        for group, together in grouped.items():
            table = case.book.table(f"repair.{complexity}", group)
            total = sum(map(_length, together), Decimal(0))
            yield from between_classes(together[0], table, total)
            if table.over is not None and total <= table.over:
                measured["intermediate"].extend(together)
                text = f"{table.over} cm or less: taken as intermediate"
                yield together[0].tells("repair.short_complex", text, table.source)
            else:
                yield from _charge(table, together)


def _missing(act: Act) -> Iterator[Alert]:
    repair = act.procedure
    assert isinstance(repair, Repair)
    if repair.complexity is None:
        message = "simple, intermediate or complex? The code of the repair depends on it."
        yield act.needs("complexity", message, SOURCE)
    if repair.length_cm is None:
        message = "the length of the repair is missing. The code depends on it."
        yield act.needs("length_cm", message, SOURCE)


def _length(act: Act) -> Decimal:
    assert isinstance(act.procedure, Repair)
    return (act.procedure.length_cm or Decimal(0)) * act.how_many


def _charge(table: StepTable, acts: Sequence[Act]) -> Iterator[Result]:
    for charge in charge_sum(table, acts, [_length(act) for act in acts]):
        if len(acts) > 1 and not charge.parent:
            charge.why.append(Reason("Wounds of one complexity and one group are added", table.id, SOURCE))
        yield charge


FAMILY = ProcedureFamily(
    record=Repair,
    label="Repair",
    fields=(Field("complexity", "Closure"), Field("length_cm", "Length", "cm")),
    choose=code_repairs,
)
