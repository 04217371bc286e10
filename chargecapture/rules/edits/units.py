"""The most units that one provider would bill for one patient on one day. Source: CMS NCCI MUE table."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert
from chargecapture.rules.case import Case, Charge

ABSOLUTE = "2"
SOURCE = "CMS NCCI practitioner MUE table"


def check_units(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Compare each code's units of the day with its limit: by policy an error, clinical a warning."""
    units: dict[str, Decimal] = {}
    for charge in charges:
        if charge.responsibility != "patient":
            units[charge.code] = units.get(charge.code, Decimal(0)) + charge.units
    for code, total in units.items():
        facts = case.book.facts(code)
        if facts.mue is None or total <= facts.mue:
            continue
        place = next((c.acts[0].place for c in charges if c.code == code and c.acts), None)
        message = f"{total} units of {code} on one day; the limit is {facts.mue}."
        if facts.mai == ABSOLUTE:
            text = f"{message} It is absolute: check the count."
            yield Alert("error", "mue-exceeded-mai2", text, SOURCE, place=place, effect="block")
        else:
            text = f"{message} Expect a request for the record."
            yield Alert("warning", f"mue-exceeded-mai{facts.mai}", text, SOURCE, place=place)
