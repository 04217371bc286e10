"""The walk from charted facts to table rows to sources, line by line, for a coder who checks by hand."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Answer, ChargeLine, Place


class Fact(NamedTuple):
    """What was charted, with its JSON path in the encounter document.

    `place` is where a screen charts it; `None` where it does not.
    """

    path: str
    value: str
    place: Place | None = None


class TableRow(NamedTuple):
    """One row of a table in words; `decides` where the line rests on it."""

    text: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk: what it is about, what it says, the rows read and where they were published.

    `table` is the id of a table under `resources/rules`, empty where none was read; `in_force` its first
    day and `compared` the day on which a person last compared it with its source.
    """

    about: str
    says: str
    source: str = ""
    table: str = ""
    rows: tuple[TableRow, ...] = ()
    in_force: date | None = None
    compared: date | None = None


@dataclass(frozen=True, slots=True)
class LineWalk:
    line: ChargeLine
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines of one answer, or the one that was asked about.

    `general` is what holds for all of them: date, payer and editions.
    """

    answer: Answer
    day: date
    payer: str
    general: tuple[Step, ...]
    lines: tuple[LineWalk, ...]
    alerts: tuple[Alert, ...]
