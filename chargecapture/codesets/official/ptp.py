"""Procedure-to-procedure edits: which two codes are not paid together, from when until when.

An edition has about 2.5 million rows in four files and tells of all days since 1996: ended pairs stay in it
with the day they ended. So the newest edition answers for every earlier day. A pair may have several rows
with different days. Indicator 9 marks a pair that was deleted as of its first day: it never held.

Kept is one row a column 1 code: its column 2 codes as numbers in base 36, in order, so that they can be
searched in place, and a record of one length for each with its days, its indicator and its rationale.

Source: CMS, Medicare NCCI procedure-to-procedure edits, practitioner, `ccipra-v322r0-f1` to `-f4`.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, groupby, islice
from operator import lt

from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.ncci import (
    FIRST_VERSION_YEAR,
    end_of_quarter,
    named,
    plain,
    quarter,
    quarter_of,
)
from chargecapture.codesets.official.source import BOM, SourceFile

KIND = "ptp"
PARTS = 4
NAME = re.compile(r"ccipra-v(\d\d)([0-3])r(\d+)(?:-f([1-9]))?", re.IGNORECASE)
HOSPITAL = re.compile(r"ccioph", re.IGNORECASE)
HEADER = (
    "column1",
    "column2",
    "*=inexistencepriorto1996",
    "effectivedate",
    "deletiondate*=nodata",
    "modifier0=notallowed1=allowed9=notapplicable",
    "ptpeditrationale",
)
COLUMNS = ("Column 1", "Column 2", "In existence prior to 1996", "Effective date", "Deletion date",
           "Modifier", "PTP Edit Rationale")  # fmt: skip
CELLS = (
    (rb"[0-9A-Z]{5}", "a code of five characters"),
    (rb"[0-9A-Z]{5}", "a code of five characters"),
    (rb"\*?", "* or nothing"),
    (rb"[0-9]{8}", "a day as YYYYMMDD"),
    (rb"[0-9]{8}|\*", "a day as YYYYMMDD, or *"),
    (rb"[019]", "0, 1 or 9"),
    (rb"[^\t\r\n]+", "a text"),
)
ROW = rb"(?:%b)\t(?:%b)\t(?:%b)\t(?:%b)\t(?:%b)\t(?:%b)\t(?:%b)\r?\n" % tuple(cell for cell, _ in CELLS)
ROWS = re.compile(rb"(?:%b)*+" % ROW)
HEADER_LINES = 40
HEADER_BYTES = 64 * 1024
BLANK_END = b"\r\n\x1a"  # blank lines, or the mark with which DOS ended a text
CHUNK_BYTES = 512 * 1024
CHUNK_ROWS = 10_000
FIRST_DAY = date(1960, 1, 1)
NEVER_ENDED, NO_END, NEVER_HELD = b"99991231", b"*", ord("9")
RECORD = 18  # bytes: first day, last day, indicator, rationale
FIRST_RATIONALE = 33
MOST_RATIONALES = 90

EDITS = Table(
    "edits",
    {"column1": "TEXT", "column2": "BLOB", "records": "BLOB"},
    ("column1",),
    holds=lambda row: len(row[2]) // RECORD,
)
RATIONALES = Table("rationales", {"mark": "INTEGER", "rationale": "TEXT"}, ("mark",), holds=lambda _: 0)


def knows(source: SourceFile) -> bool:
    return any(
        [plain(cell) for cell in line.split("\t")[:2]] == ["column1", "column2"] for line in source.head
    )


def group(source: SourceFile) -> str:
    """Files of one version belong together, and so do those that do not name theirs."""
    name = named(source, NAME)
    return "".join(name.groups("")[:3]) if name else ""


def read(sources: Sequence[SourceFile]) -> Reading:
    lacks = _lacks(sources)
    edits = _Edits()
    for source in sources:
        edits.take_all(source)
    edition = _edition(sources, edits.newest)
    contradiction = edits.contradiction()
    if contradiction is not None:
        _refuse_contradiction(sources, contradiction)
    return Reading(edition, {"edits": edits.rows(), "rationales": edits.rationales()}, lacks=lacks)


def _lacks(sources: Sequence[SourceFile]) -> str:
    """Which parts are missing. A file whose name has no part's number is taken for a whole edition."""
    parts: set[int] = set()
    for source in sources:
        if named(source, HOSPITAL):
            source.refuse("These are the hospital's edits", found=source.file_name, allowed="ccipra-…")
        name = named(source, NAME)
        if name is None or name[4] is None:
            continue
        if int(name[4]) in parts:
            source.refuse("This part is named twice", found=f"part {name[4]}", allowed="each once")
        parts.add(int(name[4]))
    missing = [str(part) for part in range(1, PARTS + 1) if part not in parts] if parts else []
    if not missing:
        return ""
    are = (
        "parts " + " and ".join((", ".join(missing[:-1]), missing[-1]))
        if missing[1:]
        else f"part {missing[0]}"
    )
    return f"{are} of the {PARTS} files of this edition {'are' if missing[1:] else 'is'} missing"


def _edition(sources: Sequence[SourceFile], newest: date) -> Edition:
    """The edition by the files' names, else as the importing person says, else by the newest of its edits."""
    source = sources[0]
    name = named(source, NAME)
    if name is not None:
        starts = quarter(FIRST_VERSION_YEAR + int(name[1]), int(name[2]) + 1)
        edition = Edition(KIND, f"PTP v{name[1]}.{name[2]}", starts, end_of_quarter(starts), int(name[3]))
    else:
        starts = source.starts or quarter_of(newest)
        edition = Edition(KIND, f"PTP of {starts}", starts, end_of_quarter(starts))
    if newest > end_of_quarter(starts):
        found = f"an edit that begins {newest}"
        source.refuse("It is of another edition than its name says", found=found, allowed=edition.name)
    return edition


class _Marks(dict[bytes, bytes]):
    """A byte for each rationale; they are few."""

    def __missing__(self, rationale: bytes) -> bytes:
        mark = self[rationale] = bytes([FIRST_RATIONALE + min(len(self), MOST_RATIONALES)])
        return mark


class _Edits:
    """All edits of an edition in the form in which they are kept, by column 1."""

    def __init__(self) -> None:
        self._blocks: dict[bytes, tuple[array[int], bytearray]] = {}
        self._marks = _Marks()
        self._days: set[bytes] = set()
        self.newest = date.min

    def take_all(self, source: SourceFile) -> None:
        """Take every row of a file.

        Raises:
            RefusedFileError: the header or a row is not as it should be.
        """
        for line, chunk in _sheet(source) if source.is_sheet else _text(source):
            if not ROWS.fullmatch(chunk):
                _refuse_row(source, line, chunk)
            self._take(source, line, _columns(chunk))
            if not source.is_sheet:  # whose rows tell of themselves
                source.tell(len(chunk))
        if len(self._marks) > MOST_RATIONALES:
            found = f"{len(self._marks)} rationales"
            source.refuse("It has too many rationales", found=found, allowed=f"{MOST_RATIONALES}")

    def _take(self, source: SourceFile, line: int, columns: Sequence[Sequence[bytes]]) -> None:
        """Take some rows, column by column: row by row would take twice as long."""
        ones, others, _, firsts, ends, indicators, rationales = columns
        lasts = [NEVER_ENDED if end == NO_END else end for end in ends]
        self._check_days(source, line, firsts, lasts)
        marks = map(self._marks.__getitem__, rationales)
        records = b"".join(chain.from_iterable(zip(firsts, lasts, indicators, marks, strict=True)))
        numbers = array("I", [int(code, 36) for code in others])
        at = 0
        for column1, same in groupby(ones):
            to = at + len(list(same))
            block = self._blocks.setdefault(column1, (array("I"), bytearray()))
            block[0].extend(numbers[at:to])
            block[1].extend(records[at * RECORD : to * RECORD])
            at = to

    def _check_days(
        self, source: SourceFile, line: int, firsts: Sequence[bytes], lasts: Sequence[bytes]
    ) -> None:
        for column, days in ((3, firsts), (4, lasts)):
            for day in set(days) - self._days:
                if not _is_day(day):
                    at, found = line + days.index(day), day.decode()
                    source.refuse(
                        "A day is none", line=at, column=COLUMNS[column], found=found, allowed="a day"
                    )
                self._days.add(day)
        self.newest = max(self.newest, day_of(max(firsts)))
        if any(map(lt, lasts, firsts)):
            at = next(at for at, last in enumerate(lasts) if last < firsts[at])
            source.refuse(
                "An edit ends before it begins",
                line=line + at,
                column=COLUMNS[4],
                found=lasts[at].decode(),
                allowed=f"{firsts[at].decode()} or later",
            )

    def contradiction(self) -> tuple[bytes, ...] | None:
        """Codes and days of an edit that stands there with two indicators; the same row twice is no fault."""
        for column1, (numbers, records) in self._blocks.items():
            if len(set(numbers)) == len(numbers):
                continue
            seen: dict[tuple[int, bytes], int] = {}
            for at, number in enumerate(numbers):
                days, indicator = bytes(records[at * RECORD : at * RECORD + 16]), records[at * RECORD + 16]
                if seen.setdefault((number, days), indicator) != indicator:
                    return column1, _code(number), days[:8], days[8:]
        return None

    def rows(self) -> Iterator[Row]:
        for column1 in sorted(self._blocks):
            numbers, records = self._blocks[column1]
            if sorted(numbers) != numbers.tolist():
                numbers, records = _in_order(numbers, records)
            yield column1.decode(), numbers.tobytes(), bytes(records)

    def rationales(self) -> Iterator[Row]:
        for rationale, mark in self._marks.items():
            yield mark[0], rationale.decode("cp1252", errors="replace")


def _columns(rows: bytes) -> list[list[bytes]]:
    """The cells of some rows, column by column."""
    parted = rows.replace(b"\r\n", b"\t")
    if b"\n" in parted:
        parted = parted.replace(b"\n", b"\t")
    cells = parted.removesuffix(b"\t").split(b"\t")
    return [cells[at :: len(CELLS)] for at in range(len(CELLS))]


def _in_order(numbers: "array[int]", records: bytearray) -> "tuple[array[int], bytearray]":
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    sorted_records = bytearray().join(records[at * RECORD : (at + 1) * RECORD] for at in order)
    return array("I", (numbers[at] for at in order)), sorted_records


def _code(number: int) -> bytes:
    digits = []
    for _ in range(5):
        number, digit = divmod(number, 36)
        digits.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit])
    return "".join(reversed(digits)).encode()


def day_of(text: bytes) -> date:
    """The day of a record, which is written as YYYYMMDD."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _is_day(text: bytes) -> bool:
    try:
        return day_of(text) >= FIRST_DAY
    except ValueError:
        return False


def _text(source: SourceFile) -> Iterator[tuple[int, bytes]]:
    """The rows of a text file in pieces of whole lines, each with the number of its first line."""
    content = source.data()
    if not content.endswith((b"\n", b"\x1a")):
        line = content.count(b"\n") + 1
        source.refuse("It was cut short", line=line, found="no line end", allowed="whole lines")
    whole = len(content) - len(content[-HEADER_BYTES:]) + len(content[-HEADER_BYTES:].rstrip(BLANK_END))
    start = len(BOM) * content.startswith(BOM)
    top = content[start : min(start + HEADER_BYTES, whole)].split(b"\n", HEADER_LINES)[:HEADER_LINES]
    cells = [line.decode("cp1252", errors="replace").rstrip("\r").split("\t") for line in top]
    above = _above(source, list(enumerate(cells, start=1)))
    start += sum(len(line) + 1 for line in top[:above])
    source.tell(start)
    line = above + 1
    while start < whole:
        end = content.rfind(b"\n", start, start + CHUNK_BYTES) + 1 or content.find(b"\n", start) + 1
        yield line, content[start:end] if end <= whole else content[start:whole] + b"\r\n"
        line += content.count(b"\n", start, end)
        start = end


def _sheet(source: SourceFile) -> Iterator[tuple[int, bytes]]:
    """The rows of a sheet as the text file has them."""
    records = source.records()
    top = list(islice(records, HEADER_LINES))
    rows = chain(top[_above(source, top) :], records)
    while piece := list(islice(rows, CHUNK_ROWS)):
        lines = ["\t".join(cells[: len(HEADER)]) for _, cells in piece]
        yield piece[0][0], "".join(f"{line}\n" for line in lines).encode("cp1252", errors="replace")


def _above(source: SourceFile, rows: Sequence[tuple[int, list[str]]]) -> int:
    """How many rows stand above the data, after a look at the column names, which may take several."""
    header = [""] * len(HEADER)
    for at, (_, cells) in enumerate(rows):
        begins = [plain(cell) for cell in cells[:2]] == ["column1", "column2"]
        if any(header) and cells[0].strip() and not begins:
            _check_header(source, rows[at - 1][0], header)
            return at
        if begins or any(header):
            filled = [*cells, *[""] * len(HEADER)]  # an editor may have dropped the tabs at the end
            header = [name + plain(cell) for name, cell in zip(header, filled, strict=False)]
    source.refuse("It has no header, or no rows", allowed="Column 1, Column 2, …")
    return 0


def _check_header(source: SourceFile, line: int, header: Sequence[str]) -> None:
    for at, (found, wanted) in enumerate(zip(header, HEADER, strict=True)):
        if found != wanted:
            source.refuse("The header is another", line=line, column=at + 1, found=found, allowed=COLUMNS[at])


def _refuse_row(source: SourceFile, line: int, chunk: bytes) -> None:
    """Name the line and the cell that keep a piece from being read."""
    for at, row in enumerate(chunk.split(b"\n")[:-1]):
        if re.fullmatch(ROW, row + b"\n"):
            continue
        cells = row.rstrip(b"\r").split(b"\t")
        if len(cells) != len(CELLS):
            found = f"{len(cells)} cells"
            source.refuse("A row is not whole", line=line + at, found=found, allowed=f"{len(CELLS)} cells")
        for column, cell, (pattern, allowed) in zip(COLUMNS, cells, CELLS, strict=True):
            if not re.fullmatch(pattern, cell):
                found = cell.decode("cp1252", errors="replace") or "nothing"
                source.refuse("A cell is wrong", line=line + at, column=column, found=found, allowed=allowed)
        source.refuse("A row cannot be read", line=line + at, allowed="seven cells parted by tabs")


def _refuse_contradiction(sources: Sequence[SourceFile], edit: tuple[bytes, ...]) -> None:
    """Name the second of the two rows that contradict each other."""
    column1, column2, first, last = edit
    sought = column1, column2, first, NO_END if last == NEVER_ENDED else last
    indicator = None
    for source in sources:
        for line, chunk in _sheet(source) if source.is_sheet else _text(source):
            for at, row in enumerate(zip(*_columns(chunk), strict=True)):
                if (*row[:2], *row[3:5]) != sought:
                    continue
                indicator = indicator or row[5]
                if row[5] != indicator:
                    source.refuse(
                        f"{' '.join(cell.decode() for cell in sought)} stands there with another indicator",
                        line=line + at,
                        column=COLUMNS[5],
                        found=row[5].decode(),
                        allowed=f"{indicator.decode()}, as before",
                    )


LAYOUT = Layout(
    KIND,
    "NCCI procedure-to-procedure edits, practitioner",
    (EDITS, RATIONALES),
    knows,
    read,
    period="a quarter",
    parts=PARTS,
    group=group,
    keeps_history=True,
    least_rows=1_000_000,
)
