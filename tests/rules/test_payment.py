"""Who pays by the notice given, self-pay, and codes and periods outside their dates."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chargecapture.domain.encounter import Lesion, Notice, PriorCharge
from chargecapture.domain.practice import FeeSchedule
from chargecapture.domain.procedures import (
    Coded,
    Cosmetic,
    Destruction,
    Drug,
    IntralesionalInjection,
    Paring,
    Phototherapy,
)
from tests.helpers.encounters import (
    answer_to,
    biopsy,
    cancer,
    charged,
    closed,
    cm,
    cut_out,
    encounter,
    keratoses,
    lesion,
    marked,
    nevus,
    shaved,
    told,
    visit,
    warts,
)
from tests.helpers.rules import coder

FREEZE = Destruction(method="cryosurgery")


def _callus(count: int) -> Lesion:
    return lesion("A", "sole", Paring(), side="left", diagnosis="callus", count=count)


@pytest.mark.parametrize(
    ("kind", "signed", "modifiers", "payer"),
    [
        ("abn_mandatory", True, ("GA",), "insurance"),
        ("abn_mandatory", False, ("GZ",), "practice"),
        ("abn_voluntary", True, ("GX", "GY"), "patient"),
        ("abn_voluntary", False, ("GY",), "patient"),
    ],
)
@pytest.mark.parametrize("symptoms", [(), ("changing",)], ids=["no ground", "a ground"])
def test_a_notice_that_names_the_lesion_is_believed(
    kind: Any, signed: bool, modifiers: tuple[str, ...], payer: str, symptoms: Any
) -> None:
    """Project decision 0.5.3; CMS Claims Processing Manual ch. 30."""
    notice = Notice(kind=kind, signed=signed, lesions=("A",))
    found = nevus("A", "chest", shaved("0.8"), side="left", symptoms=symptoms)
    answer = answer_to(found, payer="medicare", notice=notice)
    (line,) = answer.lines
    assert (line.modifiers, line.responsibility, answer.status) == (modifiers, payer, "ready")


def test_a_notice_for_one_lesion_leaves_the_others_alone() -> None:
    notice = Notice(kind="abn_mandatory", signed=True, lesions=("A",))
    found = [nevus("A", "chest", shaved("0.8"), side="left"), keratoses("B", 2)]
    assert marked(answer_to(*found, payer="medicare", notice=notice)) == {
        "11301": [("GA",)],
        "17000": [("XS",)],
        "17003": [()],
    }


def test_a_notice_that_names_nothing_serves_what_lacks_a_ground_and_nothing_else() -> None:
    notice = Notice(kind="abn_mandatory", signed=True)
    found = [nevus("A", "chest", shaved("0.8"), side="left", symptoms=()), keratoses("B", 1)]
    assert marked(answer_to(*found, payer="medicare", notice=notice)) == {
        "11301": [("GA",)],
        "17000": [("XS",)],
    }


def test_a_voluntary_notice_for_a_cancer_is_questioned_and_the_insurer_pays() -> None:
    notice = Notice(kind="abn_voluntary", signed=True, lesions=("A",))
    answer = answer_to(cancer("A", "nose", cut_out("1")), payer="medicare", notice=notice)
    assert [line.responsibility for line in answer.lines] == ["insurance"]
    assert "notice.contradiction" in told(answer)


@pytest.mark.parametrize(("kind", "modifiers"), [("abn_voluntary", ("GX", "GY")), ("abn_mandatory", ("GA",))])
def test_foot_care_takes_the_modifiers_of_its_notice_once(kind: Any, modifiers: tuple[str, ...]) -> None:
    notice = Notice(kind=kind, signed=True, lesions=("A",))
    assert marked(answer_to(_callus(2), payer="medicare", notice=notice)) == {"11056": [modifiers]}


def test_an_abn_means_nothing_to_medicare_advantage() -> None:
    """CMS: no ABN for Medicare Advantage; the plan is asked beforehand."""
    notice = Notice(kind="abn_mandatory", signed=True, lesions=("A",))
    found = nevus("A", "chest", shaved("0.8"), side="left", symptoms=())
    answer = answer_to(found, payer="medicare_advantage", notice=notice)
    assert (answer.status, marked(answer)) == ("held", {"11301": [()]})


def test_a_self_paying_patient_is_coded_like_a_commercial_one_and_pays() -> None:
    found = [warts("A", 2), keratoses("B", 3), biopsy("C", "nose", "punch")]
    own = answer_to(*found, payer="self_pay", visit=visit())
    other = answer_to(*found, payer="commercial", visit=visit())
    assert marked(own) == marked(other)
    assert {line.responsibility for line in own.lines} == {"patient"}
    assert own.status == "ready"


@pytest.mark.parametrize(
    ("code", "day", "status"),
    [
        ("15850", date(2026, 6, 15), "blocked"),
        ("11100", date(2026, 6, 15), "blocked"),
        ("17304", date(2026, 6, 15), "blocked"),
        ("99441", date(2025, 1, 1), "blocked"),
        ("99441", date(2024, 12, 31), "ready"),
        ("J1030", date(2024, 4, 1), "blocked"),
        ("J1030", date(2024, 3, 31), "ready"),
        ("J1010", date(2024, 3, 31), "blocked"),
        ("J1010", date(2024, 4, 1), "ready"),
    ],
)
def test_a_code_outside_its_dates_is_blocked_and_names_what_came_instead(
    code: str, day: date, status: str
) -> None:
    """CPT 2023 and 2025, deleted codes; CMS HCPCS update of April 2024."""
    answer = answer_to(services=(Coded(code=code, diagnosis="acne"),), date_of_service=day)
    assert answer.status == status
    if status == "blocked":
        assert answer.lines == ()
        assert {alert.rule for alert in answer.alerts if alert.effect == "block"} == {"code.outside_dates"}


def test_an_ended_drug_code_is_blocked_where_it_is_charted() -> None:
    injected = IntralesionalInjection(drug="J1030", dose_mg=cm("40"))
    answer = answer_to(lesion("A", "chest", injected, side="left", diagnosis="keloid", symptoms=("pain",)))
    assert answer.status == "blocked"
    assert [alert.place.field for alert in answer.alerts if alert.place and alert.effect == "block"] == [
        "drug"
    ]
    service = answer_to(services=(Drug(hcpcs="J1030", dose_mg=cm("40"), diagnosis="acne"),))
    assert service.status == "blocked"


def test_drugs_are_coded_from_the_first_day_of_the_tables() -> None:
    given = Drug(hcpcs="J3301", dose_mg=cm("20"), diagnosis="acne")
    assert charged(answer_to(services=(given,), date_of_service=date(2024, 1, 2))) == {"J3301": 2}


def test_a_return_to_the_operating_room_opens_no_period_of_its_own() -> None:
    """CMS Claims Processing Manual ch. 12 §40.2: 78 does not restart the global period."""
    prior = PriorCharge(date=date(2026, 6, 10), code="11602", modifiers=("78",), site="forearm", lesion="P1")
    again = replace(cancer("A", "forearm", cut_out("2"), side="left"), same_as="P1")
    assert marked(answer_to(again, history=(prior,))) == {"11602": [()]}


def test_a_separate_visit_beside_phototherapy_carries_25() -> None:
    light = Phototherapy(light="uvb", diagnosis="psoriasis")
    answer = answer_to(services=(light,), visit=visit(diagnoses=("acne",)))
    assert marked(answer) == {"99213": [("25",)], "96900": [()]}


@pytest.mark.parametrize("acts", [(FREEZE,), (cut_out("0.8"),)], ids=["destroyed", "cut out"])
def test_an_eyelid_lesion_without_its_margin_is_taken_as_lid_skin_and_asked_about(acts: Any) -> None:
    found = nevus("A", "eyelid_upper", *acts, side="left")
    answer = answer_to(found)
    assert set(charged(answer)) <= {"17110", "11441"}
    assert "eyelid-margin-unknown" in told(answer)
    assert answer.status == "ready"


@pytest.mark.parametrize("code", ["zzzzz", "1234", "123456", "C44.31", "99-13"])
def test_what_is_no_code_is_blocked_where_it_is_typed(code: str) -> None:
    answer = answer_to(services=(Coded(code=code, diagnosis="acne"),))
    assert (answer.status, answer.lines) == ("blocked", ())
    assert [alert.rule for alert in answer.alerts if alert.effect == "block"] == ["coded.form"]


def test_a_code_that_the_tables_lack_is_charged_with_a_warning() -> None:
    answer = answer_to(services=(Coded(code="29580", diagnosis="stasis dermatitis"),))
    assert (answer.status, charged(answer)) == ("ready", {"29580": 1})
    assert "coded.unknown" in told(answer)


@pytest.mark.parametrize(
    ("service", "diagnosis", "each"),
    [
        ("ipl", "papule", "300"),  # its own
        ("microneedling", "papule", "90"),  # its code's, which it shares
        ("dermaplaning", "papule", None),  # neither
        ("hyperhidrosis_botulinum", "L74.510", "55"),  # medical, by its code
    ],
)
def test_a_service_for_looks_has_its_own_fee_before_that_of_a_shared_code(
    service: str, diagnosis: str, each: str | None
) -> None:
    own = {"COS-ipl": cm("300"), "COS-hyperhidrosis_botulinum": cm("700")}
    fees = FeeSchedule({"17999": cm("90"), "64650": cm("55")} | own)
    done = lesion("A", "axilla", Cosmetic(service=service), side="left", diagnosis=diagnosis)
    (line,) = coder().code(encounter(done), fees).lines
    assert line.charge == (cm(each) if each else None)


@pytest.mark.parametrize("nature", ["premalignant", "malignant", "in_situ", "uncertain"])
def test_a_service_for_looks_on_a_serious_lesion_is_held(nature: Any) -> None:
    """compliance 1.1: it contradicts, so it is asked."""
    removal = Cosmetic(service="lesion_removal", price=cm("150"))
    answer = answer_to(lesion("A", "nose", removal, diagnosis="papule", nature=nature))
    assert (answer.status, answer.lines) == ("held", ())


@pytest.mark.parametrize(
    ("complexity", "expected"),
    [("simple", {"11441": 1}), ("intermediate", {"11441": 1, "12051": 1})],
)
def test_the_closure_of_a_removal_for_looks_is_the_patients_too(
    complexity: str, expected: dict[str, int]
) -> None:
    """SSA 1862(a)(10): one wound is not half cosmetic."""
    wished = replace(cut_out("0.9"), requested_by_patient=True)
    answer = answer_to(nevus("A", "cheek", wished, closed(complexity, "2"), side="left"))
    assert charged(answer) == expected
    assert {line.responsibility for line in answer.lines} == {"patient"}


@pytest.mark.parametrize("words", ["telangiectasia", "rosacea", "solar lentigo"])
@pytest.mark.parametrize(
    ("method", "symptoms", "code", "payer"),
    [
        ("laser", (), "17999", "patient"),
        ("laser", ("bleeding",), "17110", "insurance"),
        ("cryosurgery", (), "17110", "insurance"),
    ],
)
def test_a_laser_of_redness_vessels_or_spots_is_for_looks_without_a_ground(
    words: str, method: Any, symptoms: Any, code: str, payer: str
) -> None:
    """Always cosmetic by SSA 1862(a)(10), but for a charted ground."""
    done = Destruction(method=method, area_cm2=cm("5"))
    answer = answer_to(lesion("A", "cheek", done, diagnosis=words, side="left", symptoms=symptoms))
    assert [(line.code, line.responsibility) for line in answer.lines] == [(code, payer)]
    assert ("Z41.1" in answer.lines[0].icd10) == (payer == "patient")


def test_the_closure_of_a_removal_under_a_waiver_is_the_patients_too() -> None:
    spot = nevus("A", "cheek", cut_out("1.0"), closed("intermediate", "1.5"), side="left", symptoms=())
    answer = answer_to(spot, notice=Notice(kind="waiver", signed=True, lesions=("A",)))
    assert {line.code: line.responsibility for line in answer.lines} == {
        "12051": "patient",
        "11441": "patient",
    }
