"""`python -m tests.cases`: the score by family, and each miss."""

import sys
from collections import Counter
from pathlib import Path

from chargecapture.exchange.encounter_json import read_encounter
from tests.helpers.rules import coder
from tests.helpers.scoring import document_of, misses, read_cases


def main(paths: list[str]) -> int:
    passed: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for path in paths or [str(Path(__file__).with_name("open.jsonl"))]:
        for case in read_cases(Path(path)):
            found = misses(case, coder().code(read_encounter(document_of(case))))
            of[case["family"]] += 1
            passed[case["family"]] += not found
            for miss in found:
                print(f"{case['id']} {case['family']}: {miss}")
    for family in sorted(of):
        print(f"{family:<28}{passed[family]:>4} of {of[family]}")
    print(f"{'all':<28}{passed.total():>4} of {of.total()}")
    return 0 if passed.total() == of.total() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
