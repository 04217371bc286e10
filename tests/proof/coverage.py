"""How much of the rules the cases reach: rows of the tables, codes, modifiers, reasons and alerts.

The tables are handed to the coder with rows that remember which of them were asked for; a table that is only
ever read as a whole is left out. Rule ids are read from the source.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chargecapture.codesets.rule_tables import load_rule_tables
from chargecapture.domain.charges import Answer
from chargecapture.exchange.encounter_json import read_encounter
from chargecapture.rules.engine import Coder
from chargecapture.rules.tables import Dated, Lookup, RuleTables, StepTable
from tests.helpers.rules import RESOURCES, diagnosis_table
from tests.helpers.scoring import document_of, read_cases
from tests.proof.published import ROOT

CASES = ROOT / "tests" / "cases"
RULES = ROOT / "chargecapture" / "rules"
CODE = re.compile(r"\d{5}|[A-Z]\d{4}")
# 51, AS, KX and 82 are asked for by profiles of single offices only.
MODIFIERS = (
    "24 25 26 50 52 53 57 58 59 76 77 78 79 80 93 95 E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA GA GX "
    "GY GZ JW JZ LT Q7 Q8 Q9 RT T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TC XE XS XU"
)
# Tables of what is asked or checked of a record, not of what is charged; their own tests go through them.
BESIDE_THE_CHARGES = (
    *("documentation.", "missed.", "coverage.", "codes.dates", "notice.", "evaluation.preventive"),
    *("evaluation.by_code", "evaluation.telehealth", "fee_schedule."),
)
NAMED_ONLY = ("included_services", "global.complication")  # codes that are charted, never chosen


class Remembered(dict[str, Any]):
    """The rows of a lookup, with the keys that were found in it."""

    def __init__(self, rows: Mapping[str, Any]) -> None:
        super().__init__(rows)
        self.asked: set[str] = set()

    def _ask(self, key: object) -> None:
        if isinstance(key, str) and super().__contains__(key):
            self.asked.add(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._ask(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._ask(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._ask(key)
        return super().__contains__(key)


@dataclass
class Share:
    """What of a kind was reached, and what was not."""

    named: str
    reached: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    @property
    def of(self) -> int:
        return len(self.reached) + len(self.missing)

    @property
    def part(self) -> float:
        return len(self.reached) / self.of if self.of else 1.0


def _remembering(tables: RuleTables) -> tuple[RuleTables, dict[str, list[Remembered]]]:
    kept: dict[str, list[Remembered]] = {}
    lookups = {}
    for name, dated in tables.lookups.items():
        versions = []
        for version in dated.versions:
            rows = Remembered(version.content.rows)
            kept.setdefault(name, []).append(rows)
            content = Lookup(version.content.id, version.content.source, rows)
            versions.append(replace(version, content=content))
        lookups[name] = Dated(name, versions)
    return replace(tables, lookups=lookups, _books={}), kept


def measured() -> list[Share]:
    """Code all cases and say what they reached."""
    tables, kept = _remembering(load_rule_tables(RESOURCES / "rules"))
    coder = Coder(tables, diagnosis_table())
    answers = [
        coder.code(read_encounter(document_of(case)))
        for path in sorted(CASES.glob("o*.jsonl"))
        for case in read_cases(path)
    ]
    told = {alert.rule for answer in answers for alert in answer.alerts}
    why = {reason.rule for answer in answers for line in answer.lines for reason in line.why}
    steps = {step for answer in answers for step in _steps_reached(answer)}
    marks = {mark for answer in answers for line in answer.lines for mark in line.modifiers}
    codes = {line.code for answer in answers for line in answer.lines}
    all_steps = {f"{table.id} {code}" for table in _step_tables(tables) for code in _codes_of(table)}
    named = rule_ids()
    return [
        _share("rows of step tables", all_steps, steps),
        _share("codes that the tables can choose", _choosable(tables, kept), codes),
        _share("rows of lookups", *_rows(kept)),
        _share("modifiers", set(MODIFIERS.split()), marks),
        _share("rules told or given as reason", named, told | why),
    ]


def _share(named: str, every: set[str], reached: set[str]) -> Share:
    return Share(named, every & reached, every - reached)


def _step_tables(tables: RuleTables) -> Iterator[StepTable]:
    return (version.content for dated in tables.steps.values() for version in dated.versions)


def _codes_of(table: StepTable) -> Iterator[str]:
    for step in table.steps:
        yield step.code
        if step.further:
            yield step.further


def _steps_reached(answer: Answer) -> Iterator[str]:
    for line in answer.lines:
        for reason in line.why:
            yield f"{reason.rule} {line.code}"


def _rows(kept: Mapping[str, list[Remembered]]) -> tuple[set[str], set[str]]:
    every: set[str] = set()
    reached: set[str] = set()
    for name, versions in kept.items():
        if name.startswith(BESIDE_THE_CHARGES) or not any(rows.asked for rows in versions):
            continue
        every |= {f"{name} {key}" for rows in versions for key in rows}
        reached |= {f"{name} {key}" for rows in versions for key in rows.asked}
    return every, reached


def _choosable(tables: RuleTables, kept: Mapping[str, list[Remembered]]) -> set[str]:
    chosen = {code for table in _step_tables(tables) for code in _codes_of(table)}
    for name, versions in kept.items():
        if not name.startswith((*BESIDE_THE_CHARGES, *NAMED_ONLY)):
            chosen.update(code for rows in versions for code in _codes_in(list(rows.items())))
    return chosen


def _codes_in(value: object) -> Iterator[str]:
    if isinstance(value, str) and CODE.fullmatch(value):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _codes_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _codes_in(inner)


# Where a call says its rule: the position of the argument, counted without `self`.
SAYS_RULE = {
    "Alert": 1,
    "Reason": 1,
    "tells": 0,
    "warns": 0,
    "needs": 3,
    "corrects": 3,
    "_needs": 2,
    "_asks": 2,
}


def rule_ids() -> set[str]:
    """The rule ids that stand in the source of the rules."""
    return {rule for path in RULES.rglob("*.py") for rule in _ids_in(path)}


def _ids_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        if name in SAYS_RULE and len(node.args) > SAYS_RULE[name]:
            given.append(node.args[SAYS_RULE[name]])
        yield from (
            one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
