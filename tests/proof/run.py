"""Codes generated encounters in this process, as the command does, and counts what the checker finds."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from chargecapture.bootstrap import Built
from tests.proof import second_coder
from tests.proof.checker import Breach, breaches
from tests.proof.published import Published, published

Json = dict[str, Any]
SHOWN = 3


@dataclass
class Findings:
    """What a run came to; `examples` keeps the first documents that break a rule."""

    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    modifiers: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    broken: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[tuple[Breach, Json]]] = field(default_factory=dict)

    @property
    def of_ready(self) -> list[tuple[Breach, Json]]:
        """Examples of answers that are wrong, yet say they are ready."""
        return [example for found in self.examples.values() for example in found]

    def take(self, encounter: Json, answer: Json, tables: Published) -> None:
        status = answer["status"]
        self.statuses[status] += 1
        self.alerts.update({alert["rule"] for alert in answer["alerts"]})
        for line in answer["lines"]:
            self.codes[line["code"]] += 1
            self.modifiers.update(line["modifiers"])
        for breach in breaches(encounter, answer, tables):
            self.broken[status, breach.rule] += 1
            examples = self.examples.setdefault(breach.rule, [])
            if status == "ready" and len(examples) < SHOWN:
                examples.append((breach, encounter))


def answers(documents: Iterable[Json], program: Built) -> Iterator[tuple[Json, Json]]:
    """Each document with the answer that the command would print."""
    for document in documents:
        (coded,) = program.code_documents(io.BytesIO(json.dumps(document).encode()))
        assert not coded.faults, coded.faults
        yield document, json.loads(coded.answer)


@dataclass
class Opinions:
    """What a second coder made of ready answers; `not_asked`: it does not code that, or it is not ready."""

    agreed: int = 0
    not_asked: int = 0
    differing: list[tuple[object, object, Json]] = field(default_factory=list)


def second_opinions(documents: Iterable[Json], program: Built) -> Opinions:
    opinions = Opinions()
    for encounter, answer in answers(documents, program):
        try:
            wanted = second_coder.code(encounter)
        except second_coder.UnknownWorkError:
            wanted = None
        if wanted is None or answer["status"] != "ready":
            opinions.not_asked += 1
        elif wanted == (got := _units_and_marks(answer)):
            opinions.agreed += 1
        else:
            opinions.differing.append((wanted, got, encounter))
    return opinions


def _units_and_marks(answer: Json) -> tuple[dict[str, int], second_coder.Marks]:
    units: Counter[str] = Counter()
    for line in answer["lines"]:
        units[line["code"]] += line["units"]
    said = {"59": second_coder.APART, "XS": second_coder.APART, "25": "25", "57": "57"}
    marks = {
        (line["code"], said[mark]) for line in answer["lines"] for mark in line["modifiers"] if mark in said
    }
    return dict(units), marks


def check(documents: Iterable[Json], program: Built) -> Findings:
    findings = Findings()
    for encounter, answer in answers(documents, program):
        findings.take(encounter, answer, published())
    return findings
