from pathlib import Path

import pytest

from chargecapture.exchange.encounter_json import read_encounter
from tests.helpers.rules import coder
from tests.helpers.scoring import Case, document_of, misses, read_cases

FOLDER = Path(__file__).parent
CASES = read_cases(FOLDER / "open.jsonl")
OWN = [case for path in sorted(FOLDER.glob("own*.jsonl")) for case in read_cases(path)]


def _named(case: Case) -> str:
    return f"{case['id']}-{case['family']}"


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_a_published_encounter_is_coded_as_the_expert_did(case: Case) -> None:
    assert misses(case, coder().code(read_encounter(document_of(case)))) == ()


@pytest.mark.parametrize("case", OWN, ids=_named)
def test_an_encounter_worked_out_from_the_published_rule_is_coded_by_it(case: Case) -> None:
    assert misses(case, coder().code(read_encounter(document_of(case)))) == ()


def test_every_case_has_its_own_name() -> None:
    names = [case["id"] for case in (*CASES, *OWN)]
    assert len(set(names)) == len(names)


def test_the_scorer_sees_a_wrong_answer() -> None:
    """The scorer itself must be able to fail."""
    first = next(case for case in CASES if case["judge"]["lines"] and case["expect"]["lines"])
    other = next(case for case in CASES if case["family"] == "mohs")
    answer = coder().code(read_encounter(document_of(other)))
    assert misses(first, answer)


def test_the_scorer_sees_an_alert_too_many_and_one_too_few() -> None:
    told = next(case for case in OWN if case["expect"].get("raised") == ["missed.pdt_drug"])
    answer = coder().code(read_encounter(document_of(told)))
    assert misses(told, answer) == ()
    for wrong in ([], ["missed.pdt_drug", "doc.any"]):
        assert misses({**told, "expect": {**told["expect"], "raised": wrong}}, answer)
