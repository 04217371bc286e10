"""Places of service: two digits, a name, and whether Medicare pays there as in a facility.

Source: CMS, Place of Service Code Set, as its page and its sheet have it, or with the setting beside it:
Medicare Claims Processing Manual, chapter 26, section 10.5.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from chargecapture.codesets.official.cells import MONTHS, Cells, known_start, month_of, plain
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile
from chargecapture.codesets.official.store import EditionFile

KIND = "places"
OF_CMS = ("Place of Service Code(s)", "Place of Service Name", "Place of Service Description")
WITH_SETTING = ("pos", "name", "pfs_setting")
HEADERS = (OF_CMS, OF_CMS[:2], WITH_SETTING)
TITLE = re.compile(rf"updated ({'|'.join(MONTHS)})( \d\d?,?)? (20\d\d)", re.IGNORECASE)
CODE = re.compile(r"\d{1,2}")
UNASSIGNED = re.compile(r"unassigned.*", re.IGNORECASE)

TABLE = Table(KIND, {"code": "TEXT", "name": "TEXT", "setting": "TEXT"}, ("code",))


def _columns(line: str) -> Sequence[str]:
    """The header that a line is, or none."""
    named = tuple(plain(cell.strip('"')) for cell in re.split(r"[,\t]", line))
    return next((header for header in HEADERS if named == header), ())


def knows(source: SourceFile) -> bool:
    return any(_columns(line) for line in source.head)


def read(sources: Sequence[SourceFile]) -> Reading:
    (source,) = sources
    records = source.records()
    columns: Sequence[str] = ()
    updated: date | None = None
    for line, cells in records:
        if title := TITLE.search(plain(" ".join(cells))):
            updated = date(int(title[3]), month_of(title[1]), 1)
        columns = next((header for header in HEADERS if tuple(map(plain, cells)) == header), ())
        if columns:
            break
        if line > 40:
            break
    if not columns:
        source.refuse(
            "It has no header that is known", allowed=" or ".join(", ".join(each) for each in HEADERS)
        )
    starts = known_start(source, updated, "a title with the month in which it was updated")
    edition = Edition(KIND, f"Place of service {starts:%B %Y}", starts)
    return Reading(edition, {KIND: _rows(Cells(source, columns), columns, records)})


def _rows(cells: Cells, columns: Sequence[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    code_column, name_column, *_ = columns
    for line, record in records:
        cells.take(line, record)
        name = cells.words(name_column)
        if UNASSIGNED.fullmatch(name):
            continue
        code = cells.like(code_column, CODE, "two digits", fill=2)
        cells.new(code_column, code)
        setting = ""
        if columns == WITH_SETTING:
            setting = cells.one_of("pfs_setting", ("facility", "nonfacility"))
        yield code, name, setting


LAYOUT = Layout(
    kind=KIND,
    label="Places of service",
    tables=(TABLE,),
    knows=knows,
    read=read,
    period="until CMS changes it",
    least_rows=40,
)


def place_names(file: EditionFile) -> dict[str, str]:
    """The names by their two digits, of an imported edition."""
    return dict(file.rows("SELECT code, name FROM places"))
