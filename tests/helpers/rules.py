"""The rules on the real tables, with a code set that knows every code."""

from datetime import date
from functools import cache
from pathlib import Path

from chargecapture.codesets.rule_tables import load_diagnoses, load_rule_tables
from chargecapture.rules.diagnoses import DiagnosisTable, Term
from chargecapture.rules.engine import Coder
from chargecapture.rules.tables import RuleTables

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class EveryCode:
    """A code set in which every code is billable on every day, but for the headings named."""

    headings = frozenset(["C44", "C44.3", "L82", "D22"])

    def standing(self, icd10: str, on: date) -> str:
        return "header" if icd10 in self.headings else "billable"


@cache
def rule_tables() -> RuleTables:
    return load_rule_tables(RESOURCES / "rules")


@cache
def diagnosis_table() -> DiagnosisTable:
    return load_diagnoses(RESOURCES / "rules" / "diagnoses", EveryCode())


def coder_terms() -> tuple[Term, ...]:
    return diagnosis_table().terms


@cache
def coder() -> Coder:
    return Coder(rule_tables(), diagnosis_table())
