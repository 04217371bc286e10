"""How long a search takes against the barest one that SQLite can do: `python -m tests.benchmarks.bench_find`.

Prints percentiles over some hundred searches as a dermatology office types them, letter by letter too, the
ratio to a plain FTS5 question for the same words in the same file, and what opening and suggesting take.
"""

import csv
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chargecapture.codesets.library import CodeLibrary, open_library
from chargecapture.codesets.library_file import connect, library_path
from tests.helpers.rules import RESOURCES

TYPED = (
    "bcc left cheek",
    "actinic keratosis",
    "seborrheic keratosis",
    "melanoma in situ right arm",
    "squamous cell carcinoma scalp",
    "dysplastic nevus back",
    "plantar wart",
    "psoriasis",
    "atopic dermatitis",
    "hidradenitis axilla",
    "initial encounter fracture",
    "unspecified",
    "tangential biopsy",
    "malignant excision nose",
    "mohs first stage",
    "liquid nitrogen",
    "C44.319",
    "11102",
)
WHOLE = (
    "ak", "isk", "sk", "sebk", "bcc", "scc", "bcc nose", "wart", "mole", "cyst scalp", "left ear abscess",
    "skin cancer", "itch", "rash", "acne", "tinea", "nail fungus", "freeze", "bx", "i&d", "ed&c", "kenalog",
    "botox", "pdt", "koh", "flap nose", "office visit", "of", "other", "right", "s", "un", "diabetes",
    "psoraisis", "seborheic keratosis", "bcc nose zzyzx", "cancer", "neoplasm of uncertain behavior of skin",
    "personal history of malignant neoplasm of skin", "burn of second degree of left hand",
)  # fmt: skip
CLINICAL = Path(__file__).parent.parent / "codesets" / "clinical_queries.csv"
GOAL_MS = 5.0
ROUNDS = 5


def _queries() -> list[str]:
    letters = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    with CLINICAL.open(encoding="utf-8", newline="") as file:
        clinical = [row["query"] for row in csv.DictReader(file)]
    return list(dict.fromkeys([*letters, *WHOLE, *clinical]))


def _milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """The middle of some rounds for each text."""
    times: dict[str, list[float]] = {text: [] for text in texts}
    for _ in range(ROUNDS):
        for text in texts:
            begun = time.perf_counter()
            work(text)
            times[text].append((time.perf_counter() - begun) * 1000)
    return [statistics.median(taken) for taken in times.values()]


def _at(share: int, times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def _tell(name: str, times: Sequence[float]) -> None:
    p50, p95, p99 = (_at(share, times) for share in (50, 95, 99))
    print(f"{name:<22} p50 {p50:7.3f}  p95 {p95:7.3f}  p99 {p99:7.3f}  most {max(times):7.3f} ms")


def _bare_search(path: Path) -> Callable[[str], object]:
    """One question to the same index: every word as a beginning, the first twenty rows."""
    db = connect(path)
    question = (
        "SELECT code, label FROM searched JOIN found ON id = searched.rowid WHERE searched MATCH ? LIMIT 20"
    )

    def ask(text: str) -> object:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return db.execute(question, (" AND ".join(f'"{word}"*' for word in words),)).fetchall()

    return ask


def _cold_start(folder: Path) -> float:
    script = (
        "import sys, time; from pathlib import Path; begun = time.perf_counter()\n"
        "from chargecapture.codesets.library import open_library\n"
        "open_library(Path(sys.argv[1]), Path(sys.argv[2])).find('bcc nose')\n"
        "print((time.perf_counter() - begun) * 1000)"
    )
    command = [sys.executable, "-c", script, str(folder), str(RESOURCES)]
    return min(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(ROUNDS)
    )


def _opening(folder: Path) -> list[float]:
    def opened(_: str) -> CodeLibrary:
        return open_library(folder, RESOURCES)

    return _milliseconds(opened, ["once"])


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun = time.perf_counter()
        library = open_library(folder, RESOURCES)
        built = time.perf_counter() - begun
        path = library_path(folder, RESOURCES)
        print(f"built in {built:.1f} s, {path.stat().st_size / 1e6:.1f} MB, {len(library.titles)} diagnoses")
        texts = _queries()
        for text in texts:
            library.find(text)
        found, bare = _milliseconds(library.find, texts), _milliseconds(_bare_search(path), texts)
        print(f"{len(texts)} searches, the middle of {ROUNDS} rounds each")
        _tell("find", found)
        _tell("bare FTS5 question", bare)
        _tell("suggest", _milliseconds(library.suggest, texts))
        _tell("open", _opening(folder) * 2)
        print(f"imports, opening and first search in a new process: {_cold_start(folder):.1f} ms")
        ratio = sum(found) / sum(bare)
        print(f"find takes {ratio:.2f} times the bare question in all")
        slowest = sorted(zip(found, texts, strict=True), reverse=True)[:5]
        print("slowest:", ", ".join(f"{text!r} {taken:.2f}" for taken, text in slowest))
        return int(_at(95, found) > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
