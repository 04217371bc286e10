"""The record file against a raw commit of the same bytes, and at a big practice's size.

`python -m tests.benchmarks.bench_records`, with the number of patients as an argument if it is not 50,000.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from chargecapture.exchange.encounter_json import write_encounter
from chargecapture.storage import people
from chargecapture.storage.records import SqlRecords
from tests.helpers.encounters import answer_to, biopsy, cancer, closed, cut_out, encounter, keratoses, visit
from tests.helpers.records import NOON, fill, records_at, sample_patient, sample_visit

TIMES = 400
LESIONS = (
    biopsy("A"),
    keratoses("B", 7),
    cancer("C", "nose", cut_out("1.6"), closed("intermediate", "3.1")),
    *(keratoses(label, 3, site="forearm", side="left") for label in "DEFGHIJ"),
)


def taken_ms(work: Callable[[int], object], times: int = TIMES) -> list[float]:
    found = []
    for at in range(times):
        began = perf_counter()
        work(at)
        found.append((perf_counter() - began) * 1000)
    return found


def show(what: str, times: list[float]) -> float:
    middle = median(times)
    tail = quantiles(times, n=20)[-1]
    print(f"{what:<58} median {middle:8.3f} ms   95 of 100 within {tail:8.3f} ms")
    return middle


def bench_draft(folder: Path) -> None:
    records = fill(records_at(folder / "drafts.sqlite"))
    charted = encounter(*LESIONS, visit=visit(), rendering="D1")
    draft = sample_visit(charted)
    document = write_encounter(charted)
    raw = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE draft (id TEXT PRIMARY KEY, document TEXT)")

    def commit(_at: int) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT OR REPLACE INTO draft VALUES ('V1', ?)", (document,))
        raw.execute("COMMIT")

    writing = show("write a document of ten lesions as JSON", taken_ms(lambda _: write_encounter(charted)))
    base = show(f"raw commit of the {len(document):,} bytes", taken_ms(commit))
    ours = show("save_draft (JSON included)", taken_ms(lambda _: records.save_draft(draft)))
    print(
        f"  save_draft / raw commit: {ours / base:.2f} (without writing JSON {(ours - writing) / base:.2f})"
    )
    answer = answer_to(*LESIONS, visit=visit(), rendering="D1")
    drafts = [replace(draft, id=f"S{at}") for at in range(100)]
    show(
        f"sign ({len(answer.lines)} lines, {len(answer.alerts)} alerts)",
        taken_ms(lambda at: records.sign(drafts[at], answer, by="L", at=NOON), 100),
    )
    show("read a signed visit", taken_ms(lambda at: records.visit(f"S{at}"), 100))
    show("history of 100 signed visits", taken_ms(lambda _: records.history("P1", date(2026, 7, 1)), 20))
    raw.close()
    records.close()


FIRST = (
    "Ana",
    "Björn",
    "Chloe",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jamal",
    "Kira",
    "Luis",
)
LAST = (
    "Abbott",
    "Baker",
    "Castillo",
    "O'Dwyer",
    "Evans",
    "Fischer",
    "García",
    "Huang",
    "Iyer",
    "Jones-Smith",
)


def add_patients(records: SqlRecords, count: int) -> None:
    """Add them in one transaction, as an import does."""
    names = list(product(FIRST, LAST))
    with records._file.writing() as connection:
        for at in range(count):
            first, last = names[at % len(names)]
            patient = sample_patient(
                id=f"N{at}",
                account=str(200_000 + at),
                first_name=f"{first}{at % 7}",
                last_name=f"{last}{at % 211}",
                born=date(1930, 1, 1) + timedelta(days=at % 30_000),
            )
            people.write_patient(connection, patient)


def bench_many(folder: Path, count: int) -> None:
    path = folder / "many.sqlite"
    records = fill(records_at(path))
    add_patients(records, count)
    print(f"{count:,} patients, {path.stat().st_size / 1e6:.1f} MB")
    typed = (
        "",
        "g",
        "garc",
        "bjor",
        "smith ana",
        "o'dw",
        "3/14/1972",
        "03141972",
        "20517",
        "zzz",
        "ana 1950",
    )
    for text in typed:
        found = len(records.find_patients(text))
        show(
            f"  find {text!r} ({found} shown)", taken_ms(lambda _, text=text: records.find_patients(text), 20)
        )
    records.close()
    show("open an up-to-date file", taken_ms(lambda _: records_at(path).close(), 10))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        show("make a new record file", taken_ms(lambda at: records_at(Path(folder) / f"{at}").close(), 5))
        bench_draft(Path(folder))
        bench_many(Path(folder), count)


if __name__ == "__main__":
    main()
