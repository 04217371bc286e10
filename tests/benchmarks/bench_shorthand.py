"""What a keystroke in the typed line costs: `python -m tests.benchmarks.bench_shorthand`.

Reads each published line letter by letter, as it is typed, and several lines as one, against coding the visit
that comes of it.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.helpers.rules import coder
from tests.helpers.scoring import read_cases
from tests.helpers.shorthand import read

CASES = Path(__file__).resolve().parents[1] / "cases"
GOAL_MS = 5.0
ROUNDS = 3


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def main() -> int:
    texts = [case["text"] for case in read_cases(CASES / "shorthand.jsonl")]
    typed = [text[:end] for text in texts for end in range(1, len(text) + 1)]
    visits = [read(text).encounter for text in texts]
    for visit in visits:
        coder().code(visit)
    gc.collect()
    gc.disable()
    read_ms = [min(_milliseconds(lambda text=text: read(text)) for _ in range(ROUNDS)) for text in typed]
    coded_ms = [_milliseconds(lambda visit=visit: coder().code(visit)) for visit in visits]
    gc.enable()
    whole = _milliseconds(lambda: read("; ".join(texts)))
    p95 = statistics.quantiles(read_ms, n=20)[-1]
    print(f"{len(typed)} keystrokes: median {statistics.median(read_ms):.2f} ms, p95 {p95:.2f} ms")
    print(f"slowest {max(read_ms):.2f} ms; goal {GOAL_MS} ms")
    print(f"{statistics.median(read_ms) / statistics.median(coded_ms):.1f} times the coding of its visit")
    print(f"all {len(texts)} lines as one: {whole:.1f} ms")
    return 0 if max(read_ms) < GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
