"""The ICD-10-CM order file: all codes of one edition, headings too.

Source: CDC/NCHS and CMS, ICD-10-CM order file and its layout: 1-5 order number, 7-13 code without its dot,
15 whether it may be billed, 17-76 short title, from 78 on the long one. An edition of a fiscal year begins on
1 October; that of April replaces it until 30 September.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NoReturn

from chargecapture.codesets.official.cells import MONTHS, known_start
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile

KIND = "icd10cm"
LINE = re.compile(r"(\d{5}) ([A-Z][0-9A-Z]{2,6}) {1,5}([01]) (.{60}) (\S.*)")
FILE_NAME = re.compile(r"order.*?(20\d\d)", re.IGNORECASE)
PLACES = (
    (0, 5, "order number", r"\d{5}", "five digits"),
    (6, 13, "code", r"[A-Z][0-9A-Z]{2,6} *", "a code"),
    (14, 15, "billable", "[01]", "0 or 1"),
    (16, 76, "short title", r"\S.*", "a text"),
    (77, None, "long title", r"\S.*", "a text"),
)

TABLE = Table(KIND, {"code": "TEXT", "billable": "INTEGER", "title": "TEXT"}, ("code",))


def knows(source: SourceFile) -> bool:
    """A short head of lines such as no other file has."""
    first = next(iter(source.head), "")
    return LINE.fullmatch(first.rstrip("\r")) is not None


def read(sources: Sequence[SourceFile]) -> Reading:
    (source,) = sources
    starts = known_start(source, _named(source.file_name), "icd10cm_order_2027.txt")
    year = starts.year + (starts.month >= 10)
    name = f"ICD-10-CM FY{year}" + (f" {MONTHS[starts.month - 1].title()}" if starts.month != 10 else "")
    return Reading(Edition(KIND, name, starts, date(year, 9, 30)), {KIND: _rows(source)})


def _named(file_name: str) -> date | None:
    year = FILE_NAME.search(file_name)
    if not year:
        return None
    if "april" in file_name.lower():
        return date(int(year[1]), 4, 1)
    return date(int(year[1]) - 1, 10, 1)


def _rows(source: SourceFile) -> Iterator[Row]:
    """Each code; a code has others under it if and only if it is a heading, which a flipped flag breaks."""
    last, before, heading, seen = "", "", False, set[str]()
    for at, line in source.lines():
        parts = LINE.fullmatch(line)
        if parts is None:
            _refuse_line(source, at, line)
        order, code, billable, _, title = parts.groups()
        if order <= last:
            source.refuse(
                "A line is not in order", line=at, column="1-5", found=order, allowed=f"over {last}"
            )
        if code in seen:
            source.refuse("A code is there twice", line=at, column="7-13", found=code, allowed="each once")
        if before and code.startswith(before) != heading:
            allowed = f"{before} as {int(not heading)}"
            source.refuse(
                "A heading and its codes contradict", line=at, column="15", found=code, allowed=allowed
            )
        last, before, heading = order, code, billable == "0"
        seen.add(code)
        yield dotted(code), int(billable), title.rstrip()


def _refuse_line(source: SourceFile, at: int, line: str) -> NoReturn:
    for start, end, name, pattern, meant in PLACES:
        found = line[start:end]
        if not re.fullmatch(pattern, found):
            column = f"{start + 1}-{end or ''} ({name})"
            source.refuse(
                "A line is not as it should be",
                line=at,
                column=column,
                found=found.strip() or "nothing",
                allowed=meant,
            )
    source.refuse("A line is not as it should be", line=at, found=line, allowed="blanks between its parts")


def dotted(code: str) -> str:
    """A code with its dot, as it is charted."""
    return code if len(code) == 3 else f"{code[:3]}.{code[3:]}"


LAYOUT = Layout(
    kind=KIND,
    label="ICD-10-CM",
    tables=(TABLE,),
    knows=knows,
    read=read,
    period="a fiscal year, from 1 October",
    least_rows=90_000,
)
