"""The most units that one provider would bill for one patient on one day. Source: CMS NCCI MUE table."""

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert
from chargecapture.rules.case import Case, Charge
from chargecapture.rules.edits.anatomy import is_paid_for_each_side
from chargecapture.rules.global_period import another_group

ABSOLUTE = "2"
SOURCE = "CMS NCCI practitioner MUE table"


def check_units(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Compare each code's units of the day with its limit: by policy an error, clinical a warning."""
    units: dict[str, Decimal] = {}
    lefts = {charge.code for charge in charges if "LT" in charge.modifiers}
    for charge in charges:
        if charge.responsibility != "patient" and not (lefts and _is_other_side(charge, lefts, case)):
            before = units.get(charge.code)
            units[charge.code] = charge.units if before is None else before + charge.units
    earlier = list(_earlier_today(units, case))
    for code in earlier:
        units[code] += 1
    for code, total in units.items():
        facts = case.book.facts(code)
        if facts.mue is None or total <= facts.mue:
            continue
        place = next((c.acts[0].place for c in charges if c.code == code and c.acts), None)
        with_earlier = ", with what was charged earlier," if code in earlier else ""
        message = f"{total} units of {code} on one day{with_earlier}; the limit is {facts.mue}."
        if facts.mai == ABSOLUTE:
            text = f"{message} It is absolute: check the count."
            yield Alert("error", "mue-exceeded-mai2", text, SOURCE, place=place, effect="block")
        else:
            text = f"{message} Expect a request for the record."
            yield Alert("warning", f"mue-exceeded-mai{facts.mai}", text, SOURCE, place=place)


def _earlier_today(codes: Container[str], case: Case) -> Iterator[str]:
    """What the same clinician charged at an earlier encounter of the day; a history has no units."""
    on = case.encounter.date_of_service
    for prior in case.encounter.history:
        if prior.date == on and prior.code in codes and not another_group(prior, case):
            yield prior.code


def _is_other_side(charge: Charge, lefts: Container[str], case: Case) -> bool:
    """The second of two lines, a line a side as the payer asks; the limit is for one line with 50."""
    if "RT" not in charge.modifiers or charge.code not in lefts:
        return False
    one_line = case.payer.for_code("both_sides", charge.code) == "50"
    return not one_line and is_paid_for_each_side(charge.code, case)
