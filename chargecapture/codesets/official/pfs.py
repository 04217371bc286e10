"""The physician fee schedule's relative value file: what Medicare publishes of each code, by modifier.

Source: CMS, National Physician Fee Schedule Relative Value File, its RVU*.pdf for the columns' meaning;
31 columns until 2025, 32 from 2026 on. The column names stand over each other in several rows.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple

from chargecapture.codesets.official.cells import CODE, CODE_MEANT, Cells, month_of, plain
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile

KIND = "pfs"
TITLE = re.compile(
    r"(20\d\d) National Physician Fee Schedule Relative Value File (January|April|July|October) Release"
)
RELEASED = re.compile(r"RELEASED (\d\d)/(\d\d)/(20\d\d)")
COLUMNS = (
    "HCPCS", "MOD", "DESCRIPTION", "STATUS CODE", "NOT USED FOR MEDICARE PAYMENT", "WORK RVU",
    "NON-FAC PE RVU", "NON-FAC NA INDICATOR", "FACILITY PE RVU", "FACILITY NA INDICATOR", "MP RVU",
    "NON-FACILITY TOTAL", "FACILITY TOTAL", "PCTC IND", "GLOB DAYS", "PRE OP", "INTRA OP", "POST OP",
    "MULT PROC", "BILAT SURG", "ASST SURG", "CO- SURG", "TEAM SURG", "PRIC IND", "ENDO BASE", "CONV FACTOR",
    "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", "CALCULATION FLAG",
    "DIAGNOSTIC IMAGING FAMILY INDICATOR", "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT",
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT", "MP USED FOR OPPS PAYMENT AMOUNT",
)  # fmt: skip
HEADERS = (COLUMNS, tuple(name for name in COLUMNS if name != "PRIC IND"))

STATUSES = tuple("ABCDEFGHIJLMNPQRTX")
MODIFIERS = ("", "26", "53", "TC")
GLOBAL_DAYS = ("000", "010", "090", "MMM", "XXX", "YYY", "ZZZ")
INDICATORS = {  # each by its column: what it may be
    "PCTC IND": tuple("0123456789"),
    "MULT PROC": tuple("0123456789"),
    "BILAT SURG": tuple("01239"),
    "ASST SURG": tuple("0129"),
    "CO- SURG": tuple("0129"),
    "TEAM SURG": tuple("0129"),
}
MOST_ABOVE = 20  # rows above the data
NAME_ONE = "Nothing was imported. Name one of them."
ROUNDED = Decimal("0.02")  # CMS rounds the parts and their sum each by itself

TABLE = Table(
    KIND,
    {
        "code": "TEXT",
        "modifier": "TEXT",
        "status": "TEXT",
        "work": "TEXT",
        "expense": "TEXT",
        "facility_expense": "TEXT",
        "malpractice": "TEXT",
        "total": "TEXT",
        "facility_total": "TEXT",
        "never_office": "INTEGER",
        "never_facility": "INTEGER",
        "pctc": "TEXT",
        "global_days": "TEXT",
        "pre": "TEXT",
        "intra": "TEXT",
        "post": "TEXT",
        "multiple": "TEXT",
        "bilateral": "TEXT",
        "assistant": "TEXT",
        "co_surgery": "TEXT",
        "team": "TEXT",
        "endoscopic_base": "TEXT",
        "factor": "TEXT",
    },
    ("code", "modifier"),
)


def knows(source: SourceFile) -> bool:
    return any(TITLE.search(line) for line in source.head)


def group(source: SourceFile) -> str:
    """The title: since 2026 a release has two files, which differ in their conversion factor alone."""
    return next((title[0] for line in source.head if (title := TITLE.search(line))), "")


class _Opened(NamedTuple):
    """A file read as far as its first row."""

    source: SourceFile
    edition: Edition
    cells: Cells
    rows: Iterator[tuple[int, list[str]]]
    factor: Decimal


def read(sources: Sequence[SourceFile]) -> Reading:
    """Of the two files of a release, the one whose factor most practices have: the lower one, of those that
    take no part in an advanced payment model. The other is read where it is named alone."""
    files = [_opened(source) for source in sources]
    factors = {file.factor for file in files}
    if len(factors) < len(files):
        files[1].source.refuse("It is the same release as another file", allowed="one file", way_out=NAME_ONE)
    _, edition, cells, rows, _ = min(files, key=lambda file: file.factor)
    return Reading(edition, {KIND: (_row(cells.take(line, record)) for line, record in rows)})


def _opened(source: SourceFile) -> _Opened:
    records = source.records()
    edition = _edition(source, records)
    cells = Cells(source, _header(source, records))
    first = next(records, None)
    if first is None:
        source.refuse("It holds no row", allowed="a row for each code")
    factor = Decimal(cells.take(*first).decimal("CONV FACTOR"))
    return _Opened(source, edition, cells, chain([first], records), factor)


def _edition(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> Edition:
    """By the title, and the day of release below it: CMS puts out a release anew where it was mistaken."""
    title = _first(source, records, TITLE, "National Physician Fee Schedule Relative Value File")
    released = _first(source, records, RELEASED, "RELEASED and a day below the title")
    year, month = int(title[1]), month_of(title[2])
    revision = int(f"{released[3]}{released[1]}{released[2]}")
    return Edition(KIND, f"PFS {year} {title[2]}", date(year, month, 1), date(year, 12, 31), revision)


def _first(
    source: SourceFile, records: Iterator[tuple[int, list[str]]], pattern: re.Pattern[str], meant: str
) -> re.Match[str]:
    rows = (plain(" ".join(cells)) for _, cells in islice(records, MOST_ABOVE))
    found = next((match for row in rows if (match := pattern.search(row))), None)
    if found is None:
        source.refuse("It has no title", allowed=meant)
    return found


def _header(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> Sequence[str]:
    """The column names, each put together from the cells above each other."""
    stacked: list[list[str]] = []
    at = 0
    for line, cells in islice(records, MOST_ABOVE):
        at = line
        stacked.append(cells)
        if [plain(cell) for cell in cells[:3]] == list(COLUMNS[:3]):
            break
    return _known(source, at, stacked)


def _known(source: SourceFile, line: int, stacked: Sequence[Sequence[str]]) -> Sequence[str]:
    width = max(map(len, stacked), default=0)
    padded = [[*cells, *[""] * (width - len(cells))] for cells in stacked]
    columns = tuple(plain(" ".join(column)).lstrip(", ") for column in zip(*padded, strict=True))
    while columns and not columns[-1]:
        columns = columns[:-1]
    if columns not in HEADERS:
        odd = next((name for name in columns if name not in COLUMNS), f"{len(columns)} columns")
        source.refuse(
            "Its header is not known", line=line, found=odd, allowed="31 or 32 columns as in 2022 or 2026"
        )
    return columns


def _row(cells: Cells) -> Row:
    code, modifier = cells.like("HCPCS", CODE, CODE_MEANT), cells.one_of("MOD", MODIFIERS)
    cells.new("HCPCS", (code, modifier))
    amounts = {name: cells.decimal(f"{name} RVU") for name in ("WORK", "NON-FAC PE", "FACILITY PE", "MP")}
    totals = {name: cells.decimal(f"{name} TOTAL") for name in ("NON-FACILITY", "FACILITY")}
    for expense, total in (("NON-FAC PE", "NON-FACILITY"), ("FACILITY PE", "FACILITY")):
        whole = sum(Decimal(amounts[name]) for name in ("WORK", expense, "MP"))
        if abs(whole - Decimal(totals[total])) > ROUNDED:
            cells.refuse(f"{total} TOTAL", totals[total], f"the sum of its parts, {whole}")
    indicators = {name: cells.one_of(name, allowed) for name, allowed in INDICATORS.items()}
    return (
        code,
        modifier,
        cells.one_of("STATUS CODE", STATUSES),
        amounts["WORK"],
        amounts["NON-FAC PE"],
        amounts["FACILITY PE"],
        amounts["MP"],
        totals["NON-FACILITY"],
        totals["FACILITY"],
        int(cells.one_of("NON-FAC NA INDICATOR", ("", "NA")) == "NA"),
        int(cells.one_of("FACILITY NA INDICATOR", ("", "NA")) == "NA"),
        indicators["PCTC IND"],
        _global_days(cells),
        cells.decimal("PRE OP"),
        cells.decimal("INTRA OP"),
        cells.decimal("POST OP"),
        indicators["MULT PROC"],
        indicators["BILAT SURG"],
        indicators["ASST SURG"],
        indicators["CO- SURG"],
        indicators["TEAM SURG"],
        cells.raw("ENDO BASE"),
        cells.decimal("CONV FACTOR"),
    )


def _global_days(cells: Cells) -> str:
    """Three characters; a sheet may hold 000 and 010 as numbers."""
    days = cells.raw("GLOB DAYS")
    if days.isdigit():
        days = days.zfill(3)
    if days not in GLOBAL_DAYS:
        cells.refuse("GLOB DAYS", days, " ".join(GLOBAL_DAYS))
    return days


LAYOUT = Layout(
    kind=KIND,
    label="Physician fee schedule, relative values",
    tables=(TABLE,),
    knows=knows,
    read=read,
    group=group,
    period="a quarter",
    least_rows=12_000,
)
