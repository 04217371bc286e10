"""The document border on a long file: `python -m tests.benchmarks.bench_reading`, megabytes as an argument.

Prints what reading costs against plain `json.loads` of the same lines, and the most memory that each took.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from pathlib import Path

from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.exchange.stream import split_documents
from tests.helpers.encounters import biopsy, cancer, closed, cut_out, encounter, keratoses, visit

DOCUMENT = write_encounter(
    encounter(
        biopsy("A"),
        keratoses("B", 7),
        cancer("C", "nose", cut_out("1.1"), closed("intermediate", "2.5")),
        visit=visit(),
    )
)
MB = 1024 * 1024


def plain(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(1 for line in lines if json.loads(line))


def split(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for raw in split_documents(stream) if not raw.fault)


def read(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for raw in split_documents(stream) if read_encounter(raw.text))


def measured(work: Callable[[Path], int], path: Path) -> tuple[int, float, float]:
    """How many documents, in how many seconds, and with how much memory at most; in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, path))


def _measured(work: Callable[[Path], int], path: Path) -> tuple[int, float, float]:
    start = time.process_time()
    count = work(path)
    took = time.process_time() - start
    return count, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(path: Path, parts: Iterable[str]) -> None:
    """Piece by piece: a child starts from its parent's greatest memory."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(parts)


def main(arguments: list[str]) -> None:
    count = int(arguments[0] if arguments else 50) * MB // (len(DOCUMENT) + 1)
    with tempfile.TemporaryDirectory() as folder:
        few, lines, array = (Path(folder) / name for name in ("few.jsonl", "lines.jsonl", "array.json"))
        write(few, repeat(f"{DOCUMENT}\n", 10))
        write(lines, repeat(f"{DOCUMENT}\n", count))
        write(array, chain(["[", DOCUMENT], repeat(f",{DOCUMENT}", count - 1), ["]"]))
        print(f"{count} documents, {lines.stat().st_size / MB:.0f} MB")
        _, bare, _ = measured(plain, lines)
        for what, work, path in (
            ("json.loads of each line", plain, lines),
            ("ten lines read", read, few),
            ("lines taken apart", split, lines),
            ("lines read", read, lines),
            ("an array taken apart", split, array),
            ("an array read", read, array),
        ):
            _, took, memory = measured(work, path)
            print(f"{what:<26}{took:7.2f} s{took / bare:8.2f} × plain JSON{memory:8.0f} MB at most")


if __name__ == "__main__":
    main(sys.argv[1:])
