"""Drugs: the dose of the day is added first, then rounded up once to the units of the code.

Source: CMS HCPCS Level II; CMS JW and JZ modifier FAQ (JZ mandatory from 2023-07-01).
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Drug, IntralesionalInjection
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, number
from chargecapture.rules.families.coded import outside_its_dates
from chargecapture.rules.families.summing import named, summed
from chargecapture.rules.tables import Row

WASTE = "CMS JW and JZ modifier FAQ"


class Given(NamedTuple):
    """The facts of one drug on one lesion or service."""

    act: Act
    hcpcs: str
    amount: Decimal | None
    units: int | None
    wasted: Decimal
    container: str | None


def code_drugs(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One line a drug, and for single-dose containers the waste."""
    together: dict[str, list[Given]] = {}
    for act in acts:
        given = _given(act)
        if given is None:
            if isinstance(act.procedure, Drug):
                yield act.needs("hcpcs", "which drug? Its code is missing.", case.lookup("drug").source)
        else:
            together.setdefault(given.hcpcs, []).append(given)
    for hcpcs, found in together.items():
        yield from _code_drug(hcpcs, found, case)


def _given(act: Act) -> Given | None:
    drug = act.procedure
    if isinstance(drug, IntralesionalInjection) and drug.drug:
        amount = drug.dose_mg
        return Given(act, drug.drug, amount, None, drug.wasted_mg or Decimal(0), drug.container)
    if isinstance(drug, Drug) and drug.hcpcs:
        return Given(act, drug.hcpcs, drug.dose_mg, drug.units, drug.wasted_mg or Decimal(0), drug.container)
    return None


def _code_drug(hcpcs: str, found: Sequence[Given], case: Case) -> Iterator[Result]:
    table = case.lookup("drug")
    row = table.get(hcpcs)
    problems = [alert for given in found for alert in _missing(given, row, table.source, case)]
    yield from problems
    if problems:
        return
    measure = row["measure"] if row else "units"
    used, parts = _used(found, row)
    text = f"{named([given.act for given in found])}: {summed(parts)} {measure}, {number(used)} × {hcpcs}"
    if row:
        text += f" of {row['unit']} {measure}"
    acts = tuple(given.act for given in found)
    charge = Charge(hcpcs, acts, [Reason(text, "drug", table.source)], units=used)
    charge.follows = "injection" if isinstance(found[0].act.procedure, IntralesionalInjection) else ""
    waste = list(_waste(charge, found, row, used)) if case.payer.drug_waste else []
    yield charge
    yield from waste


def _missing(given: Given, row: Row | None, source: str, case: Case) -> Iterator[Alert]:
    act = given.act
    if outside := outside_its_dates(given.hcpcs, case):
        source = case.lookup("codes.dates").source
        field = "drug" if isinstance(act.procedure, IntralesionalInjection) else "hcpcs"
        yield act.corrects(field, outside, source, "code.outside_dates")
    elif given.amount is None and given.units is None:
        yield act.needs("dose_mg", f"the dose of {given.hcpcs} is missing.", source)
    elif row is None and given.units is None:
        message = f"the unit of {given.hcpcs} is not in the tables at hand. Chart its units."
        yield act.needs("units", message, source, "drug.unknown_unit")


def _used(found: Sequence[Given], row: Row | None) -> tuple[Decimal, list[Decimal]]:
    """The units of the day, and the amounts that were added."""
    if row is None or any(given.units is not None and given.amount is None for given in found):
        parts = [Decimal(given.units or 0) for given in found]
        return sum(parts, Decimal(0)), parts
    parts = [given.amount or Decimal(0) for given in found]
    return _units(sum(parts, Decimal(0)), row), parts


def _units(amount: Decimal, row: Row) -> Decimal:
    return (amount / Decimal(row["unit"])).to_integral_value(rounding=ROUND_CEILING)


def _waste(charge: Charge, found: Sequence[Given], row: Row | None, used: Decimal) -> Iterator[Result]:
    """JW for whole units thrown away, JZ where none were; a multi-dose container takes neither."""
    containers = {given.container for given in found}
    wasted = sum((given.wasted for given in found), Decimal(0))
    if containers == {"multi_dose"}:
        return
    if None in containers and not wasted:
        message = "single-dose or multi-dose container? Medicare wants JW or JZ on single-dose drugs."
        yield found[0].act.needs("container", message, WASTE)
        return
    discarded = Decimal(0)
    if wasted and row:
        dose = sum((given.amount or given.units * Decimal(row["unit"]) for given in found), Decimal(0))  # type: ignore[operator]
        discarded = _units(dose + wasted, row) - used
    if not discarded:
        charge.modifiers.append("JZ")
        charge.why.append(Reason("Single-dose container, no whole unit thrown away: JZ", "drug.jz", WASTE))
        return
    reason = Reason(f"Single-dose container, {number(discarded)} units thrown away: JW", "drug.jw", WASTE)
    yield Charge(
        charge.code, charge.acts, [reason], units=discarded, modifiers=["JW"], follows=charge.follows
    )


FAMILY = ProcedureFamily(
    record=Drug,
    label="Drug",
    fields=(
        Field("hcpcs", "Drug"),
        Field("dose_mg", "Dose", "mg"),
        Field("units", "Units"),
        Field("container", "Container"),
        Field("wasted_mg", "Wasted", "mg", when=("container", ("single_dose",))),
    ),
    choose=code_drugs,
    also=("intralesional_injection",),
)
