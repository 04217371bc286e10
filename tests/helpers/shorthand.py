"""Typed lines read over the real vocabulary and coded by the real tables, and their score."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from chargecapture.bootstrap_shorthand import build_reader
from chargecapture.codesets.rule_tables import load_sites
from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import PatientFacts
from chargecapture.exchange.shorthand.reader import ShorthandReader
from chargecapture.workflow.typed_line import LineFacts, ReadLine
from tests.helpers.rules import RESOURCES, coder

PATIENT = PatientFacts(age=50, sex="X", established=True)
FACTS = LineFacts(date(2026, 6, 15), "commercial", PATIENT)


@cache
def reader() -> ShorthandReader:
    return build_reader(RESOURCES, load_sites(RESOURCES / "rules" / "sites" / "sites.csv"))


def read(text: str) -> ReadLine:
    return reader().read(text, FACTS)


def answer_to(text: str, facts: LineFacts = FACTS) -> Answer:
    line = reader().read(text, facts)
    return line.held(coder().code(line.encounter))


def insured(answer: Answer) -> dict[str, int]:
    """Units of each code that the patient does not pay."""
    units: dict[str, int] = {}
    for line in answer.lines:
        if line.responsibility != "patient" and line.units:
            units[line.code] = units.get(line.code, 0) + int(line.units)
    return units


def line_misses(case: dict[str, Any]) -> Iterator[str]:
    """What of a typed line's answer differs from the expected one."""
    facts = FACTS._replace(payer=case["payer"], date_of_service=date.fromisoformat(case["date_of_service"]))
    answer = answer_to(case["text"], facts)
    if case.get("status") == "held":
        if answer.status != "held":
            yield f"status: expected held, got {answer.status}"
        return
    if insured(answer) != case["expect"]["lines"]:
        yield f"lines: expected {case['expect']['lines']}, got {insured(answer)}"
    given = {icd10 for line in answer.lines for icd10 in line.icd10} | {
        each.icd10 for each in answer.diagnoses
    }
    for wanted in case["expect"]["icd10_among"]:
        if wanted not in given:
            yield f"diagnoses: expected {wanted}, got {sorted(given)}"
