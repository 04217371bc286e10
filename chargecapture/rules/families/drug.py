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
    """A line a drug; for payers that ask, single-dose containers apart from the rest, with their waste."""
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
    problems = [alert for given in found for alert in _problems(given, row, table.source, case)]
    yield from problems
    if problems:
        return
    if not case.payer.drug_waste:
        yield _line(hcpcs, found, _units(found, row), case)
        return
    single = [given for given in found if given.container == "single_dose"]
    rest = [given for given in found if given.container != "single_dose"]
    for given in rest:
        if given.container is None:
            message = "single-dose or multi-dose container? Medicare wants JW or JZ on single-dose drugs."
            yield given.act.needs("container", message, WASTE)
    of_single = _units(single, row)
    if single:
        yield from _single_dose(_line(hcpcs, single, of_single, case), single, row)
    if of_rest := _units(found, row) - of_single:
        yield _line(hcpcs, rest, of_rest, case)


def _line(hcpcs: str, found: Sequence[Given], units: Decimal, case: Case) -> Charge:
    table = case.lookup("drug")
    row = table.get(hcpcs)
    measure = row["measure"] if row else "units"
    parts = [_amount(given, row) for given in found]
    text = f"{named([given.act for given in found])}: {summed(parts)} {measure}, {number(units)} × {hcpcs}"
    if row:
        text += f" of {row['unit']} {measure}"
    acts = tuple(given.act for given in found)
    charge = Charge(hcpcs, acts, [Reason(text, "drug", table.source)], units=units)
    charge.follows = "injection" if isinstance(found[0].act.procedure, IntralesionalInjection) else ""
    return charge


def _problems(given: Given, row: Row | None, source: str, case: Case) -> Iterator[Alert]:
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
    elif row and given.amount is not None and given.units not in (None, _rounded(given.amount, row)):
        message = f"{number(given.amount)} {row['measure']} are not {given.units} units of {given.hcpcs}."
        yield act.corrects("units", f"{message} Which holds?", source, "drug.units")


def _amount(given: Given, row: Row | None) -> Decimal:
    """What was given, in the measure of the code; in its units where the table does not know it."""
    if row and given.amount is not None:
        return given.amount
    return Decimal(given.units or 0) * _unit(row)


def _units(found: Sequence[Given], row: Row | None) -> Decimal:
    """The units of the day: the doses are added first, then rounded up once."""
    return _rounded(sum((_amount(given, row) for given in found), Decimal(0)), row)


def _rounded(amount: Decimal, row: Row | None) -> Decimal:
    return (amount / _unit(row)).to_integral_value(rounding=ROUND_CEILING)


def _unit(row: Row | None) -> Decimal:
    return Decimal(row["unit"]) if row else Decimal(1)


def _single_dose(charge: Charge, found: Sequence[Given], row: Row | None) -> Iterator[Charge]:
    """JW on a line of its own for whole units thrown away, JZ where none were."""
    wasted = sum((given.wasted for given in found), Decimal(0))
    dose = sum((_amount(given, row) for given in found), Decimal(0))
    discarded = _rounded(dose + wasted, row) - charge.units
    yield charge
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
