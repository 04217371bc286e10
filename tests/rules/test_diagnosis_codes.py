"""Every code that the word table can give is in the official code set of the day."""

from datetime import date

import pytest

from chargecapture.rules.diagnoses import DiagnosisRow
from tests.helpers.library import whole_library
from tests.helpers.rules import coder_terms

TODAY = date(2026, 11, 24)
FIRST = date(2024, 1, 1)
ROWS = sorted(
    {row._replace(site="", side="", note="") for term in coder_terms() for row in term.rows}, key=str
)


def test_there_are_rows_to_look_at() -> None:
    assert len({row.icd10 for row in ROWS}) > 1_300


@pytest.mark.parametrize(
    "day", [FIRST, date(2024, 10, 1), date(2025, 10, 1), date(2026, 10, 1), TODAY], ids=str
)
def test_every_code_in_force_is_billable_that_day(day: date) -> None:
    """ICD-10-CM FY2024 to FY2027."""

    def wrong(row: DiagnosisRow) -> bool:
        return row.valid_on(day) and whole_library().standing(row.icd10, day) != "billable"

    assert [row.icd10 for row in ROWS if wrong(row)] == []
