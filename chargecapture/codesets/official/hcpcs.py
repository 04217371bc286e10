"""HCPCS Level II: codes of drugs, supplies and services, and modifiers, each with the days it may be billed.

Source: CMS, HCPCS quarterly update, the alphanumeric file (ANWEB) and its record layout. Codes that begin
with D belong to the American Dental Association and are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chargecapture.codesets.official.cells import Cells, known_start, month_of, plain
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile
from chargecapture.codesets.official.store import EditionFile

KIND, MODIFIERS = "hcpcs", "hcpcs_modifiers"
COLUMNS = (
    "HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "PRICE2", "PRICE3",
    "PRICE4", "MULT_PI", "CIM1", "CIM2", "CIM3", "MCM1", "MCM2", "MCM3", "STATUTE", "LABCERT1", "LABCERT2",
    "LABCERT3", "LABCERT4", "LABCERT5", "LABCERT6", "LABCERT7", "LABCERT8", "XREF1", "XREF2", "XREF3",
    "XREF4", "XREF5", "COV", "ASC_GRP", "ASC_DT", "OPPS", "OPPS_PI", "OPPS_DT", "PROCNOTE", "BETOS", "TOS1",
    "TOS2", "TOS3", "TOS4", "TOS5", "ANEST_BU", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD",
)  # fmt: skip
FILE_NAME = re.compile(r"HCPC(20\d\d)_([A-Z]{3})", re.IGNORECASE)
CODE = re.compile(r"[A-Z]\d{4}")
MODIFIER = re.compile(r"[A-Z0-9]{2}")
FIRST_OF_CODE, MORE_OF_CODE, FIRST_OF_MODIFIER, MORE_OF_MODIFIER = "3", "4", "7", "8"
DENTAL = "D"

_COLUMN_TYPES = {
    "text": "TEXT",
    "short": "TEXT",
    "coverage": "TEXT",
    "added": "TEXT",
    "effective": "TEXT",
    "ended": "TEXT",
}
TABLES = (
    Table(KIND, {"code": "TEXT", **_COLUMN_TYPES}, ("code",)),
    Table(MODIFIERS, {"modifier": "TEXT", **_COLUMN_TYPES}, ("modifier",)),
)


def knows(source: SourceFile) -> bool:
    return any(re.split(r"[,\t]", line)[:3] == list(COLUMNS[:3]) for line in source.head)


def read(sources: Sequence[SourceFile]) -> Reading:
    """A file is small, so both tables are read at once."""
    (source,) = sources
    records = source.records()
    _find_header(source, records)
    named = FILE_NAME.search(source.file_name)
    month = month_of(named[2]) if named else 0
    starts = known_start(
        source, date(int(named[1]), month, 1) if named and month else None, "HCPC2026_OCT_ANWEB.csv"
    )
    rows: dict[str, list[Row]] = {KIND: [], MODIFIERS: []}
    for table, row in _rows(source, records):
        rows[table].append(row)
    return Reading(Edition(KIND, f"HCPCS {starts:%B %Y}", starts), rows)


def _find_header(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> None:
    for line, cells in records:
        named = tuple(plain(cell) for cell in cells)
        if named[:3] == COLUMNS[:3]:
            if named != COLUMNS:
                wrong = next((name for name in named if name not in COLUMNS), f"{len(named)} columns")
                allowed = "the 48 columns of the ANWEB file"
                source.refuse("Its header is not known", line=line, found=wrong, allowed=allowed)
            return
    source.refuse("It has no header that is known", allowed="HCPC,SEQNUM,RECID,...")


def _rows(source: SourceFile, records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[str, Row]]:
    """Each code with the text of its further records, which carry nothing else."""
    cells = Cells(source, COLUMNS)
    table = KIND
    first: Row = ()
    texts: list[str] = []
    for line, record in records:
        cells.take(line, record)
        kind = cells.one_of("RECID", (FIRST_OF_CODE, MORE_OF_CODE, FIRST_OF_MODIFIER, MORE_OF_MODIFIER))
        more = kind in (MORE_OF_CODE, MORE_OF_MODIFIER)
        if more:
            if not first or cells.raw("HCPC") != first[0]:
                cells.refuse("HCPC", cells.raw("HCPC"), f"{first[0] if first else 'a first record'}")
            texts.append(cells.words("LONG DESCRIPTION"))
            continue
        if first and not _is_dental(first):
            yield table, _joined(first, texts)
        table = KIND if kind == FIRST_OF_CODE else MODIFIERS
        first, texts = _first(cells, table), [cells.words("LONG DESCRIPTION")]
    if first and not _is_dental(first):
        yield table, _joined(first, texts)


def _first(cells: Cells, table: str) -> Row:
    pattern, meant = (CODE, "a letter and four digits") if table == KIND else (MODIFIER, "two characters")
    code = cells.like("HCPC", pattern, meant)
    cells.new("HCPC", code)
    added, ended = cells.day("ADD DT"), cells.day("TERM DT")
    if added and ended and ended < added:
        cells.refuse("TERM DT", ended, f"a day from {added} on")
    return (
        code,
        plain(cells.raw("SHORT DESCRIPTION")),
        cells.raw("COV"),
        added,
        cells.day("ACT EFF DT"),
        ended,
    )


def _is_dental(first: Row) -> bool:
    return len(first[0]) > 2 and first[0].startswith(DENTAL)


def _joined(first: Row, texts: Sequence[str]) -> Row:
    code, *others = first
    return (code, " ".join(texts), *others)


LAYOUT = Layout(
    kind=KIND,
    label="HCPCS Level II",
    tables=TABLES,
    knows=knows,
    read=read,
    period="a quarter",
    keeps_history=True,
    least_rows=6_000,
)


class CodeDates(Mapping[str, Mapping[str, Any]]):
    """When each code may be billed, as the lookup `codes.dates` has it: by the imported list before what is
    built in. A code of this kind that a whole list has not is `unlisted`."""

    def __init__(self, built_in: Mapping[str, Mapping[str, Any]], file: EditionFile) -> None:
        self._built_in = built_in
        self._file = file
        self._known: dict[str, Mapping[str, Any] | None] = {}

    def __getitem__(self, code: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = self.get(code)
        if found is None:
            raise KeyError(code)
        return found

    def get(self, code: str, default: Any = None) -> Any:
        try:
            found = self._known[code]
        except KeyError:
            found = self._known[code] = self._look_up(code)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        listed = (code for (code,) in self._file.rows(f"SELECT code FROM {KIND}"))
        return iter(dict.fromkeys((*self._built_in, *listed)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _look_up(self, code: str) -> Mapping[str, Any] | None:
        built_in = self._built_in.get(code)
        if not CODE.fullmatch(code) or code.startswith(DENTAL):
            return built_in
        rows = self._file.rows(f"SELECT added, ended FROM {KIND} WHERE code = ?", (code,))
        if not rows:
            named = self._file.kept.edition.name
            return built_in if built_in or self._file.kept.lacks else {"key": code, "unlisted": named}
        added, ended = rows[0]
        return self._dated(code, added, ended, built_in or {})

    def _dated(
        self, code: str, added: str | None, ended: str | None, built_in: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        dated = {"key": code, "instead": built_in.get("instead", "Compare the HCPCS list of that day.")}
        if added:
            dated["first_day"] = date.fromisoformat(added)
        last_day = date.fromisoformat(ended) if ended else built_in.get("last_day")
        if last_day and (ended or last_day >= self._file.kept.edition.effective_from):
            dated["last_day"] = last_day  # an end of which this list could not know yet stays
        return dated
