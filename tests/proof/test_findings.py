"""What generated encounters once got wrong, each as the smallest visit that shows it."""

from datetime import date, timedelta

from chargecapture.domain.charges import ChargeLine
from chargecapture.domain.encounter import Notice, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    Coded,
    Destruction,
    Excision,
    IntralesionalInjection,
    Nail,
    PhotodynamicTherapy,
    Phototherapy,
    ShaveRemoval,
)
from tests.helpers.encounters import DAY, answer_to, biopsy, charged, cm, lesion, marked, told, visit


def _line(lines: tuple[ChargeLine, ...], code: str) -> ChargeLine:
    return next(line for line in lines if line.code == code)


def test_follow_up_without_charge_carries_no_modifier_of_a_charged_visit() -> None:
    """CMS Claims Processing Manual ch. 12 §40.1: 24, 25 and 57 say why a visit is paid."""
    before = PriorCharge(date=DAY - timedelta(days=5), code="11602")
    done = lesion("A", "cheek", Destruction(method="chemical"), diagnosis="acne vulgaris", side="left")
    answer = answer_to(done, history=(before,), visit=visit(related=True))
    assert marked(answer)["99024"] == [()]


def test_a_staff_visit_is_never_charged_beside_light_therapy() -> None:
    """NCCI practitioner edits: 96910 and 99211, indicator 0."""
    light = Phototherapy(light="uvb_with_tar", diagnosis="psoriasis")
    answer = answer_to(services=(light,), visit=visit(staff_only=True))
    assert (answer.status, charged(answer)) == ("blocked", {"96910": 1})
    assert "ncci.never" in told(answer)


def test_what_is_part_of_a_visit_is_left_out_beside_it() -> None:
    """NCCI practitioner edits: 99408 is column 2 of an office visit, indicator 0."""
    answer = answer_to(
        services=(Coded(code="99408", diagnosis="psoriasis"),), visit=visit(problems="moderate")
    )
    assert (answer.status, charged(answer)) == ("blocked", {"99214": 1})


def test_an_add_on_for_the_insurer_does_not_stand_beside_a_parent_that_the_patient_pays() -> None:
    """The punch biopsy is the patient's by a voluntary notice, the tangential one is not."""
    notice = Notice(kind="abn_voluntary", signed=True, lesions=("B",))
    answer = answer_to(biopsy("A"), biopsy("B", method="punch"), payer="medicare", notice=notice)
    assert _line(answer.lines, "11104").responsibility == "patient"
    assert (answer.status, "11103" in charged(answer)) == ("blocked", False)


def test_an_add_on_is_known_by_the_edit_file_whatever_its_global_period_says() -> None:
    """NCCI add-on edits list 87187 and G2212; in the relative value file their period is not ZZZ."""
    for code in ("87187", "G2212"):
        answer = answer_to(services=(Coded(code=code, diagnosis="psoriasis"),))
        assert (answer.status, charged(answer)) == ("blocked", {})


def test_a_code_of_the_lid_charted_at_a_toe_names_no_digit() -> None:
    done = lesion("A", "second_toe", Coded(code="67840"), diagnosis="dermatofibroma", side="right")
    assert marked(answer_to(done))["67840"] == [()]


def test_foot_care_at_the_patients_wish_is_excluded_once() -> None:
    trimmed = Nail(what="trimming", digits=("LT1",), requested_by_patient=True)
    done = lesion("A", "great_toe", trimmed, diagnosis="nail dystrophy", side="left")
    answer = answer_to(done, payer="medicare")
    assert [line.modifiers for line in answer.lines] == [("GY",)]


def test_a_code_is_refused_on_days_before_it_began_and_after_it_ended() -> None:
    """CPT 2025 (98000 to 98016, 15011 to 15018); CMS HCPCS quarterly updates."""
    for code, day in (
        ("98002", date(2024, 12, 31)),
        ("15017", date(2024, 12, 31)),
        ("J0589", date(2024, 3, 31)),
        ("Q4210", date(2024, 7, 1)),
        ("1020T", date(2026, 6, 30)),
    ):
        services = (Coded(code=code, diagnosis="psoriasis"),)
        answer = answer_to(services=services, date_of_service=day)
        assert (answer.status, told(answer)) == ("blocked", {"code.outside_dates"}), code


def test_what_is_for_looks_by_its_diagnosis_is_not_sent_to_an_insurer() -> None:
    """Compliance 1.6: no claim line points to Z41.1."""
    done = lesion(
        "A", "cheek", Destruction(method="cryosurgery"), diagnosis="Z41.1", nature="benign", side="left"
    )
    for answer in (answer_to(done), answer_to(visit=visit(diagnoses=("psoriasis", "Z41.1")))):
        assert (answer.status, "necessity.cosmetic_diagnosis" in told(answer)) == ("held", True)
    assert answer_to(done, payer="self_pay").status == "ready"


def test_a_return_to_the_operating_room_is_marked_once_whatever_other_period_is_open() -> None:
    """CMS Claims Processing Manual ch. 12 §40.1: 78 on the day of the procedure itself."""
    today = PriorCharge(date=DAY, code="11602", lesion="old", site="chest")
    before = PriorCharge(date=DAY - timedelta(days=5), code="14040", site="cheek", diagnosis="nevus")
    back = Coded(code="35860", return_to_or=True)
    done = lesion("A", "chest", back, diagnosis="postprocedural hematoma, skin", same_as="old", side="left")
    assert marked(answer_to(done, history=(today, before)))["35860"] == [("78",)]


def test_a_hospital_visit_by_its_code_is_parted_by_25_and_only_where_it_is_said_to_be_separate() -> None:
    """CPT, Appendix A: 59 is not for evaluation and management."""
    done = biopsy("A", site="chest")
    asked = answer_to(done, services=(Coded(code="99222", diagnosis="psoriasis"),))
    assert (asked.status, charged(asked), "modifier.25_asked" in told(asked)) == ("held", {"11102": 1}, True)
    apart = Coded(code="99222", diagnosis="psoriasis", separate_session=True)
    answer = answer_to(done, services=(apart,))
    assert (answer.status, marked(answer)) == ("ready", {"99222": [("25",)], "11102": [()]})


def test_a_code_of_the_nail_charted_at_a_lid_names_no_lid() -> None:
    done = lesion("A", "eyelid_lower", Coded(code="11765"), diagnosis="dermatofibroma", side="right")
    assert marked(answer_to(done))["11765"] == [()]


def test_a_visit_charted_by_its_code_is_neither_discontinued_nor_repeated() -> None:
    """CPT, Appendix A: 53 and 76 are of procedures."""
    for facts in ({"discontinued": True}, {"repeat": True}, {"reduced": True}):
        done = Coded(code="99222", diagnosis="psoriasis", **facts)
        assert marked(answer_to(services=(done,)))["99222"] == [()]


def test_whether_a_further_biopsy_relates_to_an_earlier_procedure_is_asked_whatever_its_letter() -> None:
    """Only the first biopsy of the day carries the modifier; a further one may be the lesion of before."""
    before = PriorCharge(date=DAY - timedelta(days=5), code="11402", site="chest")
    for first, second in (("chest", "thigh"), ("thigh", "chest")):
        answer = answer_to(biopsy("A", site=first), biopsy("B", site=second), history=(before,))
        assert (answer.status, "global-relation-unknown" in told(answer)) == ("held", True)


def test_a_biopsy_inside_a_treated_field_takes_no_other_biopsy_off_the_claim() -> None:
    """NCCI practitioner edits: 96574 and 11104. The other lesion's biopsy is then the first of the day."""
    field = PhotodynamicTherapy(applied_by="clinician", curettage=True)
    inside = lesion("A", "scalp", field, Biopsy(method="punch"), diagnosis="AK", nature="premalignant")
    answer = answer_to(inside, biopsy("B", method="punch"))
    assert (answer.status, marked(answer)) == ("ready", {"96574": [()], "11104": [("59",)]})


def test_two_sides_on_one_line_keep_the_mark_that_one_of_them_needs() -> None:
    """Hidradenitis of both groins: the flap of the right one is in a pair with the excision of the left."""
    cut = Excision(excised_cm=cm("7.9"))
    right = lesion(
        "A", "groin", cut, AdjacentTissueTransfer(area_cm2=cm("100")), side="right", diagnosis="L73.2"
    )
    left = lesion("B", "groin", Excision(excised_cm=cm("1.7")), side="left", diagnosis="L73.2")
    assert sorted(marked(answer_to(right, left))["11462"][0]) == ["50", "59"]


def test_two_kinds_of_prolonged_service_do_not_stand_beside_each_other() -> None:
    """NCCI practitioner edits: G2212 before 99415; nothing charted can tell them apart."""
    long = visit(problems=None, data=None, risk=None, minutes=75, separate=None)
    services = (Coded(code="99415", diagnosis="psoriasis"),)
    answer = answer_to(services=services, visit=long, payer="medicare")
    assert (answer.status, charged(answer)) == ("blocked", {"99215": 1, "G2212": 1})


def test_the_drug_of_an_injection_at_the_patients_wish_is_the_patients_whatever_includes_the_injection() -> (
    None
):
    """Compliance 1.1: what is requested is for looks, whatever its code."""
    injected = IntralesionalInjection(drug="J9040", dose_mg=cm("15"), requested_by_patient=True)
    shaved = ShaveRemoval(lesion_cm=cm("0.4"), requested_by_patient=True)
    answer = answer_to(lesion("A", "heel", injected, shaved, diagnosis="keloid", side="right"))
    assert {line.code: line.responsibility for line in answer.lines} == {
        "11305": "patient",
        "J9040": "patient",
    }
