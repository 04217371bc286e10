"""Another window, as a program of its own: what it does it says on a line of its output.

`python -m tests.storage.window save|hold|fill RECORD_FILE`
"""

import resource
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

from chargecapture.domain.charges import Alert, Answer, ChargeLine, ClaimDiagnosis, Reason
from chargecapture.domain.encounter import Encounter
from chargecapture.errors import KnownError
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.storage.records import SqlRecords, open_records
from chargecapture.workflow.records import VisitRecord

SIGNED_AT = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SIGNED_EACH = 4


class Codec:
    def write(self, encounter: Encounter) -> str:
        return write_encounter(encounter)

    def read(self, text: str) -> Encounter:
        return read_encounter(text)


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 -- read by the test


def typed(visit: VisitRecord, diagnosis: str) -> VisitRecord:
    lesion = replace(visit.encounter.lesions[0], diagnosis=diagnosis)
    return replace(visit, encounter=replace(visit.encounter, lesions=(lesion,)))


def answer_of(number: int) -> Answer:
    """An answer that could be no other number's."""
    line = ChargeLine(
        code="17000",
        units=Decimal(1),
        modifiers=("59", "RT"),
        icd10=("L57.0",),
        lesions=("A",),
        responsibility="insurance",
        charge=Decimal(number) / 100,
        why=(Reason(f"reason {number}", "a.rule", "a source"),) * 3,
    )
    alert = Alert("info", "a.rule", f"alert {number}", "a source", lines=(0, 1))
    return Answer(f"S{number}", "ready", (line,) * 4, (alert,) * 2, (ClaimDiagnosis("A", "L57.0"),))


def save(records: SqlRecords) -> None:
    """Type one character after the other into a visit, and now and then sign another, until killed."""
    visit = records.visit("V1")
    first = int(visit.encounter.lesions[0].diagnosis) + 1
    for number in count(first):
        records.save_draft(typed(visit, str(number)))
        say("saved", number)
        if number % SIGNED_EACH == 0:
            other = replace(typed(visit, str(number)), id=f"S{number}")
            records.sign(other, answer_of(number), by="L", at=SIGNED_AT)
            say("signed", number)


def fill(records: SqlRecords, path: Path) -> None:
    """Write until the disk takes no more, say why, then save once more when space was made."""
    visit = records.visit("V1")
    try:
        for number in count(1):
            records.save_draft(typed(visit, str(number)))
            say("saved", number)
            records.save_draft(replace(typed(visit, "x" * 490), id=f"N{number}"))
    except KnownError as problem:
        say("refused", problem.sentence)
    stored = records.visit("V1")
    say("stored")
    say(stored.encounter.lesions[0].diagnosis)
    sys.stdin.readline()
    _make_space(path)
    records.save_draft(typed(stored, "more"))
    say("saved more")


def _make_space(path: Path) -> None:
    path.with_name("ballast").unlink(missing_ok=True)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def hold(path: Path) -> None:
    """Hold the write lock until a line comes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        say("held")
        sys.stdin.readline()
        connection.execute("ROLLBACK")
        say("released")


def main(act: str, path: Path) -> None:
    if act == "hold":
        hold(path)
        return
    if act == "save" and not sys.stdin.readline():
        return  # whoever started this window is gone
    records = open_records(path, Codec(), now=lambda: datetime.now(UTC))
    if act == "fill":
        fill(records, path)
    else:
        save(records)
    records.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
