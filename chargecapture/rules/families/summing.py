"""Measures of several wounds or lesions that one charge takes together."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.rules.case import Act, Charge, listed
from chargecapture.rules.families.base import further_reason, number, step_reason
from chargecapture.rules.tables import Step, StepTable


def summed(parts: Sequence[Decimal]) -> str:
    """Show a sum with its parts, such as `3 + 4 = 7`."""
    if len(parts) == 1:
        return number(parts[0])
    return f"{' + '.join(number(part) for part in parts)} = {number(sum(parts, Decimal(0)))}"


def named(acts: Sequence[Act]) -> str:
    return acts[0].named if len(acts) == 1 else f"Lesions {listed(acts)}"


def charge_sum(table: StepTable, acts: Sequence[Act], parts: Sequence[Decimal]) -> Iterator[Charge]:
    """Charge the tier that the sum of `parts` falls into, and the add-on where it reaches that far."""
    total = sum(parts, Decimal(0))
    step = table.step_for(total)
    unit = f" {table.unit}" if table.unit.startswith("cm") else ""
    shown = f"{summed(parts)}{unit}"
    yield Charge(step.code, tuple(acts), [step_reason(named(acts), table, step, shown)])
    yield from add_on(table, step, total, shown, acts)


def charge_count(table: StepTable, acts: Sequence[Act]) -> Iterator[Charge]:
    """Charge lesions by their number over the whole day."""
    return charge_sum(table, acts, [Decimal(act.how_many) for act in acts])


def add_on(
    table: StepTable, step: Step, measure: Decimal, shown: str, acts: Sequence[Act]
) -> Iterator[Charge]:
    if units := step.further_units(measure):
        reason = further_reason(table, step, shown, units)
        yield Charge(step.further, tuple(acts), [reason], units=Decimal(units), parent=step.code)
