"""Geographic practice cost indices by Medicare locality.

Source: CMS, physician fee schedule final rule, Addendum E; the file GPCI<year> of each release.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from chargecapture.codesets.official.cells import Cells, plain
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile

KIND = "gpci"
TITLE = re.compile(r"ADDENDUM E\. FINAL CY (20\d\d) GEOGRAPHIC PRACTICE COST INDICES", re.IGNORECASE)
COLUMNS = (
    "Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name",
    "PW GPCI", "PE GPCI", "MP GPCI",
)  # fmt: skip
OF_A_YEAR = re.compile(r"20\d\d (PW|PE|MP) GPCI( \(with 1\.0 Floor\))?\**")
CONTRACTOR = re.compile(r"\d{5}")
STATE = re.compile(r"[A-Z]{2}")
LOCALITY = re.compile(r"\d{1,2}")

TABLE = Table(
    KIND,
    {
        "contractor": "TEXT",
        "state": "TEXT",
        "locality": "TEXT",
        "name": "TEXT",
        "work": "TEXT",
        "expense": "TEXT",
        "malpractice": "TEXT",
    },
    ("contractor", "locality"),
)


def knows(source: SourceFile) -> bool:
    return any(TITLE.search(line) for line in source.head)


def read(sources: Sequence[SourceFile]) -> Reading:
    (source,) = sources
    records = source.records()
    year = _year(source, records)
    _find_header(source, records, year)
    edition = Edition(KIND, f"GPCI {year}", date(year, 1, 1), date(year, 12, 31))
    return Reading(edition, {KIND: _rows(Cells(source, COLUMNS), records)})


def _year(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> int:
    titles = (title for _, cells in records if (title := TITLE.search(plain(cells[0]))))
    title = next(titles, None)
    if title is None:
        source.refuse("It has no title", allowed="ADDENDUM E. FINAL CY ... GEOGRAPHIC PRACTICE COST INDICES")
    return int(title[1])


def _find_header(source: SourceFile, records: Iterator[tuple[int, list[str]]], year: int) -> None:
    for line, cells in records:
        named = [plain(cell) for cell in cells]
        if named[0] != COLUMNS[0]:
            continue
        columns = [f"{known[1]} GPCI" if (known := OF_A_YEAR.fullmatch(name)) else name for name in named]
        if tuple(columns) != COLUMNS or any(not name.startswith(str(year)) for name in named[4:]):
            odd = next((name for name in named[:4] if name not in COLUMNS), " ".join(named[4:]))
            allowed = f"the work, expense and malpractice indices of {year}"
            source.refuse("Its header is not known", line=line, found=odd, allowed=allowed)
        return
    source.refuse("It has no header that is known", allowed=f"a row that begins with {COLUMNS[0]}")


def _rows(cells: Cells, records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, record in records:
        if not any(record[1:]):
            continue  # a note
        yield _row(cells.take(line, record))


def _row(cells: Cells) -> Row:
    contractor = cells.like(COLUMNS[0], CONTRACTOR, "five digits", fill=5)
    locality = cells.like("Locality Number", LOCALITY, "two digits", fill=2)
    cells.new("Locality Number", (contractor, locality))
    return (
        contractor,
        cells.like("State", STATE, "two capitals"),
        locality,
        cells.words("Locality Name").rstrip("*"),
        *(cells.decimal(f"{part} GPCI") for part in ("PW", "PE", "MP")),
    )


LAYOUT = Layout(
    kind=KIND,
    label="Geographic practice cost indices",
    tables=(TABLE,),
    knows=knows,
    read=read,
    least_rows=100,
)
