"""Importing 2.5 million procedure-to-procedure edits, and looking them up.

`python -m tests.benchmarks.bench_import`, with a number of edits as an argument if it is not 2,500,000.

The files are made in the true layout: four parts, seven columns parted by tabs, CRLF, the header wrapped over
four lines. The import is the whole command's work: it reads and checks every cell, packs the edits, writes
and syncs the file, checks it, and takes it into use. Beside it stands plain `sqlite3`: `executemany` of the
same rows, all seven cells as text, into one table without an index, and a commit; once with the rows ready in
memory, once read from the files by `csv`, without a check. Both write to the same disk.
"""

import csv
import random
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from chargecapture.codesets.official import ptp
from chargecapture.codesets.official.importing import Options, import_files
from chargecapture.codesets.official.pairs import PairFile, PairsOnDay
from chargecapture.codesets.official.store import EditionFile, EditionStore
from tests.codesets.official.ncci_files import PTP_HEADER, ptp_row

EDITS = 2_500_000
CODES = 14_800
RATIONALES = (
    "CPT Manual or CMS manual coding instruction",
    "Mutually exclusive procedures",
    "Misuse of Column Two code with Column One code",
    "Standards of medical/surgical practice",
    "More extensive procedure",
)
DAY = date(2026, 8, 1)
CLAIM_LINES = 12
CLAIMS = 400
TIMES = 3


def make_files(folder: Path, number: int) -> list[Path]:
    """The four parts; a code has 170 edits on average, some have ten times as many."""
    chance = random.Random(7)
    codes = _codes(chance)
    quarters = [f"{year}{month}01" for year in range(1996, 2027) for month in ("01", "04", "07", "10")][:-1]
    paths = [folder / f"ccipra-v322r0-f{at}.TXT" for at in (1, 2, 3, 4)]
    share = -(-len(codes) // len(paths))
    for at, path in enumerate(paths):
        with path.open("w", encoding="ascii", newline="") as file:
            file.write(PTP_HEADER)
            for column1 in codes[at * share : (at + 1) * share]:
                file.writelines(_rows(column1, codes, quarters, number / len(codes), chance))
    return paths


def _codes(chance: random.Random) -> list[str]:
    codes: set[str] = set()
    while len(codes) < CODES:
        codes.add(chance.choice((f"{chance.randrange(100, 99_999):05}", f"G{chance.randrange(9_999):04}")))
    return sorted(codes)


def _rows(
    column1: str, codes: list[str], quarters: list[str], mean: float, chance: random.Random
) -> Iterator[str]:
    number = min(int(chance.expovariate(1 / mean)) + 1, len(codes) // 4)
    for column2 in sorted(chance.sample(codes, number)):
        first = chance.choice(quarters)
        kind = chance.random()
        last, indicator = ("*", chance.choice("01")) if kind < 0.7 else (first, "9")
        if 0.7 <= kind < 0.9:
            last, indicator = max(first, f"{chance.randrange(2000, 2027)}1231"), chance.choice("01")
        yield ptp_row((column1, column2, first, last, indicator), chance.choice(RATIONALES))


def rows_in(paths: list[Path]) -> Iterator[list[str]]:
    for path in paths:
        with path.open(encoding="ascii", newline="") as file:
            rows = csv.reader(file, delimiter="\t")
            for _ in range(PTP_HEADER.count("\n")):
                next(rows)
            yield from rows


def plain(path: Path, rows: Iterator[list[str]] | list[list[str]]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE edits (a, b, c, d, e, f, g)")
        db.executemany("INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        db.commit()


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Of the clock and of the processor."""
    began, busy = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - busy


def best(work: Callable[[], object]) -> tuple[float, float]:
    """The best of a few runs, so that what else runs on the machine counts less."""
    taken = [seconds(work) for _ in range(TIMES)]
    return min(clock for clock, _ in taken), min(busy for _, busy in taken)


def bench_import(folder: Path, paths: list[Path]) -> EditionStore:
    store = EditionStore(folder / "editions")
    took = best(lambda: import_files(store, [ptp.LAYOUT], paths, Options(), today=DAY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parsed = best(lambda: plain(folder / "plain.sqlite", rows_in(paths)))
    ready = list(rows_in(paths))
    written = best(lambda: plain(folder / "plain.sqlite", ready))
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{len(ready):,} edits in {len(paths)} files of {size:.0f} MB; the import peaked at {peak:.0f} MB")
    for what, (clock, busy) in (
        ("import: read, check, pack, write, sync", took),
        ("executemany of rows in memory", written),
        ("csv and executemany", parsed),
    ):
        print(f"{what:<40}{clock:7.2f} s, processor {busy:6.2f} s")
    print(
        f"import / executemany: {took[0] / written[0]:.2f} by the clock, {took[1] / written[1]:.2f} by the "
        f"processor (limit 2); import / csv and executemany: {took[1] / parsed[1]:.2f}"
    )
    return store


def bench_lookup(store: EditionStore) -> None:
    """All pairs of claims of 12 different codes, never asked before and then once more."""
    kept = store.state().kept[0]
    file = EditionFile(store.folder, kept)
    codes = [code for (code,) in file.rows("SELECT column1 FROM edits")]
    chance = random.Random(11)
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(CLAIMS):
        claim = chance.sample(codes, CLAIM_LINES)
        pairs = PairsOnDay(PairFile(file), DAY, "")
        for times in (cold, warm):
            times.append(seconds(lambda claim=claim, pairs=pairs: pairs.among(claim))[0] * 1000)  # type: ignore[misc]
    for what, times in (("never asked before", cold), ("asked again", warm)):
        tail = quantiles(times, n=20)[-1]
        print(
            f"pairs of {CLAIM_LINES} codes, {what:<20} median {median(times):.3f} ms, "
            f"95 of 100 within {tail:.3f} ms (limit 0.2)"
        )


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_files(folder, int(arguments[0]) if arguments else EDITS)
        bench_lookup(bench_import(folder, paths))


if __name__ == "__main__":
    main(sys.argv[1:])
