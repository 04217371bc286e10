"""The visit: its level, modifier 25 and 57, prolonged service, longitudinal care, telehealth."""

from typing import Any

import pytest

from chargecapture.domain.encounter import Visit
from chargecapture.domain.procedures import AdjacentTissueTransfer, Cosmetic, Laboratory, Phototherapy
from tests.helpers.encounters import (
    answer_to,
    biopsy,
    cancer,
    charged,
    cm,
    keratoses,
    lesion,
    marked,
    told,
    visit,
)

GRADES = ("minimal", "low", "moderate", "high")
DATA = ("minimal", "limited", "moderate", "extensive")


@pytest.mark.parametrize("problems", range(4))
@pytest.mark.parametrize("data", range(4))
@pytest.mark.parametrize("risk", range(4))
def test_two_of_three_elements_decide_the_level(problems: int, data: int, risk: int) -> None:
    """CPT, E/M guidelines: two of three met or exceeded is the second highest."""
    rank = sorted((problems, data, risk))[1]
    charted = visit(problems=GRADES[problems], data=DATA[data], risk=GRADES[risk])
    assert charged(answer_to(visit=charted)) == {f"9921{rank + 2}": 1}
    assert charged(answer_to(visit=charted, established=False)) == {f"9920{rank + 2}": 1}


def test_straightforward_is_read_as_minimal() -> None:
    charted = visit(problems="straightforward", data="straightforward", risk="high")
    assert charged(answer_to(visit=charted)) == {"99212": 1}


@pytest.mark.parametrize(
    ("minutes", "established", "new"),
    [
        (9, None, None),
        (10, "99212", None),
        (15, "99212", "99202"),
        (19, "99212", "99202"),
        (20, "99213", "99202"),
        (29, "99213", "99202"),
        (30, "99214", "99203"),
        (39, "99214", "99203"),
        (40, "99215", "99203"),
        (45, "99215", "99204"),
        (60, "99215", "99205"),
    ],
)
def test_minutes_must_reach_the_minimum_of_a_level(
    minutes: int, established: str | None, new: str | None
) -> None:
    """CPT 2024: minimum times, no ranges."""
    timed = Visit(minutes=minutes, diagnoses=("acne",))
    for code, is_established in ((established, True), (new, False)):
        answer = answer_to(visit=timed, established=is_established)
        found = {c for c in charged(answer) if c.startswith("992")}
        assert found == ({code} if code else set())
        assert (answer.status == "held") is (code is None)


def test_the_higher_of_time_and_elements_counts() -> None:
    charted = visit(problems="moderate", data="minimal", risk="moderate", minutes=20)
    assert charged(answer_to(visit=charted)) == {"99214": 1}


@pytest.mark.parametrize(
    ("payer", "established", "minutes", "units"),
    [
        ("commercial", True, 54, 0),
        ("commercial", True, 55, 1),
        ("commercial", True, 70, 2),
        ("commercial", False, 74, 0),
        ("commercial", False, 75, 1),
        ("medicare", True, 68, 0),
        ("medicare", True, 69, 1),
        ("medicare", False, 88, 0),
        ("medicare", False, 89, 1),
        ("medicare_advantage", True, 84, 2),
    ],
)
def test_prolonged_service_counts_full_quarters_beyond_its_start(
    payer: str, established: bool, minutes: int, units: int
) -> None:
    """CPT: 99417 from 75 and 55 minutes; CMS: G2212 from 89 and 69."""
    code = "G2212" if payer.startswith("medicare") else "99417"
    timed = Visit(minutes=minutes, diagnoses=("acne",))
    assert charged(answer_to(visit=timed, payer=payer, established=established)).get(code, 0) == units


def test_a_staff_visit_has_no_level() -> None:
    staff = Visit(staff_only=True, diagnoses=("acne",))
    assert charged(answer_to(visit=staff)) == {"99211": 1}
    assert answer_to(visit=staff, established=False).status == "blocked"


@pytest.mark.parametrize(
    "charted",
    [
        Visit(diagnoses=("acne",)),
        Visit(problems="low", diagnoses=("acne",)),
        Visit(minutes=5, diagnoses=("acne",)),
    ],
    ids=["nothing", "one element", "too short"],
)
def test_a_visit_without_a_level_is_held(charted: Visit) -> None:
    answer = answer_to(visit=charted)
    assert (answer.status, answer.lines) == ("held", ())


def test_a_visit_needs_its_problem() -> None:
    answer = answer_to(visit=visit(diagnoses=()))
    assert answer.status == "held"
    assert "visit.diagnosis_missing" in told(answer)


@pytest.mark.parametrize(
    ("separate", "codes", "modifiers", "status"),
    [
        (True, {"99213", "11102"}, ("25",), "ready"),
        (False, {"11102"}, None, "ready"),
        (None, {"11102"}, None, "held"),
    ],
)
def test_25_is_asked_for_and_never_assumed(
    separate: bool | None, codes: set[str], modifiers: tuple[str, ...] | None, status: str
) -> None:
    """NCCI Policy Manual ch. I: the decision for a minor procedure is part of it."""
    answer = answer_to(biopsy("A"), visit=visit(separate=separate))
    assert (set(charged(answer)), answer.status) == (codes, status)
    if modifiers is not None:
        assert marked(answer)["99213"] == [modifiers]


def test_the_reason_of_25_names_the_managed_problem() -> None:
    answer = answer_to(biopsy("A"), visit=visit(diagnoses=("psoriasis",)))
    reason = next(r for line in answer.lines for r in line.why if r.rule == "modifier.25")
    assert "psoriasis" in reason.text


def _flap(**facts: Any) -> Any:
    flap = cancer("A", "cheek", AdjacentTissueTransfer(area_cm2=cm("3")), side="left")
    return answer_to(flap, visit=visit(**facts))


def test_57_marks_the_decision_for_a_90_day_procedure() -> None:
    """CPT, Appendix A; a decision for a 10-day procedure is part of it."""
    assert marked(_flap(separate=False, decision_for_surgery=True))["99213"] == [("57",)]
    assert "99213" not in charged(_flap(separate=False))
    minor = answer_to(keratoses("A", 2), visit=visit(separate=False, decision_for_surgery=True))
    assert "99213" not in charged(minor)


def test_both_a_major_and_a_minor_procedure_take_both_modifiers() -> None:
    flap = cancer("A", "cheek", AdjacentTissueTransfer(area_cm2=cm("3")), side="left")
    answer = answer_to(flap, keratoses("B", 2), visit=visit(decision_for_surgery=True))
    assert marked(answer)["99213"] == [("25", "57")]


@pytest.mark.parametrize(
    "service",
    [Laboratory(test="koh", diagnosis="tinea pedis"), Cosmetic(service="filler", price=cm("600"))],
    ids=lambda service: service.kind,
)
def test_what_has_no_edit_with_a_visit_needs_no_25(service: Any) -> None:
    answer = answer_to(services=(service,), visit=visit(separate=None))
    assert marked(answer)["99213"] == [()]
    assert answer.status == "ready"


def test_light_with_a_pair_takes_25_and_a_visit_that_is_not_separate_goes() -> None:
    tar = Phototherapy(light="uvb_with_tar", diagnosis="psoriasis")
    assert marked(answer_to(services=(tar,), visit=visit()))["99213"] == [("25",)]
    uvb = Phototherapy(light="uvb", diagnosis="psoriasis")
    assert "99213" not in charged(answer_to(services=(uvb,), visit=visit(separate=False)))


@pytest.mark.parametrize(
    ("payer", "with_biopsy", "charged_extra"),
    [
        ("medicare", False, True),
        ("medicare", True, False),
        ("medicare_advantage", False, True),
        ("commercial", False, False),
    ],
)
def test_longitudinal_care_is_medicares_and_never_beside_25(
    payer: str, with_biopsy: bool, charged_extra: bool
) -> None:
    """CMS CR 13272."""
    lesions = [biopsy("A")] if with_biopsy else []
    answer = answer_to(*lesions, visit=visit(longitudinal=True), payer=payer)
    assert ("G2211" in charged(answer)) is charged_extra


@pytest.mark.parametrize(
    ("payer", "way", "modifiers"),
    [
        ("commercial", "video", ("95",)),
        ("medicare", "video", ()),
        ("medicare", "audio", ("93",)),
        ("commercial", False, ()),
    ],
)
def test_a_visit_from_afar_is_marked_as_the_payer_asks(
    payer: str, way: Any, modifiers: tuple[str, ...]
) -> None:
    answer = answer_to(visit=visit(telehealth=way), payer=payer, place_of_service="10" if way else "11")
    assert marked(answer)["99213"] == [modifiers]


def test_a_shared_diagnosis_takes_the_lesions_site() -> None:
    found = cancer("A", "nose", AdjacentTissueTransfer(area_cm2=cm("3")))
    answer = answer_to(found, visit=visit(diagnoses=("basal cell carcinoma",), decision_for_surgery=True))
    line = next(line for line in answer.lines if line.code == "99213")
    assert line.icd10 == ("C44.311",)


def test_a_removed_lesion_that_is_only_looked_at_charges_nothing() -> None:
    assert answer_to(lesion("A", "nose", diagnosis="melanocytic nevus")).lines == ()


@pytest.mark.parametrize(
    "facts", [{"diagnoses": ()}, {"problems": None, "data": None}, {"diagnoses": ("zzz",)}], ids=str
)
def test_nothing_is_asked_about_a_visit_that_is_not_charged(facts: dict[str, Any]) -> None:
    beside = answer_to(keratoses("A", 2), visit=visit(separate=False, **facts))
    assert (beside.status, charged(beside)) == ("ready", {"17000": 1, "17003": 1})
    alone = answer_to(visit=visit(separate=False, **facts))
    assert alone.status == "held"
