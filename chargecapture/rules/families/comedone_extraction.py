"""Acne surgery: one unit a day whatever the number. Source: CPT, Incision and Drainage: acne surgery."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import ComedoneExtraction
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import ProcedureFamily
from chargecapture.rules.families.summing import named


def code_extractions(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("single")
    text = f"{named(acts)}: comedones, milia or cysts opened; one unit a day"
    yield Charge(
        table["comedone_extraction"]["code"], tuple(acts), [Reason(text, "comedone_extraction", table.source)]
    )


FAMILY = ProcedureFamily(record=ComedoneExtraction, label="Acne surgery", fields=(), choose=code_extractions)
