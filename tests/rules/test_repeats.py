"""One code several times a day: lines or units, 76, 50, and the modifiers that name the lid."""

from typing import Any

import pytest

from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.procedures import AdjacentTissueTransfer, Biopsy, Coded, Destruction, Excision
from tests.helpers.encounters import (
    DAY,
    answer_to,
    cancer,
    charged,
    cm,
    cut_out,
    lesion,
    marked,
    nevus,
    shaved,
    told,
)

LID = {"diagnosis": "papule", "nature": "unspecified", "margin": True}
TRACT = {"diagnosis": "hidradenitis suppurativa", "nature": "not_neoplastic"}


def test_the_third_line_of_a_code_carries_76_once() -> None:
    """AAD, Coding lessons learned in 2022."""
    flap = AdjacentTissueTransfer(area_cm2=cm("3"))
    answer = answer_to(cancer("A", "forehead", flap), cancer("B", "chin", flap, count=2), payer="medicare")
    assert marked(answer) == {"14040": [(), ("76",), ("76",)]}


def test_a_repeat_that_is_charted_as_such_and_repeats_a_code_carries_76_once() -> None:
    again = Excision(excised_cm=cm("1.5"), repeat=True)
    answer = answer_to(cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", again), payer="medicare")
    assert sorted(marked(answer)["11642"]) == [(), ("76",)]


@pytest.mark.parametrize(
    ("site", "facts", "modifier"),
    [
        ("eyelid_upper", {"side": "left"}, "E1"),
        ("eyelid_lower", {"side": "left"}, "E2"),
        ("eyelid_upper", {"side": "right"}, "E3"),
        ("eyelid_lower", {"side": "right"}, "E4"),
        ("canthus_inner", {"side": "right", "lid": "lower"}, "E4"),
    ],
)
def test_a_code_of_the_lid_margin_names_the_lid(site: str, facts: dict[str, Any], modifier: str) -> None:
    """CMS HCPCS Level II modifiers E1 to E4."""
    biopsied = answer_to(lesion("A", site, Biopsy(method="punch"), **LID, **facts))
    assert marked(biopsied) == {"67810": [(modifier,)]}
    facts = facts | {"diagnosis": "viral wart", "nature": "benign", "symptoms": ("pain",), "margin": True}
    burnt = answer_to(lesion("A", site, Destruction(method="electrosurgery", lesion_cm=cm("0.4")), **facts))
    assert marked(burnt) == {"67850": [(modifier,)]}
    cut = answer_to(lesion("A", site, cut_out("0.6"), **facts))
    assert marked(cut) == {"67840": [(modifier,)]}


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_biopsies_of_two_lids_are_told_apart_by_the_lids_alone(payer: str) -> None:
    """NCCI Policy Manual ch. I: an anatomical modifier tells the two apart; 76 and 50 are not needed."""
    both = [
        lesion(label, "eyelid_upper", Biopsy(method="punch"), side=side, **LID)
        for label, side in (("A", "left"), ("B", "right"))
    ]
    assert marked(answer_to(*both, payer=payer)) == {"67810": [("E1",), ("E3",)]}


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_hidradenitis_of_one_axilla_is_one_unit_whatever_the_number(payer: str) -> None:
    """CPT, Excision for hidradenitis: a unit a side."""
    one = [lesion(label, "axilla", cut_out("4"), side="left", **TRACT) for label in "AB"]
    both = [*one, lesion("C", "axilla", cut_out("4"), side="right", **TRACT)]
    assert charged(answer_to(*one, payer=payer)) == {"11450": 1}
    answer = answer_to(*both, payer=payer)
    assert charged(answer) == {"11450": 1}
    assert marked(answer) == {"11450": [("50",)]}


def test_biopsies_of_both_ear_canals_are_one_line_with_50() -> None:
    """CMS PFS, bilateral indicator 1 of 69105; a unit a canal."""
    left = [lesion(label, "ear_canal", Biopsy(method="punch"), side="left", **LID) for label in "AB"]
    right = lesion("C", "ear_canal", Biopsy(method="punch"), side="right", **LID)
    assert charged(answer_to(*left)) == {"69105": 1}
    assert marked(answer_to(*left, right)) == {"69105": [("50",)]}


def test_an_incisional_biopsy_of_the_penis_asks_whether_it_went_deep() -> None:
    answer = answer_to(lesion("A", "penis", Biopsy(method="incisional"), diagnosis="papule"))
    assert charged(answer) == {"54100": 1}
    assert "biopsy.deep" in {alert.rule for alert in answer.alerts}


def test_units_of_one_line_never_outgrow_its_pointers() -> None:
    """CMS-1500: a line points to four diagnoses."""
    sites = ["forearm", "thigh"]
    found = [
        nevus(f"{side[0].upper()}{at}", site, shaved("0.4"), side=side)
        for at, site in enumerate(sites)
        for side in ("left", "right")
    ]
    answer = answer_to(*found, nevus("C", "chest", shaved("0.4"), side="left"))
    assert charged(answer) == {"11300": 5}
    assert sorted(len(line.icd10) for line in answer.lines) == [1, 4]
    assert "claim.pointers" not in told(answer)


@pytest.mark.parametrize(
    ("payer", "marks"), [("commercial", {"10121": [()]}), ("medicare", {"10121": [(), ("76",)]})]
)
def test_a_code_charted_as_such_is_repeated_like_any_other(payer: str, marks: dict[str, Any]) -> None:
    """Project decision 0.5.6: units, or lines with 76."""
    splinters = [
        lesion(label, site, Coded(code="10121"), diagnosis="foreign body", side="left")
        for label, site in (("A", "sole"), ("B", "palm"))
    ]
    answer = answer_to(*splinters, payer=payer)
    assert charged(answer) == {"10121": 2}
    assert marked(answer) == marks


def test_two_blocks_on_one_side_are_two_and_one_on_each_side_is_50() -> None:
    """CMS PFS, bilateral indicator 1 of 64450."""
    blocks = [
        lesion(label, "sole", Coded(code="64450"), diagnosis="plantar wart", side=side)
        for label, side in (("A", "left"), ("B", "left"), ("C", "right"))
    ]
    assert charged(answer_to(*blocks[:2])) == {"64450": 2}
    assert marked(answer_to(*blocks[1:])) == {"64450": [("50",)]}


def test_a_line_says_once_that_it_is_done_again() -> None:
    theirs = PriorCharge(date=DAY, code="11642", rendering="them")
    two = [cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", cut_out("1.5"))]
    answer = answer_to(*two, payer="medicare", history=(theirs,), rendering="us")
    assert marked(answer) == {"11642": [("77",), ("77",)]}
