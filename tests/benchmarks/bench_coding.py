"""Coding against plain JSON of the same documents, and one form's answer at each keystroke.

`python -m tests.benchmarks.bench_coding`, with the number of encounters as an argument if it is not 10,000.
"""

import gc
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from string import ascii_uppercase
from time import process_time

from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import Excision
from chargecapture.exchange.encounter_json import answer_document, read_encounter, write_answer
from tests.helpers.encounters import (
    biopsy,
    cancer,
    closed,
    cm,
    cut_out,
    encounter,
    keratoses,
    nevus,
    shaved,
    tags,
    visit,
    warts,
)
from tests.helpers.rules import coder
from tests.helpers.scoring import document_of, read_cases

CASES = Path(__file__).parents[1] / "cases"
TIMES = 300
TEN_LESIONS = (
    biopsy("A"),
    keratoses("B", 7),
    cancer("C", "nose", cut_out("1.6"), closed("intermediate", "3.1")),
    warts("D", 4),
    tags("E", 16),
    nevus("F", "chest", shaved("0.8"), side="left"),
    biopsy("G", "ear", "punch"),
    keratoses("H", 3, site="forearm", side="left"),
    cancer("I", "back_upper", cut_out("1.4"), closed("complex", "4.2"), side="left"),
)


def documents(number: int) -> list[str]:
    """Mixed encounters with five lesions in the mean: each of the cases, with lesions of the others.

    Each case in turn keeps its payer, date, visit, services and history, and gets one to nine lesions.
    """
    shuffled = Random(number)
    cases = [
        json.loads(document_of(case))
        for name in ("open", "own")
        for case in read_cases(CASES / f"{name}.jsonl")
    ]
    lesions = [lesion for case in cases for lesion in case.get("lesions", ())]
    written = []
    for at, case in enumerate(islice(cycle(cases), number)):
        chosen = shuffled.choices(lesions, k=shuffled.randint(1, 9))
        labelled = [lesion | {"id": label} for label, lesion in zip(ascii_uppercase, chosen, strict=False)]
        written.append(json.dumps(case | {"id": f"E{at}", "lesions": labelled}))
    return written


def seconds(work: Callable[[], object]) -> float:
    """Processor time, so that what else runs on the machine counts less."""
    began = process_time()
    work()
    return process_time() - began


def run(results: Iterator[object]) -> None:
    """Take the results one by one and keep none, as the command does."""
    deque(results, maxlen=0)


def bench_batch(number: int) -> None:
    """Against plain JSON of the same documents and answers, each way that may be meant.

    At least a program must parse each document and encode each answer; parsed and encoded may also be both.
    """
    texts = documents(number)
    engine = coder()
    answers = [answer_document(engine.code(read_encounter(text))) for text in texts]
    charted = [read_encounter(text) for text in texts]
    both = [*texts, *map(json.dumps, answers)]
    gc.freeze()  # the command keeps no answers, so its collector has none to look through
    least = seconds(lambda: run(json.loads(text) for text in texts))
    least += seconds(lambda: run(json.dumps(answer) for answer in answers))
    there_and_back = seconds(lambda: run(json.dumps(json.loads(text)) for text in both))
    print(f"{number} encounters, {sum(len(one.lesions) for one in charted) / number:.1f} lesions in the mean")
    print(f"{'':<44}{'× parse or encode':>20}{'× parse and encode':>20}")
    for what, work in (
        ("plain JSON: documents parsed, answers encoded", None),
        ("read", lambda: run(read_encounter(text) for text in texts)),
        ("code", lambda: run(engine.code(one) for one in charted)),
        (
            "read, code and write",
            lambda: run(write_answer(engine.code(read_encounter(text))) for text in texts),
        ),
    ):
        took = seconds(work) if work else least
        each = f"{took / number * 1e6:.0f} µs each"
        print(f"{what:<46}{each:>14}{took / least:>10.1f}{took / there_and_back:>20.1f}")


def bench_keystroke() -> None:
    """The tenth lesion's size is typed; each time the whole encounter is coded again."""
    engine = coder()
    times = []
    for at in range(TIMES):
        typed = cancer("J", "cheek", Excision(excised_cm=cm(f"{at % 40 / 10 + 0.1:.1f}")), side="right")
        charted: Encounter = encounter(*TEN_LESIONS, typed, visit=visit())
        charted = replace(charted, id=f"K{at}")
        times.append(seconds(lambda one=charted: engine.code(one)) * 1000)  # type: ignore[misc]
    tail = quantiles(times, n=20)[-1]
    print(f"10 lesions coded again: median {median(times):.2f} ms, 95 of 100 within {tail:.2f} ms")


def main(arguments: list[str]) -> None:
    bench_keystroke()
    bench_batch(int(arguments[0]) if arguments else 10_000)


if __name__ == "__main__":
    main(sys.argv[1:])
