"""The visit: its level, modifier 25 and 57, prolonged service, longitudinal care, telehealth."""

from datetime import date, timedelta
from typing import Any

import pytest

from chargecapture.domain.encounter import PriorCharge, Visit
from chargecapture.domain.procedures import AdjacentTissueTransfer, Coded, Cosmetic, Laboratory, Phototherapy
from tests.helpers.encounters import (
    DAY,
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


# The level by an independent table: CPT 2026, E/M guidelines, written out

BY_SECOND_HIGHEST = {
    1: ("99202", "99212"),
    2: ("99203", "99213"),
    3: ("99204", "99214"),
    4: ("99205", "99215"),
}
MINIMA = {
    "99202": 15,
    "99203": 30,
    "99204": 45,
    "99205": 60,
    "99212": 10,
    "99213": 20,
    "99214": 30,
    "99215": 40,
}
ORDER = {code: at % 4 for at, code in enumerate(MINIMA)}


@pytest.mark.parametrize("missing", ["problems", "data", "risk"])
@pytest.mark.parametrize("first", range(1, 5))
@pytest.mark.parametrize("second", range(1, 5))
def test_two_elements_alone_decide_by_the_lower(missing: str, first: int, second: int) -> None:
    """Two of three must be met: with two charted, both."""
    grades = dict(
        zip([e for e in ("problems", "data", "risk") if e != missing], (first, second), strict=True)
    )
    charted = {name: (DATA if name == "data" else GRADES)[rank - 1] for name, rank in grades.items()}
    found = visit(**(dict.fromkeys(("problems", "data", "risk")) | charted))
    new, established = BY_SECOND_HIGHEST[min(first, second)]
    assert charged(answer_to(visit=found)) == {established: 1}
    assert charged(answer_to(visit=found, established=False)) == {new: 1}


@pytest.mark.parametrize("established", [True, False])
@pytest.mark.parametrize("rank", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("minutes", [None, 9, 10, 14, 15, 19, 20, 29, 30, 39, 40, 44, 45, 59, 60])
def test_time_and_elements_give_the_higher_level(
    minutes: int | None, rank: int | None, established: bool
) -> None:
    """Project decision 0.5.11."""
    codes = [code for code in MINIMA if code.startswith("9921" if established else "9920")]
    met = [code for code in codes if minutes is not None and MINIMA[code] <= minutes]
    if rank is not None:
        met.append(BY_SECOND_HIGHEST[rank][established])
    grade = None if rank is None else GRADES[rank - 1]
    found = Visit(minutes=minutes, problems=grade, risk=grade, diagnoses=("acne",))  # type: ignore[arg-type]
    answer = answer_to(visit=found, established=established)
    visits = [line.code for line in answer.lines if line.code in MINIMA]
    assert visits == ([max(met, key=ORDER.__getitem__)] if met else [])
    assert answer.status == ("ready" if met else "held")


@pytest.mark.parametrize(
    "payer", ["commercial", "medicaid", "tricare", "workers_comp", "medicare", "medicare_advantage"]
)
@pytest.mark.parametrize("established", [True, False])
@pytest.mark.parametrize("quarters", range(1, 7))
def test_each_full_quarter_is_a_unit_of_prolonged_service(
    payer: str, established: bool, quarters: int
) -> None:
    """CPT: beyond 40 and 60 minutes; CMS: beyond 54 and 74. Six units are the day's limit."""
    code = "G2212" if payer.startswith("medicare") else "99417"
    start = {("99417", True): 40, ("99417", False): 60, ("G2212", True): 54, ("G2212", False): 74}[
        code, established
    ]
    for minutes, units in ((start + 15 * quarters - 1, quarters - 1), (start + 15 * quarters, quarters)):
        timed = Visit(minutes=minutes, diagnoses=("acne",))
        answer = answer_to(visit=timed, payer=payer, established=established)
        assert charged(answer).get(code, 0) == units
        assert answer.status == "ready"


def test_prolonged_service_needs_minutes_and_the_highest_level() -> None:
    """Project decision 0.5.11."""
    by_elements = visit(problems="high", risk="high")
    assert charged(answer_to(visit=by_elements)) == {"99215": 1}
    longer = visit(problems="moderate", risk="moderate", minutes=55)
    assert charged(answer_to(visit=longer)) == {"99215": 1, "99417": 1}
    assert charged(answer_to(visit=visit(problems="high", risk="high", minutes=54))) == {"99215": 1}


# G2211


def _longitudinal(*services: Any, on: date = DAY, **facts: Any) -> Any:
    found = visit(longitudinal=True, **facts)
    return answer_to(visit=found, services=services, payer="medicare", date_of_service=on, clia="99D9999999")


@pytest.mark.parametrize(
    ("codes", "on", "kept"),
    [
        (("90471",), date(2025, 1, 1), True),
        (("90471",), date(2024, 12, 31), False),
        (("G0439",), date(2026, 6, 15), True),
        (("90471", "11900"), date(2026, 6, 15), False),
        (("95044",), date(2026, 6, 15), False),
    ],
)
def test_beside_preventive_services_alone_longitudinal_care_stays(
    codes: tuple[str, ...], on: date, kept: bool
) -> None:
    """CMS, CY 2025 final rule, in force from 2025-01-01."""
    answer = _longitudinal(*(Coded(code=code, diagnosis="psoriasis") for code in codes), on=on)
    assert ("G2211" in charged(answer)) is kept


def test_a_laboratory_test_leaves_longitudinal_care_alone() -> None:
    answer = _longitudinal(Laboratory(test="koh", diagnosis="tinea pedis"), data="minimal")
    assert "G2211" in charged(answer)


def test_longitudinal_care_wants_a_clinician() -> None:
    staff = Visit(staff_only=True, longitudinal=True, diagnoses=("acne",))
    answer = answer_to(visit=staff, payer="medicare")
    assert (charged(answer), "visit.longitudinal_staff" in told(answer)) == ({"99211": 1}, True)


# What a reader of the record would ask


@pytest.mark.parametrize(
    ("ago", "code", "rendering", "asked"),
    [
        (400, "99213", None, True),
        (3 * 365 + 1, "99213", None, False),
        (3 * 365, "99213", None, True),
        (400, "88305", None, False),
        (400, "99213", "them", False),
    ],
)
def test_a_new_patient_with_a_history_is_asked_about(
    ago: int, code: str, rendering: str | None, asked: bool
) -> None:
    """Three years to the day, by the same group; `established` decides all the same."""
    earlier = PriorCharge(date=DAY - timedelta(days=ago), code=code, rendering=rendering)
    answer = answer_to(visit=visit(), established=False, history=(earlier,), rendering="us")
    assert ("visit.standing" in told(answer)) is asked
    assert (charged(answer), answer.status) == ({"99203": 1}, "ready")


@pytest.mark.parametrize(("data", "asked"), [("minimal", False), ("limited", True), ("moderate", True)])
def test_ones_own_test_is_no_data_of_the_visit(data: str, asked: bool) -> None:
    """CPT, E/M guidelines: a test that is charged is not counted as data as well."""
    test = Laboratory(test="koh", diagnosis="tinea pedis")
    answer = answer_to(visit=visit(data=data), services=(test,), clia="99D9999999")
    assert ("visit.own_test" in told(answer)) is asked
    by_time = answer_to(visit=Visit(minutes=25, data=data, diagnoses=("acne",)), services=(test,))  # type: ignore[arg-type]
    assert "visit.own_test" not in told(by_time)


def test_a_decision_without_its_operation_is_told_of_the_day_before() -> None:
    assert "modifier.57_day_before" in told(answer_to(visit=visit(decision_for_surgery=True)))
    assert "modifier.57_day_before" not in told(_flap(decision_for_surgery=True))
    tomorrow = PriorCharge(date=DAY + timedelta(days=1), code="14060", diagnosis="basal cell carcinoma")
    decided = answer_to(visit=visit(decision_for_surgery=True), history=(tomorrow,))
    assert "modifier.57_day_before" not in told(decided)


def test_a_procedure_beside_a_visit_from_afar_is_asked_about() -> None:
    answer = answer_to(biopsy("A"), visit=visit(telehealth="video"), place_of_service="10")
    assert "visit.telehealth_procedure" in told(answer)


@pytest.mark.parametrize(
    ("codes", "modifiers"),
    [
        (("17110",), ("25",)),
        (("14040",), ("57",)),
        (("14040", "17110"), ("25", "57")),
        (("99213", "88305"), ()),
    ],
)
def test_what_was_charged_earlier_the_same_day_touches_the_visit(
    codes: tuple[str, ...], modifiers: tuple[str, ...]
) -> None:
    history = tuple(PriorCharge(date=DAY, code=code) for code in codes)
    answer = answer_to(visit=visit(decision_for_surgery=True), history=history)
    assert marked(answer)["99213"] == [modifiers]


def test_the_minutes_and_elements_of_a_procedure_never_raise_the_visit() -> None:
    """The charted minutes leave the procedures out: what is done beside the visit moves it by nothing."""
    timed = Visit(minutes=20, separate=True, diagnoses=("psoriasis",))
    alone = answer_to(visit=timed)
    beside = answer_to(biopsy("A"), keratoses("B", 9), visit=timed)
    assert charged(alone) == {"99213": 1}
    assert charged(beside)["99213"] == 1
    assert not {"99214", "99215"} & set(charged(beside))


def test_two_operations_decided_at_one_visit_take_one_57() -> None:
    tomorrow = PriorCharge(date=DAY + timedelta(days=1), code="15260", diagnosis="basal cell carcinoma")
    flap = cancer("A", "cheek", AdjacentTissueTransfer(area_cm2=cm("3")), side="left")
    answer = answer_to(flap, visit=visit(separate=False, decision_for_surgery=True), history=(tomorrow,))
    assert marked(answer)["99213"] == [("57",)]
