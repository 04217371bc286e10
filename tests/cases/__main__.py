"""`python -m tests.cases`: the score by family and by file, and each miss."""

import sys
from collections import Counter
from pathlib import Path

from chargecapture.exchange.encounter_json import read_encounter
from tests.helpers.rules import coder
from tests.helpers.scoring import document_of, misses, read_cases

FOLDER = Path(__file__).parent


def main(paths: list[str]) -> int:
    passed: Counter[str] = Counter()
    of: Counter[str] = Counter()
    files = [Path(path) for path in paths] or [FOLDER / "open.jsonl", *sorted(FOLDER.glob("own*.jsonl"))]
    for path in files:
        for case in read_cases(path):
            found = misses(case, coder().code(read_encounter(document_of(case))))
            for group in (case["family"], path.name, "all"):
                of[group] += 1
                passed[group] += not found
            for miss in found:
                print(f"{case['id']} {case['family']}: {miss}")
    names = [path.name for path in files]
    for group in (*sorted(set(of) - {*names, "all"}), *names, "all"):
        print(f"{group:<28}{passed[group]:>4} of {of[group]}")
    return 0 if passed["all"] == of["all"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
