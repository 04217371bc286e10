"""What holds of the modifiers of any line, whatever is charted and whatever the office has set.

The encounters are the coding cases, shaken together with each other's lesions, histories and visits.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from chargecapture.domain.charges import MOST_MODIFIERS, Answer, ChargeLine
from chargecapture.domain.encounter import Encounter, PayerFamily
from chargecapture.domain.payers import PAYER_KEYS, OfficePayers
from chargecapture.exchange.encounter_json import read_encounter
from chargecapture.rules.engine import Coder
from tests.helpers.scoring import document_of, read_cases
from tests.rules.test_payer_keys import coder_of, office_that_sets

CASES = Path(__file__).parents[1] / "cases"
NUMBER = 150
EARLIER_TODAY = ("11102", "17000", "17110", "11642", "14060", "99213", "17311", "11900", "12032")
CIRCUMSTANCES = ("discontinued", "reduced", "repeat", "assistant", "separate_session", "return_to_or")
AT_MOST_ONE = (
    {"58", "78", "79"},
    {"59", "XE", "XS", "XP", "XU"},
    {"76", "77"},
    {"52", "53"},
    {"80", "82", "AS"},
    {"50", "LT", "RT"},
    {"GA", "GZ", "GY"},
    {"GA", "GX"},
    {"JW", "JZ"},
    {"Q7", "Q8", "Q9"},
    {"93", "95"},
    {"26", "TC"},
)
OF_VISITS = {"24", "25", "57", "93", "95"}


@cache
def _charted() -> list[dict[str, Any]]:
    return [json.loads(document_of(case)) for case in read_cases(CASES / "open.jsonl")]


def _shaken(shuffled: Random) -> Encounter:
    charted = _charted()
    lesions = [lesion for case in charted for lesion in case["lesions"]]
    history = [prior for case in charted for prior in case.get("history", ())]
    visits = [case["visit"] for case in charted if case.get("visit")]
    made = dict(shuffled.choice(charted)) | {
        "payer": shuffled.choice(get_args(PayerFamily)),
        "rendering": "us",
    }
    chosen = shuffled.choices(lesions, k=shuffled.randint(1, 6))
    made["lesions"] = [
        lesion | {"id": label, "procedures": [_varied(done, shuffled) for done in lesion["procedures"]]}
        for label, lesion in zip("ABCDEF", chosen, strict=False)
    ]
    made["history"] = shuffled.choices(history, k=shuffled.randint(0, 2))
    if shuffled.random() < 0.4:
        theirs = {"rendering": "them"} if shuffled.random() < 0.3 else {}
        earlier = {"date": made["date_of_service"], "code": shuffled.choice(EARLIER_TODAY)}
        made["history"].append(earlier | theirs)
    if shuffled.random() < 0.5:
        made["visit"] = shuffled.choice(visits)
    return read_encounter(json.dumps(made))


def _varied(done: dict[str, Any], shuffled: Random) -> dict[str, Any]:
    if done["kind"] == "cosmetic" or shuffled.random() > 0.25:
        return done
    return done | {shuffled.choice(CIRCUMSTANCES): True}


def _office(shuffled: Random) -> Coder:
    keys = shuffled.sample([key for key in PAYER_KEYS if key.allowed], 6)
    values = {key.name: shuffled.choice(key.allowed) for key in keys}
    rows = [office_that_sets(payer, **values).overrides for payer in get_args(PayerFamily)]
    return coder_of(OfficePayers(tuple(row for each in rows for row in each)))


def _lines(answer: Answer) -> list[tuple[object, ...]]:
    return sorted((line.code, line.units, line.modifiers, line.responsibility) for line in answer.lines)


def _wrong(line: ChargeLine, status: str) -> list[str]:
    marks = set(line.modifiers)
    wrong = [f"{sorted(marks & group)} together" for group in AT_MOST_ONE if len(marks & group) > 1]
    if len(marks) < len(line.modifiers):
        wrong.append("one twice")
    if len(marks) > MOST_MODIFIERS and status != "blocked":
        wrong.append("more than a line holds")
    of_visit = line.is_visit or line.code.startswith("99")
    if marks & OF_VISITS and not of_visit:
        wrong.append("of a visit")
    if line.is_visit and marks - OF_VISITS:
        wrong.append("of a procedure")
    reasons = " ".join(reason.text + reason.rule for reason in line.why)
    return wrong + [f"{mark} without a reason" for mark in marks if mark not in reasons]


@pytest.mark.parametrize("seed", range(6))
def test_no_line_carries_modifiers_that_contradict_each_other(seed: int) -> None:
    shuffled = Random(seed)
    office = _office(shuffled)
    for _ in range(NUMBER):
        charted = _shaken(shuffled)
        answer = office.code(charted)
        wrong = {line.code: found for line in answer.lines if (found := _wrong(line, answer.status))}
        assert not wrong, (charted, wrong)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_lesions_and_of_the_history_never_matters(seed: int) -> None:
    shuffled = Random(100 + seed)
    office = _office(shuffled)
    for _ in range(NUMBER):
        charted = _shaken(shuffled)
        turned = replace(charted, lesions=charted.lesions[::-1], history=charted.history[::-1])
        answer, other = office.code(charted), office.code(turned)
        assert (_lines(answer), answer.status) == (_lines(other), other.status), charted
