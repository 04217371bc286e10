"""What the readers of official files share: how a file is known, what it gives, and how it is refused.

A reader is one module with one `LAYOUT`; all of them stand in `layouts.LAYOUTS`. It finds its header
by content, reads a file whole or refuses it whole, and knows nothing of where its rows are kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from chargecapture.codesets.official.source import RefusedFileError, SourceFile

__all__ = ["Edition", "Layout", "Reading", "RefusedFileError", "SourceFile", "Table"]

Row = tuple[Any, ...]  # what SQLite holds as it is: str, int, None; days as YYYY-MM-DD, decimals as str


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication: its kind, its name as the publisher has it, and the days it is made for.

    Both days are included. An edition without an end is in use until the next one of its kind begins.
    `revision` counts what the publisher put out anew for the same days.
    """

    kind: str
    name: str
    effective_from: date
    effective_to: date | None = None
    revision: int = 0

    def covers(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Table(NamedTuple):
    """A table of rows as they are kept: columns with their SQLite type, and which of them are the key.

    The key is unique; rows handed over in its order are the fastest to keep. `holds` says how many published
    rows a kept row stands for, where it is not one.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    holds: Callable[[Row], int] | None = None


class Reading(NamedTuple):
    """What a reader gives: the edition, and each table's rows. The rows may be iterators, each used once.

    They are taken table by table in the order of the layout, and refuse the file when a row is not as it
    should be. `finish` is called when all rows are taken, for what only the whole can tell. `lacks` says in
    words what is missing of a whole edition, such as a part; it is then taken only where one insists.
    """

    edition: Edition
    rows: Mapping[str, Iterable[Row]]
    finish: Callable[[], None] = lambda: None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of official file.

    Args:
        kind: a word for programs, such as `mue`; also the first word of the kept file's name.
        label: the kind for people, such as `NCCI MUE, practitioner`.
        tables: what is kept.
        knows: whether a file is of this kind, by its head (`SourceFile.head`); it never raises.
        read: reads the files that make up one edition, mostly one.
        period: how long one edition holds, in words, such as `a quarter`.
        parts: how many files make up one edition.
        group: of several files in one command, those with the same mark are read together.
        keeps_history: whether its rows have dates, so that the newest edition tells of all days before.
        least_rows: a whole edition has more rows than these; one with fewer is kept as a part of one.
        of_publisher: whether the file is published for all; else it is the practice's own.
    """

    kind: str
    label: str
    tables: tuple[Table, ...]
    knows: Callable[[SourceFile], bool]
    read: Callable[[Sequence[SourceFile]], Reading]
    period: str = "a year"
    parts: int = 1
    group: Callable[[SourceFile], str] = lambda source: source.name
    keeps_history: bool = False
    least_rows: int = 0
    of_publisher: bool = True
