"""A coder can walk each line back to facts, table rows and sources."""

from datetime import date
from pathlib import Path

import pytest

from chargecapture.cli.explaining import WIDTH, explained
from chargecapture.domain.charges import Place
from chargecapture.domain.explained import Explanation, LineWalk, Step
from chargecapture.exchange.encounter_json import read_encounter
from tests.helpers.encounters import biopsy, cancer, closed, cut_out, encounter, keratoses, visit
from tests.helpers.rules import coder
from tests.helpers.scoring import Case, document_of, read_cases

CASES = Path(__file__).parents[1] / "cases"


def explanation_of(case: Case) -> Explanation:
    charted = read_encounter(document_of(case))
    return coder().explain(charted, coder().code(charted))


def walk_of(explanation: Explanation, code: str) -> LineWalk:
    return next(walk for walk in explanation.lines if walk.line.code == code)


def step_about(walk: LineWalk, about: str) -> Step:
    return next(step for step in walk.steps if step.about == about)


@pytest.mark.parametrize("name", ["open", "own"])
def test_every_line_of_every_case_has_its_facts_reasons_and_sources(name: str) -> None:
    for case in read_cases(CASES / f"{name}.jsonl"):
        explanation = explanation_of(case)
        for walk in explanation.lines:
            said = " ".join(step.says for step in walk.steps)
            assert walk.facts, case["id"]
            assert all(reason.text in said for reason in walk.line.why), case["id"]
            assert all(icd10 in said for icd10 in walk.line.icd10), case["id"]
            assert all(step.source for step in walk.steps), (case["id"], walk.line.code)


def test_an_excision_walks_from_its_sizes_to_its_tier_and_its_diagnosis() -> None:
    charted = encounter(cancer("A", "nose", cut_out("1.6"), closed("intermediate", "3.2")), biopsy("B"))
    walk = walk_of(coder().explain(charted, coder().code(charted)), "11642")
    place = Place("A", 0, "excised_cm")
    assert ("$.lesions[0].procedures[0].excised_cm", "1.6", place) in walk.facts
    chosen = step_about(walk, "Code")
    assert chosen.table == "excision.malignant.face"
    assert [row.text for row in chosen.rows if row.decides] == ["excised diameter over 1.0 to 2.0 cm: 11642"]
    assert [row.text for row in step_about(walk, "Diagnosis").rows if row.decides] == [
        "nose site, any side: C44.311"
    ]
    assert "face" in step_about(walk, "Site").says
    edits = [row.text for row in step_about(walk, "Pairs").rows]
    assert edits == ["11642 / 11102, indicator 1: a modifier may part them"]


def test_an_add_on_names_the_parents_listed_and_the_one_charged() -> None:
    charted = encounter(keratoses("A", 7))
    walk = walk_of(coder().explain(charted, coder().code(charted)), "17003")
    assert step_about(walk, "Add-on").says == "17003 needs a parent: 17000. Here: 17000"


def test_a_visit_walks_from_its_elements_to_its_level() -> None:
    charted = encounter(keratoses("A", 2), visit=visit())
    explanation = coder().explain(charted, coder().code(charted))
    walk = next(walk for walk in explanation.lines if walk.line.is_visit)
    assert any(fact.path == "$.visit.problems" for fact in walk.facts)
    assert step_about(walk, "Code").table == "evaluation.level"


def test_a_date_before_all_tables_is_explained_by_its_alert() -> None:
    charted = encounter(biopsy("A"), date_of_service=date(1999, 1, 1))
    explanation = coder().explain(charted, coder().code(charted))
    text = explained(explanation)
    assert "No line is charged." in text
    assert "blocks the claim" in text


def test_the_text_keeps_its_width_and_tells_every_step() -> None:
    charted = encounter(cancer("A", "nose", cut_out("1.6")), biopsy("B"), keratoses("C", 7), visit=visit())
    explanation = coder().explain(charted, coder().code(charted))
    text = explained(explanation)
    assert max(map(len, text.splitlines())) <= WIDTH
    plain = " ".join(text.split())
    for walk in explanation.lines:
        assert all(" ".join(step.says.split()) in plain for step in walk.steps)
