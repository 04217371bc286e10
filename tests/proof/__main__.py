"""`python -m tests.proof [NUMBER] [--seed N]`: generated encounters against the published tables.

`--pairs` codes every pair of the edit file; `--coverage` lists what of the rule tables no case reaches.
"""

import argparse
import json
import sys
from time import perf_counter

from chargecapture.bootstrap import Built
from tests.proof.coverage import measured
from tests.proof.generator import common_work, encounters
from tests.proof.pairs import MARK, AddOnProof, PairProof, VisitProof, all_pairs, pair_faults
from tests.proof.run import Findings, check, second_opinions


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proof")
    parser.add_argument("number", nargs="?", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", action="store_true", help="code every pair of the edit file")
    parser.add_argument("--second", action="store_true", help="compare with a second coder")
    parser.add_argument("--coverage", action="store_true", help="list what of the rules no case reaches")
    options = parser.parse_args(arguments)
    if options.coverage:
        return _coverage()
    if options.pairs:
        coder = Built().coder
        return max(
            [_pairs(proof(coder, payer)) for proof in (PairProof, AddOnProof, VisitProof) for payer in MARK]
        )
    if options.second:
        return _second(options.number, options.seed)
    return _generated(options.number, options.seed)


def _generated(number: int, seed: int) -> int:
    began = perf_counter()
    findings = check(encounters(number, seed), Built())
    took = perf_counter() - began
    print(f"{number} encounters of seed {seed} in {took:.1f} s")
    _tell(findings, number)
    return 1 if findings.of_ready else 0


def _tell(findings: Findings, number: int) -> None:
    for status, count in findings.statuses.most_common():
        print(f"{status:<28}{count:>7}{100 * count / number:>7.1f} %")
    print(
        f"{len(findings.codes)} codes, {len(findings.modifiers)} modifiers, {len(findings.alerts)} rules told"
    )
    print("breaches: ready, held, blocked")
    for rule in sorted({rule for _, rule in findings.broken}):
        counts = [findings.broken[status, rule] for status in ("ready", "held", "blocked")]
        print(f"{rule:<28}" + "".join(f"{count:>7}" for count in counts))
    for breach, encounter in findings.of_ready:
        print(f"\n{breach.rule}: {breach.found}\n{json.dumps(encounter)}")


def _second(number: int, seed: int) -> int:
    opinions = second_opinions(common_work(number, seed), Built())
    print(f"{opinions.agreed} agreed, {len(opinions.differing)} not, {opinions.not_asked} not asked")
    for wanted, got, encounter in opinions.differing[:5]:
        print(f"\n{wanted}\n{got}\n{json.dumps(encounter)}")
    return 1 if opinions.differing else 0


def _coverage() -> int:
    for share in measured():
        print(f"{share.named:<36}{len(share.reached):>5} of {share.of:<5}{100 * share.part:6.1f} %")
        for name in sorted(share.missing):
            print(f"    {name}")
    return 0


def _pairs(proof: PairProof) -> int:
    began = perf_counter()
    asked, faults = pair_faults(proof, all_pairs())
    took = perf_counter() - began
    told = f"{asked} of {len(all_pairs())} pairs coded in {took:.0f} s, {len(faults)} not as published"
    print(f"{type(proof).__name__}, {proof.payer}: {told}")
    for fault in faults[:20]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
