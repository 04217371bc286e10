"""Looking up procedure-to-procedure edits in an imported edition; `ptp` says how they are kept."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from threading import Lock
from typing import NamedTuple

from chargecapture.codesets.official.ptp import NEVER_ENDED, NEVER_HELD, RECORD, day_of
from chargecapture.codesets.official.store import EditionFile
from chargecapture.rules.tables import Pair, PairTable

MOST_CODES_REMEMBERED = 1_000
MOST_PAIRS_REMEMBERED = 50_000


class Held(NamedTuple):
    """The days a pair holds, both included, as YYYYMMDD; and the mark of its rationale."""

    first: bytes
    last: bytes
    pair: Pair
    mark: int


class PairFile:
    """The edits of one edition. What was looked up is remembered, since an office uses few codes."""

    def __init__(self, file: EditionFile) -> None:
        self._file = file
        self._blocks: dict[str, tuple[memoryview, bytes]] = {}
        self._pairs: dict[tuple[str, str], tuple[Held, ...]] = {}
        self._adding = Lock()

    def between(self, one: str, other: str) -> tuple[Held, ...]:
        """The edits of two codes at any time, whichever of them is column 1."""
        found = self._pairs.get((one, other))
        if found is None:
            found = (*self._held(one, other), *self._held(other, one))
            if len(self._pairs) > MOST_PAIRS_REMEMBERED:
                self._pairs.clear()
            self._pairs[one, other] = found
        return found

    @cached_property
    def rationales(self) -> Mapping[int, str]:
        return dict(self._file.rows("SELECT mark, rationale FROM rationales"))

    def prepare(self, codes: Sequence[str]) -> None:
        """Look up several codes in one question."""
        wanted = [code for code in codes if code not in self._blocks]
        if wanted:
            self._look_up(wanted)

    def _held(self, column1: str, column2: str) -> Iterable[Held]:
        try:
            number = int(column2, 36)
        except ValueError:  # an item of the practice's own
            return ()
        numbers, records = self._blocks.get(column1) or self._look_up((column1,))[column1]
        at = bisect_left(numbers, number)
        if at == len(numbers) or numbers[at] != number:
            return ()
        after = bisect_right(numbers, number, at)
        held = (records[each * RECORD : (each + 1) * RECORD] for each in range(at, after))
        return [
            Held(record[:8], record[8:16], Pair(column1, column2, chr(record[16])), record[17])
            for record in held
            if record[16] != NEVER_HELD
        ]

    def _look_up(self, codes: Sequence[str]) -> dict[str, tuple[memoryview, bytes]]:
        marks = ", ".join("?" * len(codes))
        question = f"SELECT column1, column2, records FROM edits WHERE column1 IN ({marks})"
        found = {code: (memoryview(b"").cast("I"), b"") for code in codes}
        for column1, numbers, records in self._file.rows(question, codes):
            found[column1] = memoryview(numbers).cast("I"), records
        with self._adding:
            if len(self._blocks) > MOST_CODES_REMEMBERED:
                self._blocks.clear()
            self._blocks.update(found)
        return found


class PairsOnDay:
    """The edits in force on one day.

    Args:
        pairs: the edition.
        day: the date of service.
        behind: the edits to ask where the edition is not whole and does not know a pair.
    """

    def __init__(self, pairs: PairFile, day: date, source: str, behind: PairTable | None = None) -> None:
        self.source = source
        self._pairs = pairs
        self._day = day.strftime("%Y%m%d").encode()
        self._behind = behind

    def between(self, one: str, other: str) -> Pair | None:
        """The edit of two codes, whichever of them is column 1; `None` where there is none."""
        held = self._pairs.between(one, other)
        for first, last, pair, _ in held:
            if first <= self._day <= last:
                return pair
        return None if held or self._behind is None else self._behind.between(one, other)

    def among(self, codes: Iterable[str]) -> Mapping[tuple[str, str], Pair]:
        """The edits among the codes of one claim, each found by its two codes in either order."""
        claimed = sorted(set(codes))
        self._pairs.prepare(claimed)
        found: dict[tuple[str, str], Pair] = {}
        for one, other in combinations(claimed, 2):
            pair = self.between(one, other)
            if pair is not None:
                found[one, other] = found[other, one] = pair
        return found

    def published(self, pair: Pair) -> str:
        """Such as `from 2020-01-01, Mutually exclusive procedures`."""
        for first, last, held, mark in self._pairs.between(pair.column1, pair.column2):
            if held == pair and first <= self._day <= last:
                until = "" if last == NEVER_ENDED else f" to {day_of(last)}"
                return f"from {day_of(first)}{until}, {self._pairs.rationales[mark]}"
        return ""
