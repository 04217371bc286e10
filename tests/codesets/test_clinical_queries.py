"""What an office types, and whether the right code is among the first three.

`clinical_queries.csv` was written before it was tried; a query may have several right codes. At the first run
177 of the first 203 queries were answered right (87 %); of 60 more, once the search was mended for those, 50
(83 %); of 58 then, 52 (90 %); of the last 102, many of them rare, 85 (83 %). Four were taken out since,
of which nobody here knows the right code.
"""

import csv
from pathlib import Path

from chargecapture.codesets.library import CodeLibrary

QUERIES = Path(__file__).with_name("clinical_queries.csv")
SHOWN_FIRST = 3
BAR = 0.95


def test_the_right_code_is_among_the_first_three_in_95_of_100(library: CodeLibrary) -> None:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        asked = {row["query"]: set(row["right"].split()) for row in csv.DictReader(file, strict=True)}
    found = {query: [hit.code for hit in library.find(query, most=SHOWN_FIRST)] for query in asked}
    missed = {query: codes for query, codes in found.items() if not asked[query].intersection(codes)}
    assert len(asked) >= 400
    assert len(missed) <= (1 - BAR) * len(asked), missed


def test_every_right_code_is_in_the_library(library: CodeLibrary) -> None:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    codes = {code for row in rows for code in row["right"].split()}
    assert codes - set(library.labels) - set(library.titles) == set()
