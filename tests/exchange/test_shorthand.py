"""The typed line: what it charts, what it asks, and that nothing of it is lost."""

import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.exchange.encounter_json import encounter_document, read_encounter, write_encounter
from tests.helpers.rules import coder
from tests.helpers.scoring import read_cases
from tests.helpers.shorthand import answer_to, insured, line_misses, read, reader

CASES = Path(__file__).resolve().parents[1] / "cases"
PUBLISHED = read_cases(CASES / "shorthand.jsonl")
OWN = read_cases(CASES / "shorthand_own.jsonl")
SECOND = read_cases(CASES / "shorthand_second.jsonl")
BESIDE = read_cases(CASES / "shorthand_reader.jsonl")

ACTS = (
    "shave bx L cheek r/o BCC",
    "LN2 AK x7 scalp",
    "exc EIC chest 2.1 m 0.1, int rep 3",
    "ED&C SCCis R forearm 1.2",
    "mohs BCC nose 2 stages 3,2; complex repair 4.1",
    "ILK keloid R earlobe K40 1cc",
    "ISK x4 back LN2 itchy",
    "11 skin tags neck irritated snip",
    "nail avulsion R great toe ingrown",
    "I&D abscess L axilla",
    "wart x2 L sole LN2",
    "NBUVB psoriasis",
)
WORDS = """
    shave bx punch LN2 cryo ED&C exc mohs stages stage blocks ILK K40 1cc AK AKs BCC SCCis nevus wart
    rash r/o vs ? x3 x 3 7 0.8 1.2cm 4mm m margins 0.4 + int rep complex 3.2 flap 12 sq cm L R b/l cheek
    scalp nose back face lip toe 2nd great nail T5 RT1 botox 20u 99213 99214-25 25 new level 4 30 min
    itchy bleeding cosmetic , ; / & and w/ from of 11102 J3301 L57.0 I: II: waste 20mg SDV .5 -25 ' é
    1.2x0.8 3,2 7/5/3 zzz 1e9 ² 260 999.5 0 0.0
""".split()  # noqa: SIM905 -- a hundred words in a list would be a hundred lines
words = st.sampled_from([*WORDS, "\n"])
lines = st.lists(words, max_size=14).map(" ".join)


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["id"])
def test_a_published_line_comes_to_its_charges(case: dict[str, Any]) -> None:
    assert list(line_misses(case)) == []


@pytest.mark.parametrize("case", [*OWN, *SECOND], ids=lambda case: case["id"])
def test_a_line_by_someone_who_had_not_seen_the_reader_comes_to_its_charges(case: dict[str, Any]) -> None:
    assert list(line_misses(case)) == []


def test_every_line_written_beside_the_reader_comes_to_its_charges() -> None:
    wrong = {case["id"]: found for case in BESIDE if (found := [*line_misses(case), *_unread(case)])}
    assert wrong == {}


def _unread(case: dict[str, Any]) -> list[str]:
    line = read(case["text"])
    return [line.said(span) for span in line.not_understood]


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["id"])
def test_a_published_line_is_understood_whole(case: dict[str, Any]) -> None:
    assert read(case["text"]).not_understood == ()


@given(st.one_of(st.text(max_size=80), lines))
def test_any_text_is_read_and_every_character_of_it_is_accounted_for(text: str) -> None:
    spans = read(text).spans
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(before.end == span.start for before, span in pairwise(spans))
    assert all(text[span.start : span.end].strip() for span in spans if span.kind == "not_understood")


@given(lines)
def test_what_a_line_charts_is_a_valid_document_and_has_an_answer(text: str) -> None:
    charted = read(text).encounter
    assert read_encounter(write_encounter(charted)) == charted
    assert coder().code(charted).status in ("ready", "held", "blocked")


@given(lines)
def test_a_line_that_is_not_understood_or_asks_is_never_ready(text: str) -> None:
    line = read(text)
    if line.alerts:
        assert line.held(coder().code(line.encounter)).status != "ready"


@given(st.lists(st.sampled_from(ACTS), min_size=2, max_size=3, unique=True))
def test_the_order_of_acts_never_matters_to_the_charges(acts: list[str]) -> None:
    answers = [answer_to("; ".join(order)) for order in permutations(acts)]
    assert len({json.dumps(insured(answer), sort_keys=True) for answer in answers}) == 1
    assert len({answer.status for answer in answers}) == 1


@given(st.sampled_from([case["text"] for case in PUBLISHED]), st.sampled_from([str.upper, str.lower]))
def test_case_does_not_matter(text: str, spelled: Any) -> None:
    assert insured(answer_to(spelled(text))) == insured(answer_to(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LN2 AK x3 scalp, declined bx nose", ["declined"]),
        ("f/u 3 AKs scalp", ["3"]),
        ("LN2 AK 10+ scalp", ["+"]),
        ("LN2 AK ~10 scalp", ["~"]),
        ("scalp post LN2 blister", ["post", "blister"]),
        ("shave bx L cheek blurb r/o BCC", ["blurb"]),
        ("exc BCC nose 0.8 m", ["m"]),
        ("punch bx L arm ring shaped rash", ["ring shaped"]),
        ("no LN2 today", ["no"]),
        ("plan exc BCC nose 0.8 m 0.4", ["plan"]),
        ("pt refused LN2 of AK x3 scalp", ["refused"]),
        ("LN2 AK x3 scalp next visit", ["next"]),
        ("12345678901", ["12345678901"]),
    ],
)
def test_what_is_not_understood_is_named_and_holds_the_claim(text: str, said: list[str]) -> None:
    line = read(text)
    assert [line.said(span) for span in line.not_understood] == said
    answer = answer_to(text)
    assert answer.status == "held"
    assert [f"“{each}”" in alert.message for each, alert in zip(said, answer.alerts, strict=False)] == [
        True
    ] * len(said)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("shave bx cheek r/o BCC", "shorthand.side"),
        ("LN2 AKs scalp", "shorthand.count"),
        ("LN2 several AK scalp", "shorthand.count"),
        ("I&D bil axillary abscesses", "shorthand.count"),
        ("mohs BCC nose 3", "shorthand.blocks"),
        ("AK x3 scalp", "shorthand.act"),
        ("shave bx lip r/o SCC", "shorthand.site"),
        ("mohs BCC nose 2 stages", "shorthand.blocks"),
        ("mohs BCC nose 3 stages 2,1", "shorthand.blocks"),
        ("mohs BCC nose stages 2 3 1", "shorthand.blocks"),
        ("exc BCC nose 8 m 4", "shorthand.unit"),
        ("K40 0.25cc keloid chest", "shorthand.act"),
        ("nevus R cheek 0.5 removed", "shorthand.act"),
        ("biopsy x3 nose, R ear", "shorthand.count"),
        ("exc BCC nose 0.8", "fact.missing"),
        ("exc BCC nose m 0.4", "fact.missing"),
        ("ED&C BCC nose", "fact.missing"),
        ("bx nose", "fact.missing"),
        ("repair L arm 3 cm laceration", "fact.missing"),
        ("99213; LN2 AK x3 scalp", "modifier.25_asked"),
    ],
)
def test_what_is_missing_is_asked_for_and_never_assumed(text: str, rule: str) -> None:
    answer = answer_to(text)
    assert answer.status == "held"
    assert rule in {alert.rule for alert in answer.alerts}


@pytest.mark.parametrize(
    ("text", "lesions"),
    [
        (
            "AK LN2 x3 scalp x2 R ear",
            [("scalp", None, "AK", 3), ("ear", "right", "AK", 2)],
        ),
        (
            "shave bx x2 L cheek, R arm r/o BCC vs SCC",
            [("cheek", "left", "r/o BCC vs SCC", 1), ("upper_arm", "right", "r/o BCC vs SCC", 1)],
        ),
        ("LN2 AK x7 scalp, face, ears", [("multiple", None, "AK", 7)]),
        ("LN2 AK x10: nose x4, scalp x6", [("nose", None, "AK", 4), ("scalp", None, "AK", 6)]),
        ("LN2 AK x2 each ear", [("ear", "bilateral", "AK", 4)]),
        ("punch bx (2) scalp rash", [("scalp", None, "rash", 2)]),
        ("upper L back, punch bx, rash", [("back_upper", "left", "rash", 1)]),
        ("punch bx dorsal R hand rash", [("hand_dorsum", "right", "rash", 1)]),
        ("wart L sole LN2", [("sole", "left", "plantar wart", 1)]),
        ("condyloma penis x5 LN2", [("penis", None, "condyloma", 5)]),
        ("b/l ears AK x4 LN2", [("ear", "bilateral", "AK", 4)]),
    ],
)
def test_lesions_are_told_apart_by_place_diagnosis_and_count(text: str, lesions: list[Any]) -> None:
    charted = read(text).encounter.lesions
    assert [(each.site, each.side, each.diagnosis, each.count) for each in charted] == lesions


@pytest.mark.parametrize(
    ("text", "procedures"),
    [
        ("exc BCC nose 0.8 m 0.4", [{"kind": "excision", "lesion_cm": 0.8, "margin_cm": 0.4}]),
        ("exc BCC nose 8mm w/ 4mm margins", [{"kind": "excision", "lesion_cm": 0.8, "margin_cm": 0.4}]),
        ("exc BCC nose 0.8+0.4x2", [{"kind": "excision", "lesion_cm": 0.8, "margin_cm": 0.4}]),
        ("exc BCC nose 1.2x0.8cm, margins .4", [{"kind": "excision", "lesion_cm": 1.2, "margin_cm": 0.4}]),
        ("exc BCC nose total excised 1.6", [{"kind": "excision", "excised_cm": 1.6}]),
        ("mohs BCC nose I:3 II:2", [{"kind": "mohs", "stages": [3, 2]}]),
        ("mohs BCC nose 3/2/1", [{"kind": "mohs", "stages": [3, 2, 1]}]),
        ("mohs BCC nose stage 1: 3 blocks, stage 2: 2 blocks", [{"kind": "mohs", "stages": [3, 2]}]),
        (
            "ILK keloid chest K40 1cc, waste 20 mg SDV",
            [
                {
                    "kind": "intralesional_injection",
                    "drug": "J3301",
                    "dose_mg": 40,
                    "wasted_mg": 20,
                    "container": "single_dose",
                }
            ],
        ),
        (
            "ILK keloid chest triamcinolone 10mg/cc 0.5ml",
            [{"kind": "intralesional_injection", "drug": "J3301", "dose_mg": 5}],
        ),
        (
            "mohs BCC nose 1 stage 3; rotation flap 3x4",
            [{"kind": "mohs", "stages": [3]}, {"kind": "adjacent_tissue_transfer", "area_cm2": 12}],
        ),
        (
            "mohs BCC nose 1 stage 3; FTSG 2x2 from L preauricular",
            [{"kind": "mohs", "stages": [3]}, {"kind": "graft", "graft": "full_thickness", "area_cm2": 4}],
        ),
        (
            "nail avulsion R 2nd and 3rd toes",
            [{"kind": "nail", "what": "avulsion", "digits": ["RT2", "RT3"]}],
        ),
        ("nail avulsion T5", [{"kind": "nail", "what": "avulsion", "digits": ["RT1"]}]),
        (
            "I&D abscess R groin w/ packing",
            [{"kind": "incision_drainage", "what": "abscess", "complicated": True}],
        ),
        ("drain hematoma R thigh", [{"kind": "incision_drainage", "what": "hematoma"}]),
    ],
)
def test_measures_are_read_as_they_are_written(text: str, procedures: list[Any]) -> None:
    document = encounter_document(read(text).encounter)
    assert document["lesions"][0]["procedures"] == procedures


@pytest.mark.parametrize(
    ("text", "visit"),
    [
        (
            "99214-25 psoriasis, rosacea; shave bx nose",
            {
                "problems": "moderate",
                "data": "moderate",
                "risk": "moderate",
                "separate": True,
                "diagnoses": ["psoriasis", "rosacea"],
            },
        ),
        ("30 min eczema", {"minutes": 30, "separate": True, "diagnoses": ["eczema"]}),
        (
            "mod MDM video acne",
            {
                "problems": "moderate",
                "risk": "moderate",
                "telehealth": "video",
                "separate": True,
                "diagnoses": ["acne"],
            },
        ),
    ],
)
def test_a_visit_is_read_by_its_code_its_level_or_its_time(text: str, visit: dict[str, Any]) -> None:
    assert encounter_document(read(text).encounter)["visit"] == visit


def test_a_new_patient_s_code_makes_the_patient_new() -> None:
    assert not read("99203 acne").encounter.patient.established
    assert read("99213 acne").encounter.patient.established


def test_the_typed_diagnosis_survives() -> None:
    service = read("NBUVB plaque psoriasis").encounter.services[0]
    assert service.diagnosis == "plaque psoriasis"
    assert read("KOH L foot").encounter.lesions[0].site == "foot_dorsum"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("shvae bx R jaw", "shave bx"),
        ("molloscum x9 trunk LN2", "molluscum"),
        ("LN2 AK x3 foreheadd", "forehead"),
    ],
)
def test_a_slip_of_one_letter_is_read_and_said(text: str, meant: str) -> None:
    line = read(text)
    assert [slip.meant for slip in line.slips] == [meant]
    assert line.not_understood == ()
    said = [alert.message for alert in answer_to(text).alerts if alert.rule == "shorthand.read_as"]
    assert len(said) == 1
    assert f"was read as “{meant}”" in said[0]


@pytest.mark.parametrize("word", ["shaped", "declined", "plank", "wort", "noise", "mash"])
def test_another_word_is_no_slip(word: str) -> None:
    assert word in {
        read(f"LN2 AK x3 scalp {word}").said(s) for s in read(f"LN2 AK x3 scalp {word}").not_understood
    }


def test_one_reader_reads_every_line() -> None:
    assert reader() is reader()
