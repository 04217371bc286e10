"""Medically unlikely edits: the most units of a code that one provider would bill for one patient a day.

The file names its quarter in its name alone. Source: CMS, Medicare NCCI MUE, practitioner services.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from chargecapture.codesets.official.cells import CODE_MEANT, Cells, known_start
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.ncci import end_of_quarter, named, plain
from chargecapture.codesets.official.source import SourceFile

KIND = "mue"
NAME = re.compile(r"Eff[_ -]*(\d\d)-(\d\d)-(20\d\d)", re.IGNORECASE)
COLUMNS = (
    "HCPCS/CPT Code",
    "Practitioner Services MUE Values",
    "MUE Adjudication Indicator",
    "MUE Rationale",
)
HEADER = tuple(map(plain, COLUMNS))
OTHERS = ("outpatienthospitalservicesmuevalues", "dmesupplierservicesmuevalues")
CODE = re.compile(r"[0-9A-Z]{5}")
CODE_LENGTH = 5  # a sheet may hold a code as a number, without its leading zeros
UNITS = re.compile(r"\d{1,6}")
INDICATOR = re.compile(r"[123] \S.*")  # 1 Line Edit, 2 Date of Service Edit: Policy, 3 …: Clinical
MUE = Table(
    KIND,
    {"code": "TEXT", "units": "INTEGER", "indicator": "TEXT", "rationale": "TEXT"},
    ("code",),
)


def knows(source: SourceFile) -> bool:
    return any("muevalues" in plain(line) for line in source.head)


def read(sources: Sequence[SourceFile]) -> Reading:
    (source,) = sources
    edition = _edition(source)
    records = source.records()
    _find_header(source, records)
    return Reading(edition, {KIND: _rows(source, records)})


def _edition(source: SourceFile) -> Edition:
    name = named(source, NAME)
    try:
        starts = date(int(name[3]), int(name[1]), int(name[2])) if name else None
    except ValueError:
        source.refuse("Its name tells no day", found=source.file_name, allowed="Eff_MM-DD-YYYY")
    starts = known_start(source, starts, "a name with Eff_MM-DD-YYYY")
    return Edition(KIND, f"MUE of {starts}", starts, end_of_quarter(starts))


def _find_header(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> None:
    """Go to the row after the header.

    Raises:
        RefusedFileError: it is not the practitioners' table, or another header.
    """
    for line, cells in records:
        found = tuple(plain(cell) for cell in cells if plain(cell))
        if found == HEADER:
            return
        if any(other in found for other in OTHERS):
            source.refuse(
                "These are the edits of another provider", line=line, found=cells[1], allowed=COLUMNS[1]
            )
        if any("muevalues" in name for name in found):
            wrong = next(
                (at for at, pair in enumerate(zip(found, HEADER, strict=False)) if pair[0] != pair[1]), 3
            )
            given = cells[wrong] if wrong < len(cells) else "nothing"
            source.refuse(
                "The header is another", line=line, column=wrong + 1, found=given, allowed=COLUMNS[wrong]
            )
    source.refuse("It has no header", allowed=", ".join(COLUMNS))


def _rows(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    cells = Cells(source, COLUMNS)
    for line, record in records:
        row = cells.take(line, record)
        code = row.like(COLUMNS[0], CODE, CODE_MEANT, fill=CODE_LENGTH * source.is_sheet)
        row.new(COLUMNS[0], code)
        units = row.like(COLUMNS[1], UNITS, "a number of units")
        indicator = row.like(COLUMNS[2], INDICATOR, "1, 2 or 3 and its name")[0]
        yield code, int(units), indicator, row.words(COLUMNS[3])


LAYOUT = Layout(
    KIND,
    "NCCI medically unlikely edits, practitioner",
    (MUE,),
    knows,
    read,
    period="a quarter",
    least_rows=10_000,
)
