"""Add-on code edits: which code is paid only beside which other, from when until when.

A code of type 1 has listed parents, of type 2 those its contractor defines (`CCCCC`), of type 3 both. Days
are written as year and day of the year. Ended edits stay in the file, so the newest edition answers for
every earlier day. CMS puts it out each year, and each quarter in which something changes, as a workbook and
as text of fixed width; the columns of the text are not published with it, so the workbook is read.

Source: CMS, Medicare NCCI add-on code edits, `AOC_V2026Q3-MCR`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from chargecapture.codesets.official.cells import CODE_MEANT, Cells, known_start
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.ncci import named, quarter
from chargecapture.codesets.official.source import SourceFile
from chargecapture.codesets.official.store import EditionFile
from chargecapture.rules.tables import AddOns

KIND = "add_on"
NAME = re.compile(r"AOC_V(20\d\d)Q([1-4])(?:_(\d+))?(?:-(MC[RD]))?", re.IGNORECASE)
MEDICAID = "MCD"
ADD_ON, ADD_ON_ENDS = "Add-On_Code", "AOC_DelDT"
PRIMARY, PRIMARY_ENDS = "Primary_Code", "Primary_Code_DelDT"
BEGINS, ENDS, TYPE, NOTES = "AOC_Edit_EffDT", "AOC_Edit_DelDT", "AOC_Edit_Type", "Special_Instruction_Notes"
COLUMNS = (TYPE, ADD_ON, ADD_ON_ENDS, PRIMARY, PRIMARY_ENDS, BEGINS, ENDS, NOTES)
CODE = re.compile(r"[0-9A-Z]{5}")
CODE_LENGTH = 5  # a sheet may hold a code as a number, without its leading zeros
CONTRACTOR_DEFINED = "CCCCC"
DAY_OF_YEAR = re.compile(r"((?:19|20)\d\d)([0-3]\d\d)")
NO_DAY = ("", "0", "0000000", "9999365", "9999366", "9999999")
EDITS = Table(
    "edits",
    {"add_on": "TEXT", "parent": "TEXT", "effective_from": "TEXT", "effective_to": "TEXT", "type": "TEXT"},
    ("add_on", "parent", "effective_from"),
)


def knows(source: SourceFile) -> bool:
    return any(
        {_word(ADD_ON), _word(PRIMARY)} <= set(map(_word, re.split("[\t,]", line))) for line in source.head
    )


def read(sources: Sequence[SourceFile]) -> Reading:
    (source,) = sources
    edition = _edition(source)
    records = source.records()
    return Reading(edition, {"edits": _rows(source, _header(source, records), records)})


def _word(cell: str) -> str:
    """A column's name without what differs between the editions: case, blanks, `(Julian)`."""
    return re.sub("[^a-z]", "", cell.lower()).removesuffix("julian")


def _edition(source: SourceFile) -> Edition:
    name = named(source, NAME)
    if name and (name[4] or "").upper() == MEDICAID:
        source.refuse("These are Medicaid's edits", found=source.file_name, allowed="AOC_V…-MCR")
    starts = known_start(
        source, quarter(int(name[1]), int(name[2])) if name else None, "a name such as AOC_V2026Q3-MCR"
    )
    title = f"AOC {name[1]} Q{name[2]}" if name else f"AOC of {starts}"
    return Edition(KIND, title, starts, date(starts.year, 12, 31), int(name[3] or 0) if name else 0)


def _header(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    """The columns in the file's order, by our names."""
    meant = {_word(column): column for column in COLUMNS}
    for line, cells in records:
        found = [meant.get(_word(cell), cell.strip()) for cell in cells]
        while found and not found[-1]:
            found.pop()
        if ADD_ON not in found or PRIMARY not in found:
            continue
        missing = [column for column in COLUMNS if column not in found]
        if missing or len(found) != len(COLUMNS):
            odd = ", ".join(column for column in found if column not in COLUMNS)
            wanted = ", ".join(missing or COLUMNS)
            source.refuse(
                "The header is another", line=line, found=odd or f"{len(found)} columns", allowed=wanted
            )
        return tuple(found)
    source.refuse("It has no header", allowed=", ".join(COLUMNS))
    return ()


def _rows(
    source: SourceFile, columns: tuple[str, ...], records: Iterator[tuple[int, list[str]]]
) -> Iterator[Row]:
    cells = Cells(source, columns)
    taken: dict[tuple[str, str, str], Row] = {}
    for line, record in records:
        row = cells.take(line, record)
        add_on = row.like(ADD_ON, CODE, CODE_MEANT, fill=CODE_LENGTH * source.is_sheet)
        parent = row.like(PRIMARY, CODE, CODE_MEANT, fill=CODE_LENGTH * source.is_sheet)
        begins = _day(row, BEGINS)
        if begins is None:
            row.refuse(BEGINS, "", "a day as YYYYDDD")
        ends = [day for name in (ENDS, ADD_ON_ENDS, PRIMARY_ENDS) if (day := _day(row, name))]
        kept = add_on, parent, begins, min(ends, default=None), row.one_of(TYPE, ("1", "2", "3"))
        before = taken.setdefault((add_on, parent, begins), kept)
        if before is kept:
            yield kept
        elif before != kept:
            row.refuse(PRIMARY, f"{add_on} {parent} with other days or type", "the same as before")


def _day(row: Cells, name: str) -> str | None:
    """A day of the year as YYYY-MM-DD; `None` where there is none."""
    cell = row.raw(name)
    if cell in NO_DAY:
        return None
    if found := DAY_OF_YEAR.fullmatch(cell):
        with suppress(ValueError):
            day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
            if day.year == int(found[1]):
                return day.isoformat()
    row.refuse(name, cell, "a day as YYYYDDD")
    return None


LAYOUT = Layout(
    KIND,
    "NCCI add-on code edits",
    (EDITS,),
    knows,
    read,
    period="a year, and each quarter in which something changes",
    keeps_history=True,
    least_rows=5_000,
)


class AddOnFile:
    """The edits of one edition, by day. They change on few days, between which one answer serves all."""

    def __init__(self, file: EditionFile) -> None:
        edition = file.kept.edition
        self._source = f"CMS NCCI add-on code edits, {edition.name}"
        self._rows = file.rows("SELECT add_on, parent, effective_from, effective_to FROM edits")
        starts = {first for _, _, first, _ in self._rows}
        ends = {_day_after(last) for _, _, _, last in self._rows if last}
        self._changes = sorted(starts | ends)
        self._known: dict[int, AddOns] = {}

    def on(self, day: date) -> AddOns:
        """The parents in force on one day. An add-on whose parents its contractor defines has none listed."""
        at = bisect_right(self._changes, day.isoformat())
        found = self._known.get(at)
        if found is None:
            found = self._known[at] = self._in_force(day.isoformat())
        return found

    def _in_force(self, day: str) -> AddOns:
        parents: dict[str, set[str]] = {}
        for add_on, parent, first, last in self._rows:
            if first <= day and (last is None or day <= last):
                listed = parents.setdefault(add_on, set())
                if parent != CONTRACTOR_DEFINED:
                    listed.add(parent)
        return AddOns(self._source, {add_on: frozenset(listed) for add_on, listed in parents.items()})


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
