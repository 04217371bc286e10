"""Each family by its boundaries, beside the published rule."""

from datetime import timedelta
from typing import Any

import pytest

from chargecapture.domain.encounter import Lesion, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    ChemicalPeel,
    Coded,
    ComedoneExtraction,
    Cosmetic,
    Debridement,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Nail,
    Paring,
    PatchTest,
    Pathology,
    PhotodynamicTherapy,
    Phototherapy,
    Repair,
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
    warts,
)

Codes = dict[str, int]


@pytest.mark.parametrize(
    ("methods", "codes"),
    [
        (["tangential"], {"11102": 1}),
        (["tangential"] * 3, {"11102": 1, "11103": 2}),
        (["punch"], {"11104": 1}),
        (["punch", "punch"], {"11104": 1, "11105": 1}),
        (["tangential", "punch"], {"11104": 1, "11103": 1}),
        (["incisional"], {"11106": 1}),
        (["incisional", "incisional"], {"11106": 1, "11107": 1}),
        (["tangential", "punch", "incisional"], {"11106": 1, "11105": 1, "11103": 1}),
    ],
)
def test_one_primary_biopsy_a_day_by_the_most_extensive_method(methods: list[str], codes: Codes) -> None:
    """CPT, Biopsy; AAD, Biopsy coding in 2019: Part 2."""
    sites = ["cheek", "forearm", "thigh"]
    lesions = [biopsy("ABC"[at], sites[at], method) for at, method in enumerate(methods)]
    assert charged(answer_to(*lesions)) == codes


@pytest.mark.parametrize(
    ("site", "facts", "codes"),
    [
        ("lip_lower_vermilion", {}, {"40490": 1}),
        ("lip_lower_cutaneous", {}, {"11104": 1}),
        ("oral_mucosa", {}, {"40808": 1}),
        ("eyelid_upper", {"margin": True}, {"67810": 1}),
        ("eyelid_upper", {"margin": False}, {"11104": 1}),
        ("eyelid_upper", {}, {"11104": 1}),
        ("ear", {}, {"69100": 1}),
        ("ear_canal", {}, {"69105": 1}),
        ("nasal_mucosa", {}, {"30100": 1}),
        ("penis", {}, {"54100": 1}),
        ("vulva", {}, {"56605": 1}),
        ("vulva", {"count": 3}, {"56605": 1, "56606": 2}),
        ("scrotum", {}, {"11104": 1}),
        ("perianal", {}, {"11104": 1}),
    ],
)
def test_some_sites_have_a_biopsy_code_of_their_own(site: str, facts: dict[str, Any], codes: Codes) -> None:
    """AAD, Location codes; Lip biopsies and repairs, May 2013."""
    assert charged(answer_to(biopsy("A", site, "punch", **facts))) == codes


@pytest.mark.parametrize(("sex", "codes"), [("F", {"56605": 1}), ("M", {"11102": 1})])
def test_the_perineum_is_coded_by_sex(sex: str, codes: Codes) -> None:
    assert charged(answer_to(biopsy("A", "perineum", side=None), sex=sex)) == codes


def test_two_samples_of_one_lesion_are_one_biopsy_by_the_larger_method() -> None:
    """AAD, Frequently asked coding questions: Answered, Feb 2020."""
    two = lesion("A", "back_upper", *biopsy("A").procedures, *biopsy("B", method="punch").procedures)
    assert charged(answer_to(two)) == {"11104": 1}


@pytest.mark.parametrize("site", ["unspecified", "multiple"])
def test_a_biopsy_without_a_site_is_not_coded(site: str) -> None:
    answer = answer_to(biopsy("A", site))
    assert answer.lines == ()
    assert answer.status != "ready"


@pytest.mark.parametrize(
    ("size", "trunk", "neck", "nose"),
    [
        ("0.5", "11300", "11305", "11310"),
        ("0.6", "11301", "11306", "11311"),
        ("1.0", "11301", "11306", "11311"),
        ("1.1", "11302", "11307", "11312"),
        ("2.0", "11302", "11307", "11312"),
        ("2.1", "11303", "11308", "11313"),
    ],
)
def test_a_shave_removal_is_coded_by_its_own_diameter(size: str, trunk: str, neck: str, nose: str) -> None:
    """CPT, Shaving of Epidermal or Dermal Lesions."""
    for site, code in (("abdomen", trunk), ("neck_anterior", neck), ("nose", nose)):
        assert charged(answer_to(nevus("A", site, shaved(size)))) == {code: 1}


@pytest.mark.parametrize(
    ("size", "last"), [("0.5", "0"), ("0.6", "1"), ("1.1", "2"), ("2.1", "3"), ("3.1", "4"), ("4.1", "6")]
)
@pytest.mark.parametrize(("site", "tens"), [("abdomen", "0"), ("scalp", "2"), ("nose", "4")])
def test_an_excision_is_coded_by_nature_site_and_excised_diameter(
    size: str, last: str, site: str, tens: str
) -> None:
    """CPT, Excision-Benign and Excision-Malignant Lesions."""
    assert charged(answer_to(nevus("A", site, cut_out(size)))) == {f"114{tens}{last}": 1}
    assert charged(answer_to(cancer("A", site, cut_out(size)))) == {f"116{tens}{last}": 1}


@pytest.mark.parametrize(
    ("nature", "diagnosis", "code"),
    [
        ("malignant", "basal cell carcinoma", "11602"),
        ("in_situ", "melanoma in situ", "11602"),
        ("benign", "dysplastic nevus", "11402"),
        ("premalignant", "actinic keratosis", "11402"),
        ("uncertain", "neoplasm of uncertain behavior of skin", "11402"),
        ("not_neoplastic", "epidermal inclusion cyst", "11402"),
    ],
)
def test_what_is_known_chooses_the_series(nature: str, diagnosis: str, code: str) -> None:
    found = lesion("A", "abdomen", cut_out("1.5"), nature=nature, diagnosis=diagnosis, symptoms=("growing",))
    assert charged(answer_to(found)) == {code: 1}


def test_the_margin_counts_on_both_sides() -> None:
    cut = Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.4"))
    answer = answer_to(cancer("A", "nose", cut))
    assert charged(answer) == {"11642": 1}
    assert "0.8 + 2 × 0.4 = 1.6 cm" in answer.lines[0].why[0].text


@pytest.mark.parametrize(
    "cut",
    [Excision(lesion_cm=cm("0.8")), Excision(margin_cm=cm("0.4")), Excision()],
    ids=["no margin", "no size", "neither"],
)
def test_an_excision_without_its_size_is_held_and_says_what_is_missing(cut: Excision) -> None:
    answer = answer_to(cancer("A", "nose", cut))
    assert answer.status == "held"
    assert answer.lines == ()
    missing = {alert.place.field for alert in answer.alerts if alert.place and alert.effect == "hold"}
    assert missing == {name for name in ("lesion_cm", "margin_cm") if getattr(cut, name) is None}


def test_a_size_that_contradicts_its_parts_is_blocked() -> None:
    cut = Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.4"), excised_cm=cm("1.7"))
    assert answer_to(cancer("A", "nose", cut)).status == "blocked"
    near = Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.4"), excised_cm=cm("1.65"))
    assert answer_to(cancer("A", "nose", near)).status == "ready"


def test_an_excision_waits_for_pathology() -> None:
    """CMS article A56346: a malignant code needs the report."""
    answer = answer_to(lesion("A", "nose", cut_out("1.5"), nature="unspecified", diagnosis="papule"))
    assert answer.status == "held"
    assert "pathology.pending" in told(answer)


@pytest.mark.parametrize(
    ("site", "closure", "code"),
    [
        ("axilla", None, "11450"),
        ("axilla", "intermediate", "11450"),
        ("axilla", "complex", "11451"),
        ("groin", "complex", "11463"),
        ("perianal", None, "11470"),
        ("umbilicus", "complex", "11471"),
    ],
)
def test_hidradenitis_is_excised_by_place_and_closure(site: str, closure: str | None, code: str) -> None:
    """CPT, Excision for hidradenitis: the closure is in the code."""
    acts = [cut_out("5.0"), *([closed(closure, "6.0")] if closure else [])]
    side = "left" if site in ("axilla", "groin") else None
    found = lesion("A", site, *acts, side=side, diagnosis="hidradenitis suppurativa", nature="not_neoplastic")
    assert charged(answer_to(found)) == {code: 1}


def test_hidradenitis_of_both_axillae_is_one_line_with_50() -> None:
    facts = {"diagnosis": "hidradenitis suppurativa", "nature": "not_neoplastic"}
    both = [
        lesion(label, "axilla", cut_out("4"), side=side, **facts)
        for label, side in (("A", "left"), ("B", "right"))
    ]
    answer = answer_to(*both)
    assert charged(answer) == {"11450": 1}
    assert marked(answer) == {"11450": [("50",)]}


@pytest.mark.parametrize(
    ("count", "codes"),
    [
        (1, {"17000": 1}),
        (2, {"17000": 1, "17003": 1}),
        (14, {"17000": 1, "17003": 13}),
        (15, {"17004": 1}),
        (40, {"17004": 1}),
    ],
)
def test_premalignant_lesions_are_counted_over_the_day(count: int, codes: Codes) -> None:
    """CPT, Destruction; NCD 250.4."""
    assert charged(answer_to(keratoses("A", count))) == codes
    if count > 1:
        assert charged(answer_to(keratoses("A", 1), keratoses("B", count - 1, "nose"))) == codes


@pytest.mark.parametrize(("count", "code"), [(1, "17110"), (14, "17110"), (15, "17111"), (52, "17111")])
def test_benign_lesions_are_counted_over_the_day(count: int, code: str) -> None:
    assert charged(answer_to(warts("A", count))) == {code: 1}


@pytest.mark.parametrize(
    ("count", "codes"),
    [
        (1, {"11200": 1}),
        (15, {"11200": 1}),
        (16, {"11200": 1, "11201": 1}),
        (25, {"11200": 1, "11201": 1}),
        (26, {"11200": 1, "11201": 2}),
    ],
)
def test_skin_tags_beyond_fifteen_count_by_started_tens(count: int, codes: Codes) -> None:
    """CPT, Removal of Skin Tags."""
    assert charged(answer_to(tags("A", count))) == codes


@pytest.mark.parametrize(
    ("area", "code"), [("9.9", "17106"), ("10", "17107"), ("50", "17107"), ("50.1", "17108")]
)
def test_vascular_laser_is_coded_by_the_area_of_the_day(area: str, code: str) -> None:
    laser = Destruction(method="laser", area_cm2=cm(area))
    stain = lesion("A", "forehead", laser, diagnosis="port wine stain", nature="benign")
    assert charged(answer_to(stain)) == {code: 1}


def test_a_cherry_angioma_is_no_vascular_proliferation() -> None:
    laser = Destruction(method="laser", area_cm2=cm("1"))
    angioma = lesion(
        "A", "abdomen", laser, diagnosis="cherry angioma", nature="benign", symptoms=("bleeding",)
    )
    assert charged(answer_to(angioma)) == {"17110": 1}


@pytest.mark.parametrize(
    ("size", "last"), [("0.5", "0"), ("0.6", "1"), ("1.1", "2"), ("2.1", "3"), ("3.1", "4"), ("4.1", "6")]
)
@pytest.mark.parametrize(("site", "tens"), [("abdomen", "6"), ("scalp", "7"), ("nose", "8")])
def test_a_destroyed_cancer_is_coded_by_its_diameter_before(
    size: str, last: str, site: str, tens: str
) -> None:
    assert charged(answer_to(cancer("A", site, destroyed(size)))) == {f"172{tens}{last}": 1}


@pytest.mark.parametrize(
    ("site", "method", "extensive", "code"),
    [
        ("penis", "chemical", False, "54050"),
        ("penis", "electrosurgery", False, "54055"),
        ("penis", "curettage", False, "54055"),
        ("penis", "cryosurgery", False, "54056"),
        ("penis", "laser", False, "54057"),
        ("penis", "surgical", False, "54060"),
        ("penis", "laser", True, "54065"),
        ("vulva", "chemical", False, "56501"),
        ("vulva", "laser", True, "56515"),
        ("perianal", "chemical", False, "46900"),
        ("perianal", "electrosurgery", False, "46910"),
        ("perianal", "cryosurgery", False, "46916"),
        ("perianal", "laser", False, "46917"),
        ("perianal", "surgical", False, "46922"),
        ("perianal", "cryosurgery", True, "46924"),
        ("scrotum", "cryosurgery", False, "17110"),
        ("groin", "cryosurgery", False, "17110"),
    ],
)
def test_genital_and_anal_warts_are_coded_by_place_and_method(
    site: str, method: str, extensive: bool, code: str
) -> None:
    """AAD, Location codes; one unit a day whatever the number."""
    side = "left" if site == "groin" else None
    act = Destruction(method=method, extensive=extensive)  # type: ignore[arg-type]
    wart = lesion("A", site, act, diagnosis="genital wart", nature="benign", count=6, side=side)
    assert charged(answer_to(wart)) == {code: 1}


@pytest.mark.parametrize(
    ("facts", "size", "code"),
    [
        ({"margin": True}, "0.4", "67850"),
        ({"margin": True}, "1.1", "17110"),
        ({"margin": False}, None, "17110"),
    ],
)
def test_a_lid_margin_lesion_has_a_code_up_to_one_centimetre(
    facts: dict[str, Any], size: str | None, code: str
) -> None:
    act = Destruction(method="electrosurgery", lesion_cm=cm(size) if size else None)
    found = lesion(
        "A",
        "eyelid_lower",
        act,
        side="left",
        diagnosis="viral wart",
        nature="benign",
        symptoms=("pain",),
        **facts,
    )
    assert charged(answer_to(found)) == {code: 1}


def test_a_destruction_waits_for_pathology_and_for_its_nature() -> None:
    for nature in ("unspecified", None):
        answer = answer_to(lesion("A", "nose", destroyed("0.8"), nature=nature, diagnosis="papule"))
        assert answer.status == "held"
        assert answer.lines == ()


@pytest.mark.parametrize(
    ("site", "stages", "codes"),
    [
        ("nose", (3,), {"17311": 1}),
        ("nose", (3, 2), {"17311": 1, "17312": 1}),
        ("nose", (7, 5, 6), {"17311": 1, "17312": 2, "17315": 3}),
        ("nose", (5, 5), {"17311": 1, "17312": 1}),
        ("abdomen", (6,), {"17313": 1, "17315": 1}),
        ("abdomen", (3, 6, 1), {"17313": 1, "17314": 2, "17315": 1}),
        ("hand_dorsum", (2,), {"17311": 1}),
    ],
)
def test_mohs_counts_stages_and_blocks_past_five(site: str, stages: tuple[int, ...], codes: Codes) -> None:
    """CPT, Mohs Micrographic Surgery."""
    assert charged(answer_to(cancer("A", site, staged(*stages)))) == codes


def test_a_deep_structure_takes_the_series_of_head_hands_and_feet() -> None:
    assert charged(answer_to(cancer("A", "abdomen", staged(2, deep_structure=True)))) == {"17311": 1}


@pytest.mark.parametrize("nature", ["benign", "premalignant"])
def test_mohs_of_what_is_no_cancer_is_blocked(nature: str) -> None:
    answer = answer_to(lesion("A", "nose", staged(2), diagnosis="melanocytic nevus", nature=nature))
    assert answer.status == "blocked"
    assert "17311" not in charged(answer)


@pytest.mark.parametrize(
    ("complexity", "lengths", "site", "codes"),
    [
        ("simple", ["2.5"], "forearm", {"12001": 1}),
        ("simple", ["2.6"], "forearm", {"12002": 1}),
        ("simple", ["7.6"], "nose", {"12015": 1}),
        ("intermediate", ["2.5"], "forearm", {"12031": 1}),
        ("intermediate", ["7.5"], "forearm", {"12032": 1}),
        ("intermediate", ["7.6"], "forearm", {"12034": 1}),
        ("intermediate", ["2.5"], "hand_dorsum", {"12041": 1}),
        ("intermediate", ["5.1"], "nose", {"12053": 1}),
        ("intermediate", ["30.1"], "nose", {"12057": 1}),
        ("complex", ["1.1"], "abdomen", {"13100": 1}),
        ("complex", ["2.5"], "abdomen", {"13100": 1}),
        ("complex", ["2.6"], "forearm", {"13121": 1}),
        ("complex", ["7.5"], "cheek", {"13132": 1}),
        ("complex", ["7.6"], "cheek", {"13132": 1, "13133": 1}),
        ("complex", ["18"], "abdomen", {"13101": 1, "13102": 3}),
        ("complex", ["2.0"], "nose", {"13151": 1}),
        ("complex", ["1.0"], "nose", {"12051": 1}),
        ("complex", ["0.5", "0.6"], "nose", {"13151": 1}),
        ("intermediate", ["2.0", "2.0"], "forearm", {"12032": 1}),
    ],
)
def test_wounds_of_one_complexity_and_group_are_added(
    complexity: str, lengths: list[str], site: str, codes: Codes
) -> None:
    """CPT, Repair; a complex repair of 1.0 cm or less is intermediate."""
    wounds = [
        lesion("ABC"[at], site, closed(complexity, length), side="left", diagnosis="laceration")
        for at, length in enumerate(lengths)
    ]
    assert charged(answer_to(*wounds)) == codes


def test_wounds_of_different_groups_are_charged_apart() -> None:
    wounds = [
        lesion("A", "forearm", closed("intermediate", "3"), side="left", diagnosis="laceration"),
        lesion("B", "forehead", closed("intermediate", "3"), diagnosis="laceration"),
        lesion("C", "forearm", closed("simple", "3"), side="right", diagnosis="laceration"),
    ]
    assert charged(answer_to(*wounds)) == {"12032": 1, "12052": 1, "12002": 1}


@pytest.mark.parametrize(
    ("site", "area", "codes"),
    [
        ("abdomen", "10", {"14000": 1}),
        ("abdomen", "10.1", {"14001": 1}),
        ("scalp", "10", {"14020": 1}),
        ("cheek", "30", {"14041": 1}),
        ("nose", "3", {"14060": 1}),
        ("nose", "30.1", {"14301": 1}),
        ("nose", "60", {"14301": 1}),
        ("nose", "61", {"14301": 1, "14302": 1}),
        ("nose", "90.1", {"14301": 1, "14302": 2}),
    ],
)
def test_a_flap_is_coded_by_both_defects_together(site: str, area: str, codes: Codes) -> None:
    """CPT, Adjacent Tissue Transfer or Rearrangement."""
    flap = AdjacentTissueTransfer(area_cm2=cm(area))
    assert charged(answer_to(cancer("A", site, flap, side="left" if site == "cheek" else None))) == codes


@pytest.mark.parametrize(
    ("kind", "site", "area", "codes"),
    [
        ("full_thickness", "nose", "20", {"15260": 1}),
        ("full_thickness", "nose", "20.1", {"15260": 1, "15261": 1}),
        ("full_thickness", "cheek", "6", {"15240": 1}),
        ("full_thickness", "scalp", "41", {"15220": 1, "15221": 2}),
        ("full_thickness", "abdomen", "1", {"15200": 1}),
        ("split_thickness", "thigh", "100", {"15100": 1}),
        ("split_thickness", "thigh", "101", {"15100": 1, "15101": 1}),
        ("split_thickness", "nose", "2", {"15120": 1}),
        ("skin_substitute", "thigh", "25", {"15271": 1}),
        ("skin_substitute", "thigh", "26", {"15271": 1, "15272": 1}),
        ("skin_substitute", "thigh", "99", {"15271": 1, "15272": 3}),
        ("skin_substitute", "thigh", "100", {"15273": 1}),
        ("skin_substitute", "thigh", "101", {"15273": 1, "15274": 1}),
        ("skin_substitute", "sole", "30", {"15275": 1, "15276": 1}),
        ("skin_substitute", "sole", "201", {"15277": 1, "15278": 2}),
    ],
)
def test_a_graft_is_coded_by_its_recipient_site_and_area(
    kind: str, site: str, area: str, codes: Codes
) -> None:
    """CPT, Skin Replacement Surgery."""
    graft = Graft(graft=kind, area_cm2=cm(area))  # type: ignore[arg-type]
    side = "left" if site in ("cheek", "thigh", "sole") else None
    assert charged(answer_to(lesion("A", site, graft, side=side, diagnosis="pyoderma gangrenosum"))) == codes


@pytest.mark.parametrize(("count", "code"), [(1, "11900"), (7, "11900"), (8, "11901"), (20, "11901")])
def test_injected_lesions_are_counted_not_needle_sticks(count: int, code: str) -> None:
    """CPT, Introduction."""
    keloid = lesion("A", "chest", IntralesionalInjection(), side="left", diagnosis="keloid", count=count)
    assert charged(answer_to(keloid)) == {code: 1}


@pytest.mark.parametrize(("dose", "units"), [("2.5", 1), ("10", 1), ("10.1", 2), ("40", 4)])
def test_a_drug_is_rounded_up_to_its_unit_once(dose: str, units: int) -> None:
    """CMS HCPCS: J3301 counts 10 mg."""
    act = IntralesionalInjection(drug="J3301", dose_mg=cm(dose))
    keloid = lesion("A", "chest", act, side="left", diagnosis="keloid")
    assert charged(answer_to(keloid)) == {"11900": 1, "J3301": units}


def test_the_dose_of_the_day_is_added_before_it_is_rounded() -> None:
    act = IntralesionalInjection(drug="J3301", dose_mg=cm("4"))
    both = [lesion(label, "scalp", act, diagnosis="alopecia areata") for label in "AB"]
    assert charged(answer_to(*both)) == {"11900": 1, "J3301": 1}


@pytest.mark.parametrize(
    ("payer", "container", "dose", "wasted", "lines"),
    [
        ("medicare", "single_dose", "40", "0", [("J3301", 4, ("JZ",))]),
        ("medicare", "single_dose", "25", "15", [("J3301", 1, ("JW",)), ("J3301", 3, ())]),
        ("medicare", "single_dose", "38", "2", [("J3301", 4, ("JZ",))]),
        ("medicare", "multi_dose", "25", "0", [("J3301", 3, ())]),
        ("commercial", "single_dose", "25", "15", [("J3301", 3, ())]),
    ],
)
def test_waste_of_a_single_dose_container_is_told_to_medicare(
    payer: str, container: str, dose: str, wasted: str, lines: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    """CMS JW and JZ modifier FAQ: JW on a line of its own for whole units thrown away, JZ where none were."""
    act = IntralesionalInjection(
        drug="J3301",
        dose_mg=cm(dose),
        wasted_mg=cm(wasted),
        container=container,  # type: ignore[arg-type]
    )
    answer = answer_to(lesion("A", "chest", act, side="left", diagnosis="keloid"), payer=payer)
    drugs = sorted(
        (line.code, int(line.units), line.modifiers) for line in answer.lines if line.code == "J3301"
    )
    assert drugs == sorted(lines)


@pytest.mark.parametrize(
    ("what", "facts", "count", "codes"),
    [
        ("abscess", {}, 1, {"10060": 1}),
        ("abscess", {"complicated": True}, 1, {"10061": 1}),
        ("abscess", {}, 2, {"10061": 1}),
        ("abscess", {"puncture": True}, 1, {"10160": 1}),
        ("pilonidal_cyst", {}, 1, {"10080": 1}),
        ("pilonidal_cyst", {"complicated": True}, 1, {"10081": 1}),
        ("foreign_body", {}, 2, {"10120": 2}),
        ("foreign_body", {"complicated": True}, 1, {"10121": 1}),
        ("hematoma", {}, 1, {"10140": 1}),
        ("hematoma", {"puncture": True}, 1, {"10160": 1}),
    ],
)
def test_drainage_is_coded_by_what_was_opened(
    what: str, facts: dict[str, Any], count: int, codes: Codes
) -> None:
    """CPT, Incision and Drainage."""
    act = IncisionDrainage(what=what, **facts)  # type: ignore[arg-type]
    found = lesion("A", "axilla", act, side="left", diagnosis="cutaneous abscess", count=count)
    assert charged(answer_to(found)) == codes


@pytest.mark.parametrize(
    ("depth", "area", "codes"),
    [
        ("skin", "20", {"97597": 1}),
        ("skin", "20.1", {"97597": 1, "97598": 1}),
        ("subcutaneous", "180", {"11042": 1, "11045": 8}),
        ("muscle", "40", {"11043": 1, "11046": 1}),
        ("bone", "19", {"11044": 1}),
    ],
)
def test_debridement_is_coded_by_the_deepest_tissue_and_the_area(depth: str, area: str, codes: Codes) -> None:
    """CPT, Debridement."""
    act = Debridement(depth=depth, area_cm2=cm(area))  # type: ignore[arg-type]
    assert charged(answer_to(lesion("A", "lower_leg", act, side="left", diagnosis="chronic ulcer"))) == codes


@pytest.mark.parametrize(("count", "code"), [(1, "11055"), (2, "11056"), (4, "11056"), (5, "11057")])
def test_pared_corns_are_counted(count: int, code: str) -> None:
    assert charged(answer_to(lesion("A", "sole", Paring(), side="left", diagnosis="corn", count=count))) == {
        code: 1
    }


FEET = tuple(f"{side}T{digit}" for side in "LR" for digit in range(1, 6))


@pytest.mark.parametrize(("number", "code"), [(1, "11720"), (5, "11720"), (6, "11721"), (10, "11721")])
def test_debrided_nails_of_all_limbs_are_one_unit(number: int, code: str) -> None:
    """CPT, Nails."""
    act = Nail(what="debridement", digits=FEET[:number])
    nails = lesion("A", "great_toe", act, side="left", diagnosis="onychomycosis", symptoms=("pain",))
    assert charged(answer_to(nails)) == {code: 1}


def test_each_avulsed_nail_carries_its_digit() -> None:
    act = Nail(what="avulsion", digits=("LT1", "RT1", "LT2"))
    answer = answer_to(lesion("A", "great_toe", act, side="left", diagnosis="ingrown nail"))
    assert charged(answer) == {"11730": 1, "11732": 2}
    assert marked(answer) == {"11730": [("TA",)], "11732": [("T1",), ("T5",)]}


def test_one_nail_is_charged_once_by_the_larger_service() -> None:
    acts = [
        Nail(what="debridement", digits=FEET[:6]),
        Nail(what="avulsion", digits=("LT1",)),
        Nail(what="matrixectomy", digits=("LT1",)),
    ]
    answer = answer_to(
        lesion("A", "great_toe", *acts, side="left", diagnosis="ingrown nail", symptoms=("pain",))
    )
    assert charged(answer) == {"11750": 1, "11720": 1}
    assert marked(answer)["11720"] == [("59",)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"applied_by": "staff"}, "96567"),
        ({"applied_by": "clinician"}, "96573"),
        ({"applied_by": "clinician", "curettage": True}, "96574"),
    ],
)
def test_photodynamic_therapy_is_coded_by_who_applied_it(facts: dict[str, Any], code: str) -> None:
    act = PhotodynamicTherapy(**facts)
    assert charged(answer_to(lesion("A", "scalp", act, diagnosis="actinic keratosis", count=9))) == {code: 1}


@pytest.mark.parametrize(
    ("facts", "diagnosis", "code"),
    [
        ({"light": "uvb"}, "psoriasis", "96900"),
        ({"light": "uvb_with_tar"}, "psoriasis", "96910"),
        ({"light": "goeckerman"}, "psoriasis", "96910"),
        ({"light": "goeckerman", "supervised_hours": cm("4")}, "psoriasis", "96913"),
        ({"light": "puva"}, "psoriasis", "96912"),
        ({"light": "excimer", "area_cm2": cm("249")}, "psoriasis", "96920"),
        ({"light": "excimer", "area_cm2": cm("250")}, "psoriasis", "96921"),
        ({"light": "excimer", "area_cm2": cm("500")}, "psoriasis", "96921"),
        ({"light": "excimer", "area_cm2": cm("501")}, "psoriasis", "96922"),
        ({"light": "excimer", "area_cm2": cm("120")}, "vitiligo", "96999"),
    ],
)
def test_phototherapy_is_coded_by_light_area_and_disease(
    facts: dict[str, Any], diagnosis: str, code: str
) -> None:
    act = Phototherapy(diagnosis=diagnosis, **facts)
    assert charged(answer_to(services=(act,))) == {code: 1}


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        (
            ({"light": "excimer", "area_cm2": cm("150")}, {"light": "excimer", "area_cm2": cm("99.9")}),
            {"96920": 1},
        ),
        (
            ({"light": "excimer", "area_cm2": cm("150")}, {"light": "excimer", "area_cm2": cm("100")}),
            {"96921": 1},
        ),
        (({"light": "uvb"}, {"light": "uvb"}), {"96900": 1}),
        (({"light": "uvb"}, {"light": "uvb", "separate_session": True}), {"96900": 2}),
        (
            (
                {"light": "goeckerman", "supervised_hours": cm("2")},
                {"light": "goeckerman", "supervised_hours": cm("2")},
            ),
            {"96913": 1},
        ),
        (({"light": "excimer", "area_cm2": cm("300")}, {"light": "excimer"}), {}),
    ],
)
def test_one_light_on_several_areas_is_one_code_a_day_by_the_whole_area(
    parts: tuple[dict[str, Any], ...], codes: dict[str, int]
) -> None:
    """CMS NCCI MUE: 96920 to 96922 one a day; CPT: the total area."""
    answer = answer_to(services=tuple(Phototherapy(diagnosis="psoriasis", **facts) for facts in parts))
    assert charged(answer) == codes
    assert answer.status == ("ready" if codes else "held")


def test_one_peel_of_several_fields_of_the_face_is_one_code() -> None:
    """CMS NCCI MUE: 15788 one a day."""
    fields = [
        lesion(label, site, ChemicalPeel(depth="epidermal", facial=True), diagnosis="acne")
        for label, site in (("A", "forehead"), ("B", "chin"))
    ]
    assert charged(answer_to(*fields)) == {"15788": 1}


@pytest.mark.parametrize(
    ("service", "payer", "codes"),
    [
        (PatchTest(count=36, diagnosis="allergic contact dermatitis"), "commercial", {"95044": 36}),
        (ChemicalPeel(depth="epidermal", facial=True, diagnosis="acne"), "commercial", {"15788": 1}),
        (
            ChemicalPeel(depth="dermal", facial=False, diagnosis="actinic keratosis"),
            "commercial",
            {"15793": 1},
        ),
        (Laboratory(test="koh", diagnosis="tinea pedis"), "commercial", {"87220": 1}),
        (Laboratory(test="koh", diagnosis="tinea pedis"), "medicare", {"Q0112": 1}),
        (Laboratory(test="wet_mount", diagnosis="tinea pedis"), "medicare_advantage", {"Q0111": 1}),
        (Laboratory(test="tzanck", diagnosis="herpes zoster"), "commercial", {"87207": 1}),
        (Laboratory(test="fungal_culture", diagnosis="onychomycosis"), "commercial", {"87101": 1}),
        (Pathology(level="4", specimens=3, diagnosis="melanocytic nevus"), "commercial", {"88305": 3}),
        (Pathology(level=3, diagnosis="epidermal inclusion cyst"), "commercial", {"88304": 1}),
        (Pathology(organism_stains=2, diagnosis="tinea corporis"), "commercial", {"88312": 2}),
        (Pathology(frozen_blocks=(2, 1), diagnosis="acne"), "commercial", {"88331": 2, "88332": 1}),
        (Drug(hcpcs="J7308", units=2, diagnosis="actinic keratosis"), "commercial", {"J7308": 2}),
        (Drug(hcpcs="J7345", dose_mg=cm("200"), diagnosis="actinic keratosis"), "commercial", {"J7345": 20}),
        (Coded(code="29580", diagnosis="stasis dermatitis"), "commercial", {"29580": 1}),
    ],
    ids=lambda value: value.kind if hasattr(value, "kind") else None,
)
def test_services_without_a_lesion_are_coded(service: Any, payer: str, codes: Codes) -> None:
    assert charged(answer_to(services=(service,), payer=payer)) == codes


def test_a_peel_for_looks_is_the_patients() -> None:
    peel = ChemicalPeel(depth="epidermal", facial=True, diagnosis="melasma")
    answer = answer_to(services=(peel,))
    assert [line.responsibility for line in answer.lines] == ["patient"]
    assert not any(line.for_insurer for line in answer.lines)


def test_the_components_of_pathology_carry_26_and_tc() -> None:
    for component, modifier in (("professional", "26"), ("technical", "TC")):
        service = Pathology(level="4", component=component, diagnosis="melanocytic nevus")  # type: ignore[arg-type]
        assert marked(answer_to(services=(service,))) == {"88305": [(modifier,)]}


def test_acne_surgery_is_one_unit() -> None:
    assert charged(answer_to(lesion("A", "forehead", ComedoneExtraction(), diagnosis="acne", count=12))) == {
        "10040": 1
    }


def test_a_cosmetic_service_is_the_patients_with_its_price() -> None:
    toxin = Cosmetic(service="botulinum_toxin", units=cm("20"), price=cm("14.00"))
    answer = answer_to(lesion("A", "glabella", toxin))
    (line,) = answer.lines
    assert (line.code, line.units, line.charge) == ("COS-botulinum_toxin", 20, cm("280.00"))
    assert (line.responsibility, line.icd10, line.pointers) == ("patient", ("Z41.1",), "")
    assert answer.status == "ready"


def test_a_visit_by_its_code_is_refused() -> None:
    answer = answer_to(services=(Coded(code="99213", diagnosis="acne"),))
    assert (answer.status, answer.lines) == ("blocked", ())


INCOMPLETE: list[Lesion] = [
    lesion("A", "nose", Repair(), diagnosis="laceration"),
    lesion("A", "nose", Graft(), diagnosis="pyoderma gangrenosum"),
    lesion("A", "nose", AdjacentTissueTransfer(), diagnosis="basal cell carcinoma"),
    lesion("A", "nose", staged(), diagnosis="basal cell carcinoma"),
    lesion("A", "axilla", IncisionDrainage(), diagnosis="abscess", side="left"),
    lesion("A", "axilla", Debridement(depth="skin"), diagnosis="abscess", side="left"),
    lesion("A", "great_toe", Nail(), diagnosis="ingrown nail", side="left"),
    lesion("A", "scalp", PhotodynamicTherapy(), diagnosis="actinic keratosis"),
    lesion("A", "penis", Destruction(), diagnosis="genital wart"),
    lesion("A", "scalp", IntralesionalInjection(drug="J3301"), diagnosis="alopecia areata"),
]


@pytest.mark.parametrize("found", INCOMPLETE, ids=lambda found: found.procedures[0].kind)
def test_an_act_with_a_fact_missing_is_held_and_names_the_field(found: Lesion) -> None:
    answer = answer_to(found)
    assert answer.status == "held"
    places = [alert.place for alert in answer.alerts if alert.effect == "hold"]
    assert any(place and place.field for place in places)


def test_thrown_away_units_stand_after_the_given_ones() -> None:
    given = Drug(hcpcs="J0585", units=90, wasted_mg=cm("10"), container="single_dose", diagnosis="L74.510")
    answer = answer_to(services=(given,), payer="medicare")
    assert [(line.units, line.modifiers) for line in answer.lines] == [(90, ()), (10, ("JW",))]


@pytest.mark.parametrize(
    ("site", "facts", "warned"),
    [
        ("back_upper", {}, True),
        ("back_upper", {"deep_structure": True}, False),
        ("nose", {}, False),
        ("lower_leg", {}, False),
        ("ankle", {}, False),
    ],
)
def test_mohs_where_denial_is_likely_is_warned_about(site: str, facts: dict[str, Any], warned: bool) -> None:
    """CMS LCD L35494: areas H and M are appropriate by themselves."""
    answer = answer_to(cancer("A", site, staged(2, **facts), side="left"))
    assert ("mohs.appropriate_use" in told(answer)) is warned
    assert answer.status == "ready"


def test_stages_of_a_later_day_begin_again_without_58() -> None:
    """CMS MLN Matters SE1318."""
    prior = PriorCharge(date=DAY - timedelta(days=1), code="17311", site="nose", lesion="N1")
    answer = answer_to(cancer("A", "nose", staged(2, 1), same_as="N1"), history=(prior,))
    assert marked(answer) == {"17311": [()], "17312": [()]}
    assert "mohs.continued" in told(answer)
