"""Scores an answer against an expert's, part by part.

The rules of scoring stand in `tests/cases/README.md`.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import chain, permutations
from pathlib import Path
from typing import Any

from chargecapture.domain.charges import Answer, ChargeLine

ABOUT = ("source", "family", "narrative", "expect", "judge", "confidence", "basis")
SEPARATE = {"59", "XE", "XS", "XP", "XU"}
SIDES = {"LT", "RT"}
UNSCORED = {"51"}
NO_CHARGE = "99024"
ALERTS = ("auth.", "doc.", "missed.", "necessity.", "notice.")

Case = dict[str, Any]


def read_cases(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def document_of(case: Case) -> str:
    """The encounter document of a case, as the program would get it."""
    return json.dumps({key: value for key, value in case.items() if key not in ABOUT})


def misses(case: Case, answer: Answer) -> tuple[str, ...]:
    """What of an answer differs from the expert's; empty where the case passes."""
    return tuple(_misses(case, answer))


def _misses(case: Case, answer: Answer) -> Iterator[str]:
    expected, judge = case["expect"], case["judge"]
    units = _units(answer)
    if judge["lines"] and expected.get("status") != "held":
        wanted = _wanted_units(expected["lines"], units)
        if wanted != units:
            yield f"lines: expected {wanted}, got {units}"
    if judge["modifiers"]:
        yield from _modifier_misses(expected, answer)
    if judge["icd10"]:
        yield from _diagnosis_misses(expected["lines"], answer)
    refused = set(expected["notallowed"])
    given = set(units) | {icd10 for line in answer.lines for icd10 in line.icd10}
    if given & refused:
        yield f"not allowed: {sorted(given & refused)}"
    if "status" in expected and expected["status"] != answer.status:
        yield f"status: expected {expected['status']}, got {answer.status}"
    if "raised" in expected:
        told = sorted({alert.rule for alert in answer.alerts if alert.rule.startswith(ALERTS)})
        if told != sorted(expected["raised"]):
            yield f"alerts: expected {sorted(expected['raised'])}, got {told}"


def _units(answer: Answer) -> dict[str, int]:
    units: dict[str, int] = {}
    for line in answer.lines:
        if line.units and line.code != NO_CHARGE:
            units[line.code] = units.get(line.code, 0) + int(line.units)
    return units


def _wanted_units(lines: Sequence[Case], got: dict[str, int]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for line in lines:
        if line["code"] == NO_CHARGE:
            continue
        code = next((code for code in line["code"].split("|") if code in got), line["code"])
        wanted[code] = wanted.get(code, 0) + line["units"]
    return wanted


def _modifier_misses(expected: Case, answer: Answer) -> Iterator[str]:
    either = expected.get("modifier_placement") == "either"
    allowed_apart: set[str] = set()
    for code in {line["code"] for line in expected["lines"]}:
        wanted = [line["modifiers"] for line in expected["lines"] if line["code"] == code]
        got = [_scored(line) for line in answer.lines if line.code in code.split("|")]
        if any(marks is None for marks in wanted):
            continue
        if either:
            apart = {word for marks in wanted for mark in marks for word in _if_apart(mark)}
            allowed_apart |= apart
            wanted = [[mark for mark in marks if not _if_apart(mark)] for marks in wanted]
            got = [[mark for mark in marks if mark not in apart | SEPARATE] for marks in got]
        if len(wanted) != len(got):
            wanted, got = [list(chain(*wanted))], [list(chain(*got))]
        if not any(all(map(_fits, wanted, order)) for order in permutations(got)):
            yield f"modifiers of {code}: expected {wanted}, got {got}"
    if allowed_apart and not any(allowed_apart & set(line.modifiers) for line in answer.lines):
        yield f"modifiers: none of {sorted(allowed_apart)} on any line"


def _if_apart(mark: str) -> list[str]:
    words = mark.split("|")
    return words if SEPARATE & set(words) else []


def _scored(line: ChargeLine) -> list[str]:
    return [mark for mark in line.modifiers if mark not in UNSCORED]


def _fits(wanted: Sequence[str], got: Sequence[str]) -> bool:
    left = list(got)
    if not any(SIDES & set(mark.split("|")) for mark in wanted):
        left = [mark for mark in left if mark not in SIDES]
    for mark in wanted:
        hit = next((found for found in left if found in mark.split("|")), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _diagnosis_misses(lines: Sequence[Case], answer: Answer) -> Iterator[str]:
    for line in lines:
        got = {
            icd10 for given in answer.lines if given.code in line["code"].split("|") for icd10 in given.icd10
        }
        for wanted in line["icd10"] or ():
            if not got & set(wanted.split("|")):
                yield f"diagnoses of {line['code']}: expected {wanted}, got {sorted(got)}"
