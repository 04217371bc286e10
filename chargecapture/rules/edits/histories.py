"""A history of a tumour beside the tumour: one of the two, unless there are two tumours.

Source: ICD-10-CM Official Guidelines I.C.2.m and I.C.21.c.4: history where treatment has ended.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Place
from chargecapture.rules.case import Case, Charge


def check_histories(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Say where a claim has a tumour and the history of one of its kind."""
    table = case.lookup("diagnosis.history")
    claimed = dict.fromkeys([icd10 for charge in charges if not charge.cosmetic for icd10 in charge.icd10])
    if table.rows.keys().isdisjoint(claimed):
        return
    for icd10 in claimed:
        row = table.get(icd10)
        present = row and next((code for code in claimed if code.startswith(row["of"])), "")
        if present:
            message = f"{icd10} is the history of a tumour, {present} one that is there. Are they two?"
            place = Place(field="visit.diagnoses")
            yield Alert("info", "diagnosis.history", message, table.source, place=place)
