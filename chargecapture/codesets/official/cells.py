"""The cells of one row of an official file, by name and each checked; a fault names line and column."""

import re
from collections.abc import Hashable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from chargecapture.codesets.official.source import SourceFile

DECIMAL = re.compile(r"\d{1,6}(\.\d{1,17})?")
MOST_PLACES = 6  # what a sheet has beyond them is the noise of its arithmetic
CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
CODE_MEANT = "a code of five characters"
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


def plain(cell: str) -> str:
    """A cell of a header or title on one line, without blanks at its ends."""
    return " ".join(cell.split())


def month_of(name: str) -> int:
    """The month of a name or its first three letters; 0 where it is none."""
    named = name.lower()
    return next((at for at, month in enumerate(MONTHS, start=1) if named in (month, month[:3])), 0)


class Cells:
    """One row at a time; the columns are those of the header, in its order."""

    def __init__(self, source: SourceFile, columns: Sequence[str]) -> None:
        self._source = source
        self._columns = columns
        self._at = {name: at for at, name in enumerate(columns)}
        self._cells: Sequence[str] = ()
        self._seen: set[Hashable] = set()
        self.line = 0

    def take(self, line: int, cells: Sequence[str]) -> "Cells":
        """Go on to a row; gives itself.

        Raises:
            RefusedFileError: it has not as many cells as the header.
        """
        self.line = line
        if len(cells) < len(self._columns) or any(cells[len(self._columns) :]):
            wanted = f"{len(self._columns)}"
            self._source.refuse("A row is not whole", line=line, found=f"{len(cells)} cells", allowed=wanted)
        self._cells = cells
        return self

    def raw(self, name: str) -> str:
        return self._cells[self._at[name]].strip()

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        cell = self.raw(name)
        if cell not in allowed:
            self.refuse(name, cell, " ".join(each or "empty" for each in allowed))
        return cell

    def like(self, name: str, pattern: re.Pattern[str], meant: str, *, fill: int = 0) -> str:
        """A cell of a pattern; `fill` puts back the zeros before a number that a sheet has dropped."""
        cell = self.raw(name)
        if cell.isdigit():
            cell = cell.zfill(fill)
        if not pattern.fullmatch(cell):
            self.refuse(name, cell, meant)
        return cell

    def decimal(self, name: str) -> str:
        cell = self.like(name, DECIMAL, "a number such as 1.25")
        if len(cell.partition(".")[2]) > MOST_PLACES:
            return f"{round(Decimal(cell), MOST_PLACES).normalize():f}"
        return cell

    def words(self, name: str) -> str:
        """A text that must not be empty, on one line."""
        cell = plain(self.raw(name))
        if not cell:
            self.refuse(name, cell, "a text")
        return cell

    def day(self, name: str) -> str | None:
        """A day written as YYYYMMDD, as YYYY-MM-DD; `None` where the cell is empty."""
        cell = self.raw(name)
        if not cell:
            return None
        for form in ("%Y%m%d", "%Y-%m-%d"):
            with suppress(ValueError):
                return datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 -- a day has no zone
        self.refuse(name, cell, "a day as YYYYMMDD")
        return None

    def new(self, name: str, key: Hashable) -> None:
        """Refuse a key that stood in an earlier row."""
        if key in self._seen:
            found = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            self.refuse(name, f"{found.strip()} a second time", "each once")
        self._seen.add(key)

    def refuse(self, name: str, found: str, allowed: str) -> NoReturn:
        at = self._at[name] + 1
        self._source.refuse(
            "A row cannot be taken",
            line=self.line,
            column=f"{at} ({name})",
            found=found or "nothing",
            allowed=allowed,
        )


def known_start(source: SourceFile, named: date | None, example: str) -> date:
    """The day the edition begins: as the importing person says, else as the file's name tells.

    Raises:
        RefusedFileError: neither says it.
    """
    starts = source.starts or named
    if starts is None:
        source.refuse(
            "Neither its text nor its name tells its edition",
            found=source.file_name,
            allowed=example,
            way_out="Say the day on which its edition begins with --starts YYYY-MM-DD.",
        )
    return starts
