"""The memory of `chargecapture code` on a short and on a long file: it must not grow with the documents.

`python -m tests.benchmarks.bench_memory`, with two numbers of documents if they are not 1,000 and 100,000.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.bench_coding import CASES
from tests.helpers.scoring import document_of, read_cases

ROOT = Path(__file__).resolve().parents[2]
MB = 1024
FIRST = 10  # coded unmeasured: the program may have to build its code library, once


def lines(number: int) -> Iterator[str]:
    """Mixed encounters, one a line, made as they are written."""
    cases = [case for name in ("open", "own") for case in read_cases(CASES / f"{name}.jsonl")]
    written = [json.loads(document_of(case)) for case in cases]
    for at, one in enumerate(islice(cycle(written), number)):
        yield f"{json.dumps(one | {'id': f'E{at}'})}\n"


def peak(path: Path) -> float:
    """The most memory, in MB, that the command held while it coded a file.

    Measured from a process of its own, as a child starts from its parent's greatest memory.
    """
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_of_child, (path,))


def _peak_of_child(path: Path) -> float:
    command = [sys.executable, "-m", "chargecapture", "code", str(path)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MB


def main(arguments: list[str]) -> None:
    few, many = map(int, arguments) if arguments else (1_000, 100_000)
    held = []
    with tempfile.TemporaryDirectory() as folder:
        for number in (FIRST, few, many):
            path = Path(folder) / f"{number}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines(number))
            held.append(peak(path))
            print(f"{number:>8} documents, {path.stat().st_size / 1e6:6.1f} MB: {held[-1]:6.1f} MB at most")
    print(f"{many} documents take {held[-1] / held[-2]:.2f} × the memory of {few}")


if __name__ == "__main__":
    main(sys.argv[1:])
