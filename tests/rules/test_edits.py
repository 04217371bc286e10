"""Edits between charges: one lesion, pairs, repeats, who pays, global periods, units, add-ons."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Notice, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    Coded,
    Cosmetic,
    Destruction,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Nail,
    Paring,
    PhotodynamicTherapy,
    ShaveRemoval,
    SkinTagRemoval,
)
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    charged,
    closed,
    cm,
    cut_out,
    destroyed,
    keratoses,
    lesion,
    marked,
    nevus,
    shaved,
    staged,
    tags,
    told,
    visit,
    warts,
)

Codes = dict[str, int]


# One lesion


@pytest.mark.parametrize(
    ("acts", "codes"),
    [
        ([Biopsy(method="tangential"), destroyed("0.8")], {"17281": 1}),
        ([Biopsy(method="punch"), cut_out("0.8")], {"11641": 1}),
        ([destroyed("0.8"), cut_out("0.8")], {"11641": 1}),
        ([ShaveRemoval(lesion_cm=cm("0.5")), cut_out("0.8")], {"11641": 1}),
        ([cut_out("0.8"), closed("simple", "2")], {"11641": 1}),
        ([cut_out("0.8"), closed("intermediate", "2")], {"12051": 1, "11641": 1}),
        ([cut_out("0.4"), closed("complex", "2")], {"13151": 1, "11640": 1}),
        ([cut_out("0.8"), AdjacentTissueTransfer(area_cm2=cm("3"))], {"14060": 1}),
        ([cut_out("0.8"), closed("complex", "2"), AdjacentTissueTransfer(area_cm2=cm("3"))], {"14060": 1}),
        ([cut_out("0.8"), Graft(graft="full_thickness", area_cm2=cm("2"))], {"15260": 1, "11641": 1}),
        ([staged(2), closed("intermediate", "3")], {"17311": 1, "12052": 1}),
        ([staged(2), Biopsy(method="tangential")], {"17311": 1}),
        ([staged(2), cut_out("2")], {"17311": 1}),
        ([staged(2), AdjacentTissueTransfer(area_cm2=cm("12"))], {"14061": 1, "17311": 1}),
    ],
)
def test_the_larger_service_takes_in_the_lesser_on_one_lesion(acts: list[Any], codes: Codes) -> None:
    """NCCI Policy Manual ch. I and III."""
    for order in (acts, acts[::-1]):
        assert charged(answer_to(cancer("A", "nose", *order))) == codes


@pytest.mark.parametrize(("excised", "codes"), [("0.5", {"11400": 1}), ("0.6", {"12031": 1, "11401": 1})])
def test_the_smallest_benign_excision_takes_in_every_repair(excised: str, codes: Codes) -> None:
    """NCCI Policy Manual ch. III: benign lesions of 0.5 cm or less."""
    found = nevus("A", "forearm", cut_out(excised), closed("intermediate", "2"), side="left")
    assert charged(answer_to(found)) == codes


def test_a_cyst_drained_and_then_excised_is_the_excision() -> None:
    acts = [IncisionDrainage(what="abscess"), cut_out("2.0")]
    cyst = lesion(
        "A", "cheek", *acts, side="left", diagnosis="sebaceous cyst", nature="benign", symptoms=("pain",)
    )
    assert charged(answer_to(cyst)) == {"11442": 1}


def test_a_biopsy_before_mohs_counts_where_nothing_was_proven() -> None:
    """NCCI Policy Manual ch. III."""
    acts = [Biopsy(method="tangential"), Coded(code="88331"), staged(3, prior_pathology=False)]
    for payer, mark in (("commercial", "59"), ("medicare", "XU")):
        answer = answer_to(cancer("A", "nose", *acts), payer=payer)
        assert charged(answer) == {"17311": 1, "11102": 1, "88331": 1}
        assert marked(answer)["11102"] == [(mark,)]
        assert marked(answer)["88331"] == [(mark,)]


def test_freezing_inside_a_light_treated_field_is_part_of_it() -> None:
    acts = [PhotodynamicTherapy(applied_by="staff"), Destruction(method="cryosurgery")]
    field = lesion("A", "scalp", *acts, diagnosis="actinic keratosis", nature="premalignant", count=5)
    assert charged(answer_to(field)) == {"96567": 1}


# Pairs


@pytest.mark.parametrize(
    ("lesions", "marks"),
    [
        ([biopsy("A"), keratoses("B", 3)], {"17000": "59"}),
        ([biopsy("A"), keratoses("B", 20)], {"11102": "59"}),
        ([biopsy("A"), warts("B", 3)], {"11102": "59"}),
        ([biopsy("A", method="punch"), warts("B", 3)], {"17110": "59"}),
        ([biopsy("A", method="punch"), warts("B", 15)], {"11104": "59"}),
        ([warts("A", 3), keratoses("B", 5)], {"17000": "59", "17003": "59"}),
        ([warts("A", 3), keratoses("B", 20)], {"17110": "59"}),
        ([tags("A", 3), keratoses("B", 5)], {"17000": "59"}),
        ([tags("A", 3), warts("B", 5)], {"11200": "59"}),
        ([tags("A", 3), warts("B", 15)], {"17111": "59"}),
        ([biopsy("A"), cancer("B", "abdomen", cut_out("1.5"))], {"11102": "59"}),
        ([biopsy("A", "ear"), biopsy("B", "forearm")], {"11102": "59"}),
        ([biopsy("A", "ear"), biopsy("B", "forearm", "punch")], {"69100": "59"}),
        ([cancer("A", "nose", staged(2)), cancer("B", "abdomen", cut_out("1.5"))], {"11602": "59"}),
        ([cancer("A", "nose", staged(2)), cancer("B", "abdomen", staged(2))], {}),
        ([cancer("A", "nose", staged(2)), keratoses("B", 3)], {}),
        ([cancer("A", "nose", cut_out("1.5")), nevus("B", "abdomen", cut_out("1.0"))], {}),
    ],
)
def test_two_lesions_part_a_pair_on_its_second_column(lesions: list[Any], marks: dict[str, str]) -> None:
    """NCCI practitioner edits effective 2024-07-01; direction and indicator from the table."""
    for payer, mark in (("commercial", "59"), ("medicare", "XS")):
        for order in (lesions, lesions[::-1]):
            found = {
                code: rows[0][0] for code, rows in marked(answer_to(*order, payer=payer)).items() if rows[0]
            }
            assert found == dict.fromkeys(marks, mark)


def test_59_names_the_pair_and_the_two_places() -> None:
    answer = answer_to(biopsy("A"), keratoses("B", 3))
    reason = next(r for line in answer.lines if line.code == "17000" for r in line.why if "59" in r.text)
    assert reason.rule == "modifier.ptp_distinct_lesion"
    for words in ("11102 and 17000", "A (left cheek)", "B (scalp)"):
        assert words in reason.text


@pytest.mark.parametrize(
    ("site", "side", "told_of"), [("cheek", "left", True), ("cheek", "right", False), ("nose", None, False)]
)
def test_two_lesions_of_one_name_are_two_and_the_note_must_show_it(
    site: str, side: Any, told_of: bool
) -> None:
    """CPT, modifier 59: a separate lesion, which the record tells from the other."""
    answer = answer_to(biopsy("A", "cheek", side="left"), keratoses("B", 1, site=site, side=side))
    assert (marked(answer)["17000"], answer.status) == ([("59",)], "ready")
    assert ("ncci.one_name" in told(answer)) is told_of


def test_a_pair_without_two_places_drops_the_second_column() -> None:
    services = (Coded(code="96912", diagnosis="psoriasis"), Coded(code="96910", diagnosis="psoriasis"))
    answer = answer_to(services=services)
    assert charged(answer) == {"96910": 1}
    assert "ncci.not_apart" in told(answer)


def test_a_pair_that_nothing_may_part_blocks_and_drops_the_second_column() -> None:
    acts = [lesion("A", "great_toe", Coded(code="11720"), diagnosis="onychomycosis", side="left")]
    acts.append(lesion("B", "great_toe", Coded(code="11721"), diagnosis="onychomycosis", side="right"))
    answer = answer_to(*acts)
    assert charged(answer) == {"11721": 1}
    assert answer.status == "blocked"


def test_another_digit_parts_a_pair_by_itself() -> None:
    first = lesion(
        "A", "great_toe", Nail(what="matrixectomy", digits=("LT1",)), diagnosis="ingrown nail", side="left"
    )
    second = lesion(
        "B", "second_toe", Nail(what="avulsion", digits=("RT2",)), diagnosis="ingrown nail", side="right"
    )
    assert marked(answer_to(first, second)) == {"11750": [("TA",)], "11730": [("T6",)]}


def test_another_session_parts_a_pair_with_xe() -> None:
    frozen = lesion(
        "A",
        "scalp",
        Destruction(method="cryosurgery", separate_session=True),
        diagnosis="actinic keratosis",
        nature="premalignant",
    )
    assert marked(answer_to(biopsy("B"), frozen, payer="medicare"))["17000"] == [("XE",)]


def test_two_lesions_of_one_later_session_are_parted_by_their_places() -> None:
    """XE is for another encounter; both of these were at the same one."""
    later = {"separate_session": True}
    taken = lesion("A", "cheek", Biopsy(method="tangential", **later), side="left", nature="unspecified")
    frozen = lesion("B", "scalp", Destruction(method="cryosurgery", **later), diagnosis="actinic keratosis")
    assert marked(answer_to(taken, frozen, payer="medicare"))["17000"] == [("XS",)]


def test_a_nerve_block_for_ones_own_avulsion_is_part_of_it() -> None:
    acts = [Coded(code="64450"), Nail(what="avulsion", digits=("RT1",))]
    toe = lesion("A", "great_toe", *acts, side="right", diagnosis="ingrown nail")
    assert charged(answer_to(toe)) == {"11730": 1}


# Repeats, units, add-ons


def test_one_code_on_several_lesions_is_units_or_lines_as_the_payer_asks() -> None:
    """Commercial: units. Medicare: lines, the later ones with 76 (AAD, Coding lessons learned in 2022)."""
    two = [cancer("A", "cheek", destroyed("1.5"), side="left"), cancer("B", "nose", destroyed("1.2"))]
    commercial = answer_to(*two)
    assert [(line.code, line.units, line.modifiers) for line in commercial.lines] == [("17282", 2, ())]
    assert commercial.lines[0].lesions == ("A", "B")
    medicare = answer_to(*two, payer="medicare")
    assert [(line.units, line.modifiers, line.lesions) for line in medicare.lines] == [
        (1, (), ("A",)),
        (1, ("76",), ("B",)),
    ]


def test_like_lesions_under_one_label_are_as_many_charges() -> None:
    three = nevus("A", "abdomen", shaved("0.4"), count=3)
    assert charged(answer_to(three)) == {"11300": 3}
    assert len(answer_to(three, payer="medicare").lines) == 3


@pytest.mark.parametrize(
    ("code", "units", "status", "rule"),
    [
        ("17340", 1, "ready", None),
        ("17340", 2, "blocked", "mue-exceeded-mai2"),
        ("95044", 90, "ready", None),
        ("95044", 91, "ready", "mue-exceeded-mai3"),
    ],
)
def test_units_beyond_the_days_limit_are_told(code: str, units: int, status: str, rule: str | None) -> None:
    """CMS MUE: adjudication indicator 2 is absolute, 3 can be appealed."""
    answer = answer_to(services=(Coded(code=code, units=units, diagnosis="acne"),))
    assert answer.status == status
    assert {r for r in told(answer) if r.startswith("mue")} == ({rule} if rule else set())


def test_an_add_on_alone_is_blocked_and_names_its_parents() -> None:
    answer = answer_to(lesion("A", "scalp", Coded(code="17003"), diagnosis="actinic keratosis"))
    assert answer.status == "blocked"
    assert any("17000" in alert.message for alert in answer.alerts if alert.rule == "addon.parent")


def test_lines_stand_by_value_and_add_ons_behind_their_parent() -> None:
    """RVU26C totals: 12052 9.34, 11642 7.99, 11102 2.86, 99213 2.73, 17000 1.99."""
    answer = answer_to(
        keratoses("C", 7),
        biopsy("B"),
        cancer("A", "nose", cut_out("1.6"), closed("intermediate", "4.2")),
        visit=visit(),
    )
    assert [line.code for line in answer.lines] == ["12052", "11642", "11102", "99213", "17000", "17003"]
    assert [line.pointers for line in answer.lines] == ["A", "A", "B", "C", "D", "D"]


def test_a_drug_stands_behind_its_injection() -> None:
    act = IntralesionalInjection(drug="J3301", dose_mg=cm("10"))
    answer = answer_to(lesion("A", "scalp", act, diagnosis="alopecia areata"), biopsy("B"))
    assert [line.code for line in answer.lines] == ["11102", "11900", "J3301"]


def test_a_claim_holds_twelve_diagnoses() -> None:
    words = ["acne", "rosacea", "psoriasis", "vitiligo", "melasma", "scabies", "impetigo", "folliculitis",
             "alopecia areata", "lichen planus", "urticaria", "xerosis", "morphea"]  # fmt: skip
    services = tuple(Coded(code=f"8830{at % 3 + 4}", diagnosis=word) for at, word in enumerate(words))
    assert "claim.diagnoses" in told(answer_to(services=services))


# Who pays


@pytest.mark.parametrize(
    ("payer", "status"),
    [
        ("medicare", "held"),
        ("medicare_advantage", "held"),
        ("commercial", "ready"),
        ("medicaid", "ready"),
        ("self_pay", "ready"),
    ],
)
def test_a_benign_removal_without_a_ground_is_asked_about(payer: str, status: str) -> None:
    """CMS LCD L34200: one documented ground; other payers warn."""
    answer = answer_to(nevus("A", "abdomen", shaved("0.4"), symptoms=()), payer=payer)
    assert answer.status == status
    assert ("necessity.benign_without_ground" in told(answer)) is (payer != "self_pay")
    assert answer_to(nevus("A", "abdomen", shaved("0.4")), payer=payer).status == "ready"


@pytest.mark.parametrize(
    "diagnosis", ["viral wart", "molluscum contagiosum", "inflamed seborrheic keratosis"]
)
def test_some_diagnoses_are_a_ground_themselves(diagnosis: str) -> None:
    frozen = lesion("A", "abdomen", Destruction(method="cryosurgery"), diagnosis=diagnosis, nature="benign")
    assert answer_to(frozen, payer="medicare").status == "ready"


def _requested(**facts: Any) -> Answer:
    act = Destruction(method="cryosurgery", requested_by_patient=True)
    keratosis = lesion("A", "abdomen", act, diagnosis="seborrheic keratosis", nature="benign", count=3)
    return answer_to(keratosis, **facts)


def test_what_the_patient_asks_for_the_patient_pays() -> None:
    (line,) = _requested().lines
    assert (line.code, line.responsibility, line.modifiers) == ("17110", "patient", ())
    assert line.icd10 == ("Z41.1", "L82.1")
    assert not line.for_insurer
    (medicare,) = _requested(payer="medicare").lines
    assert medicare.modifiers == ("GY",)


def test_a_wish_and_a_need_are_counted_apart() -> None:
    act = Destruction(method="cryosurgery", requested_by_patient=True)
    wish = lesion("A", "abdomen", act, diagnosis="seborrheic keratosis", nature="benign", count=12)
    answer = answer_to(wish, warts("B", 4))
    assert [(line.code, line.responsibility) for line in answer.lines] == [
        ("17110", "insurance"),
        ("17110", "patient"),
    ]
    assert answer.diagnoses[0].icd10.startswith("B07")
    assert "Z41.1" not in {icd10 for _, icd10 in answer.diagnoses}


def test_a_cancer_removed_on_request_contradicts_itself() -> None:
    act = Destruction(method="cryosurgery", requested_by_patient=True)
    frozen = lesion("A", "scalp", act, diagnosis="actinic keratosis", nature="premalignant")
    answer = answer_to(frozen)
    assert answer.status == "held"
    assert "necessity.requested_contradiction" in told(answer)


@pytest.mark.parametrize(
    ("kind", "signed", "modifiers", "responsibility"),
    [
        ("abn_mandatory", True, ("GA",), "insurance"),
        ("abn_mandatory", False, ("GZ",), "practice"),
        ("abn_voluntary", True, ("GX", "GY"), "patient"),
    ],
)
def test_a_medicare_notice_sets_its_modifier(
    kind: str, signed: bool, modifiers: tuple[str, ...], responsibility: str
) -> None:
    """CMS Claims Processing Manual ch. 30."""
    notice = Notice(kind=kind, signed=signed, lesions=("A",))  # type: ignore[arg-type]
    answer = answer_to(nevus("A", "abdomen", shaved("0.4"), symptoms=()), payer="medicare", notice=notice)
    (line,) = answer.lines
    assert (line.modifiers, line.responsibility, answer.status) == (modifiers, responsibility, "ready")


def test_a_notice_for_another_lesion_does_not_serve() -> None:
    notice = Notice(kind="abn_mandatory", signed=True, lesions=("B",))
    answer = answer_to(nevus("A", "abdomen", shaved("0.4"), symptoms=()), payer="medicare", notice=notice)
    assert answer.status == "held"


def test_a_signed_waiver_moves_the_line_to_the_patient() -> None:
    notice = Notice(kind="waiver", signed=True)
    (line,) = answer_to(nevus("A", "abdomen", shaved("0.4"), symptoms=()), notice=notice).lines
    assert line.responsibility == "patient"


def test_inflamed_must_be_said_by_the_diagnosis_and_by_the_ground() -> None:
    frozen = Destruction(method="cryosurgery")
    facts = {"nature": "benign"}
    plain = lesion("A", "abdomen", frozen, diagnosis="seborrheic keratosis", symptoms=("inflamed",), **facts)
    assert "necessity.ground_vs_diagnosis" in told(answer_to(plain))
    assert answer_to(plain).lines[0].icd10 == ("L82.1",), "the payable code is not chosen for the clinician"
    inflamed = lesion("A", "abdomen", frozen, diagnosis="inflamed seborrheic keratosis", **facts)
    assert "necessity.ground_vs_diagnosis" in told(answer_to(inflamed))


@pytest.mark.parametrize(
    ("findings", "modifiers", "payer_of_line"),
    [
        (("A",), ("Q7",), "insurance"),
        (("B", "B"), ("Q8",), "insurance"),
        (("B", "C", "C"), ("Q9",), "insurance"),
        (("C", "C", "C"), ("GY",), "patient"),
        ((), ("GY",), "patient"),
    ],
)
def test_routine_foot_care_follows_the_class_findings(
    findings: tuple[str, ...], modifiers: tuple[str, ...], payer_of_line: str
) -> None:
    """Medicare Benefit Policy Manual ch. 15 §290."""
    callus = lesion("A", "sole", Paring(), side="left", diagnosis="callus", count=2)
    (line,) = answer_to(callus, payer="medicare", class_findings=findings).lines
    assert (line.modifiers, line.responsibility) == (modifiers, payer_of_line)


def test_no_cosmetic_line_is_for_an_insurer_nor_among_its_diagnoses() -> None:
    toxin = lesion("D", "glabella", Cosmetic(service="botulinum_toxin", units=cm("20"), price=cm("14")))
    answer = answer_to(biopsy("A"), toxin)
    assert {line.code for line in answer.lines if line.for_insurer} == {"11102"}
    assert [icd10 for _, icd10 in answer.diagnoses] == ["D49.2"]


# Global periods


def _prior(days_ago: int, code: str = "11602", **facts: Any) -> PriorCharge:
    base: dict[str, Any] = {"diagnosis": "basal cell carcinoma", "site": "forearm", "lesion": "P1"}
    return PriorCharge(date=DAY - timedelta(days=days_ago), code=code, **(base | facts))


@pytest.mark.parametrize(
    ("days", "code", "modifier"),
    [
        (1, "11602", "79"),
        (10, "11602", "79"),
        (11, "11602", None),
        (90, "14040", "79"),
        (91, "14040", None),
        (0, "12032", None),
        (3, "11102", None),
    ],
)
def test_a_global_period_is_counted_as_cms_does(days: int, code: str, modifier: str | None) -> None:
    """CMS Claims Processing Manual ch. 12 §40.1: day 11 and day 91 are free."""
    answer = answer_to(biopsy("A", "abdomen", side=None), history=(_prior(days, code),))
    assert marked(answer)["11102"] == [(modifier,) if modifier else ()]


def test_the_same_lesion_again_is_58_and_another_group_opens_nothing() -> None:
    again = replace(
        cancer("A", "forearm", Excision(excised_cm=cm("2"), re_excision=True), side="left"), same_as="P1"
    )
    assert marked(answer_to(again, history=(_prior(9),)))["11602"] == [("58",)]
    other = (_prior(9, rendering="other group"),)
    assert marked(answer_to(again, history=other, rendering="us"))["11602"] == [()]


def test_a_return_to_the_operating_room_is_78() -> None:
    drained = IncisionDrainage(what="hematoma", return_to_or=True)
    again = lesion("A", "forearm", drained, side="left", diagnosis="cutaneous abscess", same_as="P1")
    assert marked(answer_to(again, history=(_prior(3),)))["10140"] == [("78",)]


def test_a_complication_in_the_office_is_paid_with_the_procedure_by_medicare() -> None:
    again = lesion(
        "A", "forearm", IncisionDrainage(what="hematoma"), side="left", diagnosis="abscess", same_as="P1"
    )
    assert charged(answer_to(again, history=(_prior(3),), payer="medicare")) == {}


def test_what_cannot_be_told_to_be_related_is_asked() -> None:
    same_site = biopsy("A", "forearm")
    answer = answer_to(same_site, history=(_prior(3),))
    assert answer.status == "held"
    assert "global-relation-unknown" in told(answer)


@pytest.mark.parametrize(
    ("diagnoses", "related", "codes", "modifiers"),
    [
        (("acne",), None, {"99213": 1}, ("24",)),
        (("basal cell carcinoma",), None, {"99024": 1}, ()),
        (("acne",), True, {"99024": 1}, ()),
        (("basal cell carcinoma",), False, {"99213": 1}, ("24",)),
        (("suture removal",), None, {"99024": 1}, ()),
    ],
)
def test_a_visit_in_a_global_period_is_follow_up_or_carries_24(
    diagnoses: tuple[str, ...], related: bool | None, codes: Codes, modifiers: tuple[str, ...]
) -> None:
    answer = answer_to(visit=visit(diagnoses=diagnoses, related=related), history=(_prior(5),))
    assert charged(answer) == codes
    assert answer.lines[0].modifiers == modifiers
    if "99024" in codes:
        assert answer.lines[0].charge == 0


def test_an_unknown_earlier_diagnosis_is_asked() -> None:
    answer = answer_to(visit=visit(), history=(_prior(5, diagnosis=None),))
    assert answer.status == "held"


# Editions


def test_a_date_before_the_tables_is_blocked_and_says_where_they_begin() -> None:
    answer = answer_to(biopsy("A"), date_of_service=date(2023, 12, 31))
    assert (answer.status, answer.lines) == ("blocked", ())
    assert "2024-01-01" in answer.alerts[0].message


def test_a_date_beyond_the_reviewed_year_is_warned_about() -> None:
    answer = answer_to(biopsy("A"), date_of_service=date(2027, 1, 1))
    assert "edition.outdated" in told(answer)
    assert charged(answer) == {"11102": 1}


@pytest.mark.parametrize(
    ("facts", "modifiers"),
    [({"discontinued": True}, ("53",)), ({"reduced": True}, ("52",)), ({"repeat": True}, ("76",))],
)
def test_how_a_procedure_went_sets_its_modifier(facts: dict[str, bool], modifiers: tuple[str, ...]) -> None:
    """CPT, Appendix A."""
    removal = lesion(
        "A",
        "neck_anterior",
        SkinTagRemoval(**facts),
        diagnosis="skin tag",
        nature="benign",
        symptoms=("pain",),
    )
    assert answer_to(removal).lines[0].modifiers == modifiers


def test_a_line_whose_partner_is_left_out_is_not_marked_for_it() -> None:
    """59 speaks of two charged services; the keratosis at the biopsied place is gone with its pair."""
    excised = lesion(
        "A", "nose", cut_out("1.5"), Coded(code="17000"), diagnosis="basal cell carcinoma", nature="malignant"
    )
    answer = answer_to(excised, tags("B", 3))
    assert charged(answer) == {"11642": 1, "11200": 1}
    assert marked(answer)["11642"] == [("59",)]
    assert all("17000" not in reason.text for line in answer.lines for reason in line.why)


@pytest.mark.parametrize(
    ("sites", "planned", "modifiers", "status"),
    [
        (["forehead"], True, [("58",)], "ready"),
        (["forehead"], False, [("79",)], "ready"),
        (["nose", "forehead"], True, [("58",), ("79",)], "ready"),
        (["forehead", "scalp"], True, [(), ()], "held"),
    ],
)
def test_what_was_planned_is_the_procedure_that_no_other_can_be(
    sites: list[str], planned: bool, modifiers: list[tuple[str, ...]], status: str
) -> None:
    """CMS Claims Processing Manual ch. 12 §40.2: 58 for what was planned at the time of the first."""
    prior = PriorCharge(
        date=DAY - timedelta(days=21), code="14060", site="nose", planned_next=planned, diagnosis="BCC"
    )
    found = [biopsy(label, site, side=None) for label, site in zip("AB", sites, strict=False)]
    answer = answer_to(
        *[replace(one, procedures=(cut_out("1.5"),), nature="malignant", diagnosis="BCC") for one in found],
        history=(prior,),
    )
    assert answer.status == status
    assert sorted(line.modifiers for line in answer.lines) == sorted(modifiers)


@pytest.mark.parametrize("code", ["99000", "99070", "A4550"])
@pytest.mark.parametrize(("payer", "charged_too"), [("medicare", False), ("commercial", True)])
def test_what_the_fee_schedule_bundles_is_left_off_a_medicare_claim(
    code: str, payer: Any, charged_too: bool
) -> None:
    """CMS relative value file, status B: always part of other services of the day."""
    spot = lesion("A", "chest", Biopsy(method="tangential"), Coded(code=code), nature="unspecified")
    answer = answer_to(spot, payer=payer)
    assert (answer.status, code in charged(answer)) == ("ready", charged_too)


def test_a_code_that_medicare_does_not_take_blocks_its_claim() -> None:
    """CMS relative value file, status I: consultations have been 99202 to 99215 since 2010."""
    consult = Coded(code="99243", diagnosis="psoriasis")
    answer = answer_to(services=(consult,), payer="medicare")
    assert (answer.status, charged(answer)) == ("blocked", {})
    assert charged(answer_to(services=(consult,), payer="commercial")) == {"99243": 1}


@pytest.mark.parametrize("code", ["98000", "98007", "98015"])
@pytest.mark.parametrize(
    ("payer", "status"), [("medicare", "blocked"), ("medicare_advantage", "blocked"), ("commercial", "ready")]
)
def test_medicare_takes_telehealth_by_the_office_codes(code: str, payer: Any, status: str) -> None:
    """CMS CY 2025 final rule: 99202 to 99215 by place 10 or 02, not the codes of 2025."""
    answer = answer_to(services=(Coded(code=code, diagnosis="psoriasis"),), payer=payer)
    assert answer.status == status
    assert ("fee_schedule.not_taken" in told(answer)) is (status == "blocked")


def test_an_add_on_that_stands_alone_takes_nothing_else_off_the_claim() -> None:
    """15853 is column 1 over a repair, yet is charged only with a visit (NCCI add-on edits)."""
    removed = Coded(code="15853")
    cut = lesion("A", "forearm", removed, closed("intermediate", "4"), diagnosis="laceration", side="left")
    answer = answer_to(cut)
    assert (answer.status, charged(answer)) == ("blocked", {"12032": 1})


@pytest.mark.parametrize("stain", ["88314", "88342"])
@pytest.mark.parametrize(("payer", "modifier"), [("commercial", "59"), ("medicare", "XU")])
def test_a_special_stain_of_mohs_tissue_is_charged_apart(stain: str, payer: Any, modifier: str) -> None:
    """NCCI Policy Manual ch. III: routine stains and sections are part of Mohs surgery, these are not."""
    done = (staged(3), Coded(code=stain), Coded(code="88305"))
    answer = answer_to(cancer("A", "nose", *done), payer=payer)
    assert charged(answer) == {"17311": 1, stain: 1}
    assert marked(answer)[stain] == [(modifier,)]


def _after(days: int, code: str = "11602", **facts: Any) -> PriorCharge:
    return PriorCharge(date=DAY - timedelta(days=days), code=code, site="back_upper", lesion="E1", **facts)


@pytest.mark.parametrize("code", ["12020", "10180"])
@pytest.mark.parametrize(
    ("payer", "place", "lines"),
    [("medicare", "11", 0), ("medicare", "24", 1), ("commercial", "11", 1), ("commercial", "24", 1)],
)
def test_a_wound_that_opens_or_festers_is_a_complication_not_a_stage(
    code: str, payer: Any, place: str, lines: int
) -> None:
    """CMS Claims Processing Manual ch. 12 §40.1: part of the first but in the operating room."""
    wound = lesion(
        "A", "back_upper", Coded(code=code), diagnosis="wound dehiscence", side="left", same_as="E1"
    )
    answer = answer_to(wound, payer=payer, place_of_service=place, history=(_after(7),))
    assert len(answer.lines) == lines
    assert all(line.modifiers == (("78",) if place == "24" else ()) for line in answer.lines)


def test_a_delayed_closure_that_was_planned_is_a_stage() -> None:
    wound = lesion("A", "back_upper", Coded(code="13160"), diagnosis="wound dehiscence", same_as="E1")
    answer = answer_to(wound, history=(_after(7, planned_next=True),))
    assert marked(answer) == {"13160": [("58",)]}


@pytest.mark.parametrize(("back", "expected"), [(True, ("78",)), (False, ())])
def test_a_return_to_the_operating_room_counts_on_the_day_itself(
    back: bool, expected: tuple[str, ...]
) -> None:
    bled = IncisionDrainage(what="hematoma", return_to_or=back)
    wound = lesion("A", "back_upper", bled, diagnosis="postoperative hematoma", side="left", same_as="E1")
    answer = answer_to(wound, history=(_after(0, "14000"),))
    assert marked(answer) == {"10140": [expected]}


@pytest.mark.parametrize(
    ("digits", "status"), [(("LT1",), "ready"), (("RT1",), "blocked"), (("LT1", "RT1"), "ready")]
)
def test_a_nail_of_the_other_side_contradicts_the_lesion(digits: Any, status: str) -> None:
    nail = Nail(what="avulsion", digits=digits)
    toe = lesion("A", "great_toe", nail, diagnosis="ingrown nail", side="left", symptoms=("pain",))
    assert answer_to(toe).status == status
