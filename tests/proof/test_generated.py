"""A ready answer breaks no published edit, whatever is charted; the checker itself can fail."""

from datetime import date, timedelta
from typing import Any

import pytest

from chargecapture.bootstrap import Built
from tests.proof.checker import Breach, breaches
from tests.proof.generator import encounters
from tests.proof.published import published
from tests.proof.run import Findings, answers, check

Json = dict[str, Any]
NUMBER = 3000
MOSTLY_READY = 0.6


@pytest.fixture(scope="module")
def findings(program: Built) -> Findings:
    return check(encounters(NUMBER, seed=1), program)


def test_no_ready_answer_breaks_a_published_edit(findings: Findings) -> None:
    assert findings.of_ready == []


def test_most_generated_encounters_can_be_charged_and_some_cannot(findings: Findings) -> None:
    """Else the test above would prove little."""
    assert findings.statuses["ready"] >= MOSTLY_READY * NUMBER
    assert findings.statuses["held"] >= NUMBER / 20
    assert findings.statuses["blocked"] >= NUMBER / 20
    assert len(findings.codes) > 300
    assert len(findings.modifiers) > 40


def test_the_same_seed_gives_the_same_encounters() -> None:
    assert list(encounters(50, seed=7)) == list(encounters(50, seed=7))
    assert list(encounters(50, seed=7)) != list(encounters(50, seed=8))


def test_the_order_of_entry_never_matters(program: Built) -> None:
    """Lesions and services in another order, each under its own name: the same charges and status."""
    for encounter, answer in answers(encounters(300, seed=11), program):
        turned = encounter | {"lesions": encounter["lesions"][::-1], "services": encounter["services"][::-1]}
        (_, again), *_ = answers([turned], program)
        assert _shape(again) == _shape(answer), encounter


def _shape(answer: Json) -> tuple[object, ...]:
    lines = sorted(
        (line["code"], line["units"], line["modifiers"], sorted(line["icd10"]), line["responsibility"])
        for line in answer["lines"]
    )
    return answer["status"], lines


ENCOUNTER: Json = {
    "id": "E",
    "date_of_service": "2026-06-15",
    "payer": "medicare",
    "visit": {"separate": True},
    "services": [{"kind": "pathology", "component": "professional"}],
}


def _line(code: str, *modifiers: str, units: float = 1, icd10: str = "L57.0", **facts: Any) -> Json:
    named: Json = {
        "code": code,
        "units": units,
        "modifiers": list(modifiers),
        "icd10": [icd10],
        "lesions": [],
    }
    return named | {"responsibility": "insurance", "why": ["a reason"]} | facts


def _broken(*lines: Json, day: str = "2026-06-15") -> set[str]:
    named = dict.fromkeys(icd10 for line in lines for icd10 in line["icd10"])
    pointed = [{"pointer": letter, "icd10": icd10} for letter, icd10 in zip("ABCD", named, strict=False)]
    answer = {"status": "ready", "lines": list(lines), "diagnoses": pointed}
    return {breach.rule for breach in breaches(ENCOUNTER | {"date_of_service": day}, answer, published())}


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([_line("11104"), _line("11102")], "pair.never"),
        ([_line("17000"), _line("11102")], "pair.unmarked"),
        ([_line("17000", units=2)], "mue.absolute"),
        ([_line("17000"), _line("17000", "76")], "mue.absolute"),
        ([_line("17003")], "add_on.alone"),
        ([_line("99441")], "code.not_in_force"),
        ([_line("J1030")], "code.not_in_force"),
        ([_line("17110", icd10="Z41.1")], "cosmetic.insured"),
        ([_line("COS-filler")], "cosmetic.insured"),
        ([_line("17110", "GY")], "cosmetic.insured"),
        ([_line("11642", icd10="C44.3")], "diagnosis.standing"),
        ([_line("11642", icd10="M72.2"), _line("17000")], "diagnosis.standing"),
        ([_line("11642", icd10="X00.00")], "diagnosis.standing"),
        ([_line("17000", why=[])], "line.no_reason"),
        ([_line("17000") | {"icd10": []}], "line.no_diagnosis"),
        ([_line("11102", "59", "76", "LT", "52", "GA")], "line.modifiers"),
        ([_line("11102", "GA", "GZ")], "modifier"),
        ([_line("11102", "24")], "modifier"),
        ([_line("11102", "25")], "modifier"),
        ([_line("99213", "59")], "modifier"),
        ([_line("11102", "50")], "modifier"),
        ([_line("11102", "TA")], "modifier"),
        ([_line("11755", "E1")], "modifier"),
        ([_line("11102", "LT", "RT")], "modifier"),
        ([_line("11102", "26")], "modifier"),
        ([_line("11102", "80")], "modifier"),
        ([_line("J3301", "JW", "JZ")], "modifier"),
        ([_line("17000", units=0)], "line.units"),
        ([_line("J3301", units=1.5)], "line.units"),
        ([_line("99213"), _line("17000")], "visit.unmarked"),
        ([_line("11102", "59")], "modifier.no_pair"),
        ([_line("17000"), _line("17110", "XS")], "modifier.no_pair"),
        *(
            ([_line("11102", mark)], "modifier.unfounded")
            for mark in ("79", "52", "53", "80", "GA", "Q7", "Q8", "Q9", "TC", "JW")
        ),
        *(([_line("99213", mark)], "modifier.unfounded") for mark in ("24", "57", "95", "93")),
    ],
)
def test_the_checker_sees_what_is_wrong(lines: list[Json], rule: str) -> None:
    assert rule in _broken(*lines, day="2026-11-15")


@pytest.mark.parametrize(
    "lines",
    [
        [_line("11102"), _line("17000", "XS")],
        [_line("17000"), _line("17003", units=13)],
        [_line("99213", "25"), _line("17000")],
        [_line("11730", "TA"), _line("11732", "T1")],
        [_line("88305", "26", units=3)],
        [_line("COS-filler", units=0.5, icd10="Z41.1", responsibility="patient")],
    ],
)
def test_the_checker_lets_a_right_claim_pass(lines: list[Json]) -> None:
    assert _broken(*lines) == set()


def test_a_claim_that_names_a_diagnosis_twice_or_not_at_all_is_seen() -> None:
    lines = [_line("17000")]
    answer = {"status": "ready", "lines": lines, "diagnoses": []}
    assert Breach("claim.diagnoses", "['L57.0'] on a line, not on the claim") in breaches(
        ENCOUNTER, answer, published()
    )


@pytest.mark.parametrize(
    ("days", "line", "is_breach"),
    [
        (1, _line("17110"), True),
        (10, _line("17110", "79"), False),
        (10, _line("99213", "25"), True),
        (10, _line("99213", "24"), False),
        (11, _line("17110"), False),
        (0, _line("17110"), False),
    ],
)
def test_the_checker_counts_the_days_of_a_global_period(days: int, line: Json, is_breach: bool) -> None:
    """A 10-day period is the ten days after the procedure."""
    before = {"date": (date(2026, 6, 15) - timedelta(days)).isoformat(), "code": "11602"}
    answer = {"status": "ready", "lines": [line], "diagnoses": [{"pointer": "A", "icd10": "L57.0"}]}
    found = {breach.rule for breach in breaches(ENCOUNTER | {"history": [before]}, answer, published())}
    assert ("global.unmarked" in found) is is_breach
